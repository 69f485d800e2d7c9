"""``python -m tests.bench [N …]``: what pages, actions and documents cost, as multiples measured in this run.

B is the empty view of a bare Flask application in the same process, so a slow or busy machine changes no
ratio much. Budgets are those the project set itself; a figure over its budget is marked, and nothing fails:
a machine that does something else at the same moment is no fault of the code.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from approval.app import create_app
from approval.cli.showing import show_proposals
from approval.models.database import db, transaction
from approval.models.people import Person
from approval.models.proposals import Proposal
from approval.operations.accounts import make_link, use_link
from approval.operations.founding import found, found_demonstration
from approval.operations.seeding import seed
from approval.operations.upgrading import upgrade
from approval.settings import Settings
from approval.web.context import system_clock
from tests.bench.joining import print_joining_times
from tests.bench.printing import print_times

PAGES = (
    ("list of 50", "/proposals/", 6, 12),
    ("list, filtered", "/proposals/?stage=assessment", 6, 12),
    ("search, a common word", "/proposals/?text=care", 6, 20),
    ("search, no result", "/proposals/?text=zzzzqqq", 6, 20),
    ("my work", "/", 9, 12),
    ("one case", "/proposals/{ref}/", 9, 12),
    ("its history", "/proposals/{ref}/history", 9, 12),
)
ROUNDS = 25


def main() -> None:
    for number in [int(n) for n in sys.argv[1:]] or [1_000, 10_000]:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), number)
    print_times()
    print_joining_times()


def measure(folder: Path, number: int) -> None:
    """One database of ``number`` cases, every page on it."""
    settings = Settings(
        data=folder, database_url=f"sqlite:///{folder / 'a.db'}", secret_key="k" * 32, demo=True
    )
    upgrade(settings)
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        found()
        found_demonstration(system_clock())
        show_proposals(app, system_clock())
        seed(app.extensions["desk"], number)
        reference = db.session.query(Proposal.reference).filter(Proposal.stage == "board_review").first()[0]
        client = _client(app, "ruth.abernethy@institute.example")
        db.session.remove()
    bare = _bare()
    base = _time(lambda: bare.get("/"))
    print(f"\n{number:,} cases on SQLite; B = an empty view = {base * 1000:.2f} ms here")
    print(f"{'page':26}{'x B':>8}{'budget':>8}{'statements':>12}{'budget':>8}")
    for name, path, most_statements, most in PAGES:
        url = path.format(ref=reference)
        count = _statements(lambda url=url: client.get(url))
        ratio = _time(lambda url=url: client.get(url)) / base
        mark = "  over" if ratio > most or count > most_statements else ""
        print(f"{name:26}{ratio:8.1f}{most:8}{count:12}{most_statements:8}{mark}")
    with app.app_context():
        db.engine.dispose()


def _bare() -> Any:
    """A client of an application that does nothing at all."""
    app = Flask("bare")
    app.add_url_rule("/", "empty", lambda: "")
    return app.test_client()


def _client(app: Flask, email: str) -> Any:
    now = system_clock()
    with transaction():
        person = db.session.query(Person).filter_by(email=email).one()
        token = make_link(person.id, "sign_in", now + timedelta(0))
    signed_in, _ = use_link(token, now)
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=signed_in.token, _fresh=True)
    return client


def _time(work: Callable[[], Any]) -> float:
    for _ in range(3):
        answer = work()
    assert answer.status_code == 200, answer.status_code
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken)


def _statements(work: Callable[[], Any]) -> int:
    said: list[str] = []

    def hear(_: Any, __: Any, statement: str, *___: Any) -> None:
        if statement != "BEGIN":
            said.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    work()
    event.remove(Engine, "before_cursor_execute", hear)
    return len(said)


if __name__ == "__main__":
    main()
