"""A meeting as its rules see it: seats of the day, who is there, who may not take part in an item."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select

from ..calendar import local_day
from ..deliberation.sitting import Rules, Seat, Sitting
from ..language import ZONE
from ..models.bodies import Body, Delegation, Membership
from ..models.database import db
from ..models.meetings import AgendaItem, Attendance, Meeting
from ..models.people import Person
from ..models.proposals import Assignment
from ..models.reviews import Conflict
from ..workflow.facts import Actor
from ..workflow.links import SUGGESTED
from ..workflow.rules import PROPOSERS
from .people import BOARD, in_term, lent_on

SILENT = frozenset({"secretary", "deputy_secretary"})
"""Offices without a vote where the body does not say which have one."""
HERE = "present"
REMOVED = "removed"


def sitting_of(meeting: Meeting, item: AgendaItem | None = None, *, now: datetime) -> Sitting:
    """The meeting at this moment, for one item where it is named."""
    body, day = meeting.body, sits_on(meeting, now)
    rules = body.on(day)
    return Sitting(
        rules=Rules(
            rule=rules.rule,
            quorum=rules.quorum,
            conflicted_count=rules.conflicted_count,
            conflicted_leave=rules.conflicted_leave,
            alternate=rules.alternate,
            delegates_vote=body.kind != BOARD,
        ),
        seats=seats_of(body, day),
        present=frozenset(p for p, (mark, _) in marks_of(meeting.id).items() if mark == HERE),
        barred=barred_by_item([item]).get(item.id, frozenset()) if item else frozenset(),
        presiding=meeting.chair_id,
    )


def sits_on(meeting: Meeting, now: datetime) -> date:
    """The day whose roster and rules count: that of the sitting; a written resolution counts as of today."""
    return local_day(now) if meeting.kind == "written" else meeting.held_on


def starts_at(meeting: Meeting) -> datetime | None:
    """When it begins: a time on the wall of the institution, whatever the clocks did since it was called.

    An hour that is left out when clocks go forward is the one after it.
    """
    if not meeting.starts:
        return None
    hour, _, minute = meeting.starts.partition(":")
    wall = datetime(
        meeting.held_on.year, meeting.held_on.month, meeting.held_on.day, int(hour), int(minute), tzinfo=ZONE
    )
    there = wall.astimezone(ZONE)
    return wall if there.utcoffset() == wall.utcoffset() else there + timedelta(0)


def seats_of(body: Body, day: date) -> Mapping[int, Seat]:
    """By person: whoever has a vote in the body on a day, with every office they hold in it.

    One place gives one seat: while somebody acts in it, whoever is away holds what other offices of theirs give.
    """
    voting = _voting(body)
    rows = db.session.execute(
        select(Membership.person_id, Person.name, Membership.office, Membership.acting_for_id)
        .join(Membership.person)
        .where(Membership.body_id == body.id, *in_term(day))
        .order_by(Person.name, Membership.person_id)
    ).all()
    taken = {(away, office) for _, _, office, away in rows if away is not None}
    held: dict[int, tuple[str, set[str]]] = {}
    for person, name, office, away in rows:
        if away is not None or (person, office) not in taken:
            held.setdefault(person, (name, set()))[1].add(office)
    return {p: Seat(p, name, frozenset(offices)) for p, (name, offices) in held.items() if offices & voting}


def _voting(body: Body) -> frozenset[str]:
    """The offices of a body that have a vote."""
    return frozenset(o["name"] for o in body.offices if o.get("votes", o["name"] not in SILENT))


def marks_of(meeting: int) -> Mapping[int, tuple[str, datetime]]:
    """By person: the last mark of their attendance, and when it was made."""
    rows = db.session.execute(
        select(Attendance.person_id, Attendance.mark, Attendance.at)
        .where(Attendance.meeting_id == meeting)
        .order_by(Attendance.id)
    )
    return {person: (mark, at) for person, mark, at in rows}


def asked_first(proposal: int) -> frozenset[int]:
    """Persons who were asked about a link to the case and have not answered: they neither score, vote nor confirm yet."""
    asked = (Conflict.proposal_id == proposal, Conflict.status == SUGGESTED)
    return frozenset(db.session.scalars(select(Conflict.person_id).where(*asked)))


def takes_part(actor: Actor, body: str, barred: Collection[int]) -> bool:
    """Whether the actor, of the body or a delegate to it, is none of those barred, nor there for one of them alone."""
    return actor.id not in barred and actor.without(barred).holds(body)


def lenders_of(actor: Actor, body: str) -> frozenset[int]:
    """For whom a delegate without a seat of their own is there."""
    return frozenset() if actor.sits(body) else frozenset(one.by for one in actor.lent if one.body == body)


def proxies(body: Body, day: date) -> Mapping[int, int]:
    """By member: the delegate who may cast their vote on a day.

    One seat, one vote: nobody who has a vote of their own gets a second one, nobody casts two, and at the Board
    nobody votes for another.
    """
    if body.kind == BOARD:
        return {}
    seats, voting = seats_of(body, day), _voting(body)
    given = db.session.execute(
        select(Delegation.from_id, Delegation.to_id)
        .where(Delegation.body_id == body.id, Delegation.office.in_(sorted(voting)), *lent_on(day))
        .order_by(Delegation.id)
    )
    return one_each([(giver, taker) for giver, taker in given if giver in seats and taker not in seats])


def one_each(given: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Each giver and each taker at most once, the earliest first."""
    kept: dict[int, int] = {}
    for giver, taker in given:
        if giver not in kept and taker not in kept.values():
            kept[giver] = taker
    return kept


