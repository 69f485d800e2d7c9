"""Delegations as people read them: given and taken, running, to come and ended; all of them for administrators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from ..calendar import local_day
from ..language import Text
from ..models.bodies import Body, Delegation, Membership
from ..models.database import db
from .people import ADMINISTRATION, in_term, name_of, office_title

AUDIT = "audit"
NEVER = (ADMINISTRATION, AUDIT)
"""Bodies whose offices are given by an administrator alone, to a person by name."""
SIZE = 50


@dataclass(frozen=True, slots=True)
class Given:
    """One delegation: of which office, from whom to whom, between which days, and how it stands."""

    id: int
    office: Text
    body: Text
    giver: str
    taker: str
    giver_id: int
    taker_id: int
    since: date
    until: date
    why: str
    made_at: datetime
    ended_on: date | None

    def state(self, today: date) -> str:
        """``running``, ``coming`` or ``over``."""
        if self.ended_on is not None or self.until < today:
            return "over"
        return "coming" if self.since > today else "running"


def delegations_of(person: int, today: date) -> Sequence[Given]:
    """What the person gave and took, the latest first."""
    mine = or_(Delegation.from_id == person, Delegation.to_id == person)
    return _listed(_all().where(mine).limit(2 * SIZE), today)


def all_delegations(today: date, before: int = 0) -> tuple[Sequence[Given], int]:
    """Every delegation, the latest first, a page at a time; the id that the next page begins before (0 at the end)."""
    wanted = _all().limit(SIZE + 1)
    found = _listed(wanted.where(Delegation.id < before) if before else wanted, today)
    return found[:SIZE], found[SIZE - 1].id if len(found) > SIZE else 0


def lendable(person: int, today: date) -> list[tuple[str, Text]]:
    """The person's own offices of today that can be delegated, as ``body:office`` with their words.

    Not one that was lent to them, nor one in which they take another's place: there are no chains.
    """
    rows = db.session.execute(
        select(Body, Membership.office)
        .join(Membership, Membership.body_id == Body.id)
        .where(
            Membership.person_id == person,
            Membership.acting_for_id.is_(None),
            Body.key.not_in(NEVER),
            *in_term(today),
        )
        .order_by(Body.id, Membership.id)
    ).all()
    return [(f"{body.key}:{office}", office_in_words(body, office, today)) for body, office in rows]


def office_in_words(body: Body, office: str, day: date) -> Text:
    """``Chair, Senior Management Team``."""
    return Text(en="{office}, {body}", fr="{office}, {body}").format(
        office=office_title(body, office), body=name_of(body, day)
    )


def _all() -> Select[Delegation]:
    return (
        select(Delegation)
        .options(joinedload(Delegation.giver), joinedload(Delegation.taker), joinedload(Delegation.body))
        .order_by(Delegation.id.desc())
    )


def _listed(wanted: Select[Delegation], today: date) -> list[Given]:
    return [_given(d, today) for d in db.session.scalars(wanted)]


def _given(d: Delegation, today: date) -> Given:
    day = max(d.since, min(today, d.until))
    return Given(
        id=d.id,
        office=office_title(d.body, d.office),
        body=name_of(d.body, day),
        giver=d.giver.name,
        taker=d.taker.name,
        giver_id=d.from_id,
        taker_id=d.to_id,
        since=d.since,
        until=d.until,
        why=d.why,
        made_at=d.made_at,
        ended_on=local_day(d.ended_at) if d.ended_at else None,
    )
