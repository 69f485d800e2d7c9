"""Who has which role towards a case today."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from ..models.bodies import Body, Delegation
from ..models.database import db
from ..models.people import Person
from ..models.proposals import Assignment, Proposal
from ..workflow.definition import Workflow
from .people import holders, lent_on
from .sittings import barred_from


def people_with(workflow: Workflow, proposal: Proposal, role: str, today: date) -> Sequence[Person]:
    """Everyone with the role, delegates included.

    Never somebody with a conflict or a proposer, nor a delegate of theirs, unless the role is on the case.
    """
    declared = workflow.role(role)
    if declared.on_case:
        return db.session.scalars(
            select(Person)
            .join(Assignment, Assignment.person_id == Person.id)
            .where(Assignment.proposal_id == proposal.id, Assignment.role == role, Assignment.until.is_(None))
            .order_by(Assignment.id)
        ).all()
    barred = barred_from(proposal.id)
    held = {p.id: p for p in holders(declared.body or "", declared.offices, today)}
    lent = {p.id: p for p, by in delegates(declared.body or "", declared.offices, today) if by not in barred}
    return [p for p in (held | lent).values() if p.id not in barred]


def delegates(body: str, offices: Sequence[str], today: date) -> list[tuple[Person, int]]:
    """Whoever may use one of these offices today for its holder, and who that is; any office where none is named."""
    wanted = (
        select(Person, Delegation.from_id)
        .join(Delegation, Delegation.to_id == Person.id)
        .join(Body, Body.id == Delegation.body_id)
        .where(Body.key == body, *lent_on(today))
        .order_by(Delegation.id)
    )
    rows = db.session.execute(wanted.where(Delegation.office.in_(offices)) if offices else wanted)
    return [(person, by) for person, by in rows]
