"""Whether the logs of meetings are as they were written, and packets as they were published."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from ..digests import digest
from ..models.chain import hash_of_entry
from ..models.database import db
from ..models.meetings import Meeting
from ..models.minutes import Entry, MeetingDocument, Packet, PacketCopy

AT_ONCE = 200
"""Meetings looked at together."""


def meeting_faults() -> tuple[int, int, list[tuple[str, int, str]]]:
    """How many meetings and entries there are; of each meeting that does not hold its name, the entry, what is wrong."""
    meetings = entries = 0
    found: list[tuple[str, int, str]] = []
    for chunk in _chunks():
        ids = [m.id for m in chunk]
        logs = db.session.scalars(
            select(Entry).where(Entry.meeting_id.in_(ids)).order_by(Entry.meeting_id, Entry.seq)
        ).all()
        packets = db.session.scalars(select(Packet).where(Packet.meeting_id.in_(ids))).all()
        for meeting in chunk:
            chain = [e for e in logs if e.meeting_id == meeting.id]
            mine = [p for p in packets if p.meeting_id == meeting.id]
            fault = _of_chain(meeting, chain) or _of_packets(chain, mine)
            found += [(name_of(meeting), *fault)] if fault else []
            meetings, entries = meetings + 1, entries + len(chain)
        db.session.expunge_all()
    return meetings, entries, found


def stored_of_meetings() -> list[tuple[str, str, str]]:
    """Files that meetings keep: the meeting's name, what it is, its digest."""
    made = db.session.execute(
        select(Meeting, MeetingDocument.name, MeetingDocument.digest)
        .join(Meeting, Meeting.id == MeetingDocument.meeting_id)
        .order_by(MeetingDocument.id)
    )
    copies = db.session.execute(
        select(Meeting, Packet.number, PacketCopy.digest)
        .join(Packet, Packet.id == PacketCopy.packet_id)
        .join(Meeting, Meeting.id == Packet.meeting_id)
        .where(PacketCopy.digest != "")
        .order_by(PacketCopy.id)
    )
    return [
        *((name_of(meeting), f"document {name}", wanted) for meeting, name, wanted in made),
        *((name_of(meeting), f"packet {number}", wanted) for meeting, number, wanted in copies),
    ]


def name_of(meeting: Meeting) -> str:
    return f"{meeting.body.key} {meeting.held_on.isoformat()} (meeting {meeting.id})"


def _of_chain(meeting: Meeting, chain: Sequence[Entry]) -> tuple[int, str] | None:
    before = ""
    for number, entry in enumerate(chain, 1):
        if entry.seq != number:
            return entry.seq, f"entry {number} is missing before it"
        if entry.previous != before:
            return entry.seq, "it does not follow from the entry before it"
        if hash_of_entry(entry) != entry.hash:
            return entry.seq, "it was changed: its hash does not fit what it says"
        before = entry.hash
    if (meeting.last_seq, meeting.last_hash) != (len(chain), before):
        return len(chain), f"the meeting knows {meeting.last_seq} entries and {len(chain)} are here"
    return None


def _of_packets(chain: Sequence[Entry], packets: Sequence[Packet]) -> tuple[int, str] | None:
    """A packet names the entry by which it was published, and holds what that entry says it held."""
    published = {e.hash: e for e in chain if e.action == "publish_packet"}
    for packet in packets:
        entry = published.pop(packet.head, None)
        if entry is None:
            return 0, f"packet {packet.number} names no entry by which it was published"
        if digest(packet.contents) != entry.said.get("contents"):
            return entry.seq, f"the contents of packet {packet.number} were changed"
    return (next(iter(published.values())).seq, "its packet is missing") if published else None


def _chunks() -> Iterator[Sequence[Meeting]]:
    after = 0
    while chunk := db.session.scalars(
        select(Meeting).where(Meeting.id > after).order_by(Meeting.id).limit(AT_ONCE)
    ).all():
        after = chunk[-1].id
        yield chunk
