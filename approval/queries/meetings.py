"""Meetings, for members of the body that meets: agenda, attendance, and the cases that wait for a place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import contains_eager

from ..calendar import local_day
from ..deliberation.sitting import Sitting
from ..desk import Desk
from ..language import Text, same
from ..models.bodies import Body, Membership
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting
from ..models.minutes import Entry as Logged
from ..models.proposals import Proposal
from ..workflow.definition import Action
from ..workflow.facts import Actor, Case
from . import NotFound
from .alternates import alternates_of, as_which, referred
from .chamber import REMOVED, barred_by_item, sitting_of, takes_part
from .facts_at_once import facts_of_each
from .items import UNTITLED, Keeping, keeps_record
from .motions import last_put
from .offices import CONVENERS, acts_as_secretary
from .people import roster
from .readiness import ahead
from .visibility import may_open, visible_to

PAST = 30
PRESIDING = ("chair", "vice_chair")
WAITING = 30
TAKING = frozenset({"planned", "published", "open"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A place on the agenda. ``reference`` is nothing for other business, and where the reader must not know the case."""

    id: int
    number: int
    kind: str
    reference: str | None
    title: Text
    stage: Text | None
    version: int
    part: str
    in_camera: bool
    ground: str
    """On which it is planned in camera, by the name that the body's list gives it."""
    result: str
    done: bool
    here: bool
    """Whether the case is still before this body."""
    recorded: bool
    voted: str
    """How the last vote on it ended; empty where there was none."""
    fixed: bool
    """Whether it stays where it is: a motion on it was put, a decision is written down, or the meeting is over."""
    keeps: bool
    """Whether the reader may move it, take it off, and write down conflicts declared on it."""
    hidden: bool = False
    """Whether the reader has a conflict in it: nothing of it is shown."""
    apart: bool = False
    """Whether they take no part in it: hidden, their own proposal, or a ratification of one. How it goes is not shown."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case before this body that has no place yet: ready, or what it lacks."""

    reference: str
    title: str
    version: int
    since: datetime
    missing: tuple[Text, ...]
    keeps: bool
    instead: bool = False
    """Whether it waits here because this body decides in place of another."""


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
    keeps: bool
    """Whether the reader keeps the record of the meeting as a whole."""
    sitting: Sitting
    off_because: str
    """Why it was called off; nothing where it was not."""

    @property
    def takes_cases(self) -> bool:
        return takes_cases(self.meeting)


def takes_cases(meeting: Meeting) -> bool:
    """Whether cases can be placed on its agenda: it is neither over nor called off, nor a resolution about one case."""
    return meeting.state in TAKING and meeting.kind != "written"


def my_bodies(desk: Desk, actor: Actor) -> Sequence[Body]:
    """Bodies that the actor sits in and that meet: those whose agenda some workflow asks for, and their alternates."""
    mine = sorted((desk.versions.that_meet & actor.bodies) | actor.alternate)
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
    sitting = sitting_of(found, now=now)
    convenes = actor.holds(body.key, *CONVENERS)
    return MeetingPage(
        meeting=found,
        body=body,
        members=roster(body, found.held_on),
        agenda=_agenda(desk, actor, found, now),
        waiting=_waiting(desk, actor, found, now) if found.held_on >= today or convenes else (),
        papers_by=found.agenda_due,
        convenes=convenes,
        keeps=keeps_record(actor, found, sitting, now),
        sitting=sitting,
        off_because=_why_off(found) if found.state == "cancelled" else "",
    )


def _why_off(meeting: Meeting) -> str:
    said = select(Logged.said).where(Logged.meeting_id == meeting.id, Logged.action == "cancel")
    found = db.session.scalar(said.order_by(Logged.seq.desc()).limit(1))
    return str((found or {}).get("why") or "")


def _agenda(desk: Desk, actor: Actor, meeting: Meeting, now: datetime) -> list[Entry]:
    """In their order; three statements however many there are, four where something is ratified."""
    rows = db.session.execute(
        select(AgendaItem, Proposal, may_open(actor).label("open"), last_put())
        .outerjoin(Proposal, Proposal.id == AgendaItem.proposal_id)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.result != REMOVED)
        .order_by(AgendaItem.position, AgendaItem.id)
    ).all()
    barred = barred_by_item([i for i, *_ in rows])
    keeping = Keeping(actor, meeting, barred, now)
    instead = alternates_of({i.proposal_id for i, *_ in rows if i.proposal_id})
    return [_entry(desk, meeting, n, *row, keeping, instead) for n, row in enumerate(rows, 1)]


