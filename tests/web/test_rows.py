"""Rows that are added and removed without a script."""

import pytest
from sqlalchemy import select

from approval.models.database import db
from approval.models.proposals import Paper
from tests.stories.whole_case import Story


@pytest.fixture
def story(desk, person, clock):
    return Story(desk, person, clock).draft(
        competencies=[
            {"id": f"k{n}", "statement": words} for n, words in enumerate(("First", "Second", "Third"))
        ]
    )


@pytest.mark.parametrize(
    ("emptied", "pressed", "left"),
    [
        (1, 1, ["First", "Third"]),  # its words were deleted first, then its button pressed
        (0, 2, ["Second"]),
        (None, 1, ["First", "Third"]),
        (None, 7, ["First", "Second", "Third"]),
    ],
)
def test_the_row_whose_button_was_pressed_goes_and_no_other(story, client_of, emptied, pressed, left):
    browser = client_of(story.people["proposer"])
    page = browser.get(f"/proposals/{story.reference}/forms/concept/competencies")
    given = {} if emptied is None else {f"competencies-{emptied}-statement": ""}
    page = browser.send(page, "competencies", press=f"_row=remove:competencies:{pressed}", **given)
    assert page.status_code == 200
    kept = db.session.scalars(select(Paper).where(Paper.proposal_id == story.row.id)).one()
    assert [row["statement"] for row in kept.answers["competencies"]] == left
