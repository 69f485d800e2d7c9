"""Call a meeting of a body, move it, call it off: from the body's own habits, with its deadlines."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from ..calendar import before
from ..forms.web import Problem
from ..language import Text, format_day
from ..models.bodies import Body, BodyRules
from ..models.database import db, transaction
from ..models.meetings import AgendaItem, Meeting
from ..models.people import Change
from ..queries import NotFound
from ..queries.chamber import takes_part
from ..queries.offices import CONVENERS
from ..queries.people import body_by_key
from ..workflow.facts import Actor
from . import Invalid, NotAllowed
from .bringing import AHEAD, bring, bring_on
from .entering import enter
from .meeting_mailing import tell_members
from .meeting_room import OWN_ITEM, MeetingRoom, enter_room

CONVENES = Text(
    en="The secretary or the chair of the body convenes its meetings",
    fr="Le secrétariat ou la présidence de l’instance convoque ses réunions",
)
TWICE = Text(
    en="There is already a meeting on that day at that place",
    fr="Une réunion est déjà prévue ce jour-là à cet endroit",
)
NO_TIME = Text(en="Write the time as 14:30", fr="Indiquez l’heure sous la forme 14:30")
NO_REASON = Text(
    en="Say why it cannot wait: the deadline, and the harm of waiting",
    fr="Précisez pourquoi cela ne peut attendre\u00a0: l’échéance et le préjudice causé par l’attente",
)
BEGUN = Text(
    en="The meeting has begun or is over: it is not moved any more",
    fr="La réunion a commencé ou est terminée\u00a0: elle ne peut plus être déplacée",
)
NO_WHY = Text(
    en="Say why it is called off: the members read it",
    fr="Précisez le motif de l’annulation\u00a0: les membres le lisent",
)
WEEK = 7
"""Deadlines shorter than a week count working days (PROCESS.md 3, clocks)."""


@dataclass(frozen=True, slots=True)
class Call:
    """When, where and how a body meets. What is empty is as the body usually does it."""

    held_on: date
    place: str = ""
    starts: str = ""
    link: str = ""
    kind: str = "regular"
    why: str = ""


def create_meeting(
    actor: Actor, body: str, held_on: date, place: str, *, now: datetime, lang: str = "en"
) -> int:
    """A regular meeting at the body's usual time; its id. Raises as ``call_meeting``."""
    return call_meeting(actor, body, Call(held_on, place), now=now, lang=lang)


def call_meeting(actor: Actor, body: str, call: Call, *, now: datetime, lang: str = "en") -> int:
    """A meeting of the body; its id.

    Raises NotFound (no seat in it), NotAllowed, Invalid (there is one, no such time, no reason for an urgent one).
    """
    with transaction():
        found = _seat(actor, body)
        if not actor.holds(body, *CONVENERS):
            raise NotAllowed(CONVENES)
        rules = found.on(call.held_on)
        meeting = Meeting(
            body_id=found.id, body=found, present=[], regrets=[], kind=call.kind, why=call.why.strip()
        )
        _set(meeting, rules, call)
        if problems := _problems(meeting, lang):
            raise Invalid(problems)
        db.session.add(meeting)
        _change(actor, now, found, call.held_on, Text(en="Convened", fr="Réunion convoquée"))
        db.session.flush()
        tell_members(enter(meeting, actor, "convene", _said(meeting), now=now), now)
        bring(meeting, now)
        return meeting.id


def move_meeting(actor: Actor, meeting: int, call: Call, *, now: datetime, lang: str = "en") -> None:
    """Another day, time or place; deadlines follow. Raises NotFound, NotAllowed (begun, not a convener), Invalid."""
    with transaction():
        room = _movable(actor, meeting, now)
        _set(room.meeting, room.meeting.body.on(call.held_on), call)
        if problems := _problems(room.meeting, lang):
            raise Invalid(problems)
        tell_members(room.note("reschedule", **_said(room.meeting)), now)


