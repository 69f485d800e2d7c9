"""Meetings of a body: when and where, what is on the agenda, who was there, what was declared."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import func, select

from ..calendar import local_day
from ..desk import Desk
from ..forms.web import Problem
from ..language import Text, format_day
from ..models.bodies import Body, Membership
from ..models.database import db, transaction
from ..models.meetings import AgendaItem, Meeting
from ..models.people import Change
from ..models.proposals import Proposal
from ..queries import NotFound
from ..queries.offices import CONVENERS, acts_as_secretary
from ..queries.people import body_by_key, roster
from ..workflow.facts import Actor
from . import Invalid, NotAllowed, Stale
from .conflicts import declare_for
from .opening import Opened, open_case

CONVENES = Text(
    en="The secretary or the chair of the body convenes its meetings",
    fr="Le secrétariat ou la présidence de l’instance convoque ses réunions",
)
SECRETARY = Text(
    en="The secretary of the body keeps its agenda", fr="Le secrétariat de l’instance tient son ordre du jour"
)
TWICE = Text(
    en="There is already a meeting on that day at that place",
    fr="Une réunion est déjà prévue ce jour-là à cet endroit",
)
NOT_DUE = Text(en="The case is not before this body", fr="Le dossier n’est pas devant cette instance")
PLACED = Text(
    en="It is already on the agenda of another meeting: take it off there first",
    fr="Le dossier figure déjà à l’ordre du jour d’une autre réunion\u00a0: retirez-le d’abord de celle-ci",
)
DEALT_WITH = Text(
    en="This meeting has dealt with the case: choose a later one",
    fr="Cette réunion a déjà traité le dossier\u00a0: choisissez-en une autre",
)
RECORDED = Text(
    en="A decision of this meeting is written down and waits for the chair: it stays on the agenda",
    fr="Une décision de cette réunion est consignée et attend la présidence\u00a0: le point demeure",
)
BOTH = Text(
    en="Nobody is both present and excused: {name}", fr="Nul n’est à la fois présent et excusé\u00a0: {name}"
)
STRANGER = Text(
    en="Only members of the body are listed", fr="Seuls les membres de l’instance figurent sur la liste"
)


def create_meeting(
    actor: Actor, body: str, held_on: date, place: str, *, now: datetime, lang: str = "en"
) -> int:
    """A meeting of the body; its id. Raises NotFound (no seat in it), NotAllowed, Invalid (there is one)."""
    with transaction():
        found = _seat(actor, body)
        if not actor.holds(body, *CONVENERS):
            raise NotAllowed(CONVENES)
        place = place.strip()
        if db.session.scalar(
            select(Meeting).where(
                Meeting.body_id == found.id, Meeting.held_on == held_on, Meeting.place == place
            )
        ):
            raise Invalid([Problem("held_on", "held_on", "", TWICE.in_(lang))])
        meeting = Meeting(body_id=found.id, held_on=held_on, place=place, present=[], regrets=[])
        db.session.add(meeting)
        _change(actor, now, found, held_on, Text(en="Convened", fr="Réunion convoquée"))
        db.session.flush()
        return meeting.id


def place_on_agenda(
    desk: Desk, actor: Actor, reference: str, meeting: int, *, seen: int, now: datetime
) -> None:
    """Put a case on the agenda of a meeting of the body it is before.

    Raises NotFound, Stale, NotAllowed (not the secretary's office, not before this body, already placed).
    """
    with transaction():
        opened, found = _at_meeting(desk, actor, reference, meeting, now, seen)
        stage = opened.version.workflow.stage(opened.proposal.stage)
        if found.body.key not in {a.body for a in stage.actions}:
            raise NotAllowed(NOT_DUE)
        if found.body.key in opened.case.agenda:
            raise NotAllowed(PLACED)
        if _item(found, opened.proposal) is not None:
            raise NotAllowed(DEALT_WITH)
        last = (
            db.session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == found.id))
            or 0
        )
        db.session.add(AgendaItem(meeting_id=found.id, proposal_id=opened.proposal.id, position=last + 1))
        db.session.flush()
        event = opened.note("place_on_agenda", _named(found))
        opened.tell(event, "proposer", "ce_director")


def remove_from_agenda(
    desk: Desk, actor: Actor, reference: str, meeting: int, *, seen: int, now: datetime
) -> None:
    """Take a case off an agenda, while nothing is recorded of it there. Raises NotFound, Stale, NotAllowed."""
    with transaction():
        opened, found = _at_meeting(desk, actor, reference, meeting, now, seen)
        item = _item(found, opened.proposal)
        if item is None:
            raise NotFound(reference)
        if item.done_at is not None:
            raise NotAllowed(DEALT_WITH)
        if opened.proposal.recorded:
            raise NotAllowed(RECORDED)
        db.session.delete(item)
        db.session.flush()
        opened.note("remove_from_agenda", _named(found))


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
    """Who was there and who sent regrets, of the body's members on the day. ``seen`` is the meeting's version.

    Raises NotFound, NotAllowed, Stale, Invalid (both at once, or no member).
    """
    with transaction():
        found = _meeting(actor, meeting)
        if not actor.holds(found.body.key, *CONVENERS):
            raise NotAllowed(SECRETARY)
        if found.version != seen:
            raise Stale
        members = {m.person_id: m for m in roster(found.body, found.held_on)}
        here, away = set(present), set(regrets)
        both = [BOTH.format(name=members[p].person.name) for p in sorted(here & away) if p in members]
        wrong = [*both, *([STRANGER] if (here | away) - members.keys() else [])]
        if wrong:
            raise Invalid([Problem("regrets", "regrets", "", why.in_(lang)) for why in wrong])
        found.present, found.regrets = _names(members, here), _names(members, away)
        _change(
            actor,
            now,
            found.body,
            found.held_on,
            Text(en="Attendance of the meeting", fr="Présences à la réunion"),
        )


def declare_at_meeting(
    desk: Desk,
    actor: Actor,
    reference: str,
    meeting: int,
    person: int,
    kind: str,
    description: str,
    *,
    now: datetime,
) -> None:
    """A conflict that a member declared in the room, written down by the secretary.

    Raises NotFound (the case, the meeting, no member), NotAllowed (not the secretary, declared before).
    """
    with transaction():
        opened, found = _at_meeting(desk, actor, reference, meeting, now, None)
        member = next((m for m in roster(found.body, found.held_on) if m.person_id == person), None)
        if member is None or _item(found, opened.proposal) is None:
            raise NotFound(person)
        declare_for(opened, member.person, kind, description, {"meeting": _named(found)})


def _at_meeting(
    desk: Desk, actor: Actor, reference: str, meeting: int, now: datetime, seen: int | None
) -> tuple[Opened, Meeting]:
    """The case and the meeting, where the actor keeps that body's agenda for this case."""
    opened = open_case(desk, actor, reference, now, seen=seen)
    found = _meeting(actor, meeting)
    if not acts_as_secretary(opened.case, actor, found.body.key, local_day(now)):
        raise NotAllowed(SECRETARY)
    opened.under_way()
    return opened, found


def _seat(actor: Actor, body: str) -> Body:
    """The body, where the actor sits in it. Raises NotFound."""
    if not actor.holds(body):
        raise NotFound(body)
    return body_by_key(body)


def _meeting(actor: Actor, meeting: int) -> Meeting:
    found = db.session.scalar(select(Meeting).where(Meeting.id == meeting).with_for_update(of=Meeting))
    if found is None or not actor.holds(found.body.key):
        raise NotFound(meeting)
    return found


def _item(meeting: Meeting, proposal: Proposal) -> AgendaItem | None:
    return db.session.scalar(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.proposal_id == proposal.id)
    )


def _named(meeting: Meeting) -> dict[str, object]:
    return {"meeting": meeting.id, "body": meeting.body.key, "date": meeting.held_on.isoformat()}


def _names(members: dict[int, Membership], wanted: set[int]) -> list[dict[str, object]]:
    return [{"id": str(m.person_id), "name": m.person.name} for p, m in members.items() if p in wanted]


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
