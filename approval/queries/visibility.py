"""Who may open which case: one condition, inside every query that lists, counts, searches or exports."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select

from ..models.proposals import Assignment, Audience, Proposal
from ..models.reviews import Conflict
from ..workflow.facts import Actor
from ..workflow.rules import OWN


def may_open(actor: Actor) -> ColumnElement[bool]:
    """The condition under which ``actor`` may know that a proposal exists."""
    return _may_open(actor.id, _bodies(actor))


def _may_open(person: Any, bodies: Any) -> ColumnElement[bool]:
    """A part in the case, or an office in a body that the case has reached. A declared conflict leaves only
    what is the person's own (PROCESS.md 9, Conflicts).
    """
    part = and_(
        Assignment.proposal_id == Proposal.id, Assignment.person_id == person, Assignment.until.is_(None)
    )
    own = exists().where(part, Assignment.role.in_(OWN))
    any_part = exists().where(part)
    reached = exists().where(Audience.proposal_id == Proposal.id, Audience.body.in_(bodies))
    barred = exists().where(Conflict.proposal_id == Proposal.id, Conflict.person_id == person, Conflict.bars)
    entered = and_(Proposal.entered_by_id == person, Proposal.unconfirmed)
    # in the order of how often each is so: a database stops at the first that holds
    return or_(and_(or_(reached, any_part, entered), ~barred), own)


READER = bindparam("reader", type_=Proposal.id.type)
OPEN = _may_open(READER, bindparam("reader_bodies", expanding=True))
"""``may_open`` for statements that are built once, because building it takes longer than asking it: they are
asked with the values of ``as_reader``."""


def as_reader(actor: Actor) -> dict[str, Any]:
    """Whom ``OPEN`` is asked for."""
    return {"reader": actor.id, "reader_bodies": _bodies(actor)}


def _bodies(actor: Actor) -> list[str]:
    return sorted(actor.bodies) or [""]


def visible_to(actor: Actor) -> Select[Proposal]:
    """Proposals that ``actor`` may open."""
    return select(Proposal).where(may_open(actor))


ONE = select(Proposal).where(OPEN, Proposal.reference == bindparam("reference"))
"""The proposal of a reference, for whom ``OPEN`` is asked for."""
