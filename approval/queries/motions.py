"""Motions on an item: what each says, how each voted, and the one that decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from ..deliberation.deciding import PASSED
from ..desk import Desk
from ..models.bodies import Body
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting, Motion, Vote
from ..models.proposals import Proposal
from ..workflow.definition import Action
from .alternates import decides_as, instead_of


@dataclass(frozen=True, slots=True)
class Moved:
    """A motion with the votes on it, by person."""

    motion: Motion
    votes: Mapping[int, Vote]

    @property
    def passed(self) -> bool:
        return self.motion.result in PASSED


def motions_of(item: int) -> Sequence[Moved]:
    """Every motion on an item in the order it was drafted. Two statements."""
    found = db.session.scalars(
        select(Motion)
        .where(Motion.item_id == item)
        .options(joinedload(Motion.moved_by), joinedload(Motion.seconded_by))
        .order_by(Motion.id)
    ).all()
    votes = db.session.scalars(
        select(Vote)
        .where(Vote.motion_id.in_([m.id for m in found]))
        .options(joinedload(Vote.person))
        .order_by(Vote.id)
    ).all()
    return [Moved(m, {v.person_id: v for v in votes if v.motion_id == m.id}) for m in found]


def actions_open(desk: Desk, item: AgendaItem, body: str) -> Sequence[Action]:
    """What a body may decide about the case of an item where it stands now."""
    if item.proposal_id is None:
        return ()
    proposal = db.session.get_one(Proposal, item.proposal_id)
    workflow = desk.versions[proposal.digest].workflow
    bodies = decides_as(proposal.id, body)
    return [a for a in workflow.actions_at(proposal.stage) if a.body in bodies and a.recorded_by]


@dataclass(frozen=True, slots=True)
class Decided:
    """The motion that decided on a case at the meeting that has it in hand, with its place there."""

    meeting: Meeting
    item: AgendaItem
    motion: Motion | None
    votes: Sequence[Vote]
    amendments: Sequence[Motion]
    open: bool = False
    """Whether a vote on it is going on."""


def decided_on(proposal: int, body: str) -> Decided | None:
    """Where a body, or the one that decides in its place, deals with a case now; its last main motion that was voted on, if there is one.

    An item of the consent agenda that nobody pulled is decided by the motion on the consent agenda.
    """
    item = place_of(proposal, body)
    if item is None:
        return None
    place = decided_at(item)
    motions = motions_of(place.id) if place else []
    going_on = any(m.motion.state == "open" for m in motions)
    main = [m for m in motions if m.motion.kind == "main" and m.motion.state == "closed"]
    if not main:
        return Decided(item.meeting, item, None, (), (), going_on)
    last = main[-1]
    amended = [
        m.motion for m in motions if m.motion.parent_id == last.motion.id and m.motion.state == "closed"
    ]
    return Decided(item.meeting, item, last.motion, list(last.votes.values()), amended, going_on)


def place_of(proposal: int, body: str) -> AgendaItem | None:
    """Where a body, or the one that decides in its place, has a case on an agenda now."""
    return db.session.scalar(
        select(AgendaItem)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Body, Body.id == Meeting.body_id)
        .where(
            AgendaItem.proposal_id == proposal,
            AgendaItem.done_at.is_(None),
            Body.key == instead_of(proposal, body),
        )
        .order_by(Meeting.held_on, AgendaItem.id)
        .limit(1)
    )


def by_consent(item: AgendaItem) -> bool:
    """Whether a case is decided together with the rest of the consent agenda: nobody had it taken out."""
    return item.kind == "case" and item.part == "consent" and item.pulled_at is None


def on_consent(meeting: int) -> Sequence[AgendaItem]:
    """The cases that the consent agenda decides, those dealt with left out."""
    found = select(AgendaItem).where(AgendaItem.meeting_id == meeting, AgendaItem.part == "consent")
    undone = found.where(
        AgendaItem.kind == "case", AgendaItem.done_at.is_(None), AgendaItem.pulled_at.is_(None)
    )
    return db.session.scalars(undone.order_by(AgendaItem.position, AgendaItem.id)).all()


def decided_at(item: AgendaItem) -> AgendaItem | None:
    """The place on the agenda whose motion decides an item: its own, or that of the consent agenda it is on."""
    return consent_of(item.meeting_id) if by_consent(item) else item


def is_put(item: AgendaItem) -> bool:
    """Whether a main motion on it, or on the consent agenda that it is part of, is or was before the vote."""
    place = decided_at(item)
    places = {item.id} | ({place.id} if place else set())
    put = select(Motion.id).where(
        Motion.item_id.in_(places), Motion.kind == "main", Motion.state.in_(("open", "closed"))
    )
    return db.session.scalar(put.limit(1)) is not None


def outcome_of(item: AgendaItem) -> str:
    """How the last vote on an item ended; empty where there was none."""
    place = decided_at(item)
    if place is None:
        return ""
    last = select(Motion.result).where(
        Motion.item_id == place.id, Motion.kind == "main", Motion.state == "closed"
    )
    return db.session.scalar(last.order_by(Motion.id.desc()).limit(1)) or ""


def last_put() -> ColumnElement[str | None]:
    """The last main motion that was put on each item of a query, inside it: its state and ``outcome_of`` it."""
    place = aliased(AgendaItem)
    together = and_(AgendaItem.kind == "case", AgendaItem.part == "consent", AgendaItem.pulled_at.is_(None))
    return (
        select(Motion.state + ":" + Motion.result)
        .join(place, place.id == Motion.item_id)
        .where(
            *(
                Motion.kind == "main",
                Motion.state.in_(("open", "closed")),
                place.meeting_id == AgendaItem.meeting_id,
            ),
            or_(
                and_(together, place.kind == "business", place.part == "consent"),
                and_(~together, place.id == AgendaItem.id),
            ),
        )
        .order_by(Motion.id.desc())
        .limit(1)
        .correlate(AgendaItem)
        .scalar_subquery()
    )


def number_of(item: AgendaItem) -> int:
    """Which one it is on its agenda, as pages, packet and minutes count."""
    before = or_(
        AgendaItem.position < item.position,
        and_(AgendaItem.position == item.position, AgendaItem.id <= item.id),
    )
    listed = (AgendaItem.meeting_id == item.meeting_id, AgendaItem.result != "removed")
    return db.session.scalar(select(func.count()).where(*listed, before)) or 0


def in_camera(meeting: Meeting) -> bool:
    """Whether the meeting is closed to the public now: the last such motion closed it."""
    last = db.session.scalar(
        select(Motion.kind)
        .join(AgendaItem, AgendaItem.id == Motion.item_id)
        .where(
            AgendaItem.meeting_id == meeting.id,
            Motion.kind.in_(("close", "rise")),
            Motion.state == "closed",
            Motion.result.in_(PASSED),
        )
        .order_by(Motion.closed_at.desc(), Motion.id.desc())
        .limit(1)
    )
    return last == "close"


def consent_of(meeting: int) -> AgendaItem | None:
    """The item by which the whole consent agenda is decided."""
    return db.session.scalar(
        select(AgendaItem).where(
            AgendaItem.meeting_id == meeting, AgendaItem.kind == "business", AgendaItem.part == "consent"
        )
    )


def tally_words(motion: Motion) -> Mapping[str, Any]:
    """Votes by choice, as recorded when the vote was closed."""
    return dict(motion.tally.get("votes") or {})
