"""How a carried case passes a body that meets: placed in time, in the packet, moved, voted on, and in the minutes."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import and_, exists, or_, select

from ..calendar import after, local_day
from ..deliberation.sitting import CHAIR, VICE_CHAIR, Sitting, needed
from ..language import ZONE, Text, format_day
from ..models.bodies import Body
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting, Motion
from ..models.minutes import Minutes
from ..models.people import Person
from ..queries.chamber import barred_among, marks_of, seats_of, sitting_of, starts_at
from ..queries.items import item_page
from ..queries.motion_words import RESULTS
from ..queries.motions import decided_on
from ..queries.packets import latest
from ..queries.people import roster
from ..queries.usual_motions import usual_text
from ..workflow.definition import Action
from ..workflow.facts import Actor
from .carrying import Carrier, TimeIsUp
from .convening import WEEK, Call, call_meeting
from .minuting import draft_minutes
from .moving import Wording, draft_motion, put
from .packeting import publish
from .placing import place_on_agenda
from .presiding import close_meeting, mark, open_meeting, take_up
from .voting import cast, close_vote, record_votes

ROOM = "Room 2-14"
PACKETS_LEAVE = time(11, 0)
MINUTES_OF_AN_ITEM = 15
OVER = frozenset({"closed", "cancelled"})
PLANNED = frozenset({"planned", "published"})
CALLED = Text(en="Called the meeting of {day}", fr="A convoqué la réunion du {day}")
PLACED = Text(en="Placed it on the agenda of {day}", fr="A inscrit le dossier à l’ordre du jour du {day}")
PUBLISHED = Text(en="Published the packet of {day}", fr="A publié le cahier du {day}")
REPLACED = Text(en="Replaced the packet of {day}", fr="A remplacé le cahier du {day}")
OPENED = Text(
    en="Opened the meeting: {counted} members, of whom {needed} make a quorum",
    fr="A ouvert la réunion\u00a0: {counted} membres, le quorum étant de {needed}",
)
MOVED = Text(
    en="Motion {number}, moved by {mover}, seconded by {seconder}: {result}",
    fr="Motion {number}, proposée par {mover}, appuyée par {seconder}\u00a0: {result}",
)
CLOSED = Text(en="Closed the meeting", fr="A levé la réunion")
DRAFTED = Text(en="Drafted the minutes of {day}", fr="A rédigé le procès-verbal du {day}")
ROLL_CALL = 5
"""From so many voices on, one abstains from a decision on a case in a demonstration."""


# ── onto the agenda ──────────────────────────────────────────────────────────────────────────────────────────────


def on_agenda(carrier: Carrier, body: str) -> None:
    """The secretary places it in time and publishes the packet; the day comes, and who is there is written down."""
    secretary = secretary_of(carrier, body)
    meeting = _meeting(carrier, secretary, body)
    place_on_agenda(carrier.desk, secretary, carrier.reference, meeting, seen=carrier.seen, now=carrier.now)
    day = _row(meeting).held_on
    _say(carrier, secretary, PLACED, day=_day(day))
    come(carrier, secretary, meeting)


def come(carrier: Carrier, secretary: Actor, meeting: int) -> None:
    """Time passes until the meeting begins; its packet leaves on its day. Raises TimeIsUp.

    A meeting of the journey's last day is still to be held.
    """
    found = _row(meeting)
    if (due := found.packet_due) and found.state in PLANNED:
        carrier.be_at(datetime.combine(due, PACKETS_LEAVE, ZONE).astimezone(UTC))
    if _row(meeting).state in PLANNED and not _is_in_packet(carrier, meeting):
        number = publish(
            carrier.desk, secretary, meeting, seen=_row(meeting).version, now=carrier.now, lang=carrier.lang
        )
        _say(carrier, secretary, PUBLISHED if number == 1 else REPLACED, day=_day(_row(meeting).held_on))
    found = _row(meeting)
    if carrier.until is not None and found.held_on >= local_day(carrier.until):
        raise TimeIsUp
    begins = starts_at(found)
    if begins is not None:
        carrier.be_there(begins.astimezone(UTC))
    attend(secretary, meeting, carrier.now)


def attend(secretary: Actor, meeting: int, now: datetime) -> None:
    """Everyone came but for one member, where the body can spare them."""
    found = _row(meeting)
    if found.state in OVER or marks_of(meeting):
        return
    seats = seats_of(found.body, found.held_on)
    placed = select(AgendaItem.proposal_id).where(
        AgendaItem.meeting_id == meeting, AgendaItem.proposal_id.is_not(None)
    )
    barred = barred_among(tuple(p for p in db.session.scalars(placed) if p is not None))
    free = min((len(seats.keys() - people) for people in barred.values()), default=len(seats))
    officers = {CHAIR, VICE_CHAIR}
    plain = [p for p, seat in sorted(seats.items()) if not seat.offices & officers]
    spare = free - 1 >= max(2, needed(found.body.on(found.held_on).quorum, len(seats)))
    away = plain[-1:] if spare else []
    members = [m.person_id for m in roster(found.body, found.held_on) if m.office != "deputy_secretary"]
    marks = {p: "regrets" if p in away else "present" for p in members}
    mark(secretary, meeting, marks, now=now)


def _is_in_packet(carrier: Carrier, meeting: int) -> bool:
    """Whether the newest packet shows the case: one that was placed after it left is shown by another."""
    case, packet = carrier.proposal.id, latest(meeting)
    return packet is not None and any(s.get("proposal") == case for s in packet.contents)


def _meeting(carrier: Carrier, secretary: Actor, body: str) -> int:
    """The first meeting in time for its agenda: one that is called already, or a new one.

    Where the body has met on its usual day already, it meets again on the next working day.
    """
    found = db.session.scalars(select(Body).where(Body.key == body)).one()
    days = found.on(local_day(carrier.now)).agenda_days
    earliest = after(local_day(carrier.now), days, business=days < WEEK)
    usual = day = carrier.sits(body, earliest)
    called = {
        m.held_on: m
        for m in db.session.scalars(
            select(Meeting)
            .where(Meeting.body_id == found.id, Meeting.held_on >= earliest, Meeting.state != "cancelled")
            .order_by(Meeting.id)
        )
    }
    early = [d for d, m in called.items() if m.state in PLANNED and d < usual]
    if early:
        return called[min(early)].id
    while day in called and called[day].state not in PLANNED:
        day = after(day, 1, business=True)
    if day in called:
        return called[day].id
    call = Call(day, ROOM, kind="regular" if day == usual else "special")
    made = call_meeting(secretary, body, call, now=carrier.now, lang=carrier.lang)
    _say(carrier, secretary, CALLED, day=_day(day))
    return made


# ── in the room ──────────────────────────────────────────────────────────────────────────────────────────────────


def sit(carrier: Carrier, action: Action) -> bool:
    """The body meets and votes on a motion to take the action, where the case is on its agenda; whether it did.

    Whoever comes first to a meeting sees it opened, whoever's item is last sees it closed.
    """
    found = decided_on(carrier.proposal.id, action.body or "")
    if action.body is None or found is None or found.motion is not None:
        return False
    secretary, meeting, item = secretary_of(carrier, action.body), found.meeting.id, found.item.id
    come(carrier, secretary, meeting)
    if _row(meeting).state in PLANNED:
        call_to_order(carrier, secretary, meeting)
    begun, places = _row(meeting).opened_at, _places(meeting)
    if begun is not None and item in places:
        carrier.be_there(begun + timedelta(minutes=MINUTES_OF_AN_ITEM * (places.index(item) + 1)))
    carry_motion(carrier, secretary, meeting, item, action.name)
    if item == places[-1]:
        carrier.be_there(carrier.now + timedelta(minutes=MINUTES_OF_AN_ITEM))
        close_meeting(secretary, meeting, now=carrier.now)
        _say(carrier, secretary, CLOSED)
    return True


def call_to_order(carrier: Carrier, secretary: Actor, meeting: int) -> None:
    """Open the meeting, and approve the minutes and ratify the urgent decisions of those before it."""
    open_meeting(secretary, meeting, now=carrier.now, lang=carrier.lang)
    quorum = sitting_of(_row(meeting), now=carrier.now).quorum
    _say(carrier, secretary, OPENED, counted=quorum.counted, needed=quorum.needed)
    write_minutes(carrier, _row(meeting).body.key)
    written = exists().where(Minutes.meeting_id == AgendaItem.about_id)
    before = select(AgendaItem.id).where(
        AgendaItem.meeting_id == meeting,
        AgendaItem.done_at.is_(None),
        or_(AgendaItem.kind == "ratification", and_(AgendaItem.kind == "minutes", written)),
    )
    for item in db.session.scalars(before.order_by(AgendaItem.position, AgendaItem.id)).all():
        carry_motion(carrier, secretary, meeting, item)


def carry_motion(carrier: Carrier, secretary: Actor, meeting: int, item: int, action: str = "") -> None:
    """The usual motion on an item, moved and seconded by two who may, and voted on by the body's rule."""
    now = carrier.now
    motion = put_motion(carrier, secretary, meeting, item, action)
    voting = sorted(_sitting(meeting, item, now).eligible)
    if _row(meeting).body.on(_row(meeting).held_on).rule == "consensus":
        for person in voting:
            cast(carrier.as_actor(db.session.get_one(Person, person)), motion, "for", now=now)
    else:
        votes = dict.fromkeys(voting, "for")
        if action and len(voting) >= ROLL_CALL:
            votes[voting[-1]] = "abstain"
        record_votes(secretary, motion, votes, now=now)
    result = close_vote(secretary, motion, now=now)
    kept = db.session.get_one(Motion, motion)
    names = [p.name if p else "" for p in (kept.moved_by, kept.seconded_by)]
    outcome = RESULTS[result.outcome]
    words = Text(en=outcome.en.lower(), fr=outcome.fr.lower())
    _say(carrier, secretary, MOVED, number=kept.number, mover=names[0], seconder=names[1], result=words)


