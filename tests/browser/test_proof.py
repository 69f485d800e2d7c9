"""Who decides a quarter of an hour after signing in proves first who they are, and finds again what they wrote."""

import pytest
from playwright.sync_api import Page, expect

from approval.operations import accounts
from tests.browser.cases import Case
from tests.browser.town import Town

pytestmark = pytest.mark.browser
PASSWORD = "nine grey herons on the north pier"
WHY = "The need is not shown: two postings in a year, both of them filled within the week."


@pytest.fixture
def deciding(town: Town, context_of) -> tuple[Page, str]:
    """A decision that somebody began to write when they had just signed in."""
    deputy = town.person("Prue Deputy", ("ce", "deputy_director"))
    before = town.clock.now
    with town.inside():
        accounts.set_password(deputy.id, PASSWORD, before)
        case = Case(town.desk, town.person, town.clock).draft()
        case.submit()
        case.assess()
        town.clock.now = max(before, town.clock.now)
        reference = case.reference
    page = context_of(deputy).new_page()
    page.goto(f"/proposals/{reference}/actions/not_support/")
    return page, reference


def prove(page: Page, password: str) -> None:
    expect(page.locator("h1")).to_have_text("Prove it is you")
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Continue", exact=True).click()


def test_a_decision_survives_the_proof(town: Town, deciding):
    page, reference = deciding
    page.get_by_label("Rationale").first.fill(WHY)
    page.get_by_label("Where you differ from the assessors").fill(WHY)
    town.clock.forward(minutes=16)
    page.locator("button[value=take]").click()
    expect(page.locator("main")).to_contain_text("What you typed is kept")
    prove(page, "not the password of anybody")
    expect(page.locator("[data-error-summary]")).to_contain_text("This is not your password")
    assert "not_support" not in town.events(reference)
    prove(page, PASSWORD)
    expect(page.locator(".flashes")).to_contain_text("Done: ")
    assert town.events(reference).count("not_support") == 1
    page.goto(f"/proposals/{reference}/history")
    expect(page.locator("main")).to_contain_text(WHY)


def test_a_decision_with_a_mistake_comes_back_filled(town: Town, deciding):
    page, reference = deciding
    short = "Not needed."
    page.get_by_label("Rationale").first.fill(short)
    town.clock.forward(minutes=16)
    page.locator("button[value=take]").click()
    prove(page, PASSWORD)
    expect(page.locator("[data-error-summary]")).to_be_visible()
    expect(page.get_by_label("Rationale").first).to_have_value(short)
    assert "not_support" not in town.events(reference)


def test_a_decision_opened_late_asks_before_anything_is_typed(town: Town, deciding):
    """What was written before, and saved by itself, is there behind the question."""
    page, reference = deciding
    page.get_by_label("Rationale").first.press_sequentially(WHY)
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved ")
    town.clock.forward(minutes=16)
    page.reload()
    prove(page, PASSWORD)
    page.wait_for_url(f"**/proposals/{reference}/actions/not_support/")
    expect(page.get_by_label("Rationale").first).to_have_value(WHY)
