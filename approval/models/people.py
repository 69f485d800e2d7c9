"""People, what they sign in with, and the sessions they have."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from ..language import folded
from .base import Base


class Person(Base):
    """Somebody who signs in, or is only named (a proposer whose concept was imported)."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    """Lower case: the address is the account's name."""
    title: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    password_hash: Mapped[str | None]
    may_sign_in: Mapped[bool] = mapped_column(default=True)
    stopped_at: Mapped[datetime | None]
    """When an administrator ended the account: no link of any kind opens it again."""
    created_at: Mapped[datetime]
    search: Mapped[str] = mapped_column(default="")
    """Name, then address, as they are searched and sorted."""
    __table_args__ = (
        CheckConstraint("language IN ('en', 'fr')", name="language"),
        Index("ix_person_search", "search", "id"),
    )

    @validates("name", "email")
    def _searched(self, key: str, value: str) -> str:
        kept = {"name": self.name or "", "email": self.email or "", key: value}
        self.search = folded(f"{kept['name']} {kept['email']}")
        return value


class Login(Base):
    """A session kept by the server: the cookie holds a random token, this row its digest."""

    __tablename__ = "login"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    proved_at: Mapped[datetime]
    """When the person last proved who they are (password or link)."""
    ended_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(default="")
    person: Mapped[Person] = relationship()


class Link(Base):
    """A one-time link: a GET shows a button, a POST uses it (mail scanners follow links)."""

    __tablename__ = "link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()
    __table_args__ = (
        CheckConstraint(
            "purpose IN ('sign_in', 'handed_over', 'confirm_concept', 'head_support')", name="purpose"
        ),
    )


class Attempt(Base):
    """A try to sign in or to be sent a link: what is counted against guessing. Swept when too old to count."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    """Digest of what was tried (an address, a client) and how."""
    at: Mapped[datetime]
    __table_args__ = (Index("ix_attempt_key", "key", "at"),)


class Change(Base):
    """What was changed about people and bodies, by whom: role grants are on record."""

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    what_en: Mapped[str]
    what_fr: Mapped[str]
    by: Mapped[Person | None] = relationship()
    __table_args__ = (Index("ix_change_at", "at", "id"),)
