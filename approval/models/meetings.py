"""Meetings: when and where, what is on the agenda, who was there, what was moved and how each voted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .bodies import Body
from .people import Person


class Meeting(Base):
    """A sitting of a body, or its written resolution between two sittings (``kind`` ``written``)."""

    __tablename__ = "meeting"

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    kind: Mapped[str] = mapped_column(default="regular")
    held_on: Mapped[date]
    starts: Mapped[str] = mapped_column(default="")
    """Time of day on the wall, ``14:30``, in the institution's zone: a change of clocks does not move it."""
    place: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    agenda_due: Mapped[date | None]
    packet_due: Mapped[date | None]
    closes_at: Mapped[datetime | None]
    """Until when a written resolution is open."""
    why: Mapped[str] = mapped_column(default="")
    """Why it is urgent or special: reason, deadline and harm of waiting (PROCESS.md 3, Routes)."""
    state: Mapped[str] = mapped_column(default="planned")
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who presides: the chair, or whom those present elected."""
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    present: Mapped[list[Any]] = mapped_column(default=list)
    regrets: Mapped[list[Any]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=1)
    last_seq: Mapped[int] = mapped_column(default=0)
    last_hash: Mapped[str] = mapped_column(default="")
    body: Mapped[Body] = relationship()
    chair: Mapped[Person | None] = relationship()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index("ix_meeting_body", "body_id", "held_on"),
        CheckConstraint("kind IN ('regular', 'special', 'urgent', 'written')", name="kind"),
        CheckConstraint("state IN ('planned', 'published', 'open', 'closed', 'cancelled')", name="state"),
    )


class Attendance(Base):
    """A member came, left, sent regrets: marks in the order they happened, the last one holds."""

    __tablename__ = "attendance"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mark: Mapped[str]
    at: Mapped[datetime]
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    __table_args__ = (CheckConstraint("mark IN ('present', 'left', 'regrets')", name="mark"),)


class AgendaItem(Base):
    """A place on the agenda: a case, or other business of the body (``proposal_id`` empty)."""

    __tablename__ = "agenda_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    kind: Mapped[str] = mapped_column(default="case")
    title_en: Mapped[str] = mapped_column(default="")
    title_fr: Mapped[str] = mapped_column(default="")
    about_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    """The meeting whose minutes are to be approved, or whose urgent decisions are to be ratified."""
    part: Mapped[str] = mapped_column(default="discussion")
    position: Mapped[int] = mapped_column(default=0)
    in_camera: Mapped[bool] = mapped_column(default=False)
    """Dealt with closed to the public, for at least a while: a motion closed it."""
    ground: Mapped[str] = mapped_column(default="")
    """On which it is planned in camera, or was closed, by the name that the body's list gives it."""
    public_wording: Mapped[str] = mapped_column(default="")
    """What may be said in public about the result of a closed item."""
    pulled_at: Mapped[datetime | None]
    """When a member had it taken out of the consent agenda."""
    pulled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    content_digest: Mapped[str] = mapped_column(default="")
    """Of the text that the packet shows, once it was published."""
    opened_at: Mapped[datetime | None]
    """When the meeting took it up."""
    result: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]
    """When the body decided, or the case left it: the place is history then."""
    meeting: Mapped[Meeting] = relationship(foreign_keys=[meeting_id])
    about: Mapped[Meeting | None] = relationship(foreign_keys=[about_id])
    pulled_by: Mapped[Person | None] = relationship()
    __table_args__ = (
        Index("ix_agenda_item_proposal", "proposal_id"),
        UniqueConstraint("meeting_id", "proposal_id"),
        CheckConstraint("kind IN ('case', 'business', 'minutes', 'ratification')", name="kind"),
        CheckConstraint("(proposal_id IS NOT NULL) = (kind = 'case')", name="case"),
        CheckConstraint("part IN ('consent', 'discussion', 'information')", name="part"),
    )


class Alternate(Base):
    """The body that decides on a case in place of another, whose quorum conflicts of interest alone broke."""

    __tablename__ = "alternate"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    body: Mapped[str]
    """The key of the body that could not decide."""
    alternate: Mapped[str]
    """The key of the one that does, at every stage where the case is before the other."""
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    """Where the vote came to nothing."""
    since: Mapped[datetime]
    __table_args__ = (UniqueConstraint("proposal_id", "body"),)


class Motion(Base):
    """What was moved on an item, in the words that count, and how it ended."""

    __tablename__ = "motion"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("motion.id"))
    """The motion that this one would amend."""
    number: Mapped[str | None] = mapped_column(unique=True)
    """Of its series, given when it is put: never twice, never reused."""
    kind: Mapped[str] = mapped_column(default="main")
    action: Mapped[str] = mapped_column(default="")
    """The workflow's action that it would take, where it is about a case."""
    proposed: Mapped[str]
    text: Mapped[str]
    """As put to the vote, amendments carried included."""
    language: Mapped[str] = mapped_column(default="en", server_default="en")
    """In which the text is written."""
    moved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    seconded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(default="drafted")
    method: Mapped[str] = mapped_column(default="")
    """The body's rule as it was applied: consensus, majority, unanimous, single."""
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    content_digest: Mapped[str] = mapped_column(default="")
    """Of the text it was voted on (I5)."""
    result: Mapped[str] = mapped_column(default="")
    tally: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Votes by choice; quorum needed and counted; seats and rule in force: what decided, as it was then."""
    version: Mapped[int] = mapped_column(default=1)
    item: Mapped[AgendaItem] = relationship()
    moved_by: Mapped[Person | None] = relationship(foreign_keys=[moved_by_id])
    seconded_by: Mapped[Person | None] = relationship(foreign_keys=[seconded_by_id])
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint(
            "kind IN ('main', 'amendment', 'close', 'rise', 'postpone', 'refer', 'receive')", name="kind"
        ),
        CheckConstraint("state IN ('drafted', 'open', 'closed', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint("moved_by_id <> seconded_by_id", name="two_persons"),
    )


class Vote(Base):
    """One seat's choice on one motion: the database holds that there is only one (I6)."""

    __tablename__ = "vote"

    id: Mapped[int] = mapped_column(primary_key=True)
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    choice: Mapped[str]
    cast_at: Mapped[datetime]
    cast_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """The member, or the secretary who recorded what was said in the room."""
    dissent: Mapped[str] = mapped_column(default="")
    """In the member's words, only at the member's request."""
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    __table_args__ = (
        UniqueConstraint("motion_id", "person_id"),
        CheckConstraint("choice IN ('for', 'against', 'abstain', 'objection')", name="choice"),
    )


class Question(Base):
    """Asked before the meeting by a member, answered by the proposer; both go into the packet."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    text: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])
