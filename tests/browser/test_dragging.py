"""An agenda arranged with the mouse: each drop does what the button beside it does."""

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from approval.models.database import db
from approval.models.meetings import AgendaItem
from approval.models.proposals import Proposal
from approval.operations.convening import Call, call_meeting
from approval.operations.placing import place_on_agenda
from tests.browser.cases import Case, supported
from tests.browser.looking import Ears
from tests.browser.town import Town
from tests.conftest import BEGINNING

pytestmark = pytest.mark.browser


@pytest.fixture
def called(town: Town) -> tuple[int, list[str]]:
    """A meeting of the Senior Management Team with two cases on its agenda, and a third one that waits."""
    day = town.clock.now
    with town.inside():
        cases = [Case(town.desk, town.person, town.clock) for _ in range(3)]
        for case in cases:
            town.clock.now = BEGINNING  # so that the town's own day stays what it was
            supported(case)
        town.clock.now = day
        secretary, now = cases[0].actor("smt_secretary"), town.clock.now
        meeting = call_meeting(secretary, "smt", Call(town.clock.today, cases[0].reference), now=now)
        for case in cases[:2]:
            place_on_agenda(town.desk, secretary, case.reference, meeting, seen=case.row.version, now=now)
        references = [case.reference for case in cases]
    return meeting, references


def agenda_of(town: Town, meeting: int) -> list[tuple[str, str]]:
    """Reference and part of every case on it, in order."""
    with town.inside():
        rows = db.session.execute(
            select(Proposal.reference, AgendaItem.part)
            .join(Proposal, Proposal.id == AgendaItem.proposal_id)
            .where(AgendaItem.meeting_id == meeting)
            .order_by(AgendaItem.position, AgendaItem.id)
        )
        return [(reference, part) for reference, part in rows]


def drop(page: Page, row: Locator, place: Locator, y: float = 0.5) -> None:
    """Pick the row up by its middle and let it go on a place, ``y`` of its height from the top."""
    row.scroll_into_view_if_needed()
    row.locator("td").first.hover()
    page.mouse.down()
    page.mouse.move(5, 5)
    expect(page.locator("[data-zones]")).to_be_visible()
    box = place.bounding_box()
    assert box is not None
    with page.expect_navigation():
        page.mouse.move(box["x"] + 20, box["y"] + box["height"] * y, steps=4)
        page.mouse.up()


def test_rows_are_dragged_to_their_part_and_place(town: Town, called, context_of):
    meeting, (first, second, waiting) = called
    page = context_of(town.person("Tom Alvarez"), viewport={"width": 1280, "height": 2000}).new_page()
    ears = Ears(page)
    page.goto(f"/meetings/{meeting}")
    expect(page.locator("[data-zones]")).to_be_hidden()

    def row(reference: str) -> Locator:
        return page.locator("tr[data-movable]", has=page.get_by_text(reference, exact=True))

    drop(page, row(waiting), page.locator("[data-zone=consent]"))
    expect(page.locator(".flashes")).to_contain_text(f"{waiting} is on the agenda")
    assert agenda_of(town, meeting)[-1] == (waiting, "consent")
    drop(page, row(second), row(first), y=0.2)
    assert [reference for reference, _ in agenda_of(town, meeting)] == [second, first, waiting]
    drop(page, row(first), page.locator("[data-zone=information]"))
    assert agenda_of(town, meeting) == [(second, "discussion"), (first, "information"), (waiting, "consent")]
    assert ears.heard == []


def test_whoever_does_not_keep_the_agenda_drags_nothing(town: Town, called, context_of):
    meeting, _ = called
    page = context_of(town.person("Lin Chen")).new_page()
    page.goto(f"/meetings/{meeting}")
    assert page.locator("[draggable=true]").count() == 0
    assert page.locator("[data-zones]").count() == 0
