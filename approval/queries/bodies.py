"""Bodies as administrators see them: how they decide, who sits in them, which offices stand empty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from ..digests import digest
from ..language import Text
from ..models.bodies import Body, BodyRules, Membership
from ..models.database import db
from ..models.people import Person
from .people import bodies, body_by_key, in_term, office_title, roster

QUORUM_HALF = "half"
QUORUMS = {
    "half": Text(en="More than half of the seats", fr="Plus de la moitié des sièges"),
    "two_thirds": Text(en="Two thirds of the seats", fr="Les deux tiers des sièges"),
}
KEPT = tuple(c.name for c in BodyRules.__table__.columns if c.name not in {"id", "set_by_id", "set_at"})
"""Everything of a body that may change on a date."""
RULES = {
    "consensus": Text(
        en="Consensus; without it, chair and vice-chair decide jointly",
        fr="Consensus\u00a0; à défaut, la présidence et la vice-présidence décident conjointement",
    ),
    "majority": Text(en="Majority of the votes cast", fr="Majorité des voix exprimées"),
    "unanimous": Text(en="Unanimity", fr="Unanimité"),
    "single": Text(en="One office decides alone", fr="Une seule fonction décide"),
}


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


def seats(body: Body, today: date) -> list[Seat]:
    """All terms in a body: running ones first, then to come, then past."""
    rows = db.session.scalars(
        select(Membership)
        .join(Membership.person)
        .options(contains_eager(Membership.person))
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
        )
        for m in rows
    ]
    return sorted(found, key=lambda s: 0 if s.running(today) else 1 if s.since > today else 2)


def quorum_words(quorum: str) -> Text:
    """A quorum as people say it."""
    if quorum in QUORUMS:
        return QUORUMS[quorum]
    one = quorum == "1"
    return Text(
        en=f"{quorum} {'member' if one else 'members'}", fr=f"{quorum} {'membre' if one else 'membres'}"
    )


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


def seen_of_body(body: Body) -> str:
    """Tells this state of a body's rules from any other."""
    return digest([[str(getattr(r, name)) for name in KEPT] for r in body.rules])[:16]
