"""Nothing typed is ever lost: a tab that dies, a line that breaks, a session that ends while somebody types."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error, Locator, Page, expect

from approval.operations import accounts
from tests.browser.town import Town

pytestmark = pytest.mark.browser
WORDS = "Hospitals postpone procedures for want of this skill."
MORE = " Three of five in the region did so this year."
PASSWORD = "a long walk along the shore in March"


def idea(town: Town, name: str) -> str:
    """The address of a topic in a new draft of somebody's."""
    return f"/proposals/{town.draft(town.person(name))}/forms/concept/idea"


def why(page: Page) -> Locator:
    return page.get_by_label("Why this, why now?")


def status(page: Page) -> Locator:
    return page.locator("[data-autosave-status]")


def kept(town: Town, where: str) -> str:
    """What the server has of it."""
    return str(town.answers(where.split("/")[2]).get("rationale", ""))


def test_what_was_saved_is_there_after_the_tab_died(town: Town, context_of):
    where = idea(town, "Ada Saved")
    context = context_of(town.person("Ada Saved"))
    page = context.new_page()
    page.goto(where)
    why(page).press_sequentially(WORDS)
    expect(status(page)).to_have_text("Not saved yet")
    expect(status(page)).to_contain_text("Saved ")
    with suppress(Error):
        page.goto("chrome://crash")
    again = context.new_page()
    again.goto(where)
    expect(why(again)).to_have_value(WORDS)
    expect(again.locator(".kept")).to_have_count(0)


def test_without_a_line_text_is_kept_here_and_saved_when_it_is_back(town: Town, context_of):
    where = idea(town, "Otto Offline")
    context = context_of(town.person("Otto Offline"))
    page = context.new_page()
    page.goto(where)
    context.set_offline(True)
    why(page).press_sequentially(WORDS)
    expect(status(page)).to_contain_text("Not saved: no connection. Your text is kept in this browser")
    assert kept(town, where) == ""
    context.set_offline(False)
    expect(status(page)).to_contain_text("Saved ")
    assert kept(town, where) == WORDS
    assert page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('approval:text'))") == []


def test_a_tab_that_dies_without_a_line_loses_not_a_letter(town: Town, context_of):
    where = idea(town, "Rita Restored")
    context = context_of(town.person("Rita Restored"))
    page = context.new_page()
    page.goto(where)
    context.set_offline(True)
    why(page).press_sequentially(WORDS)
    expect(status(page)).to_have_attribute("data-state", "offline")
    why(page).press_sequentially(MORE)
    with suppress(Error):
        page.goto("chrome://crash")  # no farewell, unlike a page that is left
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(where)
    expect(why(page)).to_have_value("")
    expect(page.locator(".kept")).to_contain_text("kept in this browser, was not saved")
    page.get_by_role("button", name="Restore my text").click()
    expect(why(page)).to_have_value(WORDS + MORE)
    expect(status(page)).to_contain_text("Saved ")
    assert kept(town, where) == WORDS + MORE
    page.reload()
    expect(page.locator(".kept")).to_have_count(0)


@pytest.fixture
def signed_out(town: Town, context_of):
    """Somebody at a topic, whose session the server has ended; and their way back in."""
    someone = town.person("Sina Session")
    with town.inside():
        accounts.set_password(someone.id, PASSWORD, town.clock.now)
    where = idea(town, "Sina Session")
    page = context_of(someone).new_page()
    page.goto(where)
    town.sign_out_everywhere(someone)
    return page, where


def sign_in(page: Page) -> None:
    page.get_by_label("E-mail").fill("sina.session@institute.example")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()


def test_text_outlives_its_session(town: Town, signed_out):
    page, where = signed_out
    why(page).press_sequentially(WORDS)
    expect(status(page)).to_contain_text("You are signed out")
    assert kept(town, where) == ""
    status(page).get_by_role("link", name="Sign in again").click()
    sign_in(page)
    page.wait_for_url(f"**{where}")
    page.get_by_role("button", name="Restore my text").click()
    expect(why(page)).to_have_value(WORDS)
    expect(status(page)).to_contain_text("Saved ")
    assert kept(town, where) == WORDS


def test_a_form_sent_after_its_session_comes_back(town: Town, signed_out):
    """Save is pressed before any script had noticed."""
    page, where = signed_out
    why(page).fill(WORDS)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator("h1")).to_have_text("Your session has ended")
    expect(page.locator("main")).to_contain_text(WORDS)
    page.goto("/sign-in")
    sign_in(page)
    page.goto(where)
    page.get_by_role("button", name="Restore my text").click()
    expect(why(page)).to_have_value(WORDS)
    page.get_by_role("button", name="Save and return to the list").click()
    expect(page.locator(".flashes")).to_contain_text("Your answers are saved")
    assert kept(town, where) == WORDS
