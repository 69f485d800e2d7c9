"""Have somebody act in an office whose holder is suddenly away, until a day (PROCESS.md 2).

An administrator may do it for any body, its chair (in Continuing Education the director) for their own. Nobody
appoints themselves, so an administrator reassigns an office and never acts in it (PROCESS.md 9, More exits).
"""

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
from ..queries.people import office_title
from ..queries.standing_in import may_appoint
from ..workflow.facts import Actor
from . import Invalid, NotAllowed
from .accounts import end_sessions
from .administering import ADMINISTRATION, note, person_to_change
from .appointing import AUDIT, term_words

NOT_HELD = Text(
    en="Choose somebody who holds an office of this body today",
    fr="Choisissez une personne qui exerce une fonction de cette instance aujourd’hui",
)
NOT_LENT = Text(
    en="Nobody acts for an administrator or an auditor: give the office to somebody else",
    fr="Nul ne remplace l’administration ni la vérification\u00a0: confiez la fonction à une autre personne",
)
THEMSELVES = Text(
    en="Choose somebody else than the person who is away",
    fr="Choisissez une autre personne que la personne absente",
)
YOURSELF = Text(
    en="Nobody appoints themselves: ask somebody else to act, or an administrator to appoint you",
    fr="Nul ne se désigne soi-même\u00a0: demandez à quelqu’un d’autre d’agir, ou à l’administration de vous désigner",
)
ADMINISTERS = Text(
    en="{name} administers the site, and whoever does acts in no other office",
    fr="{name} administre le site, et qui le fait n’exerce aucune autre fonction",
)
NO_ACCOUNT = Text(
    en="{name} cannot sign in: allow it first, or choose somebody else",
    fr="{name} ne peut pas se connecter\u00a0: autorisez d’abord la connexion, ou choisissez une autre personne",
)
HOLDS = Text(
    en="{name} holds this office already, or acts in it",
    fr="{name} exerce déjà cette fonction, ou y agit déjà",
)
COVERED = Text(en="{name} acts in this place already {term}", fr="{name} assure déjà ce remplacement {term}")
TOO_EARLY = Text(
    en="Somebody acts from today or later: what was done stands as it was done",
    fr="Un remplacement commence aujourd’hui ou plus tard\u00a0: ce qui a été fait demeure",
)
BACKWARDS = Text(
    en="The last day cannot be before the first", fr="Le dernier jour ne peut pas précéder le premier"
)
TOO_LONG = Text(
    en="The term of {name} ends on {day}: nobody acts in it for longer",
    fr="Le mandat de {name} se termine le {day}\u00a0: nul n’y agit plus longtemps",
)
APPOINTED = Text(
    en="{name}: acting {office}, {body}, for {away}, {term}. Why: {why}",
    fr="{name}\u00a0: {office} par intérim, {body}, à la place de {away}, {term}. Motif\u00a0: {why}",
)
ENDED = Text(
    en="{name}: acting {office}, {body}, for {away}, ends {day}",
    fr="{name}\u00a0: {office} par intérim, {body}, à la place de {away}, se termine le {day}",
)


@dataclass(frozen=True, slots=True)
class Acting:
    """Whose term it is, who acts in it, from the first to the last day, and why."""

    term: int
    person: int
    since: date
    until: date
    why: str


def appoint_acting(actor: Actor, key: str, wanted: Acting, *, now: datetime, lang: Lang) -> Text:
    """What was appointed, in words.

    Raises NotFound (the body is not the actor's to see), NotAllowed (nor theirs to staff), Invalid (at its question).
    """
    with transaction():
        body = _body_to_staff(actor, key)
        person = person_to_change(wanted.person)
        term = db.session.scalar(
            select(Membership)
            .join(Membership.person)
            .options(contains_eager(Membership.person))
            .where(Membership.id == wanted.term, Membership.body_id == body.id)
        )
        if wrong := _wrong(actor, body, term, person, wanted, local_day(now)):
            raise Invalid([Problem(wrong[0], wrong[0], "", wrong[1].in_(lang))])
        assert term is not None  # else it was wrong
        db.session.add(
            Membership(
                body_id=body.id,
                person_id=person.id,
                office=term.office,
                since=wanted.since,
                until=wanted.until,
                acting_for_id=term.person_id,
                why=wanted.why,
            )
        )
        words = APPOINTED.format(
            **_said(body, term, person, wanted.since, term.person.name),
            term=term_words(wanted.since, wanted.until),
            why=wanted.why,
        )
        note(actor, now, words)
        if wanted.since <= local_day(now):
            end_sessions(person.id, now)  # who gains power signs in anew (ENGINEERING.md, finding 1)
        return words


