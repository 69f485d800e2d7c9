"""Who has which role towards a case today."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import bindparam, literal, select, union

from ..models.bodies import Body, Delegation, Membership
from ..models.database import db
from ..models.people import Person
from ..models.proposals import Assignment, Proposal
from ..models.reviews import Conflict
from ..workflow.definition import Workflow
from ..workflow.rules import PROPOSERS
from .people import in_term, lent_on

_PARTS = (
    select(Person, Assignment.role)
    .join(Assignment, Assignment.person_id == Person.id)
    .where(Assignment.proposal_id == bindparam("proposal"), Assignment.until.is_(None))
    .order_by(Assignment.id)
)
_OUT = union(
    select(Conflict.person_id).where(Conflict.proposal_id == bindparam("proposal"), Conflict.bars),
    select(Assignment.person_id).where(
        Assignment.proposal_id == bindparam("proposal"),
        Assignment.role.in_(sorted(PROPOSERS)),
        Assignment.until.is_(None),
    ),
)
"""Whoever has a conflict in the case or proposes it: no office of theirs acts in it, nor one that they lent."""
_HELD = (
    select(
        Membership.person_id.label("person"),
        Body.key.label("body"),
        Membership.office.label("office"),
        literal(0).label("lent"),
        Membership.id.label("n"),
    )
    .join(Body, Body.id == Membership.body_id)
    .where(Body.key.in_(bindparam("bodies", expanding=True)), *in_term(bindparam("today")))
)
_LENT = (
    select(Delegation.to_id, Body.key, Delegation.office, literal(1), Delegation.id)
    .join(Body, Body.id == Delegation.body_id)
    .where(
        Body.key.in_(bindparam("bodies", expanding=True)),
        Delegation.from_id.not_in(_OUT),
        *lent_on(bindparam("today")),
    )
)
_USED = _HELD.union_all(_LENT).subquery()
_SEATS = (
    select(Person, _USED.c.body, _USED.c.office)
    .join(_USED, _USED.c.person == Person.id)
    .where(Person.id.not_in(_OUT))
    .order_by(_USED.c.lent, _USED.c.n)
)


def people_with(workflow: Workflow, proposal: Proposal, role: str, today: date) -> Sequence[Person]:
    """Everyone with the role, delegates included.

    Never somebody with a conflict or a proposer, nor a delegate of theirs, unless the role is on the case.
    """
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
