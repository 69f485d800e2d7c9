"""The house that walks are taken in: one application, its people, and cases at every stage to set out from."""

import io
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
from flask import Flask

from approval.documents.environment import letters
from approval.documents.pdf import Press
from approval.documents.stamping import SIGNS
from approval.models.database import db
from approval.operations.carrying import Carrier, Told
from approval.operations.carrying_means import MEANS
from approval.operations.demonstrating import Journey, demonstrate
from approval.operations.importing import read_submission
from approval.operations.working import Tools, run_due
from approval.resources import STATIC
from tests.browser.town import Town
from tests.conftest import Clock, Someone
from tests.visiting import Page, Visitor
from tests.walks import law
from tests.walks.ledger import Ledger
from tests.worker.conftest import Posted, Printed

SAMPLES = Path(__file__).parents[1] / "samples"
PEOPLE: dict[str, tuple[tuple[str, str], ...]] = {
    "Amina Okafor": (),
    "Etienne Lavallee": (),
    "Lena Fischer": (),
    "Eve Outside": (),
    "Sofia Marchetti": (("ce", "intake"),),
    "Nathalie Gervais": (("ce", "intake"), ("ce", "assessor")),
    "Daniel Kowalczyk": (("ce", "assessor"),),
    "Ruth Abernethy": (("ce", "director"),),
    "Jean Thibodeau": (("ce", "deputy_director"),),
    "Anita Venkataraman": (("smt", "chair"),),
    "Paul Nakashima": (("smt", "vice_chair"),),
    "Kwame Asante": (("smt", "member"), ("board", "member")),
    "Gillian Macpherson": (("smt", "secretary"),),
    "Fatima Benali": (("smt", "deputy_secretary"),),
    "Eleanor Nadjiwon": (("board", "chair"),),
    "Robert Dangelo": (("board", "vice_chair"),),
    "Tariq Siddiqui": (("board", "member"),),
    "Patricia Kelleher": (("board", "secretary"),),
    "Simon Guerette": (("board", "deputy_secretary"),),
    "Ingrid Halvorsen": (("quality", "lead"),),
    "Samuel Achebe": (("quality", "reviewer"),),
    "Grace Villanueva": (("registrar", "registrar"),),
    "Amira Farouk": (("audit", "auditor"),),
    "Dorothy Iwasaki": (("administration", "administrator"),),
}
FRENCH = {"Etienne Lavallee", "Nathalie Gervais", "Fatima Benali", "Simon Guerette"}
WITH_CONDITIONS = {
    "new: concept_review": "endorse_with_conditions",
    "new: board_review": "approve_with_conditions",
}
"""By place: the decision from which another sets out."""
APART = timedelta(days=3)
"""Between the end of one case and the beginning of the next."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept that is carried through the house before walks begin."""

    file: str
    proposer: str
    changes: dict[str, Any] = field(default_factory=dict)
    expected: str = ""
    lasts: timedelta = timedelta(days=365)
    places: tuple[str, ...] = ()
    """Stages at which walks set out, with jobs that wait; none named: all, with their jobs done."""

    def content(self, people: dict[str, Someone]) -> bytes:
        own = people[self.proposer]
        [file] = SAMPLES.glob(f"{self.file}-*.json")
        concept = json.loads(file.read_text("utf-8"))["concept"]
        concept |= {"proposer": {"name": own.name, "email": own.email}, **self.changes}
        return json.dumps({"about": {"expected_result": self.expected}, "concept": concept}).encode()


@dataclass
class OnePage(Printed):
    """Prints a page of letters once and gives it for every document: what packets are bound from."""

    page: bytes = b""

    def pdf(self, html: str, *, identifier: str, lang: str) -> bytes:
        self.asked.append(identifier)
        if not self.page:
            with Press(STATIC) as press:
                self.page = press.pdf(letters(SIGNS, "en"), identifier="letters", lang="en")
        made = io.BytesIO()
        with pikepdf.open(io.BytesIO(self.page)) as paper:
            paper.docinfo["/Title"] = f"{identifier} {hash(html)}"
            paper.save(made, deterministic_id=True)
        return made.getvalue()