def put_motion(carrier: Carrier, secretary: Actor, meeting: int, item: int, action: str = "") -> int:
    """Take an item up and open the vote on the usual motion; the motion's id."""
    now = carrier.now
    take_up(secretary, meeting, item, now=now)
    sitting = _sitting(meeting, item, now)
    officers = {CHAIR, VICE_CHAIR}
    able = sorted(sitting.eligible, key=lambda p: (bool(sitting.seats[p].offices & officers), p))
    page = item_page(carrier.desk, secretary, meeting, item, now)
    wording = Wording(
        usual_text(page, "main", action, carrier.lang),
        moved_by=next(iter(able), None),
        seconded_by=able[1] if len(able) > 1 else None,
        action=action,
    )
    motion = draft_motion(carrier.desk, secretary, meeting, item, wording, now=now, lang=carrier.lang)
    put(carrier.desk, secretary, motion, now=now, lang=carrier.lang)
    return motion


def write_minutes(carrier: Carrier, body: str) -> None:
    """Once everything that a meeting decided is recorded, its secretary drafts the minutes."""
    lacking = (
        select(Meeting)
        .join(Body, Body.id == Meeting.body_id)
        .where(
            Body.key == body,
            Meeting.state == "closed",
            ~exists().where(Minutes.meeting_id == Meeting.id),
            ~exists().where(AgendaItem.meeting_id == Meeting.id, AgendaItem.done_at.is_(None)),
        )
    )
    for meeting, day in [(m.id, m.held_on) for m in db.session.scalars(lacking.order_by(Meeting.held_on))]:
        secretary = secretary_of(carrier, body)
        draft_minutes(secretary, meeting, now=carrier.now)
        _say(carrier, secretary, DRAFTED, day=_day(day))


