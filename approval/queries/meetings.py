"""Meetings, for members of the body that meets: agenda, attendance, and the cases that wait for a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import contains_eager

from ..calendar import before, local_day
from ..desk import Desk
from ..language import Text
from ..models.bodies import Body, Membership
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting
from ..models.proposals import Proposal
from ..workflow.definition import Action
from ..workflow.facts import Actor
from . import NotFound
from .facts import facts_of
from .offices import CONVENERS, acts_as_secretary
from .people import roster
from .readiness import ahead
from .visibility import may_open, visible_to

PAST = 30
WAITING = 30
WEEK = 7


@dataclass(frozen=True, slots=True)
class Entry:
    """A place on the agenda. ``reference`` is nothing where the reader must not know the case."""

    number: int
    reference: str | None
    title: str
    stage: Text | None
    version: int
    done: bool
    here: bool
    """Whether the case is still before this body."""
    recorded: bool
    keeps: bool
    """Whether the reader may take it off, and write down conflicts declared on it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case before this body that has no place yet: ready, or what it lacks."""

    reference: str
    title: str
    version: int
    since: datetime
    missing: tuple[Text, ...]
    keeps: bool


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """A meeting as its page shows it."""

    meeting: Meeting
    body: Body
    members: Sequence[Membership]
    agenda: Sequence[Entry]
    waiting: Sequence[Waiting]
    papers_by: date | None
    """The last day an item comes in time (PROCESS.md 3, clocks)."""
    convenes: bool


def my_bodies(desk: Desk, actor: Actor) -> Sequence[Body]:
    """Bodies that the actor sits in and that meet: those whose agenda some workflow asks for."""
    meeting = {
        str(r.value)
        for version in desk.versions.values()
        for stage in version.workflow.stages
        for action in stage.actions
        for r in action.requires
        if r.name == "on_agenda"
    }
    mine = sorted(meeting & actor.bodies)
    return db.session.scalars(select(Body).where(Body.key.in_(mine or [""])).order_by(Body.id)).all()


def meetings_of(body: Body, today: date) -> tuple[Sequence[Meeting], Sequence[Meeting]]:
    """Coming (nearest first) and past (latest first) meetings of a body."""
    own = select(Meeting).where(Meeting.body_id == body.id)
    coming = own.where(Meeting.held_on >= today).order_by(Meeting.held_on, Meeting.id)
    past = own.where(Meeting.held_on < today).order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(PAST)
    return db.session.scalars(coming).all(), db.session.scalars(past).all()


def meeting_page(desk: Desk, actor: Actor, meeting: int, now: datetime) -> MeetingPage:
    """Raises NotFound for anybody who does not sit in the body today."""
    found = db.session.scalar(
        select(Meeting).join(Body).options(contains_eager(Meeting.body)).where(Meeting.id == meeting)
    )
    if found is None or not actor.holds(found.body.key):
        raise NotFound(meeting)
    body, today = found.body, local_day(now)
    convenes = actor.holds(body.key, *CONVENERS)
    days = body.on(found.held_on).agenda_days
    return MeetingPage(
        meeting=found,
        body=body,
        members=roster(body, found.held_on),
        agenda=_agenda(desk, actor, found, now),
        waiting=_waiting(desk, actor, body, now) if found.held_on >= today or convenes else (),
        papers_by=before(found.held_on, days, business=days < WEEK) if days else None,
        convenes=convenes,
    )


def _agenda(desk: Desk, actor: Actor, meeting: Meeting, now: datetime) -> list[Entry]:
    rows = db.session.execute(
        select(AgendaItem, Proposal, may_open(actor))
        .join(Proposal, Proposal.id == AgendaItem.proposal_id)
        .where(AgendaItem.meeting_id == meeting.id)
        .order_by(AgendaItem.position, AgendaItem.id)
    ).all()
    return [_entry(desk, actor, meeting, n, *row, now) for n, row in enumerate(rows, 1)]


def _entry(
    desk: Desk,
    actor: Actor,
    meeting: Meeting,
    number: int,
    item: AgendaItem,
    proposal: Proposal,
    open_: bool,
    now: datetime,
) -> Entry:
    if not open_:
        return Entry(number, None, "", None, 0, item.done_at is not None, True, False, False)
    workflow = desk.versions[proposal.digest].workflow
    stage = workflow.stage(proposal.stage)
    here = meeting.body.key in {a.body for a in stage.actions}
    offices = any(actor.holds(meeting.body.key, o) for o in (*CONVENERS, "vice_chair"))
    keeps = (
        offices
        and item.done_at is None
        and not proposal.on_hold
        and not stage.final
        and acts_as_secretary(facts_of(desk, proposal, now), actor, meeting.body.key, local_day(now))
    )
    return Entry(
        number,
        proposal.reference,
        proposal.title,
        stage.title,
        proposal.version,
        item.done_at is not None,
        here,
        bool(proposal.recorded),
        keeps,
    )


def _waiting(desk: Desk, actor: Actor, body: Body, now: datetime) -> list[Waiting]:
    """Cases before the body without a place on any of its agendas, longest waiting first."""
    stages = _stages_of(desk, body.key)
    if not stages:
        return []
    placed = (
        exists()
        .where(AgendaItem.proposal_id == Proposal.id, AgendaItem.done_at.is_(None))
        .where(Meeting.id == AgendaItem.meeting_id, Meeting.body_id == body.id)
    )
    here = or_(*(and_(Proposal.digest == digest, Proposal.stage == stage) for digest, stage in stages))
    found = visible_to(actor).where(here, ~placed, ~Proposal.on_hold)
    rows = db.session.scalars(found.order_by(Proposal.stage_since, Proposal.id).limit(WAITING)).all()
    return [_candidate(desk, actor, body.key, proposal, now) for proposal in rows]


def _candidate(desk: Desk, actor: Actor, body: str, proposal: Proposal, now: datetime) -> Waiting:
    case = facts_of(desk, proposal, now)
    steps = ahead(desk.versions[proposal.digest], case, actor, body=body, aside=("on_agenda",))
    lacking = min((s.missing for s in steps), key=len, default=())
    keeps = acts_as_secretary(case, actor, body, local_day(now))
    return Waiting(proposal.reference, proposal.title, proposal.version, proposal.stage_since, lacking, keeps)


def _stages_of(desk: Desk, body: str) -> list[tuple[str, str]]:
    """(workflow digest, stage) pairs that wait for the body: it alone can send the case on."""
    return [
        (digest, stage.name)
        for digest, version in desk.versions.items()
        for stage in version.workflow.stages
        if any(a.body == body and a.tone == "go" and _by_agenda(a) for a in stage.actions)
    ]


def _by_agenda(action: Action) -> bool:
    return any(r.name == "on_agenda" for r in action.requires)
