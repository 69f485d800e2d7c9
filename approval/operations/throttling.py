"""Slow down guessing: tries are counted by address and by client, in the database, for all processes together."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, func, select

from ..models.database import db, one_at_a_time, transaction
from ..models.people import Attempt

Kind = Literal["password", "link", "answer"]


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many within so long."""

    most: int
    within: timedelta


BY_ADDRESS: dict[Kind, Limit] = {
    "password": Limit(10, timedelta(minutes=15)),
    "link": Limit(5, timedelta(hours=1)),
    "answer": Limit(30, timedelta(minutes=15)),
}
BY_CLIENT: dict[Kind, Limit] = {  # a whole campus may share one address of the network
    "password": Limit(100, timedelta(minutes=15)),
    "link": Limit(50, timedelta(hours=1)),
    "answer": Limit(100, timedelta(minutes=15)),
}


class TooMany(Exception):
    """No more tries now; ``wait`` is how long until the next one counts."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"wait {wait}")
        self.wait = wait


def count_try(kind: Kind, address: str, client: str, now: datetime) -> None:
    """Count a try before it is made, so that many at once are counted too. Raises TooMany: it was not made."""
    limits = {_key(kind, "address", address): BY_ADDRESS[kind], _key(kind, "client", client): BY_CLIENT[kind]}
    with transaction():
        for key in sorted(limits):
            one_at_a_time(key)
        longest = max(limit.within for limit in (*BY_ADDRESS.values(), *BY_CLIENT.values()))
        db.session.execute(delete(Attempt).where(Attempt.at <= now - longest))
        waits = [wait for key, limit in limits.items() if (wait := _wait(key, limit, now))]
        if not waits:
            db.session.add_all([Attempt(key=key, at=now) for key in limits])
    if waits:
        raise TooMany(max(waits))


def forgive(kind: Kind, address: str) -> None:
    """The right password: earlier tries at this address count no more."""
    with transaction():
        db.session.execute(delete(Attempt).where(Attempt.key == _key(kind, "address", address)))


def _wait(key: str, limit: Limit, now: datetime) -> timedelta | None:
    counted, first = db.session.execute(
        select(func.count(Attempt.id), func.min(Attempt.at)).where(
            Attempt.key == key, Attempt.at > now - limit.within
        )
    ).one()
    return first + limit.within - now if counted >= limit.most else None


def _key(kind: Kind, what: str, value: str) -> str:
    return hashlib.sha256(f"{kind} {what} {value.strip().lower()}".encode()).hexdigest()
