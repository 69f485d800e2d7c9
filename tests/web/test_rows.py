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


def concept(story):
    return db.session.scalars(select(Paper).where(Paper.proposal_id == story.row.id)).one().answers


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
    assert [row["statement"] for row in concept(story)["competencies"]] == left


def test_a_list_within_a_row_grows_and_shrinks_like_any_other(story, client_of):
    browser = client_of(story.people["proposer"])
    where = f"/proposals/{story.reference}/forms/concept/need"
    page = browser.get(where)
    before = page.text.count('name="overlap_scan-0-searched-')
    page = browser.send(page, "need", press="_row=add:overlap_scan-0-searched")
    assert page.request.path == where
    assert page.text.count('name="overlap_scan-0-searched-') == before + 1
    page = browser.send(page, "need", press="_row=remove:overlap_scan-0-searched:0")
    assert page.request.path == where
    [found] = concept(story)["overlap_scan"]
    assert found["searched"] == ["provincial portal"]
