"""Lend an office in a test, and ask who somebody is with it."""

from collections.abc import Callable
from datetime import timedelta

from approval.models.bodies import Delegation
from approval.models.database import db
from approval.models.people import Person
from approval.operations.delegating import Wish, delegate
from approval.queries.people import actor_of
from approval.workflow.facts import Actor
from tests.conftest import Clock, Someone


def lender(clock: Clock) -> Callable[..., int]:
    """``lend(giver, taker, "smt:chair")``: from today, for two weeks; the delegation's id."""

    def lend(
        giver: Someone, taker: Someone, seat: str, since: int = 0, days: int = 14, why: str = "Holidays"
    ) -> int:
        body, _, office = seat.partition(":")
        first = clock.today + timedelta(days=since)
        wish = Wish(body, office, taker.email, first, first + timedelta(days=days), why)
        delegate(actor(giver, clock), wish, now=clock.now, lang="en")
        newest = db.session.query(Delegation).order_by(Delegation.id.desc()).first()
        assert newest is not None
        return newest.id

    return lend


def actor(someone: Someone, clock: Clock) -> Actor:
    """The person as the application knows them today."""
    return actor_of(db.session.get_one(Person, someone.id), clock.today)
