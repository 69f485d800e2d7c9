"""The conditions ledger of a case, and the conditions that wait for somebody, as pages and briefs show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from ..language import Text, format_day
from ..models.database import db, rows_of
from ..models.proposals import Attachment, Proposal
from ..models.reviews import Condition, Evidence
from ..workflow.facts import Actor
from . import NotFound
from .visibility import OPEN, READER, as_reader

DUE = {
    "next_gate": Text(en="Before the next gate", fr="Avant la prochaine étape de décision"),
    "launch": Text(en="Before launch", fr="Avant le lancement"),
}
STATES = {
    "met": ("ok", Text(en="Signed off", fr="Levée")),
    "waived": ("plain", Text(en="Waived", fr="Écartée")),
    "late": ("late", Text(en="Overdue", fr="En retard")),
    "shown": ("now", Text(en="Evidence to check", fr="Preuve à vérifier")),
    "open": ("warn", Text(en="Open", fr="À remplir")),
}
"""By state: the shape and colour of its tag, and its word."""


@dataclass(frozen=True, slots=True)
class Line:
    """One condition as it stands today."""

    condition: Condition
    state: str
    due: Text
    late: bool

    @property
    def tag(self) -> tuple[str, Text]:
        return STATES[self.state]

    @property
    def live(self) -> bool:
        return self.condition.closed_at is None


def lines(proposal: int, today: date) -> list[Line]:
    """The ledger of a case in the order of its numbers, with evidence, people and files. One statement."""
    rows = db.session.scalars(
        select(Condition)
        .options(
            joinedload(Condition.closed_by),
            joinedload(Condition.signer),
            joinedload(Condition.shown).options(
                joinedload(Evidence.added_by), joinedload(Evidence.attachment)
            ),
        )
        .where(Condition.proposal_id == proposal)
        .order_by(Condition.number)
    ).unique()
    return [_line(condition, today) for condition in rows]


def line_of(proposal: int, number: int, today: date) -> Line:
    """Raises NotFound."""
    found = next((one for one in lines(proposal, today) if one.condition.number == number), None)
    if found is None:
        raise NotFound(number)
    return found


def _line(condition: Condition, today: date) -> Line:
    late = overdue(condition, today)
    closed = "waived" if condition.waived else "met"
    waiting = "late" if late else "shown" if condition.shown else "open"
    state = waiting if condition.closed_at is None else closed
    return Line(condition, state, due_of(condition), late)


def overdue(condition: Any, today: date) -> bool:
    """A day that has passed: due on a day means until its end."""
    open_ = condition.closed_at is None
    return bool(open_ and condition.due == "date" and condition.due_on and condition.due_on < today)


def due_of(condition: Any) -> Text:
    """Before what it is due, or by which day, in words."""
    if condition.due in DUE:
        return DUE[condition.due]
    return Text(en=format_day(condition.due_on, "en"), fr=format_day(condition.due_on, "fr"))


def sent_files(proposal: int, person: int, form: str) -> Mapping[str, Mapping[str, Any]]:
    """By key: files that somebody sent for the conditions of a case, so that a form that failed keeps them."""
    rows = db.session.scalars(
        select(Attachment).where(
            Attachment.proposal_id == proposal,
            Attachment.form == form,
            Attachment.uploaded_by_id == person,
        )
    )
    return {a.key: {"id": a.key, "name": a.name, "size": a.size, "digest": a.digest} for a in rows}


def _waiting() -> Select[*tuple[Any, ...]]:
    evidence = exists().where(Evidence.condition_id == Condition.id)
    mine = or_(
        and_(Condition.owner_id == READER, ~evidence),
        and_(Condition.signer_id == READER, evidence),
    )
    return (
        select(
            Proposal.reference,
            Proposal.title,
            Condition.number,
            Condition.due,
            Condition.due_on,
            (and_(Condition.signer_id == READER, evidence)).label("signs"),
            Proposal.stage_since,
        )
        .join(Proposal, Proposal.id == Condition.proposal_id)
        .where(OPEN, mine, Condition.closed_at.is_(None), Proposal.outcome.is_(None), ~Proposal.on_hold)
        .order_by(Condition.due_on.is_(None), Condition.due_on, Proposal.id, Condition.number)
        .limit(50)
    )


_WAITING = _waiting()


def waiting_for(actor: Actor) -> Sequence[Any]:
    """Open conditions of running cases that wait for the actor: as owner, until something shows that they are met;

    as the person who signs, from then on. One statement; the earliest day first.
    """
    return rows_of(_WAITING, **as_reader(actor))
