"""Tell the members of a body that a meeting is convened, moved or called off: day, time, place, and the reason."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from ..calendar import local_day
from ..desk import Desk
from ..language import Lang, Text, format_day, same
from ..mail import Message, Post
from ..models.database import db
from ..models.meetings import Meeting
from ..models.minutes import Entry
from ..models.people import Person
from ..queries.packets import may_read, readers
from ..queries.people import actor_of
from .entering import enqueue_for

SUBJECTS = {
    "convene": Text(en="Meeting: {body}, {day}", fr="Réunion\u00a0: {body}, {day}"),
    "reschedule": Text(en="Meeting moved: {body}, {day}", fr="Réunion déplacée\u00a0: {body}, {day}"),
    "cancel": Text(en="Meeting called off: {body}, {day}", fr="Réunion annulée\u00a0: {body}, {day}"),
}
NEWS = {
    "convene": Text(en="A meeting is convened.", fr="Une réunion est convoquée."),
    "reschedule": Text(
        en="The meeting is moved. It now takes place:",
        fr="La réunion est déplacée. Elle a maintenant lieu\u00a0:",
    ),
    "cancel": Text(en="This meeting does not take place.", fr="Cette réunion n’a pas lieu."),
}


def tell_members(entry: Entry, now: datetime) -> None:
    """A letter to everyone with a seat on the day, because of an entry. Inside the caller's transaction."""
    if entry.meeting.kind != "written":  # nobody comes to that: its members are asked otherwise
        for person in readers(entry.meeting):
            enqueue_for(entry, "mail", f"meeting:{person.id}", now, person=person.id)


def tell_of_meeting(desk: Desk, post: Post, key: str, entry: int, person: int, *, now: datetime) -> bool:
    """Send it; whether it left. It does not to somebody without a seat, of a day that is past, or where later news is.

    Raises NotSent.
    """
    found, reader = db.session.get_one(Entry, entry), db.session.get_one(Person, person)
    today = local_day(now)
    later = select(Entry.id).where(
        Entry.meeting_id == found.meeting_id, Entry.seq > found.seq, Entry.action.in_(list(NEWS))
    )
    if found.meeting.held_on < today or db.session.scalar(later.limit(1)) is not None:
        return False
    if not reader.may_sign_in or not may_read(found.meeting, actor_of(reader, today), today):
        return False
    message = _message(desk, key, found, reader)
    db.session.rollback()  # a mail server may take its time: nothing of the database is held meanwhile
    post.send(message)
    return True


def _message(desk: Desk, key: str, entry: Entry, reader: Person) -> Message:
    lang: Lang = "fr" if reader.language == "fr" else "en"
    meeting = entry.meeting
    body = meeting.body.on(meeting.held_on).name
    subject = SUBJECTS[entry.action].format(body=body, day=_day(meeting.held_on))
    lines = (
        Text(en="Hello {name},", fr="Bonjour {name},").format(name=reader.name),
        same(""),
        NEWS[entry.action],
        same(""),
        *_when(meeting, entry, body),
        same(""),
        same(f"{desk.settings.base_url}/meetings/{meeting.id}"),
        same(""),
        desk.settings.site,
    )
    return Message(
        key=key,
        to=reader.email,
        name=reader.name,
        subject=subject.in_(lang),
        text="\n".join(line.in_(lang) for line in lines) + "\n",
        at=entry.at,
        language=lang,
    )


def _when(meeting: Meeting, entry: Entry, body: Text) -> Iterable[Text]:
    yield body
    hour = Text(en=meeting.starts, fr=meeting.starts.replace(":", "\u00a0h\u00a0"))
    yield Text(en="{day}, {hour}", fr="{day}, {hour}").format(day=_day(meeting.held_on), hour=hour)
    if meeting.place:
        yield same(meeting.place)
    if why := str(entry.said.get("why") or ""):
        yield Text(en="Why: {why}", fr="Motif\u00a0: {why}").format(why=why)


def _day(day: date) -> Text:
    return Text(en=format_day(day, "en"), fr=format_day(day, "fr"))
