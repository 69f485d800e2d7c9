"""A case as it stood at one of its events. Documents are made of this and of nothing later.

An event is never changed, nor what it froze: a PDF that is made an hour late, or made again, shows what was
decided upon (ARCHITECTURE.md, "a job needs only its event").
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ..desk import Desk
from ..language import Text
from ..models.database import db
from ..models.proposals import Proposal, Revision
from ..models.records import Event
from ..queries.facts import MOVED, by_all_names
from ..versions import Version
from ..workflow.definition import Action, Stage
from ..workflow.facts import Gate

UNDONE = "retract"


@dataclass(frozen=True, slots=True)
class Happened:
    """One event with what was said at it."""

    event: Event
    said: Mapping[str, Any]
    form: str | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A case at one of its events."""

    desk: Desk
    proposal: Proposal
    """For what never changes: reference and language."""
    version: Version
    event: Event
    past: Sequence[Happened]
    """Every event up to this one, this one last."""
    revisions: Mapping[str, Revision]
    """By form: the newest text that had been frozen."""
    sheets: Sequence[Revision]
    """Assessors' sheets that counted: the newest of each, for the text of that time."""

    @property
    def said(self) -> Mapping[str, Any]:
        return self.past[-1].said

    def version_at(self, happened: Happened) -> Version:
        """The workflow version that an event happened under: a case may have been moved to another since."""
        return self.desk.versions[happened.event.workflow_digest]

    def stage_at(self, happened: Happened, name: str) -> Stage:
        """A stage by the name it had then. Raises LookupError where the event begins the case."""
        workflow = self.version_at(happened).workflow
        known = next((s for s in workflow.stages if s.name == name), None)
        return known or self.version.workflow.stage(name)

    @property
    def stage(self) -> Stage:
        """Where the event left the case."""
        return self.version.workflow.stage(self.event.to_stage)

    @property
    def text(self) -> Revision | None:
        """What the case was about: the full proposal once it was frozen, else the concept."""
        frozen = [r for form in self.version.workflow.texts[:2] if (r := self.revisions.get(form))]
        return frozen[-1] if frozen else None

    @property
    def product(self) -> str:
        return str(self.answers(self.text).get("product_type") or "micro_credential")

    @property
    def title(self) -> str:
        return str(self.answers(self.text).get("title") or "") or self.proposal.reference

    @staticmethod
    def answers(revision: Revision | None) -> Mapping[str, Any]:
        return revision.answers if revision else {}

    def action(self, happened: Happened) -> Action | None:
        """The declared action of an event; nothing for what is no action (a sheet handed in, a meeting)."""
        event = happened.event
        workflow = self.version_at(happened).workflow
        known = any(s.name == event.from_stage for s in workflow.stages)
        declared = workflow.actions_at(event.from_stage) if known else ()
        return next((a for a in declared if a.name == event.action), None)

    def decisions(self) -> list[Happened]:
        """Every binding decision so far, in order."""
        return [h for h in self.past if h.event.body]

    def undone(self) -> Mapping[int, Happened]:
        """By event id: decisions that were retracted, and the retraction."""
        found: dict[int, Happened] = {}
        for n, later in enumerate(self.past):
            action = self.action(later)
            if action is None or action.effect != UNDONE:
                continue
            moves = [h.said for h in self.past[:n] if h.event.action == MOVED]
            names = by_all_names(moves, later.event.to_stage)
            before = [h for h in self.past[:n] if h.event.body and h.event.from_stage in names]
            if before:
                found[before[-1].event.id] = later
        return found

    def settled(self) -> bool:
        """Whether the last body had decided: approved, or refused, and not taken back."""
        undone = self.undone()
        last = self.version.workflow.stations[-1].name
        reached = [self.stage_at(h, h.event.to_stage) for h in self.decisions() if h.event.id not in undone]
        return any(stage.final or stage.station == last for stage in reached)

    def gates(self) -> tuple[Gate, ...]:
        """Each gate row at its lowest sheet, or at the director's own recorded value (PROCESS.md 9)."""
        lowest: dict[str, Gate] = {}
        for sheet in self.sheets:
            for key, label, answered in rows_scored(self.version, sheet):
                score = score_of(answered)
                if score is not None and (key not in lowest or score < lowest[key].lowest):
                    lowest[key] = Gate(key, label, score)
        for key, value in self.own_values().items():
            if key in lowest:
                lowest[key] = Gate(key, lowest[key].label, value)
        return tuple(lowest.values())

    def own_values(self) -> Mapping[str, int]:
        """Gates that the director valued otherwise than the sheets, in a decision on these very sheets."""
        newest = max((s.event_id for s in self.sheets), default=0)
        for happened in reversed([h for h in self.decisions() if h.event.id > newest]):
            rows = happened.said.get("director_values")
            if isinstance(rows, list) and rows:
                return {
                    str(r.get("gate")): int(r["value"]) for r in rows if str(r.get("value", "")).isdigit()
                }
        return {}

    def judged(self) -> Mapping[str, Any] | None:
        """The verdicts on the evidence matrix, where they were given on the text of that time."""
        found = self.revisions.get("evidence_verdicts")
        if found is None:
            return None
        given = max(h.event.id for h in self.past if (a := self.action(h)) and found.form in a.freezes)
        texts = [r.event_id for form, r in self.revisions.items() if form in self.version.workflow.texts]
        return found.answers if given >= max(texts, default=0) else None


