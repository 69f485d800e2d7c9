"""Publish the packet of a meeting: freeze what it shows, have each member's copy made, tell them.

Publishing again replaces: the new packet says what changed, and the one before verifies as replaced.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ..calendar import local_day
from ..desk import Desk
from ..digests import digest
from ..forms.web import Problem
from ..language import LANGUAGES, Text
from ..models.database import db, transaction
from ..models.meetings import AgendaItem, Meeting
from ..models.minutes import Entry, Opening, Packet, PacketCopy
from ..queries import NotFound
from ..queries.offices import CONVENERS
from ..queries.packet_changes import changes
from ..queries.packet_contents import Shown, contents_of_meeting
from ..queries.packets import copy_of, kept, latest, may_read, readers, without_for, without_of
from ..workflow.facts import Actor
from . import Invalid, NotAllowed, Stale
from .entering import enqueue_for, enter

PUBLISHES = Text(
    en="The secretary or the chair of the body publishes its packet",
    fr="Le secrétariat ou la présidence de l’instance publie son cahier",
)
OVER = Text(
    en="The meeting is over or cancelled: its packet does not change any more",
    fr="La réunion est terminée ou annulée\u00a0: son cahier ne change plus",
)
EMPTY = Text(
    en="Nothing is on the agenda: place an item first",
    fr="L’ordre du jour est vide\u00a0: inscrivez-y d’abord un point",
)
THE_SAME = Text(
    en="Nothing changed since the packet was published: there is nothing to replace",
    fr="Rien n’a changé depuis la publication du cahier\u00a0: il n’y a rien à remplacer",
)
LONG = Text(en="Shorten the note to 2,000 characters", fr="Réduisez la note à 2\u00a0000 caractères")
MOST = 2000
OPEN = frozenset({"planned", "published", "open"})


def publish(
    desk: Desk, actor: Actor, meeting: int, note: str = "", *, seen: int, now: datetime, lang: str = "en"
) -> int:
    """Freeze the agenda as it stands; the packet's number. ``seen`` is the meeting's version.

    Each item keeps the digest of the text it shows: nothing else can be decided on at this meeting. Raises
    NotFound, NotAllowed (not a convener, over, empty, nothing changed), Stale, Invalid at ``note``.
    """
    with transaction():
        found = _meeting(actor, meeting, seen)
        note = note.strip()
        if len(note) > MOST:
            raise Invalid([Problem("note", "note", "", LONG.in_(lang))])
        shown = contents_of_meeting(desk, found)
        if not shown:
            raise NotAllowed(EMPTY)
        before = latest(found.id)
        told = [c.item for c in changes(before.contents, shown)] if before else []
        if before and not told and note == before.note:
            raise NotAllowed(THE_SAME)
        number = before.number + 1 if before else 1
        said = {"packet": number, "items": len(shown), "contents": digest(shown), "changed": told}
        entry = enter(found, actor, "publish_packet", said, now=now)
        packet = Packet(
            meeting_id=found.id,
            number=number,
            published_at=now,
            published_by_id=actor.id,
            contents=shown,
            note=note,
            head=entry.hash,
        )
        db.session.add(packet)
        _freeze(found, shown)
        db.session.flush()
        _hand_out(found, packet, entry, now)
        return number


def _meeting(actor: Actor, meeting: int, seen: int) -> Meeting:
    found = db.session.scalar(select(Meeting).where(Meeting.id == meeting).with_for_update(of=Meeting))
    if found is None or not actor.holds(found.body.key):
        raise NotFound(meeting)
    if not actor.holds(found.body.key, *CONVENERS):
        raise NotAllowed(PUBLISHES)
    if found.state not in OPEN:
        raise NotAllowed(OVER)
    if found.version != seen:
        raise Stale
    return found


def _freeze(meeting: Meeting, shown: Sequence[Shown]) -> None:
    """Each item keeps the digest of the text that the packet shows."""
    content = {s["item"]: str(s.get("content") or "") for s in shown}
    for item in db.session.scalars(select(AgendaItem).where(AgendaItem.id.in_(content))):
        item.content_digest = content[item.id]
    if meeting.state == "planned":
        meeting.state = "published"


def _hand_out(meeting: Meeting, packet: Packet, entry: Entry, now: datetime) -> None:
    """A copy for each language and each set of items that members may not read; a letter to each member."""
    people = readers(meeting)
    wanted = sorted({(p.language, kept(without_for(packet, p.id))) for p in people})
    _order(packet, entry, wanted, now)
    for person in people:
        enqueue_for(entry, "mail", f"packet:{person.id}", now, packet=packet.id, person=person.id)


def _order(packet: Packet, entry: Entry, wanted: Iterable[tuple[str, str]], now: datetime) -> None:
    for language, without in wanted:
        copy = PacketCopy(packet_id=packet.id, language=language, without=without)
        db.session.add(copy)
        db.session.flush()
        enqueue_for(entry, "packet", f"{language}:{without}", now, copy=copy.id)


def order_copy(actor: Actor, meeting: int, language: str, *, now: datetime) -> None:
    """Have the reader's own copy of the newest packet made in a language; asked twice, it is made once.

    Raises NotFound (no packet, or none for them).
    """
    try:
        with transaction():
            packet = latest(meeting)
            if (
                packet is None
                or language not in LANGUAGES
                or not may_read(packet.meeting, actor, local_day(now))
            ):
                raise NotFound(meeting)
            if copy_of(packet, actor, language) is None:
                entry = db.session.scalars(select(Entry).where(Entry.hash == packet.head)).one()
                _order(packet, entry, [(language, kept(without_of(packet, actor)))], now)
    except IntegrityError:
        return  # asked for at the same moment by somebody with the same copy


def note_opening(actor: Actor, packet: int, *, now: datetime) -> None:
    """Somebody opened a packet: when first, and when last."""
    try:
        with transaction():
            known = db.session.scalar(
                select(Opening).where(Opening.packet_id == packet, Opening.person_id == actor.id)
            )
            if known is not None:
                known.last_at = now
                return
            db.session.add(Opening(packet_id=packet, person_id=actor.id, first_at=now, last_at=now))
    except IntegrityError:
        return  # from two windows at once
