"""What a demonstration has that an installation of one's own has not: invented people, and proposals under way."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import click
from flask import Flask, url_for
from sqlalchemy import func, select

from ..calendar import last_weekday, local_day
from ..forms.definition import Form
from ..language import LANGUAGES, ZONE
from ..models.database import db
from ..models.people import Person
from ..models.proposals import Proposal
from ..models.reviews import Conflict
from ..operations.accounts import invite
from ..operations.carrying import MORNING
from ..operations.demonstrating import Ending, Journey, demonstrate
from ..operations.demonstrating_meetings import days_around, show_meetings
from ..operations.drafting import FIRST_FORM
from ..operations.founding import INSTITUTION, NewPerson, found_demonstration
from ..operations.importing import Submission, read_submission
from ..operations.letters import send_due
from .installation import desk_of
from .submissions import WORKFLOW
from .turns import PassTime, side_by_side

CONCEPTS = INSTITUTION / "demo"
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
    """People; and where there is no proposal yet, some that began earlier and stand where they would today."""
    show_people(now)
    desk = desk_of(app)
    if db.session.scalar(select(func.count(Proposal.id))):
        return
    click.echo("Preparing the demonstration: proposals under way, each where it would be today.")
    version = desk.versions.newest(WORKFLOW)
    form, sits = version.forms[FIRST_FORM], days_around(local_day(now))
    shown = sorted((_concept(form, file, now) for file in CONCEPTS.glob("*.json")), key=lambda s: s[0])

    def journey(begins: datetime, submission: Submission, pass_time: PassTime) -> Ending:
        def goes_by(moment: datetime) -> None:
            pass_time(moment)
            send_due(
                desk, moment
            )  # letters leave on their day; the worker prints and posts them once it runs

        return demonstrate(desk, submission, Journey(begins, until=now, pass_time=goes_by, sits=sits))

    endings = side_by_side(app, [(begins, partial(journey, begins, one)) for begins, one in shown])
    show_meetings(desk, now)
    for (_, submission), ending in zip(shown, endings, strict=True):
        stage = version.workflow.stage(ending.stage).title.en
        click.echo(f"  {ending.reference}  {submission.answers['title']}: {stage}")
        for reason in ending.reasons if not ending.drafted else ():
            click.echo(f"    stuck: {reason}")


def _concept(form: Form, file: Path, now: datetime) -> tuple[datetime, Submission]:
    """A concept of the demonstration, and when it began: so many days ago or on the working day before, in the morning."""
    content = file.read_bytes()
    days = int(json.loads(content)["about"]["began_days_ago"])
    day = last_weekday(local_day(now) - timedelta(days=days))
    begins = datetime.combine(day, MORNING, ZONE).astimezone(UTC)
    return begins, read_submission(form, content, begins)


def invitations(app: Flask, now: datetime) -> Iterator[Invitation]:
    """One for each part there is to play; two for those who propose, in English and in French; whoever is in conflict."""
    people = found_demonstration(now)
    for body, office, what_for in PERSONAS:
        holders = sorted((p for p in people if _holds(p, body, office)), key=lambda p: p.language)
        wanted = holders[:1] if office else [next(p for p in holders if p.language == x) for x in LANGUAGES]
        for person in wanted:
            language = ", in French" if person.language == "fr" else ""
            yield Invitation(person.name, what_for + language, link_for(app, invite(person.email, now)))

    conflicts = db.session.execute(
        select(Person.name, Person.email, Proposal.reference)
        .join(Conflict, Conflict.person_id == Person.id)
        .join(Proposal, Proposal.id == Conflict.proposal_id)
        .where(Conflict.bars, Person.may_sign_in)
        .order_by(Conflict.id)
    ).all()
    for name, email, reference in conflicts:
        what_for = f"who declared a conflict in {reference}, and finds nothing of it anywhere"
        yield Invitation(name, what_for, link_for(app, invite(email, now)))


def link_for(app: Flask, token: str) -> str:
    """The address of a one-time link."""
    with app.test_request_context(base_url=app.extensions["desk"].settings.base_url):
        return url_for("accounts.link", token=token, _external=True)


def _holds(person: NewPerson, body: str, office: str) -> bool:
    return (
        any(s.body == body and s.office == office for s in person.offices) if office else not person.offices
    )
