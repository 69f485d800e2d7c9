"""A decision whose form is sent twice, by a double click or a reload, happens once and is answered the same way."""

from collections.abc import Callable

from tests.conftest import Someone
from tests.stories.conftest import sample
from tests.stories.telling import Story
from tests.visiting import Visitor


def test_a_form_that_moved_the_case_is_answered_the_same_way_again(story: Story) -> None:
    story.begin(sample("X02"))
    path = f"/proposals/{story.reference}/actions/submit/"
    sent = dict(story._hidden(story.get("faculty", "actions/submit/")))
    first, second = (story.browsers["faculty"].post(path, data=sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert story.events == ["begin", "submit"]
    assert "Done: Submit" in story.get("faculty").words


def test_nobody_else_s_key_is_answered(story: Story, client_of: Callable[[Someone], Visitor]) -> None:
    """A key tells of its own person's form only; whoever sends an old page is told that somebody acted."""
    story.begin(sample("X02"))
    sent = dict(story._hidden(story.get("faculty", "actions/submit/")))
    path = f"/proposals/{story.reference}/actions/submit/"
    assert story.browsers["faculty"].post(path, data=sent).status_code == 303
    stolen = {"key": sent["key"], "seen": sent["seen"]}
    assert client_of(story.people["intake"]).post(path, data=stolen).status_code == 409
    assert story.browsers["faculty"].post(path, data=sent | {"key": ""}).status_code == 409
    assert story.events == ["begin", "submit"]
