"""What an account is known by: sessions that live, links that still work."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, true
from sqlalchemy.orm import contains_eager

from ..calendar import local_day
from ..models.database import db, rows_of
from ..models.people import Link, Login, Person
from ..models.proposals import Proposal
from ..workflow.facts import Actor
from .people import powers, with_powers

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


@dataclass(frozen=True, slots=True)
class Account:
    """What a page needs of who is signed in."""

    id: int
    name: str
    email: str
    title: str
    language: str
    has_password: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """A session that lives: whose, since when it was last used and proved, and what its person may act as."""

    login: int
    seen_at: datetime
    proved_at: datetime
    person: Account
    actor: Actor


_WHOSE = select(Login.person_id).where(Login.token_digest == bindparam("digest")).scalar_subquery()
_POWERS = powers(_WHOSE, bindparam("today")).subquery()
_VISIT = (
    select(
        *(Login.id, Login.created_at, Login.seen_at, Login.ended_at, Login.proved_at),
        *(Person.id.label("person"), Person.name, Person.email, Person.language),
        *(Person.password_hash.is_not(None).label("has_password"), Person.title),
        *_POWERS.c,
    )
    .join(Person, Person.id == Login.person_id)
    .outerjoin(_POWERS, true())
    .where(Login.token_digest == bindparam("digest"), Person.may_sign_in)
)


def visit_of(token: str, now: datetime) -> Visit | None:
    """The live session of a token: neither ended, nor idle for 30 minutes, nor 12 hours old. One statement.

    Every page asks this first: columns of a statement that is built once, a row for each office held today or lent.
    """
    rows = rows_of(_VISIT, digest=digest_of(token), today=local_day(now))
    if not rows or not _lives(rows[0], now):
        return None
    first = rows[0]
    account = Account(
        first.person, first.name, first.email, first.title, first.language, bool(first.has_password)
    )
    actor = with_powers(account, [r for r in rows if r.key is not None])
    return Visit(first.id, first.seen_at, first.proved_at, account, actor)


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


def _lives(login: Any, now: datetime) -> bool:
    return login.ended_at is None and now - login.seen_at <= IDLE and now - login.created_at <= ABSOLUTE
