"""What happened, what is to be done about it, what was made of it. Events are only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .people import Person
from .proposals import Proposal

IN_FORCE = "in_force"
"""Under this name a decision's statement keeps its body as it was that day: name, rule, quorum, members."""


class WorkflowVersion(Base):
    """The texts of a workflow as they were when proposals began to follow it."""

    __tablename__ = "workflow_version"

    digest: Mapped[str] = mapped_column(primary_key=True)
    workflow: Mapped[str]
    version: Mapped[int]
    bundle: Mapped[dict[str, Any]]
    adopted_at: Mapped[datetime]
    adopted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """The administrator who made it in the browser; nobody where it came as files."""
    adopted_by: Mapped[Person | None] = relationship()
    __table_args__ = (UniqueConstraint("workflow", "version"),)


class Event(Base):
    """What happened: who, for whom, when, from where to where, on which text. Hashed into a chain."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    seq: Mapped[int]
    """1, 2, 3 … without a gap in each proposal."""
    version: Mapped[int]
    """The proposal's version after the event."""
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Nobody where the system acted because a job was due."""
    for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    roles: Mapped[list[Any]] = mapped_column(default=list)
    """The roles by which the actor could act, at that moment."""
    action: Mapped[str]
    from_stage: Mapped[str]
    to_stage: Mapped[str]
    body: Mapped[str | None]
    """The body whose binding decision this is."""
    workflow_digest: Mapped[str]
    content_digest: Mapped[str]
    """Of the texts it was decided on or froze."""
    said_digest: Mapped[str]
    key: Mapped[str | None] = mapped_column(unique=True)
    """Idempotency: the same form sent twice is one event."""
    previous: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    actor: Mapped[Person | None] = relationship(foreign_keys=[actor_id])
    acted_for: Mapped[Person | None] = relationship(foreign_keys=[for_id])
    proposal: Mapped[Proposal] = relationship()
    statement: Mapped["Statement | None"] = relationship(back_populates="event", uselist=False)
    __table_args__ = (
        UniqueConstraint("proposal_id", "seq"),
        UniqueConstraint("proposal_id", "version"),
        CheckConstraint("seq >= 1", name="seq"),
    )


class Statement(Base):
    """What was said at an event. Apart from the event, so that a text can be disposed of and the chain still holds."""

    __tablename__ = "statement"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    form: Mapped[str | None]
    said: Mapped[dict[str, Any]]
    event: Mapped[Event] = relationship(back_populates="statement")


class Recorded(Base):
    """A decision that a secretary wrote down and a chair has not confirmed yet."""

    __tablename__ = "recorded"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), unique=True)
    action: Mapped[str]
    to_stage: Mapped[str | None]
    said: Mapped[dict[str, Any]]
    content_digest: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    by: Mapped[Person] = relationship()


class Job(Base):
    """Something to do after the commit, at least once; the row is the truth, not the worker's memory.

    Its one cause is an event of a case, or an entry in the log of a meeting (I7).
    """

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    kind: Mapped[str]
    subject: Mapped[str]
    """What it is about within its cause: a document's name and language, a recipient."""
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    error: Mapped[str | None]
    event: Mapped[Event | None] = relationship()
    __table_args__ = (
        UniqueConstraint("event_id", "kind", "subject"),
        UniqueConstraint("entry_id", "kind", "subject"),
        Index("ix_job_due", "done_at", "due_at", "id"),
        CheckConstraint("kind IN ('render', 'mail', 'packet')", name="kind"),
        CheckConstraint("(event_id IS NULL) <> (entry_id IS NULL)", name="one_cause"),
    )


class Document(Base):
    """A PDF as rendered, known by the digest of its bytes; never rendered twice."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    name: Mapped[str]
    language: Mapped[str]
    digest: Mapped[str]
    fingerprint: Mapped[str]
    """Of the data it shows."""
    code: Mapped[str] = mapped_column(unique=True)
    """What the QR code and the verify page know it by."""
    size: Mapped[int]
    pages: Mapped[int]
    made_at: Mapped[datetime]
    retracted_at: Mapped[datetime | None]
    event: Mapped[Event] = relationship()
    __table_args__ = (UniqueConstraint("event_id", "name", "language"),)


class Letter(Base):
    """A decision letter: drafted from the event, edited, sent when its window closes or at once."""

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    name: Mapped[str]
    language: Mapped[str]
    recipients: Mapped[list[Any]]
    subject: Mapped[str]
    body: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    leaves_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    event: Mapped[Event] = relationship()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (UniqueConstraint("event_id", "name"), Index("ix_letter_leaves", "sent_at", "leaves_at"))
