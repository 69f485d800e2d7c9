"""Lend an office to somebody between two days, and take it back. Both are told, and it is on record."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from ..calendar import local_day
from ..forms.web import Problem
from ..language import Lang, Text, format_day
from ..models.bodies import Body, Delegation, Membership
from ..models.database import db, transaction
from ..models.people import Person
from ..queries import NotFound
from ..queries.delegations import NEVER, office_in_words
from ..queries.people import ADMINISTRATION, in_term, person_by_email
from ..workflow.facts import Actor
from . import Invalid, NotAllowed
from .accounts import end_sessions
from .administering import note, person_to_change

NOT_YOURS = Text(
    en="Choose an office that you hold yourself on the first day",
    fr="Choisissez une fonction que vous exercez vous-même le premier jour",
)
UNKNOWN = Text(
    en="Nobody with this address may sign in here", fr="Personne ayant cette adresse ne peut se connecter ici"
)
YOURSELF = Text(en="Choose somebody else", fr="Choisissez une autre personne")
ADMINISTERS = Text(
    en="Whoever administers the site acts for nobody", fr="Qui administre le site n’agit au nom de personne"
)
PAST = Text(en="The first day cannot be before today", fr="Le premier jour ne peut pas précéder aujourd’hui")
BACKWARDS = Text(
    en="The last day cannot be before the first", fr="Le dernier jour ne peut pas précéder le premier"
)
TWICE = Text(
    en="You lent this office to {name} in these days: end that first",
    fr="Vous avez délégué cette fonction à {name} pendant cette période\u00a0: mettez-y fin d’abord",
)
OVER = Text(en="This delegation is over already", fr="Cette délégation a déjà pris fin")
GAVE = Text(
    en="{giver} lets {taker} act for them: {office}, {since} to {until}. Reason: {why}",
    fr="{giver} permet à {taker} d’agir en son nom\u00a0: {office}, du {since} au {until}. Motif\u00a0: {why}",
)
ENDED = Text(
    en="{taker} no longer acts for {giver}: {office}",
    fr="{taker} n’agit plus au nom de {giver}\u00a0: {office}",
)


@dataclass(frozen=True, slots=True)
class Wish:
    """An office to lend, to whom, from the first to the last day, and why."""

    body: str
    office: str
    email: str
    since: date
    until: date
    why: str


@dataclass(frozen=True, slots=True)
class Told:
    """What was done, in words, and who must hear of it."""

    what: Text
    giver: int
    taker: int


def delegate(actor: Actor, wish: Wish, *, now: datetime, lang: Lang) -> Told:
    """Lend one of the actor's own offices; the person's sessions end, and they sign in anew with it.

    Raises Invalid at ``seat``, ``email``, ``since`` or ``until``.
    """
    today = local_day(now)
    with transaction():
        giver = person_to_change(actor.id)  # two at once: the second waits, and sees the first
        body = db.session.scalar(select(Body).where(Body.key == wish.body, Body.key.not_in(NEVER)))
        taker = person_by_email(wish.email)
        problems = [
            *_about_days(wish, today),
            *_about_taker(giver, taker, today),
            *_about_office(giver, body, wish),
        ]
        if problems or body is None or taker is None:
            raise Invalid([Problem(where, where, "", why.in_(lang)) for where, why in problems])
        row = Delegation(
            from_id=giver.id,
            to_id=taker.id,
            body_id=body.id,
            office=wish.office,
            since=wish.since,
            until=wish.until,
            why=wish.why.strip(),
            made_at=now,
        )
        db.session.add(row)
        if wish.since <= today:
            end_sessions(taker.id, now)  # who gains power signs in anew (ENGINEERING.md, finding 1)
        days = {
            name: Text(en=format_day(day, "en"), fr=format_day(day, "fr"))
            for name, day in (("since", wish.since), ("until", wish.until))
        }
        what = GAVE.format(
            giver=giver.name,
            taker=taker.name,
            office=office_in_words(body, wish.office, wish.since),
            why=wish.why.strip(),
            **days,
        )
        note(actor, now, what)
        return Told(what, giver.id, taker.id)


def end_delegation(actor: Actor, delegation: int, *, now: datetime) -> Told:
    """Take an office back, or hand it back: its power ends at this moment. Raises NotFound, NotAllowed (over)."""
    today = local_day(now)
    with transaction():
        row = db.session.scalar(
            select(Delegation).where(Delegation.id == delegation).with_for_update(of=Delegation)
        )
        if row is None or actor.id not in {row.from_id, row.to_id}:
            raise NotFound(delegation)
        if row.ended_at is not None or row.until < today:
            raise NotAllowed(OVER)
        row.ended_at = now
        office = office_in_words(row.body, row.office, today)
        what = ENDED.format(giver=row.giver.name, taker=row.taker.name, office=office)
        note(actor, now, what)
        return Told(what, row.from_id, row.to_id)


Problems = list[tuple[str, Text]]


def _about_days(wish: Wish, today: date) -> Problems:
    found = [("since", PAST)] if wish.since < today else []
    return [*found, ("until", BACKWARDS)] if wish.until < wish.since else found


def _about_taker(giver: Person, taker: Person | None, today: date) -> Problems:
    if taker is None or not taker.may_sign_in:
        return [("email", UNKNOWN)]
    if taker.id == giver.id:
        return [("email", YOURSELF)]
    administers = (
        select(Membership.id)
        .join(Body)
        .where(Membership.person_id == taker.id, Body.key == ADMINISTRATION, *in_term(today))
    )
    return [("email", ADMINISTERS)] if db.session.scalar(administers.limit(1)) else []


def _about_office(giver: Person, body: Body | None, wish: Wish) -> Problems:
    """It is the giver's own then, not one lent to them or held in another's place; and lent to one person at a time."""
    if body is None:
        return [("seat", NOT_YOURS)]
    own = select(Membership.id).where(
        Membership.person_id == giver.id,
        Membership.body_id == body.id,
        Membership.office == wish.office,
        Membership.acting_for_id.is_(None),
        *in_term(wish.since),
    )
    if db.session.scalar(own.limit(1)) is None:
        return [("seat", NOT_YOURS)]
    same = select(Person.name).join(Delegation, Delegation.to_id == Person.id)
    meanwhile = same.where(
        Delegation.from_id == giver.id,
        Delegation.body_id == body.id,
        Delegation.office == wish.office,
        Delegation.ended_at.is_(None),
        Delegation.since <= wish.until,
        Delegation.until >= wish.since,
    )
    name = db.session.scalar(meanwhile.limit(1))
    return [("seat", TWICE.format(name=name))] if name else []