def moment_of(desk: Desk, event: Event) -> Moment:
    """The case as it stood when the event had happened. Raises LookupError for an unknown workflow version."""
    try:
        version = desk.versions[event.workflow_digest]
    except KeyError:
        raise LookupError(f"workflow version {event.workflow_digest}") from None
    past = _past(event)
    frozen = db.session.scalars(
        select(Revision)
        .where(Revision.proposal_id == event.proposal_id, Revision.event_id <= event.id)
        .order_by(Revision.number)
    ).all()
    kinds = {form for stage in version.workflow.stages if stage.review for form in stage.review.forms}
    newest = {r.form: r for r in frozen if r.form not in kinds}
    sheets = {r.event_id: r for r in frozen if r.form in kinds}
    return Moment(
        desk, event.proposal, version, event, past, newest, _counting(version, past, newest, sheets)
    )


def rows_scored(version: Version, sheet: Revision) -> Iterator[tuple[str, Text, Mapping[str, Any]]]:
    """The criteria of a sheet that were answered: value, label, score and comment."""
    for field in version.forms[sheet.form].fields().values():
        stored = sheet.answers.get(field.name) if field.kind == "matrix" else None
        for row in field.options if isinstance(stored, dict) else ():
            if isinstance(stored, dict) and isinstance(stored.get(row.value), dict):
                yield row.value, row.label, stored[row.value]


def score_of(answered: Mapping[str, Any]) -> int | None:
    """A score as a number; nothing for none and for "not applicable"."""
    score = str(answered.get("score") or "")
    return int(score) if score.isdigit() else None


def _past(event: Event) -> Sequence[Happened]:
    rows = db.session.scalars(
        select(Event)
        .where(Event.proposal_id == event.proposal_id, Event.seq <= event.seq)
        .options(selectinload(Event.statement), selectinload(Event.actor), selectinload(Event.acted_for))
        .order_by(Event.seq)
    )
    return [Happened(e, *((e.statement.said, e.statement.form) if e.statement else ({}, None))) for e in rows]


def _counting(
    version: Version, past: Sequence[Happened], newest: Mapping[str, Revision], sheets: Mapping[int, Revision]
) -> Sequence[Revision]:
    """Sheets count only for the text whose digest they name, and each assessor's newest (PROCESS.md 9, Blind)."""
    texts = {r.digest for form, r in newest.items() if form in version.workflow.texts}
    latest: dict[int, Revision] = {}
    for happened in past:
        event = happened.event
        if event.id in sheets and event.actor_id is not None and happened.said.get("about") in texts:
            latest[event.actor_id] = sheets[event.id]
    return list(latest.values())
