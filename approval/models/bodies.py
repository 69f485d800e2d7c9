"""Bodies as data: what they are called and how they decide from a day on, who sits in them, who acts for whom."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..language import Text
from .base import Base
from .people import Person


class Body(Base):
    """A group that decides, advises or carries an office. What may change about it is in its rules."""

    __tablename__ = "body"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="committee")
    offices: Mapped[list[Any]] = mapped_column(default=list)
    """Each with ``name``, ``title``, ``most`` (how many may hold it) and ``votes``."""
    rules: Mapped[list["BodyRules"]] = relationship(
        order_by="BodyRules.since", lazy="selectin", cascade="all, delete-orphan", back_populates="body"
    )

    def on(self, day: date) -> "BodyRules":
        """The rules in force on a day; before the first ones, the first. Raises LookupError where there are none."""
        if not self.rules:
            raise LookupError(f"the body {self.key} has no rules")
        return next((r for r in reversed(self.rules) if r.since <= day), self.rules[0])


class BodyRules(Base):
    """What a body is called and how it decides, from a day on (PROCESS.md 1: a 2026 decision shows the 2026 rule)."""

    __tablename__ = "body_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    since: Mapped[date]
    name_en: Mapped[str]
    name_fr: Mapped[str]
    rule: Mapped[str] = mapped_column(default="single")
    quorum: Mapped[str] = mapped_column(default="half")
    """``half`` (more than half of the seats), ``two_thirds``, or a number of members."""
    conflicted_count: Mapped[bool] = mapped_column(default=False)
    """Whether a member with a conflict who is there counts in the quorum of that item."""
    conflicted_leave: Mapped[bool] = mapped_column(default=True)
    """Whether they leave the room, or stay and keep silent."""
    alternate: Mapped[str] = mapped_column(default="")
    """Key of the body that decides where conflicts alone break the quorum."""
    written_resolution: Mapped[bool] = mapped_column(default=False)
    """Whether it may decide between meetings, in writing."""
    closed_grounds: Mapped[list[Any]] = mapped_column(default=list)
    """Grounds on which an item may be closed to the public: each with ``name``, ``en``, ``fr``."""
    cadence: Mapped[str] = mapped_column(default="as_called")
    meets_at: Mapped[str] = mapped_column(default="09:00")
    """Usual time of day, in the institution's zone."""
    place: Mapped[str] = mapped_column(default="")
    agenda_days: Mapped[int] = mapped_column(default=0)
    packet_days: Mapped[int] = mapped_column(default=0)
    retraction_hours: Mapped[int] = mapped_column(default=24)
    motion_series: Mapped[str] = mapped_column(default="")
    """What its motion numbers begin with: ``B`` gives B-2026-031."""
    instrument_en: Mapped[str] = mapped_column(default="")
    instrument_fr: Mapped[str] = mapped_column(default="")
    instrument_file: Mapped[str] = mapped_column(default="")
    """Digest of the by-law or terms of reference as a file, if it was given."""
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime | None]
    body: Mapped[Body] = relationship(back_populates="rules")
    set_by: Mapped[Person | None] = relationship()
    __table_args__ = (
        UniqueConstraint("body_id", "since"),
        CheckConstraint("rule IN ('consensus', 'majority', 'unanimous', 'single')", name="rule"),
        CheckConstraint(
            "cadence IN ('weekly', 'biweekly', 'monthly', 'quarterly', 'as_called')", name="cadence"
        ),
    )

    @property
    def name(self) -> Text:
        return Text(en=self.name_en, fr=self.name_fr)

    @property
    def instrument(self) -> Text:
        return Text(en=self.instrument_en, fr=self.instrument_fr)


class Membership(Base):
    """Somebody's office in a body, between two days."""

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    office: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    acting_for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Whose place is taken by an acting person during a sudden absence (PROCESS.md 2)."""
    why: Mapped[str] = mapped_column(default="")
    body: Mapped[Body] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    acting_for: Mapped[Person | None] = relationship(foreign_keys=[acting_for_id])
    __table_args__ = (CheckConstraint("until IS NULL OR until >= since", name="term"),)


class Delegation(Base):
    """Somebody acts under their own name for somebody else, between two days; never in a vote of the Board."""

    __tablename__ = "delegation"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    office: Mapped[str]
    since: Mapped[date]
    until: Mapped[date]
    why: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When it was taken back before its last day."""
    giver: Mapped[Person] = relationship(foreign_keys=[from_id])
    taker: Mapped[Person] = relationship(foreign_keys=[to_id])
    body: Mapped[Body] = relationship()
    __table_args__ = (
        CheckConstraint("until >= since", name="term"),
        CheckConstraint("from_id <> to_id", name="two_persons"),
        Index("ix_delegation_taker", "to_id", "until"),
    )
