"""How long and how many: work against an empty view, in turns, so that a slow moment of the machine hits both."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

ROUNDS = 40
Work = Callable[[], object]


def bare() -> Work:
    """What asks a view that does nothing, of an application that has nothing: its time is B."""
    app = Flask("bare")
    app.add_url_rule("/", "empty", lambda: "")
    client = app.test_client()
    return lambda: client.get("/")


def in_turns(works: Mapping[str, Work], rounds: int = ROUNDS) -> dict[str, float]:
    """The median time of each, in seconds of this process: what else the machine does meanwhile is not counted.

    (SQLite works in this process, so that its work is; waiting for the disk is not, and is measured apart.)
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work(), work()
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(once(work))
    return {name: median(times) for name, times in taken.items()}


def once(work: Work, clock: Callable[[], float] = time.process_time) -> float:
    begun = clock()
    work()
    return clock() - begun


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that reaches the database; opening a transaction is none."""
    said: list[str] = []

    def hear(_: Any, __: Any, statement: str, *___: Any) -> None:
        if not statement.startswith("BEGIN"):
            said.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def statements(work: Work) -> int:
    with counted() as said:
        work()
    return len(said)


def row(name: str, *columns: object, over: bool = False) -> None:
    """One line of a table: a name and right-aligned columns, marked where a budget is not kept."""
    cells = "".join(f"{c:>12.1f}" if isinstance(c, float) else f"{c!s:>12}" for c in columns)
    print(f"{name:28}{cells}{'  over' if over else ''}")
