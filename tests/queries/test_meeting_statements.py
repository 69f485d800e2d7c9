"""No page of a meeting runs statements in proportion to its rows: as many at ten as at sixty."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from approval.deliberation.sections import CLOSING, ITEM, OPENING, Minuted, as_kept
from approval.digests import digest
from approval.language import Text, same
from approval.models.bodies import Body
from approval.models.database import db, transaction
from approval.models.meetings import AgendaItem, Meeting
from approval.models.minutes import Minutes, Packet
from approval.models.people import Person
from approval.models.proposals import Assignment, Audience, Paper, Proposal
from approval.models.reviews import Condition, Conflict
from approval.operations.recording import Happening, record
from approval.queries.facts import facts_of
from approval.queries.facts_at_once import facts_of_each
from tests.bench.measuring import counted
from tests.conftest import Clock, Someone
from tests.postgres import both_databases
from tests.visiting import Visitor

BUDGET = 16
"""What the page of a meeting may take, whatever is on it."""


class Hall:
    """A meeting of the Senior Management Team, and rows of whatever a page lists."""

    def __init__(self, app: Flask, clock: Clock, reader: Someone) -> None:
        self.clock, self.reader, self.made = clock, reader, 0
        self.version = app.extensions["desk"].versions.newest("michener")
        with transaction():
            self.body = db.session.scalars(select(Body.id).where(Body.key == "smt")).one()
            self.meeting = self.convene()

    def convene(self, day: int = 30) -> int:
        held = self.clock.today + timedelta(days=day)
        row = Meeting(body_id=self.body, held_on=held, place="Room 1", starts="09:00")
        db.session.add(row)
        db.session.flush()
        return row.id

    def case(self) -> Proposal:
        """Before the team, with a text, somebody's part in it, a condition, and a conflict of somebody else."""
        n, now = self.made, self.clock.now
        self.made += 1
        case = Proposal(
            reference=f"MC-0-{n:03d}", digest=self.version.digest, stage="concept_review", stage_since=now + timedelta(minutes=n),
            holder="smt", title=f"Case {n}", search=f"case {n}", version=1, created_at=now, updated_at=now,
        )  # fmt: skip
        other = Person(
            name=f"Person {n}", email=f"person.{n}@institute.example", may_sign_in=False, created_at=now
        )
        db.session.add_all([case, other])
        db.session.flush()
        for body in ("ce", "smt"):
            db.session.add(Audience(proposal_id=case.id, body=body, since=now))
        was = "concept_review" if n % 4 != 1 else "was_called"
        event = record(case, Happening("submit", self.reader.actor, now, to=was))
        if was != "concept_review":
            moved = {"stages": {was: "concept_review"}}
            record(case, Happening("move_version", self.reader.actor, now, said=moved, to="concept_review"))
        db.session.flush()
        db.session.add_all(
            [
                Assignment(proposal_id=case.id, person_id=other.id, role="proposer", since=now),
                Paper(
                    proposal_id=case.id, form="concept", answers={"title": case.title}, missing=["need"][: n % 2],
                    updated_at=now, updated_by_id=other.id,
                ),
                Conflict(proposal_id=case.id, person_id=other.id, kind="family", description="", declared_at=now),
                Condition(
                    proposal_id=case.id, number=1, text=f"Do {n}.", owner="Dean", due="next_gate" if n % 3 else "launch",
                    body="ce", event_id=event.id,
                ),
            ]
        )  # fmt: skip
        return case

    def waiting(self, rows: int) -> None:
        for _ in range(rows):
            self.case()

    def agenda(self, rows: int) -> None:
        for n in range(rows):
            case = self.case() if n % 3 else None
            db.session.add(
                AgendaItem(
                    meeting_id=self.meeting, proposal_id=case.id if case else None, kind="case" if case else "business",
                    title_en="" if case else f"Report {n}", title_fr="" if case else f"Rapport {n}", position=n,
                    part="discussion" if case else "information",
                )
            )  # fmt: skip
        db.session.flush()

    def meetings(self, rows: int) -> None:
        for n in range(rows):
            self.convene(n - rows // 2)

    def items(self) -> list[AgendaItem]:
        return list(db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == self.meeting)))

    def minutes(self, rows: int) -> None:
        self.agenda(rows)
        found = db.session.get_one(Meeting, self.meeting)
        found.state, found.closed_at = "closed", self.clock.now
        sections = [
            Minuted(OPENING, same("Opened.")),
            *(
                Minuted(ITEM, same("Done."), i.id, n, Text(en="Item", fr="Point"))
                for n, i in enumerate(self.items(), 1)
            ),
            Minuted(CLOSING, same("Closed.")),
        ]
        kept = db.session.scalar(select(Minutes)) or Minutes(
            meeting_id=self.meeting, drafted_at=self.clock.now
        )
        kept.sections = as_kept(sections)
        db.session.add(kept)

    def packet(self, rows: int) -> None:
        self.agenda(rows)
        shown = [
            {"item": i.id, "kind": i.kind, "part": i.part, "in_camera": False, "proposal": i.proposal_id, "number": n,
             "reference": f"MC-0-{n:03d}", "title": {"en": "Item", "fr": "Point"}, "digest": digest([n]), "papers": [], "attachments": [],
             "ask": {"en": "", "fr": ""}, "questions": []}
            for n, i in enumerate(self.items(), 1)
        ]  # fmt: skip
        number = len(db.session.scalars(select(Packet.id)).all()) + 1
        who = self.reader.id
        for one in db.session.scalars(select(Packet)):
            db.session.delete(one)
        db.session.add(
            Packet(
                meeting_id=self.meeting,
                number=number,
                published_at=self.clock.now,
                published_by_id=who,
                contents=shown,
            )
        )


