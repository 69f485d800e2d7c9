"""Who rules on a conflict that somebody denied: the chair of their body, else the next of its offices who is free."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import and_, bindparam, case, func, literal, or_, select

from ..models.bodies import Body, Delegation, Membership
from ..models.database import db, rows_of
from ..models.proposals import Assignment, Proposal
from ..models.reviews import Conflict
from ..workflow.definition import Workflow
from ..workflow.facts import Actor, Case
from ..workflow.links import DENIED, SUGGESTED
from ..workflow.rules import PROPOSERS, impartial
from .people import BOARD, in_term, lent_on
from .visibility import ASIDE, OPEN, READER, as_reader

RULING = ("chair", "vice_chair", "director", "deputy_director")
"""Who rules, the first of them that is neither the person, nor in conflict, nor a proposer."""
LAST = "ce"
"""Whose director rules where nobody of the body can."""
Bench = Mapping[int, int | None]
"""Who may rule, each with the person in whose place they would."""


@dataclass(frozen=True, slots=True)
class Seats:
    """Who sits where today, and who may use whose office."""

    holders: Mapping[tuple[str, str], Sequence[tuple[int, int | None]]] = field(default_factory=dict)
    """By body and office: persons, each with whose place they take."""
    delegates: Mapping[tuple[str, str, int], Sequence[int]] = field(default_factory=dict)
    """By body, office and holder: who may rule for them; nobody at the Board."""

    def bodies_of(self, person: int) -> set[str]:
        """Where the person sits, or is a delegate."""
        sits = {body for (body, _), people in self.holders.items() if any(p == person for p, _ in people)}
        return sits | {body for (body, _, _), people in self.delegates.items() if person in people}


def seats_today(today: date) -> Seats:
    """Two statements."""
    holders: dict[tuple[str, str], list[tuple[int, int | None]]] = defaultdict(list)
    held = select(Body.key, Membership.office, Membership.person_id, Membership.acting_for_id)
    for body, office, person, place in db.session.execute(held.join(Membership).where(*in_term(today))):
        holders[body, office].append((person, place))
    given: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    lent = select(Body.key, Delegation.office, Delegation.from_id, Delegation.to_id).join(Delegation)
    for body, office, giver, taker in db.session.execute(lent.where(Body.kind != BOARD, *lent_on(today))):
        given[body, office, giver].append(taker)
    return Seats(holders, given)


def bench(
    workflow: Workflow, stage: str, seats: Seats, person: int, out: Collection[int], *, assesses: bool
) -> Bench:
    """Who rules on a person's denial while the case is at a stage; ``out`` are those who have no part in deciding it."""
    body = _body(workflow, stage, seats.bodies_of(person) | (_reviewing(workflow) if assesses else set()))
    for where, office in ((b, o) for b in (body, LAST) for o in RULING):
        free = {
            p: place for p, place in seats.holders.get((where, office), ()) if p != person and p not in out
        }
        lent = {
            taker: holder
            for holder in free
            for taker in seats.delegates.get((where, office, holder), ())
            if taker != person and taker not in out
        }
        if free:
            return lent | free
    return {}


def bench_of(workflow: Workflow, case: Case, person: int, today: date) -> Bench:
    """Who rules on a person's denial in this case today."""
    seats = seats_today(today)
    everyone = {p for people in seats.holders.values() for p, _ in people}
    everyone |= {p for takers in seats.delegates.values() for p in takers}
    out = {p for p in everyone if not impartial(case, p)}
    return bench(
        workflow, case.stage, seats, person, out, assesses=_assesses(workflow, case.roles_on_case(person))
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conflict that waits for the reader: their own answer, or their ruling on somebody's."""

    reference: str
    title: str
    digest: str
    stage: str
    since: datetime
    person: int
    """On whose answer the reader rules; 0 where it is their own that waits."""


_WAITING = (
    select(
        *(Proposal.reference, Proposal.title, Proposal.digest, Proposal.stage),
        func.coalesce(Conflict.answered_at, Conflict.declared_at),
        case((Conflict.person_id == READER, 0), else_=Conflict.person_id).label("person"),
    )
    .join(Conflict, Conflict.proposal_id == Proposal.id)
    .where(
        OPEN,
        Proposal.outcome.is_(None),
        or_(
            and_(Conflict.person_id == READER, Conflict.status == SUGGESTED),
            and_(Conflict.person_id != READER, Conflict.status == bindparam("ruled_on"), ~ASIDE),
        ),
    )
    .order_by(Conflict.person_id != READER, Conflict.declared_at, Conflict.id)
    .limit(50)
)


def conflicts_waiting(workflows: Mapping[str, Workflow], actor: Actor, today: date) -> list[Waiting]:
    """Links that the reader was asked about, then denials that the reader rules on.

    One statement, and three more where there are denials that the reader may rule on, however many.
    """
    rules = any(office in RULING for _, office in actor.usable)
    found = rows_of(_WAITING, **as_reader(actor), ruled_on=DENIED if rules else "")
    rows = [Waiting(*row) for row in found]
    denied = [row for row in rows if row.person]
    if not denied:
        return rows
    seats, (out, parts) = seats_today(today), _around([row.reference for row in denied])
    return [
        row for row in rows if not row.person or actor.id in _bench_for(workflows, seats, row, out, parts)
    ]


def _bench_for(
    workflows: Mapping[str, Workflow],
    seats: Seats,
    row: Waiting,
    out: Mapping[str, Collection[int]],
    parts: Mapping[tuple[str, int], Collection[str]],
) -> Bench:
    workflow = workflows[row.digest]
    assesses = _assesses(workflow, parts.get((row.reference, row.person), ()))
    return bench(workflow, row.stage, seats, row.person, out.get(row.reference, ()), assesses=assesses)


def _around(references: Sequence[str]) -> tuple[dict[str, set[int]], dict[tuple[str, int], set[str]]]:
    """By case: who is out of it; by case and person: the parts they have."""
    out: dict[str, set[int]] = defaultdict(set)
    parts: dict[tuple[str, int], set[str]] = defaultdict(set)
    these = Proposal.reference.in_(references)
    barred = (
        select(Proposal.reference, Conflict.person_id, literal(""))
        .join(Conflict, Conflict.proposal_id == Proposal.id)
        .where(these, Conflict.bars)
    )
    held = (
        select(Proposal.reference, Assignment.person_id, Assignment.role)
        .join(Assignment, Assignment.proposal_id == Proposal.id)
        .where(these, Assignment.until.is_(None))
    )
    for reference, person, role in db.session.execute(barred.union_all(held)):
        parts[reference, person] |= {role} if role else set()
        if not role or role in PROPOSERS:
            out[reference].add(person)
    return out, parts


def _assesses(workflow: Workflow, parts: Collection[str]) -> bool:
    return any(s.review.by in parts for s in workflow.stages if s.review)


def _reviewing(workflow: Workflow) -> set[str]:
    """Bodies that decide upon sheets."""
    return {a.body for s in workflow.stages if s.review for a in s.actions if a.body}


def _body(workflow: Workflow, stage: str, mine: Collection[str]) -> str:
    """The person's body, one that decides where the case is before any other."""
    here = [a.body for a in workflow.stage(stage).actions if a.body]
    deciding = [*here, *(a.body for s in workflow.stages for a in s.actions if a.body)]
    return next((body for body in deciding if body in mine), next(iter(deciding), LAST))
