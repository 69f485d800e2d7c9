"""Who has which role towards a case today."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from ..models.database import db
from ..models.people import Person
from ..models.proposals import Assignment, Proposal
from ..models.reviews import Conflict
from ..workflow.definition import Workflow
from .people import holders


def people_with(workflow: Workflow, proposal: Proposal, role: str, today: date) -> Sequence[Person]:
    """Everyone with the role; never somebody who declared a conflict, unless the role is on the case."""
    declared = workflow.role(role)
    if declared.on_case:
        return db.session.scalars(
            select(Person)
            .join(Assignment, Assignment.person_id == Person.id)
            .where(Assignment.proposal_id == proposal.id, Assignment.role == role, Assignment.until.is_(None))
            .order_by(Assignment.id)
        ).all()
    barred = set(db.session.scalars(select(Conflict.person_id).where(Conflict.proposal_id == proposal.id, Conflict.bars)))
    return [p for p in holders(declared.body or "", declared.offices, today) if p.id not in barred]
