"""A meeting from its opening to its end: who presides, who is there, which item is taken up."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from ..calendar import local_day
from ..deliberation.deciding import ALTERNATE, NO_QUORUM
from ..deliberation.sitting import CHAIR, VICE_CHAIR
from ..forms.web import Problem
from ..language import Text
from ..models.database import db, transaction
from ..models.meetings import AgendaItem, Attendance, Meeting
from ..models.proposals import Proposal
from ..queries.chamber import marks_of, sits_on
from ..queries.motions import in_camera, is_put, outcome_of
from ..queries.people import roster
from ..workflow.facts import Actor
from . import Invalid, NotAllowed, Stale
from .bringing import bring_on
from .meeting_room import OVER, MeetingRoom, enter_room

UNDECIDED = frozenset({"", NO_QUORUM, ALTERNATE})
"""How the vote on an item ended that the body has not decided."""
PRESIDES = (CHAIR, VICE_CHAIR, "director")
"""Offices whose holder presides, the first who is there."""
MARKS = ("present", "left", "regrets")
STRANGER = Text(
    en="Only members of the body are listed", fr="Seuls les membres de l’instance figurent sur la liste"
)
BOTH = Text(
    en="Nobody is both present and excused: {name}", fr="Nul n’est à la fois présent et excusé\u00a0: {name}"
)
NOBODY_PRESIDES = Text(
    en="Neither the chair nor the vice-chair is recorded as present: name who those present elected to preside",
    fr="Ni la présidence ni la vice-présidence ne sont inscrites comme présentes\u00a0: indiquez qui les personnes "
    "présentes ont élu pour présider",
)
NOT_THERE = Text(
    en="Whoever presides must be a member who is present",
    fr="La personne qui préside doit être un membre présent",
)
STILL_OPEN = Text(
    en="A vote is still open: close it first", fr="Un vote est encore ouvert\u00a0: fermez-le d’abord"
)
NOT_TODAY = Text(
    en="The meeting is on a later day: move it to today first",
    fr="La réunion a lieu plus tard\u00a0: déplacez-la d’abord à aujourd’hui",
)
CANCELLED = Text(en="This meeting is cancelled", fr="Cette réunion est annulée")
NOT_RECEIVED = Text(
    en="A case, or what was put to the vote, is decided: it is not received for information",
    fr="Un dossier, ou ce qui a été mis aux voix, fait l’objet d’une décision\u00a0: il n’est pas reçu à titre "
    "d’information",
)
CLOSED_SESSION = Text(
    en="The meeting is in camera: a motion to rise comes first",
    fr="La réunion est à huis clos\u00a0: une motion pour en sortir doit d’abord être adoptée",
)


def open_meeting(
    actor: Actor, meeting: int, *, presiding: int | None = None, now: datetime, lang: str = "en"
) -> None:
    """Call it to order. The chair presides, else the vice-chair, else whom those present elected.

    Raises NotFound, NotAllowed (not the record keeper, over), Invalid at ``presiding``.
    """
    with transaction():
        room = enter_room(actor, meeting, now=now)
        room.keeper()
        found = room.meeting
        if found.state in {"closed", "cancelled"}:
            raise NotAllowed(OVER if found.state == "closed" else CANCELLED)
        if found.state == "open":
            return
        if found.kind != "written" and local_day(now) < found.held_on:
            raise NotAllowed(NOT_TODAY)
        found.chair_id = _presides(room, presiding, lang)
        found.state, found.opened_at = "open", now
        room.note(
            "open",
            presiding=_named(room, found.chair_id),
            elected=_elected(room, found.chair_id),
            quorum=_quorum(room),
        )


def preside(actor: Actor, meeting: int, person: int, *, now: datetime, lang: str = "en") -> None:
    """Somebody else presides from now on: those present elected them, or the chair came. Raises as ``open_meeting``."""
    with transaction():
        room = enter_room(actor, meeting, now=now)
        room.keeper()
        room.in_a_room()
        room.under_way()
        room.meeting.chair_id = _presides(room, person, lang)
        room.note("preside", presiding=_named(room, person), elected=_elected(room, person))


def mark(actor: Actor, meeting: int, marks: dict[int, str], *, now: datetime, lang: str = "en") -> None:
    """Who came, left or sent regrets. Only what changed is noted, each with its moment.

    Raises NotFound, NotAllowed, Invalid (no member of the body), LookupError for a mark that there is not.
    """
    if wrong := set(marks.values()) - set(MARKS):
        raise LookupError(sorted(wrong))
    with transaction():
        room = enter_room(actor, meeting, now=now)
        room.keeper()
        room.in_a_room()
        if room.meeting.state in {"closed", "cancelled"}:
            raise NotAllowed(OVER)
        _mark(room, marks, lang)


def record_attendance(
    actor: Actor,
    meeting: int,
    present: Iterable[int],
    regrets: Iterable[int],
    *,
    seen: int,
    now: datetime,
    lang: str = "en",
) -> None:
    """Who is there and who sent regrets, all at once; whoever was there and is not named has left.

    ``seen`` is the meeting's version. Raises NotFound, NotAllowed, Stale, Invalid (both at once, or no member).
    """
    here, away = set(present), set(regrets)
    with transaction():
        room = enter_room(actor, meeting, now=now)
        room.keeper()
        room.in_a_room()
        if room.meeting.version != seen:
            raise Stale
        if room.meeting.state == "cancelled":
            raise NotAllowed(CANCELLED)
        names = _names(room)
        if both := sorted(names[p] for p in here & away if p in names):
            raise Invalid([Problem("regrets", "regrets", "", BOTH.format(name=n).in_(lang)) for n in both])
        gone = {p for p, (said, _) in marks_of(meeting).items() if said == "present"} - here - away
        marks = {
            **dict.fromkeys(here, "present"),
            **dict.fromkeys(away, "regrets"),
            **dict.fromkeys(gone, "left"),
        }
        _mark(room, marks, lang)


def _mark(room: MeetingRoom, marks: dict[int, str], lang: str) -> None:
    names, known = _names(room), marks_of(room.meeting.id)
    if set(marks) - set(names):
        raise Invalid([Problem("present", "present", "", STRANGER.in_(lang))])
    for person, said in sorted(marks.items()):
        if known.get(person, ("",))[0] != said:
            db.session.add(
                Attendance(
                    meeting_id=room.meeting.id,
                    person_id=person,
                    mark=said,
                    at=room.now,
                    marked_by_id=room.actor.id,
                )
            )
            room.note("attendance", person={"id": person, "name": names[person]}, mark=said)
    db.session.flush()
    summarise(room.meeting, names)


def _names(room: MeetingRoom) -> dict[int, str]:
    """Everybody in office that day, secretaries too."""
    members = roster(room.meeting.body, sits_on(room.meeting, room.now))
    return {m.person_id: m.person.name for m in members}


def take_up(actor: Actor, meeting: int, item: int, *, now: datetime) -> None:
    """The meeting turns to an item: quorum and conflicts are noted as they are. Raises NotFound, NotAllowed."""
    with transaction():
        room = enter_room(actor, meeting, item, now=now)
        room.keeper()
        room.under_way()
        place = room.unsettled()
        if room.open_motion() is not None:
            raise NotAllowed(STILL_OPEN)
        if place.opened_at is None:
            place.opened_at = now
        room.note("take_up", quorum=_quorum(room), conflicts=_conflicts(room))


def receive(actor: Actor, meeting: int, item: int, *, now: datetime) -> None:
    """An item for information, or business without a motion, is received. Raises NotFound, NotAllowed."""
    with transaction():
        room = enter_room(actor, meeting, item, now=now)
        room.keeper()
        room.under_way()
        place = room.unsettled()
        if (place.proposal_id is not None and place.part != "information") or is_put(place):
            raise NotAllowed(NOT_RECEIVED)
        place.result, place.done_at = "received", now
        room.note("receive")


def close_meeting(actor: Actor, meeting: int, *, now: datetime) -> None:
    """The end: what was not dealt with goes back to those who wait. Raises NotFound, NotAllowed (a vote is open)."""
    with transaction():
        room = enter_room(actor, meeting, now=now)
        room.keeper()
        room.in_a_room()
        room.under_way()
        if room.open_motion() is not None:
            raise NotAllowed(STILL_OPEN)
        if in_camera(room.meeting):
            raise NotAllowed(CLOSED_SESSION)
        room.meeting.state, room.meeting.closed_at = "closed", now
        room.note("close", left_over=_let_go(room))
        bring_on(room.meeting, now)


def remaining(room: MeetingRoom) -> list[str]:
    """Who is in the room during an item in camera, secretaries too, by name: recused members have left where they must."""
    gone = room.sitting.barred if room.sitting.rules.conflicted_leave else frozenset()
    there = room.sitting.present - gone
    return [name for person, name in sorted(_names(room).items()) if person in there]


def summarise(meeting: Meeting, names: dict[int, str]) -> None:
    """Who was there and who sent regrets, as decision forms begin with it: one who left after it began was there."""
    marks = marks_of(meeting.id)
    here = {
        p
        for p, (said, at) in marks.items()
        if said == "present" or (said == "left" and meeting.opened_at is not None and at >= meeting.opened_at)
    }
    away = {p for p, (said, _) in marks.items() if said == "regrets"}
    meeting.present = [{"id": str(p), "name": names[p]} for p in sorted(here) if p in names]
    meeting.regrets = [{"id": str(p), "name": names[p]} for p in sorted(away) if p in names]


def _presides(room: MeetingRoom, wanted: int | None, lang: str) -> int:
    there = frozenset(room.sitting.seats) & room.sitting.present
    if wanted is not None:
        if wanted not in there:
            raise Invalid([Problem("presiding", "presiding", "", NOT_THERE.in_(lang))])
        return wanted
    for office in PRESIDES:
        holder = room.sitting.holder(office)
        if holder in there and holder is not None:
            return holder
    raise Invalid([Problem("presiding", "presiding", "", NOBODY_PRESIDES.in_(lang))])


def _elected(room: MeetingRoom, person: int | None) -> bool:
    """Whether they preside because those present chose them: whose office it is needs no election."""
    seat = room.sitting.seats.get(person or 0)
    return seat is None or not seat.offices & frozenset(PRESIDES)


def _let_go(room: MeetingRoom) -> list[int]:
    """Items that nobody came to, or for which there was no quorum, leave the agenda: they wait for the next meeting."""
    left = db.session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == room.meeting.id, AgendaItem.done_at.is_(None))
    ).all()
    waiting = []
    for item in left:
        if item.proposal_id and db.session.get_one(Proposal, item.proposal_id).recorded:
            continue  # what is written down waits for the chair where it was decided
        outcome = outcome_of(item)
        if outcome in UNDECIDED:  # one that was voted on waits for the secretary to write it down
            item.result, item.done_at = outcome or "not_reached", room.now
            waiting.append(item.id)
    return waiting


def _named(room: MeetingRoom, person: int | None) -> dict[str, object]:
    seat = room.sitting.seats.get(person or 0)
    return {"id": person, "name": seat.name if seat else ""}


def _quorum(room: MeetingRoom) -> dict[str, object]:
    quorum = room.sitting.quorum
    return {"needed": quorum.needed, "counted": quorum.counted, "met": quorum.met}


def _conflicts(room: MeetingRoom) -> list[dict[str, object]]:
    leave = room.sitting.rules.conflicted_leave
    here = room.sitting.barred & room.sitting.present & frozenset(room.sitting.seats)
    return [{**_named(room, p), "done": "left" if leave else "silent"} for p in sorted(here)]