@pytest.fixture(params=["secretary", "chair"])
def hall(
    request: pytest.FixtureRequest, app: Flask, clock: Clock, person: Callable[..., Someone]
) -> Iterator[Hall]:
    """Read by its secretary, and by its chair: for whom it is asked whether a secretary can act."""
    person("Tom Alvarez", ("smt", "secretary")) if request.param == "chair" else None
    return Hall(app, clock, person("Lin Chen", ("smt", request.param)))


PAGES = (
    ("meetings", "/meetings/"),
    ("waiting", "/meetings/{meeting}"),
    ("agenda", "/meetings/{meeting}"),
    ("minutes", "/meetings/{meeting}/minutes/"),
    ("minutes", "/meetings/{meeting}/documents"),
    ("packet", "/meetings/{meeting}/packet"),
)


@pytest.mark.parametrize(("rows", "address"), PAGES, ids=[f"{rows}{address}" for rows, address in PAGES])
def test_as_many_at_ten_as_at_sixty(
    rows: str, address: str, hall: Hall, client_of: Callable[[Someone], Visitor]
) -> None:
    browser = client_of(hall.reader)
    address = address.format(meeting=hall.meeting)
    add = getattr(hall, rows)
    with transaction():
        add(10)
    with counted() as few:
        assert browser.get(address).status_code == 200
    with transaction():
        add(50)
    with counted() as many:
        assert browser.get(address).status_code == 200
    assert len(few) == len(many), "\n".join(many)
    assert len(many) <= BUDGET, "\n".join(many)


@both_databases
def test_many_cases_have_the_facts_of_each(hall: Hall, app: Flask) -> None:
    """Whatever is fetched at once is what would be fetched for one: moved to another version, with conditions, placed."""
    desk = app.extensions["desk"]
    with transaction():
        hall.waiting(4)
        hall.agenda(4)
    cases = db.session.scalars(select(Proposal).order_by(Proposal.id)).all()
    at_once = facts_of_each(desk, cases, hall.clock.now)
    assert len(at_once) == len(cases) == 6
    for case in cases:
        assert at_once[case.id] == facts_of(desk, case, hall.clock.now)
    assert {len(c.missing["concept"]) for c in at_once.values()} == {0, 1}
