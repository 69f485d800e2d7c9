"""A decision written down wrongly: told at the field, nothing typed is lost, nothing is decided."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from approval.forms.web import flat
from approval.language import format_day
from tests.stories.telling import Story
from tests.stories.test_told import before_board, concept_endorsed, motion
from tests.visiting import Page

WORDS = "The Board heard from the program lead, and asked about the clinical places."


@pytest.fixture
def before_the_board(story: Story) -> Callable[..., Page]:
    """``send(**said)``: the Board's secretary writes an approval with conditions down, as said."""
    concept_endorsed(story)
    before_board(story)
    condition = {"text": "Insure the learners.", "owner": "Program lead", "due": "launch"}

    def send(**said: Any) -> Page:
        page = story.get("board_secretary", "actions/approve_with_conditions/")
        declared = story._asked("approve_with_conditions")
        assert declared is not None
        answers = story._filled(declared, {**motion(story), "conditions": [condition], "rationale": WORDS})
        pairs = dict(story._hidden(page)) | dict(
            flat(tuple(declared.fields().values()), {**answers, **said}).lists()
        )
        return story.browsers["board_secretary"].post(page.request.path, data=pairs)

    return send


def test_what_is_wrong_is_told_at_its_field_and_kept(story: Story, before_the_board) -> None:
    met, yesterday = format_day(story.clock.today, "en"), story.clock.today - timedelta(days=1)
    ownerless = {"id": "c1", "text": "Insure the learners.", "owner": "", "due": "launch"}
    version = story.case.version
    for field, value, told in (
        (
            "effective_date",
            yesterday.isoformat(),
            f"The effective date must not be before the meeting of {met}",
        ),
        ("seconded_by", story.member("mover"), "The mover cannot second the motion"),
        ("conditions", [ownerless], "Enter the owner of the condition"),
        ("votes_for", 40, "40 votes were entered and 4 members were present"),
    ):
        page = before_the_board(**{field: value})
        assert (page.status_code, page.problems) == (422, [told])
        assert f'href="#{field}' in page.text
        assert WORDS in page.text
        assert (story.case.version, story.case.recorded) == (version, None)
