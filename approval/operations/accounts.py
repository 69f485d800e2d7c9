"""Accounts: people, passwords, one-time links, sessions kept by the server."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload
from zxcvbn_rs_py import zxcvbn

from ..language import Text
from ..models.database import db, transaction
from ..models.people import Link, Login, Person
from . import NotAllowed

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
LINK_LASTS = {
    "sign_in": timedelta(hours=1),
    "confirm_concept": timedelta(days=14),
    "head_support": timedelta(days=30),
}
LEAST = 15
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("nobody has this password")
USED = Text(
    en="This link has been used or is too old. Ask for a new one",
    fr="Ce lien a déjà servi ou n’est plus valide. Demandez-en un nouveau",
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session as the browser will know it: the token is shown once and kept only as a digest."""

    token: str
    person: int


def person_for(name: str, email: str, now: datetime, language: str = "en") -> Person:
    """The person with this address, or a new one who cannot sign in until invited. In the caller's transaction."""
    address = email.strip().lower()
    found = db.session.scalar(select(Person).where(Person.email == address))
    if found is None:
        found = Person(
            name=name.strip() or address, email=address, language=language, may_sign_in=False, created_at=now
        )
        db.session.add(found)
        db.session.flush()
    return found


def make_link(person: int, purpose: str, now: datetime, proposal: int | None = None) -> str:
    """A one-time token for this person and purpose. In the caller's transaction."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        Link(
            token_digest=digest_of(token),
            purpose=purpose,
            person_id=person,
            proposal_id=proposal,
            expires_at=now + LINK_LASTS[purpose],
        )
    )
    db.session.flush()
    return token


def invite(email: str, now: datetime, name: str = "") -> str:
    """A one-time sign-in link's token for somebody, who may sign in from now on. Raises LookupError."""
    with transaction():
        person = db.session.scalar(select(Person).where(Person.email == email.strip().lower()))
        if person is None and not name:
            raise LookupError(email)
        person = person or person_for(name, email, now)
        person.may_sign_in = True
        return make_link(person.id, "sign_in", now)


def find_link(token: str, purpose: str, now: datetime) -> Link | None:
    """An unused, unexpired link. Reading it changes nothing: mail scanners follow links."""
    link = db.session.scalar(
        select(Link).where(Link.token_digest == digest_of(token), Link.purpose == purpose)
    )
    return link if link and link.used_at is None and link.expires_at > now else None


def use_link(token: str, purpose: str, now: datetime, device: str = "") -> tuple[SignedIn, int | None]:
    """Use a link once and sign its person in. Raises NotAllowed; of two at once, one succeeds."""
    with transaction():
        link = find_link(token, purpose, now)
        if link is None:
            raise NotAllowed(USED)
        used = db.session.execute(
            update(Link).where(Link.id == link.id, Link.used_at.is_(None)).values(used_at=now)
        )
        if used.rowcount != 1:  # type: ignore[attr-defined]
            raise NotAllowed(USED)
        link.person.may_sign_in = True
        return _open(link.person_id, now, device), link.proposal_id


def sign_in(email: str, password: str, now: datetime, device: str = "") -> SignedIn | None:
    """A session for the right password; nothing otherwise, in the same time whether the address is known."""
    person = db.session.scalar(select(Person).where(Person.email == email.strip().lower()))
    kept = person.password_hash if person and person.may_sign_in and person.password_hash else None
    try:
        _HASHER.verify(kept or _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    if person is None or kept is None:
        return None
    with transaction():
        return _open(person.id, now, device)


def _open(person: int, now: datetime, device: str) -> SignedIn:
    token = secrets.token_urlsafe(32)
    db.session.add(
        Login(
            token_digest=digest_of(token),
            person_id=person,
            created_at=now,
            seen_at=now,
            proved_at=now,
            device=device[:200],
        )
    )
    return SignedIn(token, person)


def login_of(token: str, now: datetime) -> Login | None:
    """The live session of a token: neither ended, nor idle for 30 minutes, nor 12 hours old."""
    login = db.session.scalar(
        select(Login).options(joinedload(Login.person)).where(Login.token_digest == digest_of(token))
    )
    if login is None or login.ended_at or now - login.seen_at > IDLE or now - login.created_at > ABSOLUTE:
        return None
    return login if login.person.may_sign_in else None


def seen(login: int, now: datetime) -> None:
    """Keep a session from going idle; at most once a minute, so that reading pages writes little."""
    with transaction():
        db.session.execute(
            update(Login)
            .where(Login.id == login, Login.seen_at < now - timedelta(minutes=1))
            .values(seen_at=now)
        )


def sign_out(person: int, now: datetime, login: int | None = None) -> None:
    """End one session of a person, or all of them."""
    with transaction():
        wanted = update(Login).where(Login.person_id == person, Login.ended_at.is_(None)).values(ended_at=now)
        db.session.execute(wanted if login is None else wanted.where(Login.id == login))


def set_password(person: int, password: str, now: datetime) -> None:
    """A new password; every other session ends. Raises NotAllowed with what is wrong with it."""
    if why := weakness(password):
        raise NotAllowed(why)
    hashed = _HASHER.hash(password)
    with transaction():
        db.session.execute(update(Person).where(Person.id == person).values(password_hash=hashed))
        db.session.execute(
            update(Login).where(Login.person_id == person, Login.ended_at.is_(None)).values(ended_at=now)
        )


def weakness(password: str) -> Text | None:
    """Why a password is too easy: at least 15 characters, none that a guesser tries first; no other rule."""
    if len(password) < LEAST:
        return Text(
            en=f"Use at least {LEAST} characters: three or four words work well",
            fr=f"Utilisez au moins {LEAST} caractères\u00a0: trois ou quatre mots font l’affaire",
        )
    if len(password) > 200:
        return Text(en="Use at most 200 characters", fr="Utilisez au plus 200 caractères")
    if int(zxcvbn(password[:72]).score) < 3:
        return Text(
            en="This password is easy to guess: use words that do not belong together",
            fr="Ce mot de passe est facile à deviner\u00a0: utilisez des mots sans lien entre eux",
        )
    return None


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
