"""Conditions, conflicts, the advisory team: what committees and their offices keep about a case."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .people import Person
from .proposals import Attachment


class Condition(Base):
    """Numbered, owned, due, signed off or waived. A gate stays shut while one due before it is open."""

    __tablename__ = "condition"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    text: Mapped[str]
    owner: Mapped[str]
    """A name or an office, as it was written."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Whose work it is, where the owner is known here by an account."""
    due: Mapped[str]
    due_on: Mapped[date | None]
    body: Mapped[str]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    finding: Mapped[str] = mapped_column(default="")
    """The row of the review that it comes from: the same finding in a later review is this condition."""
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Who was named to sign it off; nobody: any office of the imposing body that signs."""
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    waived: Mapped[bool] = mapped_column(default=False)
    """Whether the imposing body let it go instead of seeing it met."""
    closed_why: Mapped[str] = mapped_column(default="")
    closed_by: Mapped[Person | None] = relationship(foreign_keys=[closed_by_id])
    signer: Mapped[Person | None] = relationship(foreign_keys=[signer_id])
    shown: Mapped[list["Evidence"]] = relationship(order_by="Evidence.id", cascade="all, delete-orphan")
    __table_args__ = (
        UniqueConstraint("proposal_id", "number"),
        CheckConstraint("due IN ('date', 'next_gate', 'launch')", name="due"),
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed_by_someone"),
    )


class Evidence(Base):
    """What shows that a condition is met: words, a link or a file, each under who added it and when."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    condition_id: Mapped[int] = mapped_column(ForeignKey("condition.id"), index=True)
    text: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    added_by: Mapped[Person] = relationship()
    attachment: Mapped[Attachment | None] = relationship()


class Conflict(Base):
    """A conflict of interest of a person in a case: found and suggested, declared, denied, or ruled on.

    One that was declared or upheld bars the person; none is ever erased.
    """

    __tablename__ = "conflict"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    status: Mapped[str] = mapped_column(default="declared")
    bars: Mapped[bool] = mapped_column(default=True)
    kind: Mapped[str]
    description: Mapped[str]
    """The person's own words; empty until they answer."""
    found: Mapped[str] = mapped_column(default="")
    """Why the system suggests it: ``team_member``, ``partner``, ``resource`` …; empty where the person came forward."""
    declared_at: Mapped[datetime]
    """When it was suggested, or came forward."""
    answered_at: Mapped[datetime | None]
    ruled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ruled_at: Mapped[datetime | None]
    ruling: Mapped[str] = mapped_column(default="")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    ruled_by: Mapped[Person | None] = relationship(foreign_keys=[ruled_by_id])
    __table_args__ = (
        UniqueConstraint("proposal_id", "person_id"),
        CheckConstraint(
            "status IN ('suggested', 'declared', 'denied', 'upheld', 'dismissed')", name="status"
        ),
        CheckConstraint("bars = (status IN ('declared', 'upheld'))", name="bars"),
        CheckConstraint("(ruled_at IS NULL) = (status NOT IN ('upheld', 'dismissed'))", name="ruled"),
        Index("ix_conflict_person", "person_id", "proposal_id"),
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
