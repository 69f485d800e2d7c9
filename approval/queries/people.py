"""People, the bodies they sit in, and the offices they hold on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager

from ..language import Text, same
from ..models.database import db
from ..models.people import Body, Change, Membership, Person
from ..workflow.facts import Actor
from . import NotFound


def actor_of(person: Person, today: date) -> Actor:
    """The person as rules see them: name, and offices held today."""
    rows = db.session.execute(
        select(Body.key, Membership.office)
        .join(Body, Body.id == Membership.body_id)
        .where(Membership.person_id == person.id, *_in_term(today))
    )
    return Actor(person.id, person.name, frozenset((body, office) for body, office in rows))


def person_by_id(person: int) -> Person:
    """Raises NotFound."""
    found = db.session.get(Person, person)
    if found is None:
        raise NotFound(person)
    return found


def person_by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


def bodies() -> Sequence[Body]:
    return db.session.scalars(select(Body).order_by(Body.id)).all()


def body_by_key(key: str) -> Body:
    """Raises NotFound."""
    found = db.session.scalar(select(Body).where(Body.key == key))
    if found is None:
        raise NotFound(key)
    return found


def roster(body: Body, today: date | None = None) -> Sequence[Membership]:
    """Memberships of a body, people loaded; those in term on ``today`` where it is given."""
    wanted = (
        select(Membership)
        .join(Person)
        .options(contains_eager(Membership.person))
        .where(Membership.body_id == body.id)
        .order_by(Person.name, Membership.since)
    )
    return db.session.scalars(wanted.where(*_in_term(today)) if today else wanted).all()


def offices_of(person: Person) -> Sequence[Membership]:
    return db.session.scalars(
        select(Membership)
        .join(Body)
        .options(contains_eager(Membership.body))
        .where(Membership.person_id == person.id)
        .order_by(Membership.since.desc(), Membership.id)
    ).all()


@dataclass(frozen=True, slots=True)
class Term:
    """An office of a person in a body, as people read it."""

    id: int
    body: str
    body_name: Text
    office: Text
    since: date
    until: date | None

    def running(self, today: date) -> bool:
        return self.since <= today and (self.until is None or self.until >= today)


def terms_of(person: Person) -> list[Term]:
    """Every office the person holds, held or will hold; the latest first."""
    return [
        Term(m.id, m.body.key, name_of(m.body), office_title(m.body, m.office), m.since, m.until)
        for m in offices_of(person)
    ]


def name_of(body: Body) -> Text:
    return Text(en=body.name_en, fr=body.name_fr)


def office_title(body: Body, office: str) -> Text:
    """The words of an office; its name where the body declares it no more."""
    declared = next((o for o in body.offices if o["name"] == office), None)
    return Text.model_validate(declared["title"]) if declared else same(office)


def holders(body: str, offices: Sequence[str], today: date) -> Sequence[Person]:
    """Everyone who holds one of these offices today; any office where none is named."""
    wanted = select(Person).join(Membership).join(Body).where(Body.key == body, *_in_term(today)).distinct()
    return db.session.scalars(wanted.where(Membership.office.in_(offices)) if offices else wanted).all()


def directory(text: str = "", after: str = "", limit: int = 50) -> Sequence[Person]:
    """People by name, a page at a time; ``after`` is the last name|id of the page before."""
    wanted = select(Person).order_by(Person.name, Person.id).limit(limit)
    if text:
        like = f"%{text.lower()}%"
        wanted = wanted.where(or_(Person.email.like(like), Person.name.ilike(like)))
    if "|" in after:
        name, _, last = after.rpartition("|")
        if last.isdecimal():
            wanted = wanted.where(or_(Person.name > name, (Person.name == name) & (Person.id > int(last))))
    return db.session.scalars(wanted).all()


def latest_changes(limit: int = 30) -> Sequence[Change]:
    return db.session.scalars(select(Change).order_by(Change.at.desc(), Change.id.desc()).limit(limit)).all()


def _in_term(today: date) -> tuple[ColumnElement[bool], ...]:
    return (Membership.since <= today, or_(Membership.until.is_(None), Membership.until >= today))
