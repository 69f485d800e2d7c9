"""People, the bodies they sit in, and the offices they hold on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, literal, or_, select, tuple_
from sqlalchemy.orm import contains_eager

from ..digests import digest
from ..language import Text, folded, same
from ..models.bodies import Body, BodyRules, Delegation, Membership
from ..models.database import db
from ..models.people import Change, Person
from ..workflow.facts import Actor, Lent
from ..workflow.links import Known
from . import NotFound

ADMINISTRATION = "administration"
BOARD = "board"
"""The kind of body in which nobody votes for another (PROCESS.md 2)."""
OWN_OFFICE, LENT = "own", "lent"
_ALTERNATE = Body.key.in_(select(BodyRules.alternate)).label("alternate")


def actor_of(person: Person, today: date) -> Actor:
    """The person as rules see them: name, offices held today, offices lent to them. One statement."""
    return with_powers(person, db.session.execute(powers(person.id, today)).all())


def powers(person: Any, today: Any) -> CompoundSelect[str, str, str, int | None, str, bool]:
    """Every office that a person may use on a day: a row for each, for ``with_powers``."""
    return _held(person, today).union_all(_lent(person, today))


def with_powers(person: Known, rows: Iterable[Any]) -> Actor:
    """The person with the offices that the rows of ``powers`` tell."""
    rows = list(rows)
    own = [row for row in rows if row.whose != LENT]
    lent = [Lent(r.key, r.office, r.of, binds=r.kind != BOARD) for r in rows if r.whose == LENT]
    administers = any(row.key == ADMINISTRATION for row in own)  # whoever administers decides nothing
    return Actor(
        person.id,
        person.name,
        frozenset((row.key, row.office) for row in own),
        frozenset((row.key, row.office, row.of) for row in own if row.of is not None),
        () if administers else tuple(sorted(lent, key=lambda one: (one.body, one.office, one.by))),
        person.email,
        person.title,
        frozenset(row.key for row in rows if row.alternate),
    )


def _held(person: Any, today: Any) -> Select[str, str, str, int | None, str, bool]:
    whose = literal(OWN_OFFICE).label("whose")
    return (
        select(
            Body.key, Body.kind, Membership.office, Membership.acting_for_id.label("of"), whose, _ALTERNATE
        )
        .join(Body, Body.id == Membership.body_id)
        .where(Membership.person_id == person, *in_term(today))
    )


def _lent(person: Any, today: Any) -> Select[str, str, str, int, str, bool]:
    """What was delegated to the person, as long as it runs and whoever gave it still holds the office themselves."""
    return (
        select(Body.key, Body.kind, Delegation.office, Delegation.from_id, literal(LENT), _ALTERNATE)
        .join(Body, Body.id == Delegation.body_id)
        .where(Delegation.to_id == person, *lent_on(today))
    )


def lent_on(today: Any) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a delegation gives power on a day."""
    giver = (
        select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.person_id == Delegation.from_id,
            Membership.body_id == Delegation.body_id,
            Membership.office == Delegation.office,
            Membership.acting_for_id.is_(None),
            Person.stopped_at.is_(None),
            *in_term(today),
        )
        .correlate(Delegation)
        .exists()
    )
    return (Delegation.since <= today, Delegation.until >= today, Delegation.ended_at.is_(None), giver)


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
        .join(Membership.person)
        .options(contains_eager(Membership.person))
        .where(Membership.body_id == body.id)
        .order_by(Person.name, Membership.since)
    )
    return db.session.scalars(wanted.where(*in_term(today)) if today else wanted).all()


def offices_of(person: int) -> Sequence[Membership]:
    return db.session.scalars(
        select(Membership)
        .join(Body)
        .options(contains_eager(Membership.body))
        .where(Membership.person_id == person)
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
    acting_for: str = ""
    """Whose place it is, where the person acts in it during an absence."""

    def running(self, today: date) -> bool:
        return self.since <= today and (self.until is None or self.until >= today)


def terms_of(person: int, today: date) -> list[Term]:
    """Every office the person holds, held or will hold; the latest first."""
    return [_term(m, today) for m in offices_of(person)]


def name_of(body: Body, day: date) -> Text:
    """What the body is called on a day."""
    return body.on(day).name


def office_title(body: Body, office: str) -> Text:
    """The words of an office; its name where the body declares it no more."""
    declared = next((o for o in body.offices if o["name"] == office), None)
    return Text.model_validate(declared["title"]) if declared else same(office)


def holders(body: str, offices: Sequence[str], today: date) -> Sequence[Person]:
    """Everyone who holds one of these offices today; any office where none is named."""
    wanted = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .join(Body)
        .where(Body.key == body, *in_term(today))
        .distinct()
    )
    return db.session.scalars(wanted.where(Membership.office.in_(offices)) if offices else wanted).all()


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of people, and the id that the next begins after (0 at the end)."""

    people: Sequence[Person]
    offices: dict[int, list[Term]]
    after: int


def directory(text: str, today: date, after: int = 0, limit: int = 50) -> Listed:
    """People by name, accents ignored, a page at a time, with the offices they hold. Three statements."""
    wanted = select(Person).order_by(Person.search, Person.id).limit(limit + 1)
    for word in folded(text).split()[:8]:
        wanted = wanted.where(Person.search.contains(word, autoescape=True))
    if after:
        last = select(Person.search, Person.id).where(Person.id == after)
        wanted = wanted.where(tuple_(Person.search, Person.id) > last.scalar_subquery())
    found = db.session.scalars(wanted).all()
    people = found[:limit]
    terms = db.session.scalars(
        select(Membership)
        .join(Body)
        .options(contains_eager(Membership.body))
        .where(Membership.person_id.in_([p.id for p in people]), *in_term(today))
        .order_by(Body.id, Membership.id)
    )
    offices: dict[int, list[Term]] = {}
    for m in terms:
        offices.setdefault(m.person_id, []).append(_term(m, today))
    return Listed(people, offices, people[-1].id if len(found) > limit else 0)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What an administrator changed."""

    id: int
    at: datetime
    who: str
    what: Text


def changes(after: int = 0, limit: int = 50) -> tuple[list[ChangeLine], int]:
    """The newest first, a page at a time; the id that the next page begins after (0 at the end)."""
    wanted = (
        select(Change, Person.name)
        .outerjoin(Person)
        .order_by(Change.at.desc(), Change.id.desc())
        .limit(limit + 1)
    )
    if after:
        last = select(Change.at, Change.id).where(Change.id == after)
        wanted = wanted.where(tuple_(Change.at, Change.id) < last.scalar_subquery())
    rows = db.session.execute(wanted).all()
    lines = [ChangeLine(c.id, c.at, name or "", Text(en=c.what_en, fr=c.what_fr)) for c, name in rows[:limit]]
    return lines, lines[-1].id if len(rows) > limit else 0


def seen_of(person: Person) -> str:
    """Tells this state of a person's details from any other."""
    return digest([person.name, person.email, person.title, person.language])[:16]


def _term(m: Membership, today: date) -> Term:
    """An ended term goes by the name the body had at its end, one to come by the name it has then."""
    day = max(m.since, min(today, m.until or today))
    away = m.acting_for.name if m.acting_for else ""
    return Term(
        m.id, m.body.key, name_of(m.body, day), office_title(m.body, m.office), m.since, m.until, away
    )


def in_term(today: Any) -> tuple[ColumnElement[bool], ...]:
    return (Membership.since <= today, or_(Membership.until.is_(None), Membership.until >= today))
