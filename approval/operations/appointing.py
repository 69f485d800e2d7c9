"""Give people their offices and end them, on a date; each grant and ending is on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from ..calendar import local_day
from ..forms.web import Problem
from ..language import Lang, Text, format_day
from ..models.bodies import Body, Membership
from ..models.database import db, transaction
from ..models.people import Person
from ..queries import NotFound
from ..queries.people import name_of, office_title
from ..workflow.facts import Actor
from . import Invalid
from .accounts import end_sessions
from .administering import (
    ADMINISTRATION,
    insist_administered,
    insist_administrator,
    note,
    person_to_change,
)

AUDIT = "audit"
UNKNOWN = Text(en="Choose an office from the list", fr="Choisissez une fonction de la liste")
BACKWARDS = Text(
    en="The last day cannot be before the first", fr="Le dernier jour ne peut pas précéder le premier"
)
ENDLESS = Text(
    en="Enter the last day: an auditor’s term always has one",
    fr="Indiquez le dernier jour\u00a0: le mandat de vérification en a toujours un",
)
HELD = Text(en="{name} already holds this office {term}", fr="{name} exerce déjà cette fonction {term}")
FULL = Text(
    en="This office has {most} holder at a time: {names}",
    fr="Cette fonction compte {most} titulaire à la fois\u00a0: {names}",
)
APART = Text(
    en="Whoever administers the site holds no other office: {other}",
    fr="Qui administre le site n’exerce aucune autre fonction\u00a0: {other}",
)
TOO_EARLY = Text(
    en="An office cannot end before yesterday: what was done in it stands",
    fr="Une fonction ne peut pas prendre fin avant hier\u00a0: ce qui a été fait demeure",
)
LONGER = Text(
    en="The term already ends on {day}: grant a new one to go on",
    fr="Le mandat se termine déjà le {day}\u00a0: accordez-en un nouveau pour continuer",
)
GRANTED = Text(en="{name}: {office}, {body}, {term}", fr="{name}\u00a0: {office}, {body}, {term}")
ENDED = Text(
    en="{name}: {office}, {body}, ends {day}", fr="{name}\u00a0: {office}, {body}, se termine le {day}"
)
WITHDRAWN = Text(
    en="{name}: {office}, {body}, withdrawn before it began",
    fr="{name}\u00a0: {office}, {body}, retirée avant d’avoir commencé",
)


@dataclass(frozen=True, slots=True)
class Grant:
    """An office to give, from the first to the last day (or without an end)."""

    body: str
    office: str
    since: date
    until: date | None = None


def grant(actor: Actor, person: int, wish: Grant, *, now: datetime, lang: Lang) -> Text:
    """Give an office; what was granted, in words. Raises NotFound, Invalid at ``seat``, ``since`` or ``until``."""
    insist_administrator(actor)
    with transaction():
        known = person_to_change(person)
        # two grants of the same seat at once: the second waits, and sees the first
        body = db.session.scalar(select(Body).where(Body.key == wish.body).with_for_update())
        if body is None or not any(o["name"] == wish.office for o in body.offices):
            raise Invalid([Problem("seat", "seat", "", UNKNOWN.in_(lang))])
        if wrong := _wrong_days(body, wish) or _clash(known, body, wish) or _full(body, wish):
            raise Invalid([Problem(wrong[0], wrong[0], "", wrong[1].in_(lang))])
        term = Membership(
            body_id=body.id, person_id=person, office=wish.office, since=wish.since, until=wish.until
        )
        db.session.add(term)
        words = GRANTED.format(
            name=known.name,
            office=office_title(body, wish.office),
            body=name_of(body, wish.since),
            term=term_words(wish.since, wish.until),
        )
        note(actor, now, words)
        if _covers(term, local_day(now)):
            end_sessions(person, now)  # who gains power signs in anew (ENGINEERING.md, finding 1)
        return words


def end(actor: Actor, membership: int, last: date, *, now: datetime, lang: Lang) -> tuple[int, Text]:
    """End an office on a day; whose it was, and what ends, in words. One that has not begun is withdrawn.

    Raises NotFound, NotAllowed (the last administrator), Invalid at ``until``.
    """
    insist_administrator(actor)
    today = local_day(now)
    with transaction():
        term = db.session.scalar(
            select(Membership)
            .join(Body)
            .options(contains_eager(Membership.body))
            .where(Membership.id == membership)
            .with_for_update(of=Body)
        )
        if term is None:
            raise NotFound(membership)
        if why := _why_not_end(term, last, today):
            raise Invalid([Problem("until", "until", "", why.in_(lang))])
        running, body, person = _covers(term, today), term.body, term.person
        _release(term, last)
        said = {"name": person.name, "office": office_title(body, term.office), "body": name_of(body, last)}
        words = WITHDRAWN.format(**said) if last < term.since else ENDED.format(**said, day=_day(last))
        if last < term.since:
            db.session.delete(term)
        else:
            term.until = last
        if body.key == ADMINISTRATION:
            insist_administered(max(today, last + timedelta(days=1)))
        note(actor, now, words)
        if running:
            end_sessions(person.id, now)
        return person.id, words


def _release(term: Membership, last: date) -> None:
    """Whoever acts in a place acts in it no longer than it is somebody's."""
    acting = select(Membership).where(
        Membership.body_id == term.body_id,
        Membership.office == term.office,
        Membership.acting_for_id == term.person_id,
        Membership.until > last,
    )
    for one in db.session.scalars(acting):
        if one.since > last:
            db.session.delete(one)
        else:
            one.until = last


