"""What actions cost at the door: a case is carried from its draft to its launch, and each step is timed on the way.

Each step is tried several times and undone, then done. What is timed is everything up to the commit: facts,
rules, the event and its chain, the jobs, every statement sent. The commit is timed apart, against one of a single
row on the same database: it waits for the disk, and no code makes a disk faster.
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from unittest import mock

from flask import Flask
from sqlalchemy import insert

from approval.cli.showing import CONCEPTS
from approval.desk import Desk
from approval.forms.definition import Form
from approval.models.database import db
from approval.models.people import Attempt
from approval.operations import carrying
from approval.operations.advancing import Wish, advance
from approval.operations.demonstrating import Journey, demonstrate
from approval.operations.importing import read_submission
from approval.operations.writing import write
from approval.queries.cases import find
from approval.web.context import system_clock
from approval.workflow.facts import Actor
from tests.bench.measuring import Work, bare, counted, once, row

TRIES = 7
MOST, STATEMENTS = 15, 12
CONCEPT = "1-point-of-care-testing.json"
BEGAN = timedelta(days=260)
SHOWN: Mapping[str, str] = {
    "draft submit": "submit the concept",
    "assessment support": "support the concept",
    "save charter": "save the team's charter",
    "save proposal": "save the proposal",
    "development submit_proposal": "submit the proposal",
    "board_review approve": "write a decision down",
    "board_review approve confirmed": "confirm the decision",
}


@dataclass(slots=True)
class Stopwatch:
    """What each step took without its commit, how many statements, and what its commit took; an empty view in turns."""

    bare: Work
    empty: list[float] = field(default_factory=list)
    works: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    counts: dict[str, int] = field(default_factory=dict)
    commits: list[float] = field(default_factory=list)

    def write(self, desk: Desk, actor: Actor, reference: str, form: str, answers: Any, **rest: Any) -> Any:
        """One answer, as a page that is left saves it, and then all of them."""
        one = dict(list(answers.items())[:1])
        self._try(f"save {form}", lambda: write(desk, actor, reference, form, one, **rest))
        return write(desk, actor, reference, form, answers, **rest)

    def advance(self, desk: Desk, actor: Actor, reference: str, wish: Wish, *, now: datetime) -> Any:
        proposal = find(actor, reference)
        name = f"{proposal.stage} {wish.action}" + (" confirmed" if proposal.recorded == wish.action else "")
        self._try(name, lambda: advance(desk, actor, reference, wish, now=now))
        with self._commits():
            return advance(desk, actor, reference, wish, now=now)

    def _try(self, name: str, work: Work) -> None:
        """Do it several times, undone each time."""
        for _ in range(TRIES):
            self.empty.append(once(self.bare))
            with _undone(), counted() as said:
                self.works[name].append(once(lambda: _tried(work)))
            self.counts[name] = max(len(said), self.counts.get(name, 0))

    @contextmanager
    def _commits(self) -> Iterator[None]:
        session = db.session()
        commit = session.commit

        def flushed_first() -> None:
            session.flush()
            self.commits.append(once(commit, time.perf_counter))

        with mock.patch.object(session, "commit", flushed_first):
            yield


class Undone(Exception):
    """Raised where a commit would begin."""


@contextmanager
def _undone() -> Iterator[None]:
    session = db.session()

    def undo() -> None:
        session.flush()
        raise Undone

    with mock.patch.object(session, "commit", undo):
        yield


def _tried(work: Work) -> None:
    try:
        work()
    except Undone:
        return
    raise AssertionError("nothing was committed")


def print_times(app: Flask) -> None:
    """Carry one of the demonstration's concepts to its launch, and print what representative steps cost."""
    watch = Stopwatch(bare())
    with app.app_context():
        desk = app.extensions["desk"]
        form = desk.versions.newest("michener").forms["concept"]
        with (
            mock.patch.object(carrying, "advance", watch.advance),
            mock.patch.object(carrying, "write", watch.write),
        ):
            ending = demonstrate(desk, *_concept(form, system_clock()))
        assert ending.reached, ending
        alone = median(_one_row() for _ in range(25))
        db.session.remove()
    base = median(watch.empty)
    print(f"\nactions without their commit; B = {base * 1000:.2f} ms here")
    row("action", "x B", "budget", "statements", "budget")
    for name, words in SHOWN.items():
        ratio, count = median(watch.works[name]) / base, watch.counts[name]
        row(words, ratio, MOST, count, STATEMENTS, over=ratio > MOST or count > STATEMENTS)
    commit = median(watch.commits)
    print(f"a commit: {commit / alone:.1f} x that of a single row, which is {alone * 1000:.1f} ms here")


def _concept(form: Form, now: datetime) -> tuple[Any, Journey]:
    """A concept that is shown to launch, from so long ago that it is there by now."""
    begins = now - BEGAN
    return read_submission(form, (CONCEPTS / CONCEPT).read_bytes(), begins), Journey(begins, until=now)


def _one_row() -> float:
    """The commit of one row, without anything around it."""
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin() as change:
        connection.execute(insert(Attempt).values(key="bench", at=system_clock()))
        return once(change.commit, time.perf_counter)
