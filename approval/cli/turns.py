"""Several journeys through the same time: one moves at once, always the one that is earliest."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from heapq import heappop, heappush
from threading import Condition
from typing import TypeVar

from flask import Flask

from ..models.database import db
from ..operations.carrying import TimeIsUp

Result = TypeVar("Result")
PassTime = Callable[[datetime], None]


class Turns:
    """Whose turn it is. Each journey has a number; of two at the same moment the lower one goes first."""

    def __init__(self, journeys: int) -> None:
        self._under_way = journeys
        self._waiting: list[tuple[datetime, int]] = []
        self._changed = Condition()
        self._over = False

    def wait(self, number: int, moment: datetime) -> None:
        """Until every other journey has come at least as far. Raises TimeIsUp once all are called off."""
        db.session.rollback()  # whoever waits reads nothing and holds no connection
        with self._changed:
            heappush(self._waiting, (moment, number))
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._over or self._is_turn_of(number))
            if self._over:
                raise TimeIsUp
            heappop(self._waiting)

    def leave(self) -> None:
        """A journey ended."""
        with self._changed:
            self._under_way -= 1
            self._changed.notify_all()

    def call_off(self) -> None:
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def _is_turn_of(self, number: int) -> bool:
        return len(self._waiting) == self._under_way and self._waiting[0][1] == number


def side_by_side(
    app: Flask, journeys: Sequence[tuple[datetime, Callable[[PassTime], Result]]]
) -> list[Result]:
    """Take every journey from its beginning on; what each came to, in their order.

    A journey is called with the function that it calls whenever time passes for it.
    """
    turns = Turns(len(journeys))
    db.session.rollback()  # who waits for them all sees what they did

    def travel(number: int) -> Result:
        begins, journey = journeys[number]
        try:
            with app.app_context():
                turns.wait(number, begins)
                return journey(lambda moment: turns.wait(number, moment))
        finally:
            turns.leave()

    with ThreadPoolExecutor(len(journeys)) as threads:
        try:
            return list(threads.map(travel, range(len(journeys))))
        except BaseException:
            turns.call_off()  # the others end where they are
            raise