def term_words(since: date, until: date | None) -> Text:
    """``from 1 July 2026 to 30 June 2029``."""
    if until is None:
        return Text(en=f"from {format_day(since, 'en')}", fr=f"à compter du {format_day(since, 'fr')}")
    return Text(
        en=f"from {format_day(since, 'en')} to {format_day(until, 'en')}",
        fr=f"du {format_day(since, 'fr')} au {format_day(until, 'fr')}",
    )


def _wrong_days(body: Body, wish: Grant) -> tuple[str, Text] | None:
    if wish.until is None:
        return ("until", ENDLESS) if body.key == AUDIT else None  # PROCESS.md 2: read-only, with an end date
    return ("until", BACKWARDS) if wish.until < wish.since else None


def _clash(person: Person, body: Body, wish: Grant) -> tuple[str, Text] | None:
    """What the person holds in those days that this office does not go with."""
    for m in _overlapping(wish, Membership.person_id == person.id):
        if m.body_id == body.id and m.office == wish.office:
            return "since", HELD.format(name=person.name, term=term_words(m.since, m.until))
        if ADMINISTRATION in {m.body.key, body.key} and m.body_id != body.id:
            office = office_title(m.body, m.office)
            name = name_of(m.body, wish.since)
            other = Text(en=f"{office.en}, {name.en}", fr=f"{office.fr}, {name.fr}")
            return "seat", APART.format(other=other)
    return None


def _full(body: Body, wish: Grant) -> tuple[str, Text] | None:
    """Whether on some day the office has as many holders as it may."""
    most = next((o.get("most") for o in body.offices if o["name"] == wish.office), None)
    if most is None:
        return None
    held = (Membership.body_id == body.id, Membership.office == wish.office)
    holders = _overlapping(wish, *held, Membership.acting_for_id.is_(None))
    days = {wish.since, *(m.since for m in holders if m.since > wish.since)}
    fullest = max(([m for m in holders if _covers(m, day)] for day in days), key=len)
    if len(fullest) < most:
        return None
    return "seat", FULL.format(most=most, names=", ".join(m.person.name for m in fullest))


def _why_not_end(term: Membership, last: date, today: date) -> Text | None:
    if term.until is not None and last > term.until:
        return LONGER.format(day=_day(term.until))
    if last < today - timedelta(days=1):
        return TOO_EARLY
    if last < term.since < today:
        return BACKWARDS
    return None


def _overlapping(wish: Grant, *where: object) -> Sequence[Membership]:
    """Terms that share a day with the wish."""
    wanted = (
        select(Membership)
        .join(Body)
        .join(Membership.person)
        .options(contains_eager(Membership.body), contains_eager(Membership.person))
        .where(*where, (Membership.until.is_(None)) | (Membership.until >= wish.since))  # type: ignore[arg-type]
        .order_by(Membership.since, Membership.id)
    )
    if wish.until is not None:
        wanted = wanted.where(Membership.since <= wish.until)
    return db.session.scalars(wanted).all()


def _covers(term: Membership, day: date) -> bool:
    return term.since <= day and (term.until is None or term.until >= day)


def _day(day: date) -> Text:
    return Text(en=format_day(day, "en"), fr=format_day(day, "fr"))
