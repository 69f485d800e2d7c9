"""Who may open which case: one condition, inside every query that lists, counts, searches or exports."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_
from sqlalchemy.orm import aliased

from ..models.people import Person
from ..models.proposals import Assignment, Audience, Proposal
from ..models.reviews import Conflict
from ..workflow.facts import Actor
from ..workflow.rules import OWN, PROPOSERS


def may_open(actor: Actor) -> ColumnElement[bool]:
    """The condition under which ``actor`` may know that a proposal exists.

    A part in the case, or an office in a body that the case has reached. A conflict leaves only what is the
    person's own (PROCESS.md 9, Conflicts); an office that was lent shows nothing that its holder must not see.
    """
    own, part = _part(actor.id, *OWN), _part(actor.id)
    bodies = sorted(actor.seats) or [""]
    reached = _any(Audience.body, Audience.proposal_id == Proposal.id, Audience.body.in_(bodies))
    entered = and_(Proposal.entered_by_id == actor.id, Proposal.unconfirmed)
    ways = [part, reached, entered, *([_lent(actor)] if actor.lent else [])]
    return or_(own, and_(or_(*ways), ~_barred(actor.id)))


def may_deliberate(actor: Actor) -> ColumnElement[bool]:
    """The condition under which ``actor`` may take part in deciding a proposal and read what is said of it there:
    whoever proposes it, or has a conflict in it, keeps what is their own and sits aside.
    """
    return and_(may_open(actor), ~sits_aside(actor))


def sits_aside(actor: Actor) -> ColumnElement[bool]:
    """Whether the actor proposes a proposal or has a conflict in it: no office of theirs acts in it."""
    return or_(_barred(actor.id), _part(actor.id, *PROPOSERS))


def _part(person: Any, *roles: str) -> ColumnElement[bool]:
    """A part on the case, of these roles where any is named."""
    mine = (Assignment.proposal_id == Proposal.id, Assignment.person_id == person, Assignment.until.is_(None))
    return _any(Assignment.id, *mine, *([Assignment.role.in_(sorted(roles))] if roles else []))


def _barred(person: Any) -> ColumnElement[bool]:
    return _any(Conflict.id, Conflict.proposal_id == Proposal.id, Conflict.person_id == person, Conflict.bars)


def _lent(actor: Actor) -> ColumnElement[bool]:
    """A body that the case has reached, where somebody who may see the case lent the actor their office."""
    pairs = sorted({(one.body, one.by) for one in actor.lent})
    lender = aliased(Person)
    return (
        select(Audience.body)
        .join(lender, tuple_(Audience.body, lender.id).in_(pairs))
        .where(Audience.proposal_id == Proposal.id, ~_barred(lender.id), ~_part(lender.id, *PROPOSERS))
        .correlate(Proposal)
        .exists()
    )


def _any(column: Any, *conditions: Any) -> ColumnElement[bool]:
    """Whether there is such a row, also inside a query that reads the same table for something else."""
    return select(column).where(*conditions).correlate_except(column.class_).exists()


def visible_to(actor: Actor) -> Select[Proposal]:
    """Proposals that ``actor`` may open."""
    return select(Proposal).where(may_open(actor))
