"""Conditions, conflicts, meetings, the advisory team: what committees and their offices keep."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .people import Body, Person


class Condition(Base):
    """Numbered, owned, due, signed off. A gate stays shut while one due before it is open."""

    __tablename__ = "condition"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    text: Mapped[str]
    owner: Mapped[str]
    due: Mapped[str]
    due_on: Mapped[date | None]
    body: Mapped[str]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    evidence: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_by: Mapped[Person | None] = relationship()
    __table_args__ = (
        UniqueConstraint("proposal_id", "number"),
        CheckConstraint("due IN ('date', 'next_gate', 'launch')", name="due"),
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed_by_someone"),
    )


class Conflict(Base):
    """A declared conflict of interest: it bars the person from the case."""

    __tablename__ = "conflict"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    description: Mapped[str]
    declared_at: Mapped[datetime]
    person: Mapped[Person] = relationship()
    __table_args__ = (
        UniqueConstraint("proposal_id", "person_id"),
        Index("ix_conflict_person", "person_id", "proposal_id"),
    )


class Meeting(Base):
    """A sitting of a body: when, where, who was there."""

    __tablename__ = "meeting"

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(default="")
    present: Mapped[list[Any]] = mapped_column(default=list)
    regrets: Mapped[list[Any]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=1)
    body: Mapped[Body] = relationship()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index("ix_meeting_body", "body_id", "held_on"),)


class AgendaItem(Base):
    """A case on the agenda of a meeting."""

    __tablename__ = "agenda_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    position: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    """When the body decided, or the case left it: the place is history then."""
    meeting: Mapped[Meeting] = relationship()
    __table_args__ = (
        Index("ix_agenda_item_proposal", "proposal_id"),
        UniqueConstraint("meeting_id", "proposal_id"),
    )


class TeamMember(Base):
    """A member of the advisory team; acceptance is recorded by CE."""

    __tablename__ = "team_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    name: Mapped[str]
    email: Mapped[str]
    organisation: Mapped[str]
    role: Mapped[str]
    lead: Mapped[bool] = mapped_column(default=False)
    external: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(default="invited")
    answered_on: Mapped[date | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    __table_args__ = (
        UniqueConstraint("proposal_id", "email"),
        CheckConstraint("status IN ('invited', 'accepted', 'declined', 'left')", name="status"),
    )


class Resource(Base):
    """A resource asked of the proposer, and who confirmed it for the budget."""

    __tablename__ = "resource"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    what: Mapped[str]
    amount: Mapped[float | None]
    owner: Mapped[str]
    confirmed_on: Mapped[date | None]
    confirmed_how: Mapped[str] = mapped_column(default="")
