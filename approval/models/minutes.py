"""What a meeting leaves behind: its log, its packets and who opened them, its minutes."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .meetings import Meeting
from .people import Person


class Entry(Base):
    """What happened at a meeting: who, when, on which item. Hashed into a chain, and only ever added."""

    __tablename__ = "entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    said: Mapped[dict[str, Any]]
    previous: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    meeting: Mapped[Meeting] = relationship()
    actor: Mapped[Person | None] = relationship(foreign_keys=[actor_id])
    acted_for: Mapped[Person | None] = relationship(foreign_keys=[for_id])
    __table_args__ = (UniqueConstraint("meeting_id", "seq"), CheckConstraint("seq >= 1", name="seq"))


class Packet(Base):
    """The papers of a meeting as published: which text of which case, and what a later one changed."""

    __tablename__ = "packet"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int]
    published_at: Mapped[datetime]
    published_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    contents: Mapped[list[Any]] = mapped_column(default=list)
    """Items in order, with the digests of their texts and documents."""
    note: Mapped[str] = mapped_column(default="")
    head: Mapped[str] = mapped_column(default="")
    """Hash of the meeting's log when it was published."""
    meeting: Mapped[Meeting] = relationship()
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)


class PacketCopy(Base):
    """A packet as one PDF: whole, or without the items that some members must not read."""

    __tablename__ = "packet_copy"

    id: Mapped[int] = mapped_column(primary_key=True)
    packet_id: Mapped[int] = mapped_column(ForeignKey("packet.id"))
    language: Mapped[str]
    without: Mapped[str] = mapped_column(default="")
    """Ids of the items left out, in order, with commas: members with the same bars share a copy."""
    made: Mapped[int] = mapped_column(default=0)
    """Items set so far, of all: what the page shows while it is being made."""
    digest: Mapped[str] = mapped_column(default="")
    code: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime | None]
    packet: Mapped[Packet] = relationship()
    __table_args__ = (UniqueConstraint("packet_id", "language", "without"),)


class Opening(Base):
    """Somebody opened a packet. The list is the secretary's alone."""

    __tablename__ = "opening"

    id: Mapped[int] = mapped_column(primary_key=True)
    packet_id: Mapped[int] = mapped_column(ForeignKey("packet.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    person: Mapped[Person] = relationship()
    __table_args__ = (UniqueConstraint("packet_id", "person_id"),)


class Minutes(Base):
    """The minutes of a meeting, section by section: drafted from what happened, edited, approved at a later meeting."""

    __tablename__ = "minutes"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    sections: Mapped[list[Any]]
    """The opening, one for each item and the closing, as ``deliberation.sections`` writes them: whoever is barred
    from the case of an item reads every other one.
    """
    state: Mapped[str] = mapped_column(default="draft")
    drafted_at: Mapped[datetime]
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("motion.id"))
    """The motion that approved them."""
    version: Mapped[int] = mapped_column(default=1)
    meeting: Mapped[Meeting] = relationship()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (CheckConstraint("state IN ('draft', 'approved')", name="state"),)


class MeetingDocument(Base):
    """A PDF of a meeting as rendered: minutes, or a certified extract of them."""

    __tablename__ = "meeting_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    name: Mapped[str]
    language: Mapped[str]
    digest: Mapped[str]
    fingerprint: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int]
    pages: Mapped[int]
    made_at: Mapped[datetime]
    retracted_at: Mapped[datetime | None]
    entry: Mapped[Entry] = relationship()
    __table_args__ = (
        UniqueConstraint("entry_id", "name", "language"),
        Index("ix_meeting_document_digest", "digest"),
    )
