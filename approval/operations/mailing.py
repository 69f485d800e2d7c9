"""Tell people: a notice of what happened, or a letter with its PDF. Never what somebody answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ..calendar import local_day
from ..desk import Desk
from ..language import Lang, Text, format_moment, listed, same
from ..mail import Enclosure, Message, Post
from ..models.database import db
from ..models.people import Person
from ..models.proposals import Proposal
from ..models.records import Event, Letter
from ..models.reviews import Conflict
from ..queries.acts import SYSTEM
from ..queries.people import actor_of
from ..queries.standing import actor_in_words
from ..queries.visibility import may_open
from ..versions import Version
from .mailing_alone import message_alone
from .mailing_requests import request_letter
from .reminding import reminder
from .rendering import Order, Printer, render

PDF = "application/pdf"
PAGES = {"suggest_conflict": "conflict/", "deny_conflict": "conflict/"}
"""Where to act on what happened, where it is not on the case's own page."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message to send: of which event, to whom. ``key`` is the same each time it is tried."""

    key: str
    event: int
    payload: dict[str, Any]


def post_out(desk: Desk, press: Printer, post: Post, parcel: Parcel, *, now: datetime) -> bool:
    """Send it; whether it left. It does not where its reader may not know of the case any more (I11): only a correction
    still reaches whoever had the letter that it corrects.

    Raises NotSent, and for a letter RenderFailed or PressUnavailable: it leaves with its PDF or not yet.
    """
    event = db.session.get(Event, parcel.event)
    if event is None:
        raise LookupError(f"event {parcel.event}")
    person = parcel.payload.get("person")
    reader = db.session.get(Person, person) if person else None
    if reader is not None and parcel.payload.get("purpose"):
        return _request(desk, post, parcel, event, reader, now)
    if reader is not None and (words := parcel.payload.get("bare")):
        return _alone(desk, post, parcel, event, reader, words)
    if (
        reader is not None
        and not _may_know(reader, event.proposal_id, now)
        and not _is_corrected(desk, parcel, reader, event.proposal_id)
    ):
        return False
    if letter := parcel.payload.get("letter"):
        message = _letter(desk, press, parcel, letter, now)
    elif reader is None or not reader.may_sign_in:
        return False
    else:
        message = _notice(desk, parcel.key, event, reader)
    db.session.rollback()  # a mail server may take its time: nothing of the database is held meanwhile
    post.send(message)
    return True


def _request(desk: Desk, post: Post, parcel: Parcel, event: Event, reader: Person, now: datetime) -> bool:
    """A letter that asks for one thing by a link; it tells no more of the case than the link's page does."""
    message = request_letter(desk, parcel.key, event, reader, parcel.payload["purpose"], now)
    db.session.rollback()
    if message is not None:
        post.send(message)
    return message is not None


def _alone(desk: Desk, post: Post, parcel: Parcel, event: Event, reader: Person, words: str) -> bool:
    """Words that tell nothing of the case: their reader may not know of it any more."""
    if not reader.may_sign_in:
        return False
    message = message_alone(desk.settings, parcel.key, event, reader, words)
    db.session.rollback()
    post.send(message)
    return True


def _may_know(reader: Person, proposal: int, now: datetime) -> bool:
    """Whether the person may open the case today."""
    actor = actor_of(reader, local_day(now))
    return db.session.scalar(select(Proposal.id).where(Proposal.id == proposal, may_open(actor))) is not None


def _is_corrected(desk: Desk, parcel: Parcel, reader: Person, proposal: int) -> bool:
    """Whether it is a correction of what the person was told, and they are not barred from the case since."""
    row = db.session.get(Letter, parcel.payload.get("letter") or 0)
    if row is None:
        return False
    workflow = desk.versions[row.event.workflow_digest].workflow
    if workflow.action_at(row.event.from_stage, row.event.action).effect != "retract":
        return False
    bars = (Conflict.proposal_id == proposal, Conflict.person_id == reader.id, Conflict.bars)
    return db.session.scalar(select(Conflict.id).where(*bars)) is None


def _letter(desk: Desk, press: Printer, parcel: Parcel, letter: int, now: datetime) -> Message:
    digest = render(desk, press, Order(parcel.event, "letter", _language(letter), letter), now=now)
    row = db.session.get_one(Letter, letter)
    to = str(parcel.payload.get("email") or "")
    name = next((str(one.get("name") or "") for one in row.recipients if one.get("email") == to), "")
    reference = row.event.proposal.reference
    words = Text(en=f"{reference}-letter.pdf", fr=f"{reference}-lettre.pdf").in_(row.language)
    return Message(
        key=parcel.key,
        to=to,
        name=name,
        subject=row.subject,
        text=row.body + "\n",
        at=row.sent_at or now,
        language=row.language,
        enclosures=(Enclosure(words, PDF, desk.storage.get(digest)),),
    )


def _language(letter: int) -> Lang:
    return "fr" if db.session.get_one(Letter, letter).language == "fr" else "en"


def _notice(desk: Desk, key: str, event: Event, reader: Person) -> Message:
    """Who did what, what is next, and where to read on: nothing that anybody answered."""
    version = desk.versions[event.workflow_digest]
    lang: Lang = "fr" if reader.language == "fr" else "en"
    reference = event.proposal.reference
    happened = happening(version, event)
    stage = version.workflow.stage(event.to_stage)
    link = f"{desk.settings.base_url}/proposals/{reference}/{PAGES.get(event.action, '')}"
    lines: Sequence[Text] = (
        Text(en="Hello {name},", fr="Bonjour {name},").format(name=reader.name),
        same(""),
        Text(en="What happened: {what}", fr="Ce qui s’est passé\u00a0: {what}").format(what=happened),
        Text(en="By: {who}", fr="Par\u00a0: {who}").format(who=_who(version, event)),
        Text(en=f"When: {format_moment(event.at, 'en')}", fr=f"Quand\u00a0: {format_moment(event.at, 'fr')}"),
        *([same(""), more] if (more := reminder(event)) else []),
        same(""),
        Text(
            en="Where the case {reference} is now: {stage}",
            fr="Où en est le dossier {reference}\u00a0: {stage}",
        ).format(reference=reference, stage=stage.title),
        Text(en="What comes next: {next}", fr="Et maintenant\u00a0: {next}").format(
            next=stage.awaits or stage.title
        ),
        same(""),
        Text(en="Read on and act here:", fr="Pour lire la suite et agir\u00a0:"),
        same(link),
        same(""),
        desk.settings.site,
    )
    return Message(
        key=key,
        to=reader.email,
        name=reader.name,
        subject=f"{reference}\u00a0: {happened.fr}" if lang == "fr" else f"{reference}: {happened.en}",
        text="\n".join(line.in_(lang) for line in lines) + "\n",
        at=event.at,
        language=lang,
    )


def happening(version: Version, event: Event) -> Text:
    """What an event is called: the action's own words, or the system's."""
    if event.action in SYSTEM:
        return SYSTEM[event.action]
    declared = version.workflow.actions_at(event.from_stage) if event.from_stage else ()
    return next((a.label for a in declared if a.name == event.action), same(event.action))


def _who(version: Version, event: Event) -> Text:
    if event.actor is None:
        return Text(en="the system, because it was due", fr="le système, à l’échéance prévue")
    titles = [r.title for r in version.workflow.roles if r.name in event.roles]
    name = actor_in_words(event)
    return (
        Text(en="{name}, {roles}", fr="{name}, {roles}").format(name=name, roles=listed(titles[:1]))
        if titles
        else name
    )