def _entry(
    desk: Desk,
    meeting: Meeting,
    number: int,
    item: AgendaItem,
    proposal: Proposal | None,
    open_: bool,
    voted: str | None,
    keeping: Keeping,
    instead: Mapping[int, Mapping[str, str]],
) -> Entry:
    plain: dict[str, Any] = {
        "id": item.id,
        "number": number,
        "kind": item.kind,
        "part": item.part if item.pulled_at is None else "discussion",
        "in_camera": item.in_camera,
        "ground": item.ground,
        "result": item.result,
        "done": item.done_at is not None,
        "voted": voted.removeprefix("closed:") if voted and voted.startswith("closed:") else "",
        "fixed": bool(voted or (proposal and proposal.recorded)) or meeting.state not in TAKING,
    }
    if proposal is None:
        own = Text(en=item.title_en, fr=item.title_fr)
        keeps = keeping.of(item.id) and item.done_at is None
        apart = not takes_part(keeping.actor, meeting.body.key, keeping.barred.get(item.id, ()))
        return Entry(**plain, **NOTHING, title=own, apart=apart, keeps=keeps)
    if not open_:
        return Entry(**plain, **NOTHING, title=same(""), hidden=True, apart=True, keeps=False)
    stage = desk.versions[proposal.digest].workflow.stage(proposal.stage)
    live = item.done_at is None and not proposal.on_hold and not stage.final
    return Entry(
        **plain,
        reference=proposal.reference,
        title=same(proposal.title) if proposal.title else UNTITLED,
        stage=stage.title,
        version=proposal.version,
        here=bool(as_which(instead.get(proposal.id, {}), meeting.body.key) & {a.body for a in stage.actions}),
        recorded=bool(proposal.recorded),
        apart=keeping.apart(item.id),
        keeps=live and keeping.of(item.id),
    )


NOTHING: dict[str, Any] = {"reference": None, "stage": None, "version": 0, "here": True, "recorded": False}


def _waiting(desk: Desk, actor: Actor, meeting: Meeting, now: datetime) -> Sequence[Waiting]:
    return waiting_for(desk, actor, meeting.body, now) if takes_cases(meeting) else ()


def waiting_for(desk: Desk, actor: Actor, body: Body, now: datetime) -> list[Waiting]:
    """Cases before the body without a place on any of its agendas, longest waiting first. Four statements or five."""
    here = _before(desk, body.key)
    if not here:
        return []
    placed = (
        exists()
        .where(AgendaItem.proposal_id == Proposal.id, AgendaItem.done_at.is_(None))
        .where(Meeting.id == AgendaItem.meeting_id, Meeting.body_id == body.id)
    )
    found = visible_to(actor).where(or_(*here), ~placed, ~Proposal.on_hold)
    rows = db.session.scalars(found.order_by(Proposal.stage_since, Proposal.id).limit(WAITING)).all()
    cases = facts_of_each(desk, rows, now)
    return [_candidate(desk, actor, body.key, proposal, cases[proposal.id]) for proposal in rows]


def _candidate(desk: Desk, actor: Actor, body: str, proposal: Proposal, case: Case) -> Waiting:
    decides = next((was for was, is_ in case.alternates.items() if is_ == body), body)
    steps = ahead(desk.versions[proposal.digest], case, actor, body=decides, aside=("on_agenda",))
    lacking = min((s.missing for s in steps), key=len, default=())
    keeps = acts_as_secretary(case, actor, body)
    return Waiting(
        proposal.reference,
        proposal.title,
        proposal.version,
        proposal.stage_since,
        lacking,
        keeps,
        decides != body,
    )


def _before(desk: Desk, body: str) -> list[ColumnElement[bool]]:
    """Conditions under which a case is before the body: its own stages, and those of bodies in whose place it decides."""
    others = sorted(b for b in desk.versions.that_meet if b != body)
    found = [(pair, ~referred(body)) for pair in _stages_of(desk, body)]
    found += [(pair, referred(other, body)) for other in others for pair in _stages_of(desk, other)]
    return [and_(Proposal.digest == digest, Proposal.stage == stage, so) for (digest, stage), so in found]


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
