"""Many plausible cases, quickly, for measuring: copies of a few real ones, each with a record that holds.

A copy has a title, reference and dates of its own; its texts, statements and chain of events are made anew, so
that `approval audit verify` finds nothing to say about it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Table, func, insert, select

from ..calendar import local_day
from ..desk import Desk
from ..digests import considered, digest
from ..language import folded, searchable
from ..models.base import Base
from ..models.chain import hash_of
from ..models.database import db, transaction
from ..models.proposals import Proposal
from ..models.records import Event
from .archiving import count_on

AT_ONCE = 100
"""Cases a transaction writes."""
MODELS = 12
"""Cases copied at most: the first ones of the installation."""
APART = timedelta(days=5)
OVER = 120
"""Copies are dated back in steps of ``APART``, so many of them, and then from the beginning again."""
SETTINGS = (
    "in Community Clinics", "for Northern Sites", "in Emergency Departments", "in Long-Term Care", "for New Graduates",
    "in Rural Hospitals", "for Internationally Educated Staff", "in Primary Care", "for Team Leaders", "at Home",
)  # fmt: skip
PARTS = (
    "assignment", "audience", "paper", "conflict", "team_member", "resource", "agenda_item", "event", "statement",
    "revision", "condition", "evidence", "letter", "recorded",
)  # fmt: skip
"""Tables that are copied, in the order in which they refer to each other. Documents, jobs and uploads are not."""
Rows = list[dict[str, Any]]


@dataclass(slots=True)
class Model:
    """A case to copy: its row, and its rows in every other table."""

    proposal: dict[str, Any]
    parts: dict[str, Rows]
    texts: tuple[str, ...]


@dataclass(slots=True)
class Numbers:
    """The next free id of each table, and the next number of each year."""

    ids: dict[str, int] = field(default_factory=dict)
    references: dict[int, int] = field(default_factory=dict)

    def next(self, table: str) -> int:
        found = self.ids.get(table)
        if found is None:
            found = int(db.session.scalar(select(func.max(_table(table).c.id))) or 0) + 1
        self.ids[table] = found + 1
        return found

    def reference(self, pattern: str, year: int) -> str:
        """As ``drafting`` counts: so many of the year, and one."""
        found = self.references.get(year)
        if found is None:
            prefix = pattern.format(year=year, number=0).rstrip("0")
            count = select(func.count()).where(Proposal.reference.startswith(prefix))
            found = int(db.session.scalar(count) or 0)
        self.references[year] = found + 1
        return pattern.format(year=year, number=found + 1)


def seed(desk: Desk, number: int, tell: Callable[[int], None] = lambda _: None) -> int:
    """Copy the first cases of the installation until ``number`` more are there; how many were copied from.

    Raises LookupError where there is none to copy.
    """
    models = list(_models(desk))
    if not models:
        raise LookupError("there is no case to copy")
    numbers = Numbers()
    for start in range(0, number, AT_ONCE):
        batch: dict[str, Rows] = {name: [] for name in ("proposal", *PARTS)}
        for n in range(start, min(start + AT_ONCE, number)):
            _copy(desk, models[n % len(models)], n, numbers, batch)
        with transaction():
            for name, rows in batch.items():
                if rows:
                    db.session.execute(insert(_table(name)), rows)
        tell(min(start + AT_ONCE, number))
    with transaction():
        count_on()
    return len(models)


def _models(desk: Desk) -> Iterator[Model]:
    proposals = _table("proposal")
    for row in db.session.execute(select(proposals).order_by(proposals.c.id).limit(MODELS)).mappings().all():
        parts = {name: _rows_of(name, row["id"]) for name in PARTS}
        yield Model(dict(row), parts, desk.versions[row["digest"]].workflow.texts)


def _rows_of(name: str, proposal: int) -> Rows:
    table, events = _table(name), _table("event")
    wanted = select(table)
    if "proposal_id" in table.c:
        wanted = wanted.where(table.c.proposal_id == proposal)
    elif "condition_id" in table.c:
        conditions = _table("condition")
        wanted = wanted.join(conditions, conditions.c.id == table.c.condition_id).where(
            conditions.c.proposal_id == proposal
        )
    else:
        wanted = wanted.join(events, events.c.id == table.c.event_id).where(events.c.proposal_id == proposal)
    return [dict(r) for r in db.session.execute(wanted.order_by(*table.primary_key)).mappings()]


def _copy(desk: Desk, model: Model, n: int, numbers: Numbers, batch: dict[str, Rows]) -> None:
    """One more case like the model, written into the batch."""
    back = APART * (n % OVER) + timedelta(minutes=n)
    old = model.proposal
    created = old["created_at"] - back
    pattern = desk.versions[old["digest"]].workflow.reference
    reference = numbers.reference(pattern, local_day(created).year)
    title = f"{old['title'][:70]} {SETTINGS[n % len(SETTINGS)]}, {n + 1}"
    case = numbers.next("proposal")
    changed = _Changed(title, back, case, numbers)
    rows = {name: [changed.row(name, r) for r in model.parts[name]] for name in PARTS}
    last = changed.chain(rows, model)
    search = searchable(f"{reference} {title} {old['search'].replace(folded(old['reference']), '')}")
    batch["proposal"].append(
        changed.dated(old)
        | {"id": case, "reference": reference, "title": title, "title_key": folded(title), "search": search}
        | {"last_hash": last}
    )
    for name, found in rows.items():
        batch[name] += found


@dataclass(slots=True)
class _Changed:
    """How a copy differs: title, days, ids, and with them every digest."""

    title: str
    back: timedelta
    case: int
    numbers: Numbers
    events: dict[int, int] = field(default_factory=dict)
    conditions: dict[int, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    def dated(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The row, earlier; a day that is null stays so."""
        return {k: v - self.back if isinstance(v, date | datetime) else v for k, v in row.items()}

    def row(self, table: str, row: Mapping[str, Any]) -> dict[str, Any]:
        found = self.dated(row)
        if "proposal_id" in found:
            found["proposal_id"] = self.case
        if "id" in found:
            found["id"] = self.numbers.next(table)
            if table == "event":
                self.events[row["id"]] = found["id"]
            if table == "condition":
                self.conditions[row["id"]] = found["id"]
        if "condition_id" in found:
            found |= {"condition_id": self.conditions[row["condition_id"]], "attachment_id": None}
        if "event_id" in found:
            found["event_id"] = self.events[row["event_id"]]
        if "title" in (found.get("answers") or {}):
            found["answers"] = {**found["answers"], "title": self.title}
        if table == "event":
            found["key"] = None
        return found

    def chain(self, rows: dict[str, Rows], model: Model) -> str:
        """Digests of texts and statements, then the hash of each event; the last one."""
        for old, revision in zip(model.parts["revision"], rows["revision"], strict=True):
            revision["digest"] = self.digests[old["digest"]] = digest(revision["answers"])
        for sheet in rows["paper"]:
            sheet["about"] = self.digests.get(sheet["about"], sheet["about"])
        said = {s["event_id"]: s for s in rows["statement"]}
        frozen = _by_event(rows["revision"]), _by_event(model.parts["revision"])
        now: dict[str, str] = {}
        before: dict[str, str] = {}
        last = ""
        for old, event in zip(model.parts["event"], rows["event"], strict=True):
            now |= {
                r["form"]: r["digest"] for r in frozen[0].get(event["id"], ()) if r["form"] in model.texts
            }
            before |= {
                r["form"]: r["digest"] for r in frozen[1].get(old["id"], ()) if r["form"] in model.texts
            }
            statement = said[event["id"]]
            statement["said"] = self._about(statement["said"])
            named = old["content_digest"] == considered(before)
            event |= {
                "content_digest": considered(now if named else {}),
                "said_digest": digest(statement["said"]),
                "previous": last,
            }
            last = event["hash"] = hash_of(Event(**event))
        return last

    def _about(self, value: Any) -> Any:
        """What was said, with the digests of the copy where it names those of the model."""
        if isinstance(value, dict):
            return {k: self._about(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self._about(v) for v in value]
        return self.digests.get(value, value) if isinstance(value, str) else value


def _by_event(revisions: Rows) -> dict[int, Rows]:
    found: dict[int, Rows] = {}
    for revision in revisions:
        found.setdefault(revision["event_id"], []).append(revision)
    return found


def _table(name: str) -> Table:
    return Base.metadata.tables[name]
