"""Who may open which case: one condition, inside every query that lists, counts, searches or exports."""

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from ..models.proposals import Assignment, Audience, Proposal
from ..models.reviews import Conflict
from ..workflow.facts import Actor
from ..workflow.rules import OWN


def may_open(actor: Actor) -> ColumnElement[bool]:
    """The condition under which ``actor`` may know that a proposal exists.

    A part in the case, or an office in a body that the case has reached. A declared conflict leaves only
    what is the person's own (PROCESS.md 9, Conflicts).
    """
    part = and_(
        Assignment.proposal_id == Proposal.id, Assignment.person_id == actor.id, Assignment.until.is_(None)
    )
    own = exists().where(part, Assignment.role.in_(OWN))
    any_part = exists().where(part)
    reached = exists().where(
        Audience.proposal_id == Proposal.id, Audience.body.in_(sorted(actor.bodies) or [""])
    )
    barred = exists().where(Conflict.proposal_id == Proposal.id, Conflict.person_id == actor.id, Conflict.bars)
    entered = and_(Proposal.entered_by_id == actor.id, Proposal.unconfirmed)
    return or_(own, and_(or_(any_part, reached, entered), ~barred))


def visible_to(actor: Actor) -> Select[Proposal]:
    """Proposals that ``actor`` may open."""
    return select(Proposal).where(may_open(actor))
