"""Who has which role towards a case today."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import bindparam, select

from ..models.bodies import Body, Membership
from ..models.database import db
from ..models.people import Person
from ..models.proposals import Assignment, Proposal
from ..models.reviews import Conflict
from ..workflow.definition import Workflow
from .people import in_term

_PARTS = (
    select(Person, Assignment.role)
    .join(Assignment, Assignment.person_id == Person.id)
    .where(Assignment.proposal_id == bindparam("proposal"), Assignment.until.is_(None))
    .order_by(Assignment.id)
)
_SEATS = (
    select(Person, Body.key, Membership.office)
    .join(Membership, Membership.person_id == Person.id)
    .join(Body, Body.id == Membership.body_id)
    .where(
        Body.key.in_(bindparam("bodies", expanding=True)),
        *in_term(bindparam("today")),
        Person.id.not_in(select(Conflict.person_id).where(Conflict.proposal_id == bindparam("proposal"), Conflict.bars)),
    )
    .order_by(Membership.id)
)


def people_with(workflow: Workflow, proposal: Proposal, role: str, today: date) -> Sequence[Person]:
    """Everyone with the role; never somebody who declared a conflict, unless the role is on the case."""
    return parties(workflow, proposal, (role,), today)[role]


def parties(
    workflow: Workflow, proposal: Proposal, roles: Iterable[str], today: date
) -> Mapping[str, Sequence[Person]]:
    """By role, everyone with it. Two statements at most, whatever the number of roles."""
    wanted = {name: workflow.role(name) for name in roles}
    bodies = sorted({r.body for r in wanted.values() if r.body and not r.on_case})
    found: dict[str, dict[int, Person]] = {name: {} for name in wanted}
    if any(r.on_case for r in wanted.values()):
        for person, role in db.session.execute(_PARTS, {"proposal": proposal.id}):
            if role in wanted and wanted[role].on_case:
                found[role][person.id] = person
    if bodies:
        asked = {"bodies": bodies, "today": today, "proposal": proposal.id}
        for person, body, office in db.session.execute(_SEATS, asked):
            for name, seat in wanted.items():
                if not seat.on_case and seat.body == body and (not seat.offices or office in seat.offices):
                    found[name][person.id] = person
    return {name: list(people.values()) for name, people in found.items()}
