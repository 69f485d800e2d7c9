"""Who gets what at every address: nobody learns of a case that is not theirs, and each role finds its own pages.

What each role gets stands in ``tests/golden/routes.txt``, for a person to review. To accept a new table:
``GOLDEN=write .venv/bin/python -m pytest tests/web/test_access.py``.
"""

import contextvars
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule
from werkzeug.test import TestResponse as Response

from approval.app import create_app
from approval.models.database import db, transaction
from approval.models.meetings import AgendaItem, Alternate
from approval.models.proposals import Audience, Proposal
from approval.operations.conflicts import declare
from approval.settings import Settings
from approval.web.access import access_of
from tests.browser.cases import build
from tests.browser.town import Town
from tests.conftest import KEY, Clock
from tests.visiting import Visitor

GOLDEN = Path(__file__).parents[1] / "golden" / "routes.txt"
ROLES = {
    "anonymous": "",
    "stranger": "Eve Outside",
    "proposer": "Amina Okafor",
    "co-proposer": "Wei Zhang",
    "CE intake": "Sofia Marchetti",
    "its assessor": "Paul Leblanc",
    "CE assessor": "Noor Haddad",
    "CE director": "Ruth Abernethy",
    "in conflict": "Basil Conflicted",
    "SMT secretary": "Tom Alvarez",
    "SMT member": "Marie Dubois",
    "SMT chair": "Lin Chen",
    "quality": "Quentin Review",
    "Board secretary": "Karl Brandt",
    "Board member": "Owen Price",
    "Board chair": "Grace Obi",
    "team lead": "Helen Fraser",
    "registrar": "Regina Star",
    "auditor": "Otto Audit",
    "administrator": "Adele Ministre",
}
MORE = {
    "Noor Haddad": ("ce", "assessor"),
    "Basil Conflicted": ("ce", "deputy_director"),
    "Quentin Review": ("quality", "reviewer"),
    "Regina Star": ("registrar", "registrar"),
    "Otto Audit": ("audit", "auditor"),
}
CHOSEN = {
    "draft": "submit",
    "assessment": "support",
    "concept": "endorse",
    "team": "start_development",
    "board": "launch",
}
"""By case: the action, where an address names one."""
NUMBER = {f"conditions.{name}": 2 for name in ("assigning", "assign", "waiving", "let_go")} | {
    f"conditions.{name}": 3 for name in ("reopening", "open_again")
}
"""Of the condition: the Board's one that is open, and the one that was signed off a moment ago."""


class House(Town):
    """Knocks at doors as anybody, and puts everything back as it was before."""

    def __init__(self, app: Flask, clock: Clock, database: Path) -> None:
        super().__init__(app, clock)
        self.database = database
        self.cookies: dict[str, str] = {}

    def ready(self) -> None:
        """People are signed in; this is what every knock finds."""
        for role, name in ROLES.items():
            if name:
                self.cookies[role] = self.cookie(self.person(name))["value"]
        self.before = sqlite3.connect(":memory:")
        with sqlite3.connect(self.database) as live:
            live.backup(self.before)
        live.close()

    def knock(self, role: str, method: str, address: str) -> Response:
        """What a role is answered there."""
        browser = Visitor(self.app, self.app.response_class, use_cookies=True)
        if role in self.cookies:
            browser.set_cookie(self.app.config["SESSION_COOKIE_NAME"], self.cookies[role])
        data = {"csrf_token": browser.token()} if method == "POST" else None
        send = partial(FlaskClient.open, browser, address, method=method, data=data, buffered=True)
        answer: Response = contextvars.Context().run(send)  # a request has a context of its own
        if method == "POST":
            db.engine.dispose()
            with sqlite3.connect(self.database) as live:
                self.before.backup(live)
            live.close()
        return answer


@pytest.fixture(scope="module")
def house(
    template: Path, tmp_path_factory: pytest.TempPathFactory, compiled: FileSystemBytecodeCache
) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    shutil.copy2(template, folder / "approval.db")
    settings = Settings(folder, f"sqlite:///{folder / 'approval.db'}", KEY)
    app = create_app(settings, clock=(clock := Clock()))
    app.jinja_env.bytecode_cache = compiled
    house = House(app, clock, folder / "approval.db")
    build(house)
    house.person("Wei Zhang", email="wei.zhang@institute.example")
    for name, office in MORE.items():
        house.person(name, office)
    with app.app_context():
        for case in ("assessment", "concept", "team", "board"):
            actor = house.person("Basil Conflicted").actor
            declare(house.desk, actor, house.references[case], "family", "My sister teaches it.", clock.now)
        referred(house)
        house.ready()
        yield house
        db.engine.dispose()


def referred(house: House) -> None:
    """The Board decides on the concept in place of the Senior Management Team."""
    with transaction():
        found = db.session.query(Proposal).filter_by(reference=house.references["concept"]).one()
        item = db.session.query(AgendaItem.id).order_by(AgendaItem.id).limit(1).scalar()
        row = {"body": "smt", "alternate": "board", "item_id": item, "since": house.clock.now}
        db.session.add(Alternate(proposal_id=found.id, **row))
        db.session.add(Audience(proposal_id=found.id, body="board", since=house.clock.now))


