"""What a new installation begins with: the bodies of its workflow; in a demonstration, people as well."""

import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from ..calendar import local_day
from ..language import Lang, Text, format_day
from ..models.bodies import Body, BodyRules, Membership
from ..models.database import db, one_at_a_time, transaction
from ..models.people import Person
from ..resources import WORKFLOWS

INSTITUTION = WORKFLOWS / "michener"


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Office(_Declared):
    """A seat in a body; ``most`` is how many may hold it at once."""

    name: str
    title: Text
    most: int | None = None
    votes: bool = True
    """Whether it is a seat: one that votes and counts in the quorum."""


class Ground(_Declared):
    """A ground on which an item may be closed to the public."""

    name: str
    title: Text


class Instrument(_Declared):
    """The by-law or terms of reference that a body decides under, as in force since ``date``."""

    title: Text
    section: str
    date: date

    def words(self) -> Text:
        """One line, as decisions cite it."""
        return Text(
            en=f"{self.title.en}, section {self.section}, in force since {format_day(self.date, 'en')}",
            fr=f"{self.title.fr}, article {self.section}, en vigueur depuis le {format_day(self.date, 'fr')}",
        )


class NewBody(_Declared):
    """A body as written in ``bodies.toml``."""

    key: str
    name: Text
    kind: str
    rule: Literal["consensus", "majority", "unanimous", "single"]
    quorum: int | Literal["half", "two_thirds"]
    conflicted_count: bool = False
    conflicted_leave: bool = True
    alternate: str = ""
    written_resolution: bool = False
    cadence: Literal["weekly", "biweekly", "monthly", "quarterly", "as_called"] = "as_called"
    meets_at: str = "09:00"
    agenda_days: int
    packet_days: int = 0
    retraction_hours: int
    motion_series: str = ""
    closed_grounds: tuple[Ground, ...] = ()
    instrument: Instrument
    offices: tuple[Office, ...]


class Seat(_Declared):
    """An office of a body, by name."""

    body: str
    office: str


class NewPerson(_Declared):
    """Somebody of the demonstration, as written in ``demo.toml``."""

    name: str
    email: str
    title: Text
    language: Lang
    offices: tuple[Seat, ...]


def found(folder: Path = INSTITUTION) -> None:
    """The bodies that a workflow's folder declares and the database lacks.

    One that exists is left as it is: bodies change in the database. Raises pydantic.ValidationError.
    """
    declared = [NewBody.model_validate(b) for b in _read(folder, "bodies.toml", "body")]
    with transaction():
        one_at_a_time("founding")
        known = set(db.session.scalars(select(Body.key)))
        for body in declared:
            if body.key not in known:
                known.add(body.key)
                db.session.add(_body(body))


def found_demonstration(now: datetime, folder: Path = INSTITUTION) -> list[NewPerson]:
    """The people of the demonstration, with their offices; those already there are left as they are.

    They can sign in by link only. Raises pydantic.ValidationError, KeyError for an unknown body.
    """
    people = [NewPerson.model_validate(p) for p in _read(folder, "demo.toml", "person")]
    today = local_day(now)
    with transaction():
        one_at_a_time("founding")
        bodies = {b.key: b.id for b in db.session.scalars(select(Body))}
        known = set(db.session.scalars(select(Person.email)))
        for declared in people:
            if declared.email not in known:
                known.add(declared.email)
                _settle(declared, bodies, today, now)
    return people


def _settle(declared: NewPerson, bodies: dict[str, int], today: date, now: datetime) -> None:
    person = Person(
        name=declared.name,
        email=declared.email,
        title=declared.title.in_(declared.language),
        language=declared.language,
        created_at=now,
    )
    db.session.add(person)
    db.session.flush()
    since = date(today.year - 1, 7, 1)  # in office since last year's beginning: cases may be dated back
    for seat in declared.offices:
        # an auditor's term always has an end (PROCESS.md 2)
        until = today + timedelta(days=365) if seat.body == "audit" else None
        db.session.add(
            Membership(
                body_id=bodies[seat.body], person_id=person.id, office=seat.office, since=since, until=until
            )
        )


def _body(declared: NewBody) -> Body:
    instrument = declared.instrument.words()
    kept = ("rule", "conflicted_count", "conflicted_leave", "alternate", "written_resolution", "cadence")
    plain = {name: getattr(declared, name) for name in (*kept, "meets_at", "agenda_days", "packet_days")}
    rules = BodyRules(
        since=declared.instrument.date,
        name_en=declared.name.en,
        name_fr=declared.name.fr,
        quorum=str(declared.quorum),
        retraction_hours=declared.retraction_hours,
        motion_series=declared.motion_series,
        closed_grounds=[{"name": g.name, **g.title.model_dump()} for g in declared.closed_grounds],
        instrument_en=instrument.en,
        instrument_fr=instrument.fr,
        **plain,
    )
    offices = [office.model_dump() for office in declared.offices]
    return Body(key=declared.key, kind=declared.kind, offices=offices, rules=[rules])


def _read(folder: Path, file: str, table: str) -> list[object]:
    path = folder / file
    return list(tomllib.loads(path.read_text("utf-8")).get(table, [])) if path.is_file() else []
