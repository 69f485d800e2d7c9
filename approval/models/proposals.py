"""The case that travels, what is written about it, and who has a part in it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .people import Person


class Proposal(Base):
    """The case. ``version`` rises with every change of a fact that rules read."""

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str] = mapped_column(ForeignKey("workflow_version.digest"))
    stage: Mapped[str]
    stage_since: Mapped[datetime]
    title: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    product: Mapped[str] = mapped_column(default="micro_credential")
    origin: Mapped[str] = mapped_column(default="new")
    holder: Mapped[str | None]
    """The role that must act next, copied from the stage so that lists need no rules."""
    outcome: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    on_hold: Mapped[bool] = mapped_column(default=False)
    unconfirmed: Mapped[bool] = mapped_column(default=False)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    returned_from: Mapped[str | None]
    recorded: Mapped[str | None]
    """The action whose decision a secretary has recorded and a chair must confirm."""
    intake_open: Mapped[bool] = mapped_column(default=False)
    intake_done: Mapped[bool] = mapped_column(default=False)
    clock_started: Mapped[date | None]
    clock_used: Mapped[int] = mapped_column(default=0)
    """Days used before the clock was last started again."""
    target_on: Mapped[date | None]
    warn_on: Mapped[date | None]
    due_on: Mapped[date | None]
    title_key: Mapped[str] = mapped_column(default="", index=True)
    """The title as ``search`` keeps it: to tell that a title is in use."""
    search: Mapped[str] = mapped_column(default="", deferred=True)
    """The words of title and answers (``language.searchable``): long, and read by searches alone."""
    version: Mapped[int] = mapped_column(default=1)
    last_seq: Mapped[int] = mapped_column(default=0)
    last_hash: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}
    """Raised by ``operations.recording`` alone, once for each event."""
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed_with_outcome"),
        Index("ix_proposal_updated", "updated_at", "id"),
        Index("ix_proposal_stage_updated", "stage", "updated_at", "id"),
        Index("ix_proposal_holder_updated", "holder", "updated_at", "id"),
        Index("ix_proposal_product_updated", "product", "updated_at", "id"),
        Index("ix_proposal_due", "due_on", "id"),
        Index("ix_proposal_holder_due", "holder", "due_on", "id"),
    )


class Assignment(Base):
    """A person's role on one case (proposer, assessor, team lead …), and since when."""

    __tablename__ = "assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    person: Mapped[Person] = relationship()
    __table_args__ = (
        Index("ix_assignment_person", "person_id", "proposal_id"),
        Index("ix_assignment_proposal", "proposal_id", "role"),
    )


class Audience(Base):
    """A body that may read the case from the day it arrived there."""

    __tablename__ = "audience"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    body: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    __table_args__ = (Index("ix_audience_body", "body", "proposal_id"),)


class Paper(Base):
    """One form of a case as it is being written; a sheet of one person where ``person_id`` is set."""

    __tablename__ = "paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    form: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    missing: Mapped[list[Any]] = mapped_column(default=list)
    """Names of the questions that keep it from being complete, as found at the last save."""
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    handed_in_at: Mapped[datetime | None]
    about: Mapped[str | None]
    """Digest of the revision that a sheet judges."""
    updated_by: Mapped[Person] = relationship(foreign_keys=[updated_by_id])
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(
            "uq_paper_shared",
            "proposal_id",
            "form",
            unique=True,
            sqlite_where=person_id.is_(None),
            postgresql_where=person_id.is_(None),
        ),
        UniqueConstraint("proposal_id", "form", "person_id", name="uq_paper_person"),
        Index("ix_paper_person", "person_id", "proposal_id"),
    )


class Save(Base):
    """One saving of a paper: what each changed answer was before, so that nothing typed is lost."""

    __tablename__ = "save"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"))
    version: Mapped[int]
    at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    kept_aside: Mapped[bool] = mapped_column(default=False)
    """A text that arrived after somebody else's: it changed nothing, and is kept here whole."""
    person: Mapped[Person] = relationship()
    __table_args__ = (Index("ix_save_paper", "paper_id", "version"),)


class Revision(Base):
    """The answers as they were at an event; the event's chain holds their digest."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    form: Mapped[str]
    number: Mapped[int]
    digest: Mapped[str]
    answers: Mapped[dict[str, Any]]
    __table_args__ = (
        UniqueConstraint("proposal_id", "form", "number"),
        Index("ix_revision_event", "event_id"),
    )


class Attachment(Base):
    """A file that belongs to a case; the bytes are stored by their digest."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    digest: Mapped[str]
    form: Mapped[str]
    """The paper it was attached to: who may read that may read this."""
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
