"""Decision letters of a case, and who handles them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from ..models.database import db
from ..models.records import Event, Letter
from ..workflow.facts import Actor, Case
from ..workflow.rules import PROPOSERS
from . import NotFound
from .offices import acts_as_secretary

OFFICES_OF_CE = "ce_staff"


def may_handle(case: Case, held: frozenset[str], actor: Actor, body: str | None) -> bool:
    """Whether the actor edits and sends a letter about a decision of this body.

    Continuing Education its own, and those of nobody's decision; the secretary of another body its letters.
    Never a proposer of the case or a person with a declared conflict.
    """
    if body in (None, "ce"):
        return OFFICES_OF_CE in held and not case.roles_on_case(actor.id) & PROPOSERS
    return acts_as_secretary(case, actor, body)


def letters_of(proposal: int) -> Sequence[Letter]:
    """Every letter of a case, newest first, with the event it tells of."""
    return db.session.scalars(
        select(Letter)
        .join(Event)
        .options(contains_eager(Letter.event))
        .where(Letter.proposal_id == proposal)
        .order_by(Letter.id.desc())
    ).all()


def letter_of(proposal: int, letter: int) -> Letter:
    """Raises NotFound."""
    found = db.session.get(Letter, letter)
    if found is None or found.proposal_id != proposal:
        raise NotFound(letter)
    return found


def due(now: datetime) -> Sequence[int]:
    """Ids of letters whose window has closed, neither sent nor cancelled, oldest first."""
    return db.session.scalars(
        select(Letter.id)
        .where(Letter.sent_at.is_(None), Letter.cancelled_at.is_(None), Letter.leaves_at <= now)
        .order_by(Letter.leaves_at, Letter.id)
    ).all()
