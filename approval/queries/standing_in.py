"""Who may appoint somebody to act in an office of a body, whose place may be taken, and who could take it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from ..language import Text
from ..models.bodies import Body, Membership
from ..models.database import db
from ..models.people import Person
from ..workflow.facts import Actor
from . import NotFound
from .people import body_by_key, in_term, office_title

ADMINISTRATION = "administration"
APPOINTING = ("chair", "director")
"""Offices that appoint who acts in their own body (PROCESS.md 2)."""
READING = (ADMINISTRATION, "audit")


def may_appoint(actor: Actor, body: str) -> bool:
    """By an office of their own: whom a delegate appointed would bind, and a delegate does not (PROCESS.md 2)."""
    return actor.sits(ADMINISTRATION) or actor.sits(body, *APPOINTING)


def body_to_read(actor: Actor, key: str) -> Body:
    """Its rules and roster are for those who sit in it, who administer, and who audit. Raises NotFound."""
    if not any(actor.holds(one) for one in (key, *READING)):
        raise NotFound(key)
    return body_by_key(key)


def places(body: Body, today: date) -> Sequence[tuple[int, str, Text]]:
    """Terms that run today: id, who holds it, the office. Acting ones are nobody's own."""
    rows = db.session.scalars(
        select(Membership)
        .join(Membership.person)
        .options(contains_eager(Membership.person))
        .where(Membership.body_id == body.id, Membership.acting_for_id.is_(None), *in_term(today))
        .order_by(Person.search, Membership.id)
    )
    return [(m.id, m.person.name, office_title(body, m.office)) for m in rows]


def could_act(today: date) -> Sequence[Person]:
    """People who may sign in and do not administer, by name."""
    administers = select(Membership.person_id).join(Body).where(Body.key == ADMINISTRATION, *in_term(today))
    return db.session.scalars(
        select(Person)
        .where(Person.may_sign_in, Person.id.not_in(administers))
        .order_by(Person.search)
        .limit(500)
    ).all()
