"""A story, and tools that a worker can do its jobs with in no time: documents with one empty page, kept letters."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

import pikepdf
import pytest

from approval.desk import Desk
from approval.documents.pdf import RenderFailed
from approval.language import ZONE
from approval.mail import Message, NotSent
from approval.models.database import transaction
from approval.operations.parts import assign
from approval.operations.reminding import remind_due
from approval.operations.working import Tools
from tests.conftest import Clock, Someone
from tests.stories.whole_case import Story


@dataclass
class Printed:
    """A press that prints one empty page, names it by its text, and can be told to fail."""

    asked: list[str] = field(default_factory=list)
    fault: Exception | None = None

    def pdf(self, html: str, *, identifier: str, lang: str) -> bytes:
        self.asked.append(identifier)
        if self.fault:
            raise self.fault
        paper = pikepdf.new()
        paper.add_blank_page()
        paper.docinfo["/Title"] = f"{identifier} {hash(html)}"
        made = io.BytesIO()
        paper.save(made, deterministic_id=True)
        return made.getvalue()

    def fail(self, reason: str = "the press ended") -> None:
        self.fault = RenderFailed(reason)


@dataclass
class Posted:
    """A post that keeps what it is given, and can be told to fail."""

    sent: list[Message] = field(default_factory=list)
    fault: NotSent | None = None

    def send(self, message: Message) -> None:
        if self.fault:
            raise self.fault
        self.sent.append(message)

    def to(self, who: Someone) -> list[Message]:
        return [m for m in self.sent if m.to == who.email]


@pytest.fixture
def press() -> Printed:
    return Printed()


@pytest.fixture
def post() -> Posted:
    return Posted()


@pytest.fixture
def tools(press: Printed, post: Posted) -> Tools:
    return Tools(press, post)


@pytest.fixture
def story(desk: Desk, person: Callable[..., Someone], clock: Clock) -> Story:
    return Story(desk, person, clock).draft()


@pytest.fixture
def sponsored(story, person, clock) -> Story:
    """A draft that has a sponsor."""
    story.people["sponsor"] = person("Margaret Osei")
    with transaction():
        assign(story.row, story.people["sponsor"].id, "sponsor", clock.now)
    return story


@pytest.fixture
def days(clock, desk):
    """``days(60)``: what is sent when the worker looks again so many days after the beginning, in the morning."""
    begun = clock.today

    def pass_(number: int) -> int:
        day = begun + timedelta(days=number)
        clock.now = datetime.combine(day, time(8), ZONE).astimezone(UTC)
        return remind_due(desk, clock.now)

    return pass_
