"""What a demonstration has that an installation of one's own has not: invented people, and proposals under way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import click
from flask import Flask, url_for
from sqlalchemy import func, select

from ..language import LANGUAGES
from ..models.database import db
from ..models.people import Person
from ..operations.accounts import invite
from ..operations.founding import NewPerson, found_demonstration

SINCE = timedelta(days=270)
"""The invented people have been in office so long: cases of this year may be shown."""
PERSONAS = (
    ("", "", "who proposes: fills in the concept form and follows it"),
    ("ce", "intake", "who takes concepts in, and enters those that come by e-mail"),
    ("ce", "assessor", "who scores concepts on a sheet of their own"),
    ("ce", "director", "who decides for Continuing Education, and forms the team"),
    ("smt", "secretary", "who keeps the Senior Management Team's agenda and records what it decides"),
    ("smt", "chair", "who confirms what the Senior Management Team decided"),
    ("quality", "reviewer", "who reviews existing programs"),
    ("board", "secretary", "who keeps the Board's agenda, its packet and its record"),
    ("board", "chair", "who signs what the Board decided"),
    ("board", "member", "who reads what comes before the Board"),
    ("registrar", "registrar", "who takes over what is approved"),
    ("audit", "auditor", "who reads everything and changes nothing"),
    ("administration", "administrator", "who keeps people and bodies, and decides nothing"),
)
"""Body, office, and what one signs in as its holder for."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """One person of the demonstration, what for, and a link that signs in once."""

    name: str
    what_for: str
    link: str


def is_empty() -> bool:
    """Whether nobody and nothing is in the installation yet."""
    return db.session.scalar(select(func.count(Person.id))) == 0


def show_people(now: datetime) -> list[NewPerson]:
    """The people of the demonstration. Raises ClickException where the installation has people of its own."""
    strangers = db.session.scalar(
        select(func.count(Person.id)).where(Person.may_sign_in, ~Person.email.endswith("@institute.example"))
    )
    if strangers:
        raise click.ClickException(
            "This installation has people of its own: a demonstration would let anybody in. "
            "Give it another folder: APPROVAL_DATA=demo approval serve --demo"
        )
    return found_demonstration(now - SINCE)


def show_proposals(app: Flask, now: datetime) -> None:
    """People, and where there is no proposal yet, some under way."""
    show_people(now)


def invitations(app: Flask, now: datetime) -> Iterator[Invitation]:
    """One for each part there is to play; two for those who propose, in English and in French."""
    people = found_demonstration(now)
    for body, office, what_for in PERSONAS:
        holders = sorted((p for p in people if _holds(p, body, office)), key=lambda p: p.language)
        wanted = holders[:1] if office else [next(p for p in holders if p.language == x) for x in LANGUAGES]
        for person in wanted:
            language = ", in French" if person.language == "fr" else ""
            yield Invitation(person.name, what_for + language, link_for(app, invite(person.email, now)))


def link_for(app: Flask, token: str) -> str:
    """The address of a one-time link."""
    with app.test_request_context(base_url=app.extensions["desk"].settings.base_url):
        return url_for("accounts.link", token=token, _external=True)


def _holds(person: NewPerson, body: str, office: str) -> bool:
    return (
        any(s.body == body and s.office == office for s in person.offices) if office else not person.offices
    )
