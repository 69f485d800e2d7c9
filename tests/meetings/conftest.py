"""A body that meets: its members, their browsers, a meeting that is open, and cases on its agenda."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pymupdf
import pytest
from sqlalchemy import select

from approval.documents.pdf import Press
from approval.language import Text
from approval.models.database import db
from approval.models.meetings import AgendaItem, Meeting, Motion
from approval.models.minutes import MeetingDocument
from approval.operations.arranging import add_business
from approval.operations.conflicts import declare
from approval.operations.convening import create_meeting
from approval.operations.minuting import draft_minutes
from approval.operations.moving import Wording, draft_motion, put
from approval.operations.placing import place_on_agenda
from approval.operations.presiding import close_meeting, mark, open_meeting, receive, take_up
from approval.operations.voting import close_vote, record_votes
from approval.operations.working import Tools, run_due
from approval.resources import STATIC
from tests.committees.conftest import case  # noqa: F401  (cases that stand at a stage)
from tests.conftest import Clock, Someone
from tests.documents.conftest import squeezed
from tests.worker.conftest import Posted

NAMES = {
    "smt": ("Anita Chair", "Vince Vice", "Mo Member", "Nell Member", "Gil Secretary"),
    "board": ("Eleanor Chair", "Robert Vice", "Joan Governor", "Tariq Governor", "Pat Secretary"),
}
OFFICES = ("chair", "vice_chair", "member", "member", "secretary")
WORDS = "THAT the body decide this case as the packet recommends."


@dataclass
class House:
    """A body in session."""

    body: str
    desk: Any
    clock: Clock
    people: dict[str, Someone] = field(default_factory=dict)
    meeting: int = 0

    @property
    def secretary(self) -> Someone:
        return self.people["secretary"]

    def on_agenda(self, found: Any) -> int:
        """The item of a case that is placed on the agenda."""
        place_on_agenda(
            self.desk,
            self.secretary.actor,
            found.reference,
            self.meeting,
            seen=found.version,
            now=self.clock.now,
        )
        return self.item_of(found)

    def item_of(self, found: Any) -> int:
        db.session.rollback()
        return (
            db.session.query(AgendaItem.id)
            .filter_by(meeting_id=self.meeting, proposal_id=found.row.id)
            .scalar()
        )

    def attend(self, *who: str, as_: str = "present") -> None:
        marks = {self.people[w].id: as_ for w in who}
        mark(self.secretary.actor, self.meeting, marks, now=self.clock.now)

    def open(self, presiding: str | None = None) -> None:
        person = self.people[presiding].id if presiding else None
        open_meeting(self.secretary.actor, self.meeting, presiding=person, now=self.clock.now)

    def move(self, item: int, action: str = "", *, by: str = "one", second: str = "two", **more: Any) -> int:
        """A motion on the floor."""
        wording = Wording(
            text=more.pop("text", WORDS),
            moved_by=self.people[by].id,
            seconded_by=self.people[second].id,
            action=action,
            **more,
        )
        return draft_motion(self.desk, self.secretary.actor, self.meeting, item, wording, now=self.clock.now)

    def put(self, item: int, action: str = "", **more: Any) -> int:
        """A motion being voted on."""
        motion = self.move(item, action, **more)
        put(self.desk, self.secretary.actor, motion, now=self.clock.now)
        return motion

    def motion(self, motion: int) -> Motion:
        db.session.rollback()
        return db.session.get_one(Motion, motion)

    @property
    def row(self) -> Meeting:
        db.session.rollback()
        return db.session.get_one(Meeting, self.meeting)


PARTS = ("chair", "vice", "one", "two", "secretary")


@pytest.fixture
def house(desk: Any, clock: Clock, person: Callable[..., Someone]) -> Callable[..., House]:
    """``house("board")``: its members, and a meeting of today that is not open yet."""

    def gather(body: str = "smt") -> House:
        people = {
            part: person(name, (body, office))
            for part, name, office in zip(PARTS, NAMES[body], OFFICES, strict=True)
        }
        made = House(body, desk, clock, people)
        made.meeting = create_meeting(
            made.secretary.actor, body, clock.today + timedelta(days=30), "Room 1", now=clock.now
        )
        return made

    return gather


@pytest.fixture
def sitting(house: Callable[..., House]) -> Callable[..., House]:
    """The same, everyone there and the meeting open."""

    def sit(body: str = "smt") -> House:
        made = house(body)
        made.clock.forward(days=30)
        made.attend("chair", "vice", "one", "two")
        made.open()
        return made

    return sit


# ── a meeting that is over ───────────────────────────────────────────────────────────────────────────────────────

FOR_ALL = ("chair", "vice", "one", "two")
SECRET = "Sonography of the lunar hippocampus"


@pytest.fixture(scope="module")
def press():
    with Press(STATIC) as made:
        yield made


@pytest.fixture
def met(request, sitting, desk, clock):
    """A Board that approved one case with a dissent, dealt with another in camera, and received a report."""
    stand = request.getfixturevalue("case")
    board = sitting("board")
    who = board.secretary.actor
    board.opened, board.closed = stand("board_review"), stand("board_review", title=SECRET)
    board.item, board.secret = board.on_agenda(board.opened), board.on_agenda(board.closed)
    board.report = add_business(
        who, board.meeting, Text(en="Annual report", fr="Rapport annuel"), part="information", now=clock.now
    )
    declare(desk, board.people["vice"].actor, board.opened.reference, "family", "My sister.", clock.now)
    take_up(who, board.meeting, board.item, now=clock.now)
    decide(board, board.put(board.item, "approve"), dissent="I would have waited <b>a year</b>.")
    take_up(who, board.meeting, board.secret, now=clock.now)
    decide(
        board,
        board.put(board.secret, kind="close", ground="third_party", text="THAT the meeting go in camera."),
    )
    decide(board, board.put(board.secret, "approve", text=f"THAT {SECRET} be approved."))
    decide(
        board,
        board.put(
            board.secret,
            kind="rise",
            public_wording="The Board dealt with one item.",
            text="THAT the meeting rise.",
        ),
    )
    receive(who, board.meeting, board.report, now=clock.now)
    for place in (board.item, board.secret):  # as if the chair had confirmed
        item = db.session.get_one(AgendaItem, place)
        item.result, item.done_at = "approve", clock.now
    db.session.commit()
    close_meeting(who, board.meeting, now=clock.now)
    draft_minutes(who, board.meeting, now=clock.now)
    return board


def decide(board, motion, dissent=""):
    seats = [w for w in FOR_ALL if w != "vice"]
    votes = {board.people[w].id: "for" for w in seats} | (
        {board.people["two"].id: "against"} if dissent else {}
    )
    said = {board.people["two"].id: dissent} if dissent else {}
    record_votes(board.secretary.actor, motion, votes, dissents=said, now=board.clock.now)
    close_vote(board.secretary.actor, motion, now=board.clock.now)


def work(board, press):
    run_due(board.desk, board.clock.now, Tools(press, Posted()))


def printed(board, name, language):
    """The newest of a name: its row, its bytes and its letters."""
    db.session.rollback()
    row = db.session.scalars(
        select(MeetingDocument)
        .where(MeetingDocument.name == name, MeetingDocument.language == language)
        .order_by(MeetingDocument.entry_id.desc())
    ).first()
    pdf = board.desk.storage.get(row.digest)
    with pymupdf.open(stream=pdf) as opened:
        return row, pdf, squeezed("".join(page.get_text() for page in opened))
