"""Conflicts of interest declared in a case, for those who keep its record."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from ..models.database import db
from ..models.reviews import Conflict
from ..workflow.definition import Workflow


def own_conflict(proposal: int, person: int) -> Conflict | None:
    """What the person declared in this case."""
    return db.session.scalar(
        select(Conflict).where(Conflict.proposal_id == proposal, Conflict.person_id == person)
    )


def conflicts_of(proposal: int) -> Sequence[Conflict]:
    """Every declaration in a case, oldest first."""
    return db.session.scalars(
        select(Conflict)
        .join(Conflict.person)
        .options(contains_eager(Conflict.person))
        .where(Conflict.proposal_id == proposal)
        .order_by(Conflict.declared_at, Conflict.id)
    ).all()


def keeps_record(workflow: Workflow, held: frozenset[str]) -> bool:
    """Whether somebody with these roles reads what others declared: the director, chairs and secretaries."""
    binding = (a for s in workflow.stages for a in s.actions if a.body)
    return bool(held & {r for a in binding for r in (*a.by, *a.recorded_by)})