def doors(app: Flask) -> list[tuple[str, Rule]]:
    """Every method and route that a browser may send, in the order of the table."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    return [(method, rule) for rule in rules for method in ("GET", "POST") if method in rule.methods]


def address_of(house: House, rule: Rule, case: str) -> str:
    """The route with what the case holds; what it does not hold is asked for all the same."""
    found = house.found
    values = {
        "reference": house.references[case],
        "name": CHOSEN[case],
        "form": "charter" if case == "team" else "concept",
        "section": "charter" if case == "team" else "idea",
        "key": found["attachment"] if rule.endpoint == "attachments.show" else "smt",
        "digest": found["paper"] if rule.endpoint.startswith("meeting_documents") else found["document"],
        "item": found["item"],
        "language": "en",
        "motion": 1,
        "what": "put",
        "question": 1,
        "letter": found["letter"],
        "member": found["member"],
        "meeting": found["meeting"],
        "number": found["resource"]
        if rule.endpoint.startswith("resourcing")
        else NUMBER.get(rule.endpoint, 1),
        "person": found["denier"] if rule.endpoint.startswith("conflicts") else house.person("Owen Price").id,
        "delegation": found["delegation"],
        "body": "board" if rule.endpoint.startswith("referrals") else "smt",
        "version": found["older" if "to" in rule.arguments else "newest"],
        "to": found["newest"],
        "since": "2024-09-01",
        "term": 1,
        "job": 1,
        "token": "no-such-token",
        "code": found["code"],
        "filename": "img/mark.svg",
    }
    with house.app.test_request_context():
        return house.app.url_for(rule.endpoint, **{n: values[n] for n in rule.arguments})


def public(app: Flask, rule: Rule) -> bool:
    return access_of(app, rule.endpoint).kind == "public"


def about_cases(house: House) -> Iterator[tuple[str, Rule, str, str]]:
    """(method, route, case, address) of everything that names a case."""
    for case in house.references:
        for method, rule in doors(house.app):
            if "reference" in rule.arguments:
                yield method, rule, case, address_of(house, rule, case)


def test_a_stranger_finds_nothing_of_any_case(house: House):
    opened = {
        f"{method} {address}": status
        for method, _, _, address in about_cases(house)
        if (status := house.knock("stranger", method, address).status_code) != 404
    }
    assert opened == {}


def test_a_case_that_is_there_looks_to_a_stranger_like_one_that_is_not(house: House):
    browser = house.app.test_client()
    browser.set_cookie(house.app.config["SESSION_COOKIE_NAME"], house.cookies["stranger"])
    there, nowhere = (
        browser.get(f"/proposals/{r}/").text for r in (house.references["board"], "MC-2026-999")
    )
    assert there.replace(house.references["board"], "MC-2026-999") == nowhere


def test_whoever_is_not_signed_in_is_asked_to(house: House):
    """Pages lead to signing in; what is sent is refused with everything that was typed."""
    wrong = {}
    for method, rule in doors(house.app):
        if public(house.app, rule):
            continue
        answer = house.knock("anonymous", method, address_of(house, rule, "assessment"))
        told = (answer.status_code, answer.location)
        if told != ((303, "/sign-in") if method == "GET" else (401, None)):
            wrong[f"{method} {rule.rule}"] = told
    assert wrong == {}


def test_every_route_about_a_case_is_somebody_s(house: House):
    """Else that a stranger gets 404 there would say nothing."""
    found: dict[str, set[str]] = {}
    for method, rule, case, address in about_cases(house):
        mine = found.setdefault(f"{method} {rule.rule}", set())
        for role in ROLES:
            if (
                not mine
                and role not in {"anonymous", "stranger"}
                and house.knock(role, method, address).status_code != 404
            ):
                mine.add(f"{role} at {case}")
    assert [route for route, who in found.items() if not who] == []


def table(house: House, title: str, case: str, shown: Callable[[Rule], bool]) -> str:
    """One line a route, one column a role."""
    lines = [title, ""]
    width = max(len(rule.rule) for _, rule in doors(house.app)) + 5
    for method, rule in doors(house.app):
        if shown(rule):
            address = address_of(house, rule, case)
            cells = [str(house.knock(role, method, address).status_code) for role in ROLES]
            lines.append(f"{method:4} {rule.rule}".ljust(width) + "  ".join(cells))
    return "\n".join(lines) + "\n"


def test_each_role_gets_what_was_reviewed(house: House):
    key = "".join(f"{n:3}  {role}\n" for n, role in enumerate(ROLES, 1))
    tables = [
        table(house, "A case at assessment", "assessment", lambda rule: "reference" in rule.arguments),
        table(house, "A case that is approved", "board", lambda rule: "reference" in rule.arguments),
        table(house, "Elsewhere", "assessment", lambda rule: "reference" not in rule.arguments),
    ]
    told = (
        f"What each address answers to whom; a POST sends nothing but its token. Columns:\n\n{key}\n"
        + "\n".join(tables)
    )
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text(told, "utf-8")
    assert told == GOLDEN.read_text("utf-8")
