"""The database as rows, read past the application: what a walk is judged by."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
PASSING = {"login", "link", "attempt"}
"""What signing in writes: no rule reads it."""
JSON = {
    "answers",
    "missing",
    "said",
    "roles",
    "recipients",
    "payload",
    "present",
    "regrets",
    "before",
    "after",
    "offices",
}
TORONTO = ZoneInfo("America/Toronto")
IDLE = {"version", "last_seq", "last_hash", "updated_at", "search", "title_key"}
"""Columns of a case that no rule reads, or that only follow from its events."""


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local_day(at: datetime) -> date:
    return at.astimezone(TORONTO).date()


def sha(value: Any) -> str:
    """SHA-256 of canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class Ledger:
    """Every row there is at one moment."""

    def __init__(self, database: Path) -> None:
        self.tables: dict[str, tuple[list[str], list[tuple[Any, ...]]]] = {}
        self.known: dict[Any, Any] = {}
        """What was worked out of these rows before."""
        with closing(sqlite3.connect(database)) as connection:
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            for (name,) in names.fetchall():
                found = connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid')
                self.tables[name] = [c[0] for c in found.description], found.fetchall()

    def __getitem__(self, table: str) -> list[Row]:
        if table not in self._rows:
            self._rows[table] = list(self._parsed(table))
        return self._rows[table]

    @cached_property
    def _rows(self) -> dict[str, list[Row]]:
        return {}

    def _parsed(self, table: str) -> Iterator[Row]:
        columns, rows = self.tables[table]
        for row in rows:
            yield {
                c: json.loads(v) if c in JSON and isinstance(v, str) else v
                for c, v in zip(columns, row, strict=True)
            }

    def of(self, table: str, case: int) -> list[Row]:
        """Rows of one case, in the order in which they were written."""
        if (table, case) not in self.known:
            self.known[table, case] = [r for r in self[table] if r["proposal_id"] == case]
        found: list[Row] = self.known[table, case]
        return found

    def events(self, case: int) -> list[Row]:
        return sorted(self.of("event", case), key=lambda e: e["seq"])

    @cached_property
    def said(self) -> dict[int, Row]:
        """By event: what was said there."""
        return {s["event_id"]: s["said"] for s in self["statement"]}

    def case(self, reference: str) -> Row:
        [found] = [p for p in self["proposal"] if p["reference"] == reference]
        return found

    def shared(self, case: int, form: str) -> Row | None:
        return next((p for p in self.of("paper", case) if p["form"] == form and p["person_id"] is None), None)

    def changed(self, before: "Ledger", *but: str) -> dict[str, list[Any]]:
        """By table: rows that are not as they were before; signing in does not count."""
        found = {}
        for name, (_, rows) in self.tables.items():
            if name not in PASSING | set(but) and rows != before.tables[name][1]:
                old = before.tables[name][1]
                found[name] = [r for r in rows if r not in old] + [("was", r) for r in old if r not in rows]
        return found

    def facts(self, case: int) -> dict[str, list[str]]:
        """What rules read of a case, by kind."""
        if ("facts", case) not in self.known:
            self.known["facts", case] = self._facts(case)
        found: dict[str, list[str]] = self.known["facts", case]
        return found

    def _facts(self, case: int) -> dict[str, list[str]]:
        [own] = [p for p in self["proposal"] if p["id"] == case]
        papers = self.of("paper", case)
        meetings = [i | {"position": 0} for i in self.of("agenda_item", case)]
        found: dict[str, list[Row]] = {
            "proposal": [{k: v for k, v in own.items() if k not in IDLE}],
            "paper": [_only(p, "form", "answers", "missing") for p in papers if p["person_id"] is None],
            "sheet": [_only(p, "form", "person_id", "answers", "about") for p in papers if p["handed_in_at"]],
            "agenda_item": meetings,
        }
        for table in (
            "assignment", "audience", "conflict", "condition", "team_member", "resource", "recorded", "revision",
        ):  # fmt: skip
            found[table] = self.of(table, case)
        conditions = {c["id"] for c in found["condition"]}
        found["evidence"] = [e for e in self["evidence"] if e["condition_id"] in conditions]
        return {kind: [json.dumps(r, sort_keys=True) for r in rows] for kind, rows in found.items()}


def _only(row: Row, *names: str) -> Row:
    return {n: row[n] for n in names}


def hash_of(event: Row) -> str:
    """The hash of an event, worked out anew from what stands in its row."""
    return sha(
        {
            "previous": event["previous"],
            "proposal": event["proposal_id"],
            "seq": event["seq"],
            "version": event["version"],
            "at": moment(event["at"]).isoformat(),
            "actor": event["actor_id"],
            "for": event["for_id"],
            "roles": event["roles"],
            "action": event["action"],
            "from": event["from_stage"],
            "to": event["to_stage"],
            "body": event["body"],
            "workflow": event["workflow_digest"],
            "content": event["content_digest"],
            "said": event["said_digest"],
        }
    )
