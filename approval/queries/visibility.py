"""Who may open which case: one condition, inside every query that lists, counts, searches or exports."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select, tuple_
from sqlalchemy.orm import aliased

from ..models.people import Person
from ..models.proposals import Assignment, Audience, Proposal
from ..models.reviews import Conflict
from ..workflow.facts import Actor
from ..workflow.rules import OWN, PROPOSERS


def may_open(actor: Actor) -> ColumnElement[bool]:
    """The condition under which ``actor`` may know that a proposal exists."""
    return _may_open(actor.id, _bodies(actor), _lenders(actor))


def _may_open(person: Any, bodies: Any, lenders: Any) -> ColumnElement[bool]:
    """A part in the case, or an office in a body that the case has reached. A conflict leaves only what is the
    person's own (PROCESS.md 9, Conflicts); an office that was lent shows nothing that its holder must not see.
    """
    own, any_part = _part(person, *OWN), _part(person)
    reached = _any(Audience.body, Audience.proposal_id == Proposal.id, Audience.body.in_(bodies))
    entered = and_(Proposal.entered_by_id == person, Proposal.unconfirmed)
    # in the order of how often each is so: a database stops at the first that holds
    return or_(and_(or_(reached, any_part, entered, _lent(lenders)), ~_barred(person)), own)


def _aside(person: Any) -> ColumnElement[bool]:
    return or_(_barred(person), _part(person, *PROPOSERS))


def _part(person: Any, *roles: str) -> ColumnElement[bool]:
    """A part on the case, of these roles where any is named."""
    mine = (Assignment.proposal_id == Proposal.id, Assignment.person_id == person, Assignment.until.is_(None))
    return _any(Assignment.id, *mine, *([Assignment.role.in_(sorted(roles))] if roles else []))


def _barred(person: Any) -> ColumnElement[bool]:
    return _any(Conflict.id, Conflict.proposal_id == Proposal.id, Conflict.person_id == person, Conflict.bars)


def _lent(lenders: Any) -> ColumnElement[bool]:
    """A body that the case has reached, where somebody who may see the case lent the reader their office."""
    lender = aliased(Person)
    return (
        select(Audience.body)
        .join(lender, tuple_(Audience.body, lender.id).in_(lenders))
        .where(Audience.proposal_id == Proposal.id, ~_aside(lender.id))
        .correlate(Proposal)
        .exists()
    )


def _any(column: Any, *conditions: Any) -> ColumnElement[bool]:
    """Whether there is such a row, also inside a query that reads the same table for something else."""
    return select(column).where(*conditions).correlate_except(column.class_).exists()


READER = bindparam("reader", type_=Proposal.id.type)
OPEN = _may_open(
    READER, bindparam("reader_bodies", expanding=True), bindparam("reader_lenders", expanding=True)
)
"""``may_open`` for statements that are built once, because building it takes longer than asking it: they are
asked with the values of ``as_reader``."""
ASIDE = _aside(READER)
"""Whether the reader proposes a case or has a conflict in it: no office of theirs acts in it, whatever they see."""


def as_reader(actor: Actor) -> dict[str, Any]:
    """Whom ``OPEN`` and ``ASIDE`` are asked for."""
    return {"reader": actor.id, "reader_bodies": _bodies(actor), "reader_lenders": _lenders(actor)}


def _bodies(actor: Actor) -> list[str]:
    return sorted(actor.seats) or [""]


def _lenders(actor: Actor) -> list[tuple[str, int]]:
    """Bodies in which somebody lent the reader their office, each with who did."""
    return sorted({(one.body, one.by) for one in actor.lent}) or [("", 0)]


def visible_to(actor: Actor) -> Select[Proposal]:
    """Proposals that ``actor`` may open."""
    return select(Proposal).where(may_open(actor))


ONE = select(Proposal).where(OPEN, Proposal.reference == bindparam("reference"))
"""The proposal of a reference, for whom ``OPEN`` is asked for."""