# ── who and what ─────────────────────────────────────────────────────────────────────────────────────────────────


def secretary_of(carrier: Carrier, body: str) -> Actor:
    """Whoever records for the body; an office that decides for it where none does. Raises Stuck."""
    workflow = carrier.version.workflow
    acting = [a for s in workflow.stages for a in s.actions if a.body == body]
    recording = {r for a in acting for r in a.recorded_by}
    return carrier.actor(*sorted(recording or {r for a in acting for r in a.by}))


def _row(meeting: int) -> Meeting:
    return db.session.get_one(Meeting, meeting, populate_existing=True)


def _places(meeting: int) -> list[int]:
    """The items about cases, in their order."""
    rows = select(AgendaItem.id).where(
        AgendaItem.meeting_id == meeting,
        AgendaItem.proposal_id.is_not(None),
        AgendaItem.result.not_in(("removed", "cancelled")),
    )
    return list(db.session.scalars(rows.order_by(AgendaItem.position, AgendaItem.id)))


def _sitting(meeting: int, item: int, now: datetime) -> Sitting:
    return sitting_of(_row(meeting), db.session.get_one(AgendaItem, item), now=now)


def _say(carrier: Carrier, who: Actor, what: Text, **said: object) -> None:
    carrier.say(who.name, what.format(**said))


def _day(day: date) -> Text:
    return Text(en=format_day(day, "en"), fr=format_day(day, "fr"))
