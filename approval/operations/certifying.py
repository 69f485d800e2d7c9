"""Documents of a meeting: its minutes as a PDF, and a certified extract of them for somebody outside.

Each is made of an entry of the meeting's log, which holds what it prints: made an hour late, it is the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ..calendar import local_day
from ..deliberation.sections import minuted
from ..desk import Desk
from ..documents import contents_meeting
from ..documents.contents_dealt import Copy
from ..documents.contents_front import code_of
from ..documents.environment import typeset
from ..documents.joining import pages_of
from ..documents.sheets import Report
from ..language import LANGUAGES, Lang, Text
from ..models.database import db, transaction
from ..models.meetings import Meeting
from ..models.minutes import Entry, MeetingDocument, Minutes
from ..queries import NotFound
from ..queries.minutes_copies import (
    WHOLE,
    asked_for,
    bars_of,
    copies_wanted,
    items_left_out,
    last_print,
    left_out_of,
    name_of_copy,
    said_in_print,
)
from ..queries.offices import office_kept_by
from ..queries.proceedings import proceedings_of
from ..workflow.facts import Actor
from . import NotAllowed
from .entering import enqueue_for
from .meeting_room import enter_room
from .rendering import Printer
from .retracting import EXTRACT, retracted_since

NOT_DONE = Text(
    en="The body has not dealt with this item: there is nothing to certify yet",
    fr="L’instance n’a pas traité ce point\u00a0: il n’y a encore rien à certifier",
)
SAME = Text(en="These minutes were printed as they stand", fr="Ce procès-verbal a déjà été produit tel quel")


def print_minutes(actor: Actor, meeting: int, *, now: datetime) -> None:
    """Have the minutes printed as they stand, in both languages: a draft bears its mark until they are approved.

    Whole, as the record; and for members barred from some of its items a copy without these. Raises NotFound (no
    minutes), NotAllowed (not the record keeper, printed as they stand).
    """
    with transaction():
        room = enter_room(actor, meeting, now=now)
        room.keeper()
        found = db.session.scalar(select(Minutes).where(Minutes.meeting_id == meeting))
        if found is None:
            raise NotFound(meeting)
        said, last = said_in_print(found), last_print(meeting)
        if last is not None and last.said == said:
            raise NotAllowed(SAME)
        entry = room.note("print_minutes", **said)
        for name in copies_wanted(room.meeting, local_day(now)):
            order(entry, name, now=now)


def order_own_copy(actor: Actor, meeting: int, *, now: datetime) -> None:
    """Have the reader's own copy of the minutes made as they were printed last; asked twice, it is made once.

    Raises NotFound (not of the body, never printed).
    """
    try:
        with transaction():
            found = db.session.get(Meeting, meeting)
            last = last_print(meeting)
            if found is None or last is None or not actor.holds(found.body.key):
                raise NotFound(meeting)
            name = name_of_copy(left_out_of(bars_of(meeting), actor, found.body.key))
            if not asked_for(last, name):
                order(last, name, now=now)
    except IntegrityError:
        return  # asked for at the same moment by somebody with the same copy


def certify_extract(actor: Actor, meeting: int, item: int, *, now: datetime) -> None:
    """Certify what was decided on one item, in both languages, under the actor's name and today's date.

    Raises NotFound, NotAllowed (not the record keeper of the item, not dealt with).
    """
    with transaction():
        room = enter_room(actor, meeting, item, now=now)
        room.keeper()
        if room.the_item.done_at is None or room.the_item.result == "removed":
            raise NotAllowed(NOT_DONE)
        day = local_day(now)
        office = office_kept_by(actor, room.meeting.body).model_dump()
        entry = room.note("certify_extract", by=actor.name, on=day.isoformat(), office=office)
        order(entry, f"{EXTRACT}:{item}", now=now)


def order(entry: Entry, name: str, *, now: datetime) -> None:
    """A document of an entry, in each language. Inside the caller's transaction."""
    for language in LANGUAGES:
        enqueue_for(entry, "render", f"{name}:{language}", now, document=name, language=language)


@dataclass(frozen=True, slots=True)
class MeetingOrder:
    """One document of a meeting to make."""

    entry: int
    name: str
    language: Lang


def meeting_order(entry: int, payload: Mapping[str, Any]) -> MeetingOrder:
    """What a render job of an entry asks for."""
    language: Lang = "fr" if payload.get("language") == "fr" else "en"
    return MeetingOrder(entry, str(payload["document"]), language)


def render_of_meeting(desk: Desk, press: Printer, wanted: MeetingOrder, *, now: datetime) -> str:
    """The document's digest; made and kept unless it was made before.

    Raises RenderFailed, PressUnavailable, LookupError (no such entry, item or document).
    """
    if found := _made(wanted):
        return found
    entry = db.session.get(Entry, wanted.entry)
    if entry is None:
        raise LookupError(f"entry {wanted.entry}")
    key = f"{entry.hash}:{wanted.name}:{wanted.language}"
    contents = _contents(desk, entry, wanted, key)
    row = MeetingDocument(
        meeting_id=entry.meeting_id,
        entry_id=entry.id,
        name=wanted.name,
        language=wanted.language,
        fingerprint=contents.imprint.fingerprint,
        code=code_of(desk.settings, key),
        made_at=now,
        retracted_at=_retracted(entry, wanted.name),
    )
    html = typeset(contents)
    db.session.rollback()  # printing takes seconds: nothing of the database is held meanwhile
    pdf = press.pdf(html, identifier=key, lang=wanted.language)
    row.digest, row.size, row.pages = desk.storage.put(pdf), len(pdf), pages_of(pdf)
    try:
        with transaction():
            if found := _made(wanted):
                return found
            db.session.add(row)
    except IntegrityError:  # another worker was as quick: its document stands
        if found := _made(wanted):
            return found
        raise
    return str(row.digest)


def _contents(desk: Desk, entry: Entry, wanted: MeetingOrder, key: str) -> Report:
    copy = Copy(desk.settings, wanted.language, entry.at, key)

    held = proceedings_of(entry.meeting, minuted(entry.said.get("sections") or ()), until=entry)
    if wanted.name.partition(":")[0] == WHOLE:
        return contents_meeting.minutes(held.without(items_left_out(wanted.name)), copy)
    name, _, item = wanted.name.partition(":")
    if name != EXTRACT or not item.isdecimal():
        raise LookupError(wanted.name)
    on = date.fromisoformat(entry.said["on"])
    office = entry.said.get("office")
    return contents_meeting.extract(
        held,
        int(item),
        copy,
        certified_by=str(entry.said["by"]),
        office=Text.model_validate(office) if office else None,
        on=on,
    )


def _retracted(entry: Entry, name: str) -> datetime | None:
    kind, _, item = name.partition(":")
    return retracted_since(entry, int(item)) if kind == EXTRACT and item.isdecimal() else None


def _made(wanted: MeetingOrder) -> str | None:
    return db.session.scalar(
        select(MeetingDocument.digest).where(
            MeetingDocument.entry_id == wanted.entry,
            MeetingDocument.name == wanted.name,
            MeetingDocument.language == wanted.language,
        )
    )