def end_acting(actor: Actor, key: str, membership: int, *, now: datetime) -> tuple[int, Text]:
    """The person who was away is back: the acting ends at once. Whose it was, and what ends, in words.

    Raises NotFound, NotAllowed.
    """
    today = local_day(now)
    with transaction():
        body = _body_to_staff(actor, key)
        term = db.session.scalar(
            select(Membership).where(
                Membership.id == membership,
                Membership.body_id == body.id,
                Membership.acting_for_id.is_not(None),
                Membership.until >= today,
            )
        )
        if term is None or term.acting_for is None:
            raise NotFound(membership)
        yesterday = today - timedelta(days=1)
        said = _said(body, term, term.person, today, term.acting_for.name)
        words = ENDED.format(**said, day=Text(en=format_day(yesterday, "en"), fr=format_day(yesterday, "fr")))
        if term.since > yesterday:
            db.session.delete(term)
        else:
            term.until = yesterday
        note(actor, now, words)
        end_sessions(term.person_id, now)
        return term.person_id, words


def _body_to_staff(actor: Actor, key: str) -> Body:
    """Locked: two appointments for one place at once would both be alone."""
    body = db.session.scalar(select(Body).where(Body.key == key).with_for_update())
    if body is None or not (actor.holds(key) or actor.holds(ADMINISTRATION)):
        raise NotFound(key)
    if not may_appoint(actor, key):
        raise NotAllowed(
            Text(
                en="The chair, the director or an administrator appoints who acts",
                fr="La présidence, la direction ou l’administration désigne qui assure l’intérim",
            )
        )
    return body


def _said(body: Body, term: Membership, person: Person, day: date, away: str) -> dict[str, object]:
    return {
        "name": person.name,
        "office": office_title(body, term.office),
        "body": body.on(day).name,
        "away": away,
    }


def _wrong(
    actor: Actor, body: Body, term: Membership | None, person: Person, wanted: Acting, today: date
) -> tuple[str, Text] | None:
    if body.key in {ADMINISTRATION, AUDIT}:
        return "term", NOT_LENT
    if term is None or term.acting_for_id is not None or not _covers(term, max(today, wanted.since)):
        return "term", NOT_HELD
    return _wrong_days(term, wanted, today) or _wrong_person(actor, body, term, person, wanted)


def _wrong_days(term: Membership, wanted: Acting, today: date) -> tuple[str, Text] | None:
    if wanted.since < today:
        return "since", TOO_EARLY
    if wanted.until < wanted.since:
        return "until", BACKWARDS
    if term.until is not None and wanted.until > term.until:
        day = Text(en=format_day(term.until, "en"), fr=format_day(term.until, "fr"))
        return "until", TOO_LONG.format(name=term.person.name, day=day)
    return None


def _wrong_person(
    actor: Actor, body: Body, term: Membership, person: Person, wanted: Acting
) -> tuple[str, Text] | None:
    if person.id == term.person_id:
        return "person", THEMSELVES
    if person.id == actor.id:
        return "person", YOURSELF
    if not person.may_sign_in:
        return "person", NO_ACCOUNT.format(name=person.name)
    return _wrong_offices(body, term, person, wanted)


def _wrong_offices(body: Body, term: Membership, person: Person, wanted: Acting) -> tuple[str, Text] | None:
    """What the person holds that this does not go with, and who acts in the place already."""
    for held in _terms(Membership.person_id == person.id, wanted=wanted):
        if held.body.key == ADMINISTRATION:
            return "person", ADMINISTERS.format(name=person.name)
        if held.body_id == body.id and held.office == term.office:
            return "person", HOLDS.format(name=person.name)
    place = (Membership.office == term.office, Membership.acting_for_id == term.person_id)
    for held in _terms(Membership.body_id == body.id, *place, wanted=wanted):
        return "term", COVERED.format(name=held.person.name, term=term_words(held.since, held.until))
    return None


def _terms(*where: object, wanted: Acting) -> list[Membership]:
    """Terms that share a day with the wish."""
    later = Membership.until.is_(None) | (Membership.until >= wanted.since)
    rows = select(Membership).join(Body).options(contains_eager(Membership.body))
    return list(
        db.session.scalars(rows.where(*where, later, Membership.since <= wanted.until))  # type: ignore[arg-type]
    )


def _covers(term: Membership, day: date) -> bool:
    return term.since <= day and (term.until is None or term.until >= day)
