"""A stage for stories: the cast, their browsers, and a concept to begin with."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from approval.desk import Desk
from tests.committees.conftest import case  # noqa: F401  (cases that stand at a stage)
from tests.conftest import Clock, Someone
from tests.meetings.conftest import House, house  # noqa: F401  (a body and its meeting)
from tests.stories.cast import cast_of
from tests.stories.meeting_tales import Room
from tests.stories.telling import Story
from tests.visiting import Visitor

SAMPLES = Path(__file__).parent.parent / "samples"


def sample(name: str) -> dict[str, Any]:
    """A concept as somebody submitted it, without its proposer, who is the story's own."""
    [file] = SAMPLES.glob(f"{name}-*.json")
    concept = json.loads(file.read_text("utf-8"))["concept"]
    return {k: v for k, v in concept.items() if k not in {"proposer", "co_proposers"}}


@pytest.fixture
def story(
    desk: Desk, clock: Clock, person: Callable[..., Someone], client_of: Callable[[Someone], Visitor]
) -> Story:
    people = cast_of(person)
    return Story(desk, clock, people, _Browsers(people, client_of, clock))


class _Browsers(dict[str, Visitor]):
    """Signed in anew for each act: a session idles out within half an hour of the story's clock."""

    def __init__(
        self, people: dict[str, Someone], client_of: Callable[[Someone], Visitor], clock: Clock
    ) -> None:
        super().__init__()
        self.people, self.client_of, self.clock = people, client_of, clock
        self.since: dict[str, datetime] = {}

    def __getitem__(self, part: str) -> Visitor:
        if part not in self or self.clock.now - self.since[part] > timedelta(minutes=10):
            self[part], self.since[part] = self.client_of(self.people[part]), self.clock.now
        return super().__getitem__(part)


@pytest.fixture
def room(
    house: Callable[..., House],  # noqa: F811
    person: Callable[..., Someone],
    client_of: Callable[[Someone], Visitor],
    clock: Clock,
) -> Callable[..., Room]:
    """``room("board")``: a body with a meeting in a month, a proposer's browser and an auditor's beside its own."""

    def gather(body: str = "smt", **others: Someone) -> Room:
        made = house(body)
        people = made.people | {"auditor": person("Ada Auditor", ("audit", "auditor")), **others}
        return Room(made, _Browsers(people, client_of, clock))

    return gather
