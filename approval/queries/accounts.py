"""What an account is known by: sessions that live, links that still work."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from ..models.database import db
from ..models.people import Link, Login, Person
from ..models.proposals import Proposal

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
SIGNS_IN = ("sign_in", "handed_over", "confirm_concept")
"""Purposes of links that open a session."""


@dataclass(frozen=True, slots=True)
class LinkPage:
    """What the page of a link says before it is used."""

    purpose: str
    person: int
    name: str
    reference: str | None


def digest_of(token: str) -> str:
    """All that is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def login_of(token: str, now: datetime) -> Login | None:
    """The live session of a token: neither ended, nor idle for 30 minutes, nor 12 hours old."""
    login = db.session.scalar(
        select(Login)
        .join(Person)
        .options(contains_eager(Login.person))
        .where(Login.token_digest == digest_of(token), Person.may_sign_in)
    )
    return login if login and _lives(login, now) else None


def sessions_of(person: int, now: datetime) -> Sequence[Login]:
    """A person's live sessions, the one used last first."""
    found = db.session.scalars(
        select(Login)
        .where(Login.person_id == person, Login.ended_at.is_(None), Login.seen_at >= now - IDLE)
        .order_by(Login.seen_at.desc(), Login.id.desc())
    )
    return [login for login in found if _lives(login, now)]


def find_link(token: str, now: datetime, purposes: Sequence[str] = SIGNS_IN) -> Link | None:
    """An unused, unexpired link of somebody who was not stopped.

    Reading it changes nothing: mail scanners follow links (ENGINEERING.md, I10).
    """
    link = db.session.scalar(
        select(Link)
        .join(Person)
        .options(contains_eager(Link.person))
        .where(Link.token_digest == digest_of(token), Link.purpose.in_(purposes), Person.stopped_at.is_(None))
    )
    return link if link and link.used_at is None and link.expires_at > now else None


def link_page(token: str, now: datetime) -> LinkPage | None:
    """What is told to whoever holds a link that opens a session; nothing where it opens none any more."""
    link = find_link(token, now)
    if link is None:
        return None
    reference = db.session.scalar(select(Proposal.reference).where(Proposal.id == link.proposal_id))
    return LinkPage(link.purpose, link.person_id, link.person.name, reference)


def _lives(login: Login, now: datetime) -> bool:
    return login.ended_at is None and now - login.seen_at <= IDLE and now - login.created_at <= ABSOLUTE
