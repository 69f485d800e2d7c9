"""Long walks through the real application, and what must hold after every step (ENGINEERING's invariants).

People begin, write, decide, retract, declare conflicts, keep agendas, look around and wait, rightly and wrongly;
after each step I1 to I5 and I7 to I11 are worked out anew from the rows and from the workflow file. I6, one vote
for each seat and motion, is left out: the application keeps the tally of a vote and no single votes yet.

A walk is known by its number and goes the same way on every machine. ``WALKS=300 WALK_FROM=$RANDOM`` takes other
walks and more of them, ``WALK_STEPS=60`` makes each longer.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from jinja2 import FileSystemBytecodeCache

from approval.app import create_app
from approval.models.database import db
from approval.settings import Settings
from tests.conftest import KEY, Clock
from tests.visiting import watch
from tests.walks.house import House
from tests.walks.walk import Walk
from tests.walks.walker import SEEN

WALKS, FIRST, STEPS = (
    int(os.environ.get(n, d)) for n, d in (("WALKS", 34), ("WALK_FROM", 60), ("WALK_STEPS", 25))
)
ONE = settings(
    max_examples=1,  # what Hypothesis would vary follows from the number
    stateful_step_count=STEPS,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def house(
    template: Path, tmp_path_factory: pytest.TempPathFactory, compiled: FileSystemBytecodeCache
) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("walks")
    shutil.copy2(template, folder / "approval.db")
    app: Flask = create_app(
        Settings(folder, f"sqlite:///{folder / 'approval.db'}", KEY), clock=(clock := Clock())
    )
    app.jinja_env.bytecode_cache = compiled
    app.testing = True
    app.config["LATER"] = lambda work: work()
    watch(app)
    house = House(app, clock, folder / "approval.db")
    house.fill()
    yield house
    house.close()
    with app.app_context():
        db.engine.dispose()


FAR = {
    *(f"came to {stage}" for stage in (
        "draft", "concept_revision", "assessment", "concept_review", "team_formation", "development", "proposal_review",
        "board_review", "approved", "active",
    )),
    "did support of ce", "did endorse of smt", "did record", "did retract", "did declare_conflict", "did close_condition",
    "did waive_condition", "did reopen_condition", "did assign_condition", "did legal_hold",
    "did send_letter", "refused with 404", "refused with 409", "refused as stale", "asked for proof", "sent twice", "looked",
    "mailed",
}  # fmt: skip
"""What must have happened on the walks that everybody takes: else they would prove little."""


@pytest.mark.slow
def test_whatever_people_do_the_rules_of_the_house_hold(house: House) -> None:
    """More walks are taken where the first have not met everything: a new rule of the process leads them elsewhere."""
    SEEN.clear()
    for number in range(FIRST, FIRST + 3 * WALKS):
        if number >= FIRST + WALKS and not _unseen():
            break
        run_state_machine_as_test(type("Walk", (Walk,), {"house": house, "number": number}), settings=ONE)
    assert _unseen() == []


def _unseen() -> list[str]:
    boards = any(what.startswith("did ") and what.endswith(" of board") for what in SEEN)
    return sorted(FAR - SEEN.keys()) + ([] if boards else ["a decision of the Board"])
