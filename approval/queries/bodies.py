"""Bodies as administrators see them: how they decide, who sits in them, which offices stand empty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from ..language import Text
from ..models.bodies import Body, Membership
from ..models.database import db
from ..models.people import Person
from .body_rules import RULES, quorum_words
from .people import bodies, body_by_key, in_term, office_title, roster


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body in the list: who holds its offices today, and which nobody holds."""

    body: Body
    seated: int
    empty: Sequence[Text]


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody's term in a body."""

    id: int
    person: int
    name: str
    office: Text
    since: date
    until: date | None
    may_sign_in: bool
    acting_for: str = ""
    """Whose place it is, where somebody acts in it during an absence."""
    why: str = ""

    def running(self, today: date) -> bool:
        return self.since <= today and (self.until is None or self.until >= today)


def body_lines(today: date) -> list[BodyLine]:
    """Every body, in three statements."""
    held = db.session.execute(
        select(Membership.body_id, Membership.office, Membership.person_id)
        .join(Membership.person)
        .where(Person.may_sign_in, *in_term(today))
    ).all()
    return [
        BodyLine(
            body,
            len({person for body_id, _, person in held if body_id == body.id}),
            [
                office_title(body, o["name"])
                for o in body.offices
                if (body.id, o["name"]) not in {(b, office) for b, office, _ in held}
            ],
        )
        for body in bodies()
    ]


def empty_offices(body: Body, seats: Sequence[Seat], day: date) -> list[Text]:
    """Offices that nobody who can sign in holds on a day."""
    held = {s.office.en for s in seats if s.running(day) and s.may_sign_in}
    titles = [office_title(body, o["name"]) for o in body.offices]
    return [title for title in titles if title.en not in held]


def seats(body: Body, today: date) -> list[Seat]:
    """All terms in a body: running ones first, then to come, then past."""
    rows = db.session.scalars(
        select(Membership)
        .join(Membership.person)
        .options(contains_eager(Membership.person), joinedload(Membership.acting_for))
        .where(Membership.body_id == body.id)
        .order_by(Person.search, Membership.since.desc())
    )
    found = [
        Seat(
            m.id,
            m.person_id,
            m.person.name,
            office_title(body, m.office),
            m.since,
            m.until,
            m.person.may_sign_in,
            m.acting_for.name if m.acting_for else "",
            m.why,
        )
        for m in rows
    ]
    return sorted(found, key=lambda s: 0 if s.running(today) else 1 if s.since > today else 2)


def in_force(key: str, day: date) -> dict[str, Any]:
    """How a body is called, by what rule it decides and who sits in it on a day: what a decision keeps of it.

    A document of the decision that is made later, after a renaming or an election, still shows this.
    """
    body = body_by_key(key)
    rules = body.on(day)
    return {
        "key": body.key,
        "name": rules.name.model_dump(),
        "kind": body.kind,
        "rule": RULES[rules.rule].model_dump(),
        "quorum": quorum_words(rules.quorum).model_dump(),
        "instrument": {"en": rules.instrument_en, "fr": rules.instrument_fr},
        "members": [
            {"name": m.person.name, "office": office_title(body, m.office).model_dump()}
            for m in roster(body, day)
        ],
    }
