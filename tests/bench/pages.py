"""What pages cost, and how that grows with the number of cases."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask

from approval.models.database import db, transaction
from approval.models.people import Person
from approval.models.proposals import Proposal
from approval.operations.accounts import make_link, use_link
from approval.web.context import system_clock
from tests.bench.measuring import bare, in_turns, row, statements

READER = "ruth.abernethy@institute.example"
"""She directs Continuing Education: she may open most cases and has a long list of work."""
GROWTH = 1.2


@dataclass(frozen=True, slots=True)
class Page:
    """A page, what it may cost, and whether it is held to stay as fast with more cases."""

    name: str
    path: str
    statements: int
    most: int
    grows: bool = True


PAGES = (
    Page("list of 50", "/proposals/", 6, 12),
    Page("list, filtered", "/proposals/?stage=assessment", 6, 12),
    Page("search, a common word", "/proposals/?text=care", 6, 20),
    Page("search, no result", "/proposals/?text=zzzzqqq", 6, 20),
    Page("my work", "/", 9, 12),
    Page("one case", "/proposals/{ref}/", 9, 12),
    Page("its history", "/proposals/{ref}/history", 9, 12),
)


def measure(app: Flask, number: int) -> dict[str, float]:
    """Print a table for the cases that are there; each page as a multiple of B."""
    with app.app_context():
        reference = db.session.query(Proposal.reference).filter(Proposal.stage == "board_review").first()[0]
        client = client_of(app, READER)
        db.session.remove()
    asks = {p.name: lambda p=p: _ask(client, p.path.format(ref=reference)) for p in PAGES}
    taken = in_turns({"B": bare(), **asks})
    base = taken["B"]
    print(f"\n{number:,} cases on SQLite; B = an empty view = {base * 1000:.2f} ms here")
    row("page", "x B", "budget", "statements", "budget")
    found = {}
    for page in PAGES:
        ratio, count = taken[page.name] / base, statements(asks[page.name])
        over = ratio > page.most or count > page.statements
        row(page.name, ratio, page.most, count, page.statements, over=over)
        found[page.name] = ratio
    return found


def print_growth(few: tuple[int, dict[str, float]], many: tuple[int, dict[str, float]]) -> None:
    """How much longer each page takes where there are more cases."""
    print(f"\ngrowth from {few[0]:,} to {many[0]:,} cases")
    row("page", "times", "budget")
    for page in PAGES:
        times = many[1][page.name] / few[1][page.name]
        row(page.name, f"{times:.2f}", GROWTH, over=times > GROWTH)


def client_of(app: Flask, email: str) -> Any:
    """A browser in which this person is signed in."""
    now = system_clock()
    with transaction():
        person = db.session.query(Person).filter_by(email=email).one()
        token = make_link(person.id, "sign_in", now + timedelta(0))
    signed_in, _ = use_link(token, now)
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=signed_in.token, _fresh=True)
    return client


def _ask(client: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
