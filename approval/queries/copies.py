"""Whether a printed copy is genuine and current: its state, and nothing else about the case."""

import re
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..desk import Desk
from ..models.database import db
from ..models.minutes import Entry, MeetingDocument, Packet, PacketCopy
from ..models.records import Document, Event, Job
from .minutes_copies import WHOLE

_MISREAD = str.maketrans("OIL", "011")
_GROUP = 4


class Standing(StrEnum):
    """How a copy stands."""

    CURRENT = "current"
    REPLACED = "replaced"
    """A later text of the same document was submitted or decided upon."""
    RETRACTED = "retracted"
    """The decision that it records was taken back."""
    UNKNOWN = "unknown"


def code_as_printed(typed: str) -> str:
    """A code as documents print it, however somebody typed it: case, spaces and misread letters do not count."""
    plain = re.sub(r"[^0-9A-Z]", "", typed[:100].upper()).translate(_MISREAD)
    return "-".join(plain[n : n + _GROUP] for n in range(0, len(plain), _GROUP))


def standing_of(desk: Desk, code: str) -> Standing:
    """How the copy with this code stands today. Open to anybody who holds one."""
    copy = db.session.scalar(
        select(Document).where(Document.code == code).options(joinedload(Document.event))
    )
    if copy is None:
        return _of_meeting(code)
    if copy.retracted_at is not None:
        return Standing.RETRACTED
    declared = desk.versions[copy.event.workflow_digest].workflow.document(copy.name)
    if declared.layout != "letter" and _has_successor(copy):
        return Standing.REPLACED
    return Standing.CURRENT


def _of_meeting(code: str) -> Standing:
    """A packet, or a document of a meeting; a later one of the same meeting takes its place."""
    packet = db.session.scalar(select(Packet).join(PacketCopy).where(PacketCopy.code == code))
    if packet is not None:
        newer = select(Packet.id).where(Packet.meeting_id == packet.meeting_id, Packet.number > packet.number)
        return Standing.CURRENT if db.session.scalar(newer.limit(1)) is None else Standing.REPLACED
    made = db.session.scalar(select(MeetingDocument).where(MeetingDocument.code == code))
    if made is None:
        return Standing.UNKNOWN
    if made.retracted_at is not None:
        return Standing.RETRACTED
    later = (
        select(Job.id)
        .join(Entry, Entry.id == Job.entry_id)
        .where(
            Entry.meeting_id == made.meeting_id,
            Job.kind == "render",
            Job.entry_id > made.entry_id,
            Job.subject.startswith(f"{_kind_of(made.name)}:", autoescape=True),
        )
    )
    return Standing.CURRENT if db.session.scalar(later.limit(1)) is None else Standing.REPLACED


def _kind_of(name: str) -> str:
    """What a later one replaces: an extract that of the same item; minutes any copy, whatever it leaves out."""
    return WHOLE if name.partition(":")[0] == WHOLE else name


def _has_successor(copy: Document) -> bool:
    """Whether a later event of the case made the same document anew, printed yet or not, and was not taken back."""
    later = (
        select(Job.event_id)
        .join(Event, Event.id == Job.event_id)
        .where(
            Event.proposal_id == copy.proposal_id,
            Job.kind == "render",
            Job.event_id > copy.event_id,
            Job.subject.startswith(f"{copy.name}:", autoescape=True),
        )
    )
    taken_back = select(Document.event_id).where(
        Document.proposal_id == copy.proposal_id, Document.retracted_at.is_not(None)
    )
    return db.session.scalar(later.where(Job.event_id.not_in(taken_back)).limit(1)) is not None
