"""A body that meets: its members, their browsers, a meeting that is open, and cases on its agenda."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from approval.models.database import db
from approval.models.meetings import AgendaItem, Meeting, Motion
from approval.operations.convening import create_meeting
from approval.operations.moving import Wording, draft_motion, put
from approval.operations.placing import place_on_agenda
from approval.operations.presiding import mark, open_meeting
from tests.committees.conftest import case  # noqa: F401  (cases that stand at a stage)
from tests.conftest import Clock, Someone

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
