"""A browser that runs no scripts: sign in, write, add and remove a row, submit."""

import pytest
from playwright.sync_api import Page, expect

from approval.operations import accounts
from tests.browser.town import Town

pytestmark = pytest.mark.browser
PASSWORD = "four slow barges under the bridge"
MORE = ("Check a circuit before the surgeon asks", "Hand over in two minutes")


@pytest.fixture
def plain(town: Town, context_of) -> tuple[Page, str]:
    """The page of somebody who is not signed in yet, and the reference of their draft."""
    someone = town.person("Nora Noscript")
    with town.inside():
        accounts.set_password(someone.id, PASSWORD, town.clock.now)
    return context_of(java_script_enabled=False).new_page(), town.complete(someone)


def statements(town: Town, reference: str) -> list[str]:
    return [row["statement"] for row in town.answers(reference)["competencies"]]


def test_a_concept_is_written_and_submitted(town: Town, plain):
    page, reference = plain
    before = statements(town, reference)
    page.goto(f"/proposals/{reference}/forms/concept/competencies")
    page.get_by_label("E-mail").fill("nora.noscript@institute.example")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()
    page.wait_for_url(f"**/proposals/{reference}/forms/concept/competencies")
    for words in MORE:
        page.get_by_role("button", name="Add another: competency").click()
        page.get_by_label("The learner can").last.fill(words)
    page.get_by_role("button", name=f"Remove competency {len(before) + 1}").click()
    assert statements(town, reference) == [*before, MORE[1]]
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator("[data-error-summary]")).to_have_count(0)
    page.goto(f"/proposals/{reference}/forms/concept/check")
    page.get_by_role("button", name="Submit to Continuing Education").click()
    expect(page.locator(".flashes")).to_contain_text("Done: Submit to Continuing Education")
    assert town.events(reference) == ["begin", "submit"]
