"""Accounts: people, passwords, one-time links, sessions kept by the server."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from zxcvbn_rs_py import zxcvbn

from ..language import Lang, Text, folded
from ..models.database import db, transaction
from ..models.people import Link, Login, Person
from ..queries.accounts import digest_of, find_link
from . import NotAllowed

LINK_LASTS = {
    "sign_in": timedelta(hours=1),
    "handed_over": timedelta(hours=24),
    "confirm_concept": timedelta(days=14),
    "head_support": timedelta(days=30),
}
LEAST, MOST = 15, 200
LONG_AGO = timedelta(days=1)
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


def address_of(email: str) -> str:
    """An e-mail address as accounts are known by it."""
    return email.strip().lower()


def person_for(name: str, email: str, now: datetime, language: str = "en") -> Person:
    """The person with this address, or a new one who cannot sign in until invited. In the caller's transaction."""
    address = address_of(email)
    wanted = select(Person).where(Person.email == address)
    found = db.session.scalar(wanted)
    if found is not None:
        return found
    new = Person(
        name=name.strip() or address, email=address, language=language, may_sign_in=False, created_at=now
    )
    try:
        with db.session.begin_nested():
            db.session.add(new)
            db.session.flush()
    except IntegrityError:  # somebody added the same address at this moment
        return db.session.scalars(wanted).one()
    return new


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
    """A one-time sign-in link's token for somebody, who may sign in from now on. Raises LookupError.

    For the command line: whoever can run it owns the installation.
    """
    with transaction():
        person = db.session.scalar(select(Person).where(Person.email == address_of(email)))
        if person is None and not name:
            raise LookupError(email)
        person = person or person_for(name, email, now)
        person.may_sign_in, person.stopped_at = True, None
        return make_link(person.id, "sign_in", now)


def use_link(token: str, now: datetime, device: str = "") -> tuple[SignedIn, int | None]:
    """Use a link once and sign its person in: the session, and the case the link was about.

    A link that passed through an administrator's hands proves nothing: binding decisions ask for more.
    Raises NotAllowed; of two at once, one succeeds.
    """
    with transaction():
        link = find_link(token, now)
        if link is None:
            raise NotAllowed(USED)
        used = db.session.execute(
            update(Link).where(Link.id == link.id, Link.used_at.is_(None)).values(used_at=now)
        )
        if used.rowcount != 1:  # type: ignore[attr-defined]
            raise NotAllowed(USED)
        link.person.may_sign_in = True
        proved = now if link.purpose != "handed_over" else now - LONG_AGO
        return _open(link.person_id, now, device, proved), link.proposal_id


def sign_in(email: str, password: str, now: datetime, device: str = "") -> SignedIn | None:
    """A session for the right password; nothing otherwise, in the same time whether the address is known."""
    person = db.session.scalar(select(Person).where(Person.email == address_of(email)))
    kept = person.password_hash if person and person.may_sign_in else None
    if not _right(password, kept) or person is None:
        return None
    hashed = _HASHER.hash(password) if kept and _HASHER.check_needs_rehash(kept) else kept
    identity = person.id
    with transaction():
        still = update(Person).where(Person.id == identity, Person.password_hash == kept, Person.may_sign_in)
        if db.session.execute(still.values(password_hash=hashed)).rowcount != 1:  # type: ignore[attr-defined]
            return None  # stopped, or the password changed, at this moment
        return _open(identity, now, device, now)


def prove(person: int, login: int, password: str, now: datetime, device: str = "") -> SignedIn | None:
    """A new session in place of ``login`` for the right password; nothing otherwise."""
    if not _right(password, db.session.scalar(select(Person.password_hash).where(Person.id == person))):
        return None
    with transaction():
        _end(person, now, login)
        return _open(person, now, device, now)


def seen(login: int, now: datetime) -> None:
    """Keep a session from going idle; at most once a minute, so that reading pages writes little."""
    with transaction():
        db.session.execute(
            update(Login)
            .where(Login.id == login, Login.seen_at < now - timedelta(minutes=1))
            .values(seen_at=now)
        )


def sign_out(person: int, now: datetime, login: int | None = None, *, but: int | None = None) -> None:
    """End one session of a person, or all of them (but one)."""
    with transaction():
        _end(person, now, login, but=but)


def end_sessions(person: int, now: datetime) -> None:
    """End all of a person's sessions. In the caller's transaction."""
    _end(person, now)


def set_password(person: int, password: str, now: datetime, device: str = "") -> SignedIn:
    """A new password; every session ends, and links already mailed; a new session is handed back.

    Raises NotAllowed with what is wrong with it.
    """
    known = db.session.scalars(select(Person).where(Person.id == person)).one()
    if why := weakness(password, (known.name, known.email)):
        raise NotAllowed(why)
    hashed = _HASHER.hash(password)
    with transaction():
        db.session.execute(update(Person).where(Person.id == person).values(password_hash=hashed))
        void_links(person, now)
        _end(person, now)
        return _open(person, now, device, now)


def set_language(person: int, language: Lang) -> None:
    """The language that pages and letters speak to a person."""
    with transaction():
        db.session.execute(update(Person).where(Person.id == person).values(language=language))


def void_links(person: int, now: datetime) -> None:
    """No sign-in link that is on its way works any more. In the caller's transaction."""
    purposes = ("sign_in", "handed_over")
    db.session.execute(
        update(Link)
        .where(Link.person_id == person, Link.purpose.in_(purposes), Link.used_at.is_(None))
        .values(used_at=now)
    )


def weakness(password: str, about: tuple[str, ...] = ()) -> Text | None:
    """Why a password is too easy: at least 15 characters, none that a guesser tries first; no other rule.

    ``about`` are words that a guesser knows: the person's name and address.
    """
    if len(password) < LEAST:
        return Text(
            en=f"Use at least {LEAST} characters: three or four words work well",
            fr=f"Utilisez au moins {LEAST} caractères\u00a0: trois ou quatre mots font l’affaire",
        )
    if len(password) > MOST:
        return Text(en=f"Use at most {MOST} characters", fr=f"Utilisez au plus {MOST} caractères")
    known = [word for words in about for word in re.split(r"\W+", folded(words)) if len(word) > 2]
    own = re.sub("|".join(map(re.escape, known)) or r"\Z", "", folded(password))
    if len(own) < LEAST // 2 or int(zxcvbn(password[:72], known).score) < 3:
        return Text(
            en="This password is easy to guess: use words that do not belong together",
            fr="Ce mot de passe est facile à deviner\u00a0: utilisez des mots sans lien entre eux",
        )
    return None


def _right(password: str, kept: str | None) -> bool:
    """Whether it is the password; as slow where there is none."""
    try:
        _HASHER.verify(kept or _NOBODY, password[: MOST + 1])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return kept is not None


def _open(person: int, now: datetime, device: str, proved: datetime) -> SignedIn:
    token = secrets.token_urlsafe(32)
    db.session.add(
        Login(
            token_digest=digest_of(token),
            person_id=person,
            created_at=now,
            seen_at=now,
            proved_at=proved,
            device=device[:200],
        )
    )
    return SignedIn(token, person)


def _end(person: int, now: datetime, login: int | None = None, *, but: int | None = None) -> None:
    wanted = update(Login).where(Login.person_id == person, Login.ended_at.is_(None)).values(ended_at=now)
    if login is not None:
        wanted = wanted.where(Login.id == login)
    if but is not None:
        wanted = wanted.where(Login.id != but)
    db.session.execute(wanted)
