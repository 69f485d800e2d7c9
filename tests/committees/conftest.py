"""Cases that stand at a stage, with the people who have a part in them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from approval.desk import Desk
from approval.models.database import db, transaction
from approval.models.proposals import Proposal
from approval.models.records import Event, Job, Statement
from approval.operations.arriving import arrive, carry_out
from approval.operations.assessing import hand_in, name_assessors
from approval.operations.consequences import follow
from approval.operations.drafting import Beginning, begin
from approval.operations.recording import Happening, record
from approval.operations.suggesting import suggest_at_arrival
from approval.operations.working import Tools, run_due
from approval.operations.writing import write
from approval.workflow.machine import Step
from tests.committees.ledger import show
from tests.committees.sheets import LIGHT, SHEET
from tests.conftest import Clock, Someone
from tests.worker.conftest import Posted, Printed

WAY = (
    "submit",
    "accept_intake",
    "support",
    "endorse",
    "start_development",
    "submit_proposal",
    "endorse",
    "approve",
)
"""The way from draft to approval, action by action; after how many of them a case stands at each stage."""
AFTER = {
    "draft": 0,
    "intake": 1,
    "assessment": 2,
    "concept_review": 3,
    "team_formation": 4,
    "development": 5,
    "proposal_review": 6,
    "board_review": 7,
    "approved": 8,
}
PARTNERS = [
    {"id": "p1", "organisation": "Lakeshore Regional Hospital", "contact_email": "j.pike@lakeshore.example"}
]
CONCEPT = {
    "product_type": "micro_credential",
    "title": "Point-of-care ultrasound",
    "rationale": "Fourteen of eighteen hospitals now expect it of new graduates.",
    "origin": "new",
    "hours_total": 48,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A case of a test: its reference, who proposes it, and ways to look at it and to push it on."""

    reference: str
    proposer: Someone
    desk: Desk
    clock: Clock

    @property
    def row(self) -> Proposal:
        db.session.rollback()
        found = db.session.scalar(select(Proposal).where(Proposal.reference == self.reference))
        assert found is not None
        return found

    @property
    def version(self) -> int:
        return self.row.version

    def url(self, path: str) -> str:
        return f"/proposals/{self.reference}/{path}"

    def said(self, action: str) -> list[dict[str, Any]]:
        """What was said at each event of this name, oldest first."""
        db.session.rollback()
        return list(
            db.session.scalars(
                select(Statement.said)
                .join(Event, Event.id == Statement.event_id)
                .where(Event.proposal_id == self.row.id, Event.action == action)
                .order_by(Event.seq)
            )
        )

    def jobs(self, action: str) -> set[tuple[str, str]]:
        """(kind, subject) of every job that these events asked for."""
        rows = db.session.execute(
            select(Job.kind, Job.subject)
            .join(Event)
            .where(Event.proposal_id == self.row.id, Event.action == action)
        )
        return {(kind, subject) for kind, subject in rows}

    def push(self, name: str, by: Someone | None = None, said: dict[str, Any] | None = None) -> None:
        """Take an action without asking its rules: tests of the door are elsewhere."""
        with transaction():
            proposal = self._locked()
            version = self.desk.versions[proposal.digest]
            action = version.workflow.action_at(proposal.stage, name)
            to = version.workflow.targets(proposal.stage, action)[0]
            step = Step(action, proposal.stage, to)
            carry_out(version.workflow, proposal, step, self.clock.now)
            happening = Happening(
                action=name,
                actor=(by or self.proposer).actor,
                now=self.clock.now,
                said=said or {},
                form=action.asks,
                to=to,
                body=action.body,
                freezes=action.freezes,
                texts=version.workflow.texts,
            )
            event = record(proposal, happening)
            arrive(version, proposal, step, event, self.clock.now)
            follow(self.desk, version, proposal, action, event, self.clock.now)

    def _locked(self) -> Proposal:
        return db.session.scalars(select(Proposal).where(Proposal.reference == self.reference)).one()


@pytest.fixture
def case(desk: Desk, person: Callable[..., Someone], clock: Clock) -> Callable[..., Standing]:
    """``case("assessment")``: a case of a new proposer that stands at the stage."""
    proposers: list[Someone] = []

    def at(stage: str = "assessment", *, language: str = "en", **answers: Any) -> Standing:
        proposer = person(f"Priya Proposer{len(proposers) or ''}")
        proposers.append(proposer)
        beginning = Beginning(language=language, answers={**CONCEPT, **answers})
        standing = Standing(begin(desk, proposer.actor, beginning, now=clock.now), proposer, desk, clock)
        for name in WAY[: AFTER[stage]]:
            standing.push(name)
        return standing

    return at


@pytest.fixture
def director(person):
    return person("Ruth Director", ("ce", "director"))


@pytest.fixture
def ann(person):
    return person("Ann Assessor", ("ce", "assessor"))


@pytest.fixture
def ben(person):
    return person("Ben Assessor", ("ce", "assessor"))


@pytest.fixture
def named(case, desk, clock, director, ann, ben):
    """A case at assessment that Ann and Ben assess on the light sheet."""
    found = case("assessment")
    name_assessors(desk, director.actor, found.reference, [ann.id, ben.id], LIGHT, found.version, clock.now)
    return found


@pytest.fixture
def fill(desk, clock):
    def fill(found, someone, **other):
        kept = write(
            desk, someone.actor, found.reference, LIGHT, {**SHEET, **other}, seen=10_000, now=clock.now
        )
        return kept.version

    return fill


@pytest.fixture
def give(desk, clock, fill):
    def give(found, someone, **other):
        hand_in(desk, someone.actor, found.reference, seen=fill(found, someone, **other), now=clock.now)

    return give


@pytest.fixture
def secretary(person):
    return person("Sid Secretary", ("smt", "secretary"))


@pytest.fixture
def chair(person):
    return person("Cho Chair", ("smt", "chair"))


@pytest.fixture
def conditional(case, chair, secretary):
    """Endorsed with three conditions; the secretary is named for the first, nobody for the others."""
    standing = case("concept_review")
    named = {"id": str(secretary.id), "name": secretary.name}
    rows = [
        {
            "id": "a",
            "text": "Confirm the room.",
            "owner": "Priya Proposer",
            "due": "next_gate",
            "signer": named,
        },
        {"id": "b", "text": "Sign the agreement.", "owner": "Somebody else", "due": "launch"},
        {"id": "c", "text": "Send the budget.", "owner": "Proposer", "due": "date", "due_on": "2026-02-10"},
    ]
    standing.push("endorse_with_conditions", chair, {"conditions": rows})
    return standing


@pytest.fixture
def shown(conditional, desk, clock):
    """The same, with evidence for the first condition."""
    show(desk, conditional, 1, clock.now)
    return conditional


# ── conflicts ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def mo(person):
    return person("Mo Linked", ("smt", "member"), email="mo@lakeshore.example")


@pytest.fixture
def arrived(case, desk, clock):
    """``arrived("concept_review")``: a case with a partner that has just come there."""

    def arrive(stage="concept_review", **answers):
        found = case(stage, **{"partners": PARTNERS, **answers})
        with transaction():
            suggest_at_arrival(desk, found._locked(), clock.now)
        return found

    return arrive


@pytest.fixture
def post():
    return Posted()


@pytest.fixture
def mailed(desk, clock, post):
    """What somebody is sent once everything due has left."""

    def mailed(someone):
        run_due(desk, clock.now, Tools(Printed(), post))
        return post.to(someone)

    return mailed