class House(Town):
    """Kept as it was at each beginning, and put back there before each walk."""

    def __init__(self, app: Flask, clock: Clock, database: Path) -> None:
        super().__init__(app, clock)
        self.database = database
        self.press, self.post = OnePage(), Posted()
        self.kept: dict[str, tuple[sqlite3.Connection, datetime]] = {}

    def fill(self) -> None:
        """People, and a concept of each kind: what happened to it on its way is where walks begin."""
        for name, offices in PEOPLE.items():
            self.person(name, *offices, language="fr" if name in FRENCH else "en")
        self.keep("nothing yet")
        for kind, concept in self._concepts().items():
            self._carry(kind, concept)
            self.clock.forward(days=APART.days)
        for place, action in WITH_CONDITIONS.items():
            self._decide(place, action)

    def _concepts(self) -> dict[str, Concept]:
        chair = self.people["Kwame Asante"]
        both = [{"name": chair.name, "email": chair.email}]
        return {
            "returned": Concept(
                "X02",
                "Etienne Lavallee",
                {"co_proposers": []},
                "Returned for revision",
                places=("concept_revision",),
            ),
            "new": Concept("S04", "Amina Okafor", {"co_proposers": both}),
            "existing": Concept(
                "S03",
                "Jean Thibodeau",
                lasts=timedelta(days=60),
                places=("assessment", "development", "proposal_review"),
            ),
            "short": Concept(
                "S11",
                "Etienne Lavallee",
                {"product_type": "micro_course", "partners": []},
                places=("concept_review", "proposal_review", "active"),
            ),
        }

    def _carry(self, kind: str, concept: Concept) -> None:
        form = self.desk.versions.newest("michener").forms["concept"]
        begins = self.clock.now
        submission = read_submission(form, concept.content(self.people), begins)

        def moved(told: Told) -> None:
            self.clock.now = max(told.at, self.clock.now)
            case = self.ledger().case(told.reference)
            place = f"{kind}: {case['stage']}" + (", intake open" if case["intake_open"] else "")
            if place not in self.kept and case["stage"] in (concept.places or law.stages()):
                if not concept.places:
                    self.work()
                self.keep(place)

        with self.app.app_context():
            journey = Journey(begins, until=begins + concept.lasts, tell=moved)
            ending = demonstrate(self.desk, submission, journey)
        assert ending.reached or concept.lasts < timedelta(days=365), ending
        self.clock.now = max(self.clock.now, ending.now)
        self.work()

    def _decide(self, place: str, action: str) -> None:
        """From a place on, a body decides with conditions: another place."""
        self.put_back(place)
        [case] = [c for c in self.ledger()["proposal"] if place.endswith(c["stage"])]
        with self.app.app_context():
            carrier = Carrier(self.desk, case["reference"], self.clock.now, lambda _: None, MEANS)
            carrier.take(carrier.version.workflow.action_at(case["stage"], action))
            self.clock.now = carrier.now
        self.work()
        self.keep(f"{place}, {action}")

    # ── as it was ────────────────────────────────────────────────────────────────────────────────────────────────

    def keep(self, place: str) -> None:
        memory = sqlite3.connect(":memory:", check_same_thread=False)
        with closing(sqlite3.connect(self.database)) as live:
            live.backup(memory)
        self.kept[place] = memory, self.clock.now

    def put_back(self, place: str) -> None:
        memory, self.clock.now = self.kept[place]
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        with closing(sqlite3.connect(self.database)) as live:
            memory.backup(live)
        self.press.asked.clear()
        self.post.sent.clear()

    def close(self) -> None:
        for memory, _ in self.kept.values():
            memory.close()

    # ── as it is ─────────────────────────────────────────────────────────────────────────────────────────────────

    def ledger(self) -> Ledger:
        return Ledger(self.database)

    def browser(self, someone: Someone) -> Visitor:
        """The browser of somebody who signed in at this moment."""
        browser = Visitor(self.app, Page, use_cookies=True)
        cookie = self.cookie(someone)
        browser.set_cookie(cookie["name"], cookie["value"])
        return browser

    def work(self) -> int:
        """Do every job that is due, with a press that prints empty pages and a post that keeps letters."""
        with self.app.app_context():
            done = run_due(self.desk, self.clock.now, Tools(self.press, self.post))
            db.session.remove()
        return done