def barred_from(proposal: int) -> frozenset[int]:
    """Whoever neither deliberates nor votes on a case: its proposers, and persons with a conflict that bars."""
    return barred_among((proposal,)).get(proposal, frozenset())


def barred_by_item(items: Collection[AgendaItem]) -> Mapping[int, frozenset[int]]:
    """By item: whoever is barred from a case that it decides on. One statement; another where something is ratified."""
    cases = _cases_by_item(items)
    barred = barred_among(frozenset().union(*cases.values())) if cases else {}
    return {item: frozenset(p for c in own for p in barred.get(c, ())) for item, own in cases.items()}


def _cases_by_item(items: Collection[AgendaItem]) -> Mapping[int, frozenset[int]]:
    """What each item decides on: its case; where it ratifies what another meeting decided, every case of that one."""
    own = {i.id: frozenset({i.proposal_id}) for i in items if i.proposal_id is not None}
    ratified = {i.id: i.about_id for i in items if i.kind == "ratification" and i.about_id is not None}
    if not ratified:
        return own
    held: dict[int, set[int]] = {meeting: set() for meeting in ratified.values()}
    rows = select(AgendaItem.meeting_id, AgendaItem.proposal_id).where(
        AgendaItem.meeting_id.in_(held), AgendaItem.result != REMOVED
    )
    for meeting, proposal in db.session.execute(rows):
        if proposal is not None:
            held[meeting].add(proposal)
    return own | {item: frozenset(held[meeting]) for item, meeting in ratified.items()}


def barred_among(proposals: Collection[int]) -> Mapping[int, frozenset[int]]:
    """By case: ``barred_from``. One statement."""
    own = select(Assignment.proposal_id, Assignment.person_id).where(
        Assignment.proposal_id.in_(proposals),
        Assignment.role.in_(sorted(PROPOSERS)),
        Assignment.until.is_(None),
    )
    bars = select(Conflict.proposal_id, Conflict.person_id).where(
        Conflict.proposal_id.in_(proposals), Conflict.bars
    )
    found: dict[int, set[int]] = {}
    for proposal, person in db.session.execute(own.union_all(bars)):
        found.setdefault(proposal, set()).add(person)
    return {proposal: frozenset(people) for proposal, people in found.items()}
