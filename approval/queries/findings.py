"""Required findings of a review: each is a condition, and none may vanish from a later version."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from ..models.proposals import Paper
from ..workflow.definition import Stage
from ..workflow.facts import Findings, Owed
from .around import Around

Row = Mapping[str, Any]


def required(answers: Mapping[str, Any], question: str) -> list[Row]:
    """The rows of a review that become conditions."""
    rows = answers.get(question)
    return [
        row
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict) and row.get("kind") == "required" and row.get("finding")
    ]


def findings(stage: Stage, near: Around, papers: Iterable[Paper], today: date) -> Findings:
    """What the review that can be handed in here has lost, and what of it is new and already late."""
    known = near["finding"]
    for imposes in (a.imposes for a in stage.actions if a.imposes):
        paper = next((p for p in papers if p.form == imposes.form and p.person_id is None), None)
        rows = required(paper.answers if paper else {}, imposes.question)
        return Findings(tuple(_lost(rows, known)), tuple(_late(rows, known, today)))
    return Findings()


def _lost(rows: Sequence[Row], known: Sequence[tuple[str, str, str]]) -> Iterable[Owed]:
    """A finding is known by its row, and is the same while its words are."""
    held = {str(row.get("id")): words_of(row) for row in rows}
    for finding, still_open, words in known:
        number, owner, text = words.split("\n", 2)
        if still_open and held.get(finding) != text:
            yield Owed(int(number), text, owner)


def _late(rows: Sequence[Row], known: Sequence[tuple[str, str, str]], today: date) -> Iterable[str]:
    before = {finding for finding, _, _ in known}
    for row in rows:
        if str(row.get("id")) not in before and str(row.get("due") or "9") < today.isoformat():
            yield words_of(row)


def words_of(row: Row) -> str:
    """A finding as its condition keeps it."""
    return str(row["finding"]).strip()
