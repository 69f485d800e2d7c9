"""A faculty member without a mouse writes a whole concept and submits it."""

import pytest
from playwright.sync_api import expect

from tests.browser.keys import Keys
from tests.browser.town import Town

pytestmark = pytest.mark.browser
DESCRIPTION = "Prepares hospital staff to support perfusionists before, during and after cardiac surgery."
WHY = "Cardiac centres lean on perfusionists for set-up and logistics that a trained assistant could do. Employers want it short."


def test_a_concept_is_written_and_submitted_by_keyboard_alone(town: Town, context_of):
    someone = town.person("Kay Board", email="kay.board@institute.example")
    page = context_of(someone).new_page()
    page.goto("/")
    keys = Keys(page)
    keys.go("Start a concept")
    keys.go("Start my concept")
    reference = page.url.split("/")[4]
    keys.go("What you propose")
    what_it_is(keys)
    who_learns_what(keys)
    how_it_runs(keys)
    expect(page.locator("h1")).to_have_text("Check your answers")
    correct_the_title(keys, town, reference)
    keys.go("Submit to Continuing Education")
    expect(page.locator(".flashes")).to_contain_text("Done: Submit to Continuing Education")
    assert town.events(reference) == ["begin", "submit"]
    assert [row["statement"] for row in town.answers(reference)["competencies"]] == COMPETENCIES


COMPETENCIES = ["Check a circuit", "Assist the perfusionist", "Work in an emergency team"]


def onward(keys: Keys) -> None:
    keys.go("Save and continue")
    assert keys.page.locator("[data-error-summary]").count() == 0, keys.page.locator("main").inner_text()


def what_it_is(keys: Keys) -> None:
    keys.choose("A micro-credential", "What are you proposing?")
    keys.choose("New", "New or existing?")
    onward(keys)
    keys.write("Proposed title", "Perfusion by Keybord")
    keys.write("Short description", DESCRIPTION)
    keys.write("Why this, why now?", WHY)
    onward(keys)
    onward(keys)  # nothing is required of the need


def who_learns_what(keys: Keys) -> None:
    keys.write("Who is it for?", "Operating-room support staff")
    keys.write("Likely", "12")
    onward(keys)
    keys.write("The learner can", COMPETENCIES[0])
    for statement in [*COMPETENCIES[1:], "One too many"]:
        with keys.page.expect_response(lambda answer: answer.request.method == "GET"):
            keys.press("Add another: competency")
        expect(keys.page.locator(":focus")).to_have_value("")  # the new row's first box
        assert "The learner can" in keys.here.says
        keys.page.keyboard.type(statement)
    with keys.page.expect_response(lambda answer: answer.request.method == "GET"):
        keys.press("Remove competency 4", "Space")
    expect(keys.page.locator(":focus")).to_have_value(COMPETENCIES[2])  # the nearest row that is left
    onward(keys)
    keys.write("How will learners prove it?", "Practical stations with a checklist; a perfusionist judges.")
    keys.tick("Simulation", "Assessment methods")
    keys.tick("Written exam")
    onward(keys)


def how_it_runs(keys: Keys) -> None:
    keys.write("Total hours", "57")
    keys.write("Weeks", "11")
    keys.choose("Hybrid", "Delivery")
    onward(keys)
    keys.write("Organisation", "Lakeshore Regional Hospital")
    onward(keys)
    keys.tick("Lifelong learning", "Education Plan")
    onward(keys)
    keys.choose("$25,000", "Cost to develop")
    keys.write("Desired first offering", "Fall 2028")
    onward(keys)
    keys.write("Department", "Cardiovascular Programs")
    keys.tick("I confirm all of the above")
    onward(keys)


def correct_the_title(keys: Keys, town: Town, reference: str) -> None:
    """From the answers to the question, and back by the list."""
    keys.go("Change Proposed title")
    keys.write("Proposed title", "Perfusion by Keyboard")
    keys.go("Save and return to the list")
    assert town.answers(reference)["title"] == "Perfusion by Keyboard"
    keys.go("Check your answers")