def cancel_meeting(actor: Actor, meeting: int, why: str, *, now: datetime, lang: str = "en") -> None:
    """It does not take place: its cases wait for another. A resolution in writing can be called off while it is open.

    Raises NotFound, NotAllowed, Invalid at ``why``.
    """
    with transaction():
        room = _convened(actor, meeting, now)
        put = room.open_motion() if room.meeting.kind == "written" else None
        _insist_uninvolved(room, meeting)
        if put is None and room.meeting.state not in AHEAD:
            raise NotAllowed(BEGUN)
        if not why.strip():
            raise Invalid([Problem("why", "why", "", NO_WHY.in_(lang))])
        if put is not None:
            put.state = "withdrawn"
        room.meeting.state = "cancelled"
        items = select(AgendaItem).where(AgendaItem.meeting_id == meeting, AgendaItem.done_at.is_(None))
        for item in db.session.scalars(items):
            item.result, item.done_at = "cancelled", now
        tell_members(room.note("cancel", why=why.strip()), now)
        bring_on(room.meeting, now)


def _insist_uninvolved(room: MeetingRoom, meeting: int) -> None:
    """Raises NotAllowed where a decision taken there waits to be confirmed, or the one resolution is about the actor's
    own case, or one in which they have a conflict.
    """
    items = select(AgendaItem).where(AgendaItem.meeting_id == meeting, AgendaItem.done_at.is_(None))
    for item in db.session.scalars(items):
        one = enter_room(room.actor, meeting, item.id, now=room.now)
        one.nothing_written_down()
        if room.meeting.kind == "written" and not takes_part(
            room.actor, room.meeting.body.key, one.sitting.barred
        ):
            raise NotAllowed(OWN_ITEM)


def _movable(actor: Actor, meeting: int, now: datetime) -> MeetingRoom:
    room = _convened(actor, meeting, now)
    if room.meeting.state not in AHEAD:
        raise NotAllowed(BEGUN)
    return room


def _convened(actor: Actor, meeting: int, now: datetime) -> MeetingRoom:
    """The meeting, for whoever convenes it. Raises NotFound, NotAllowed."""
    room = enter_room(actor, meeting, now=now)
    if not actor.holds(room.meeting.body.key, *CONVENERS):
        raise NotAllowed(CONVENES)
    return room


def _set(meeting: Meeting, rules: BodyRules, call: Call) -> None:
    meeting.held_on, meeting.link = call.held_on, call.link.strip()
    meeting.place = call.place.strip() or rules.place
    meeting.starts = call.starts.strip() or rules.meets_at
    for name, days in (("agenda_due", rules.agenda_days), ("packet_due", rules.packet_days)):
        day = before(call.held_on, days, business=days < WEEK) if days else None
        setattr(meeting, name, day)


def _problems(meeting: Meeting, lang: str) -> list[Problem]:
    found = []
    with db.session.no_autoflush:
        same = db.session.scalar(
            select(Meeting.id).where(
                Meeting.body_id == meeting.body_id,
                Meeting.held_on == meeting.held_on,
                Meeting.place == meeting.place,
                Meeting.id != (meeting.id or 0),
                Meeting.state != "cancelled",
            )
        )
    if same:
        found.append(("held_on", TWICE))
    if not _is_time(meeting.starts):
        found.append(("starts", NO_TIME))
    if meeting.kind == "urgent" and not meeting.why:
        found.append(("why", NO_REASON))
    return [Problem(name, name, "", why.in_(lang)) for name, why in found]


def _is_time(words: str) -> bool:
    hour, colon, minute = words.partition(":")
    return bool(colon) and hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60


def _said(meeting: Meeting) -> dict[str, object]:
    return {
        "held_on": meeting.held_on.isoformat(),
        "starts": meeting.starts,
        "place": meeting.place,
        "kind": meeting.kind,
        "why": meeting.why,
    }


def _seat(actor: Actor, body: str) -> Body:
    """The body, where the actor sits in it. Raises NotFound."""
    if not actor.holds(body):
        raise NotFound(body)
    return body_by_key(body)


def _change(actor: Actor, now: datetime, body: Body, held_on: date, what: Text) -> None:
    name = body.on(held_on).name
    db.session.add(
        Change(
            at=now,
            person_id=actor.id,
            what_en=f"{what.en}: {name.en}, {format_day(held_on, 'en')}",
            what_fr=f"{what.fr}\u00a0: {name.fr}, {format_day(held_on, 'fr')}",
        )
    )
