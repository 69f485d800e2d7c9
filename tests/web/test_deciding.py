"""Deciding over HTTP: a wish sent twice, two people at once, a row added in the middle of it."""

import re

import pytest

from approval.operations.advancing import Wish, advance
from approval.operations.conflicts import declare
from tests.browser.cases import Case
from tests.stories import perfusion


@pytest.fixture
def story(desk, person, clock):
    return Case(desk, person, clock).draft()


@pytest.fixture
def judged(story):
    """Both sheets are in: Continuing Education decides, and either of two people may."""
    story.submit()
    story.assess()
    return story


@pytest.fixture
def deputy(person):
    return person("Basil Deputy", ("ce", "deputy_director"))


def address(story, action, more=""):
    return f"/proposals/{story.reference}/actions/{action}/{more}"


def typed(page, **given):
    """What the page's form would send, with these answers in it."""
    form = page.form("actions")
    return {**{e.get("name"): e.get("value", "") for e in form.iter("input") if e.get("name")}, **given}


CONDITION = {
    "rationale": perfusion.CE_DECISION["rationale"],
    "differs": perfusion.CE_DECISION["differs"],
    "conditions-0-text": "Attach the partner’s letter with both confirmations.",
    "conditions-0-gate": "M3",
    "conditions-0-owner": "Amina Okafor",
    "conditions-0-due": "next_gate",
}


def test_the_same_wish_sent_twice_is_answered_as_the_first_time(story, client_of, clock):
    """A double click, or a browser that sends again because the answer never came."""
    browser = client_of(story.people["proposer"])
    page = browser.get(f"/proposals/{story.reference}/forms/concept/check")
    sent = typed(page)
    first, second = (browser.post(address(story, "submit"), data=sent, csrf=False) for _ in range(2))
    assert [first.status_code, second.status_code] == [303, 303]
    assert first.location == second.location
    assert story.row.last_seq == 2
    other = client_of(story.people["intake"]).post(address(story, "submit"), data={"key": sent["key"]})
    assert other.status_code == 409  # the wish of somebody else is not theirs


def test_a_row_added_to_a_decision_decides_nothing_and_keeps_what_was_typed(judged, client_of):
    browser = client_of(judged.people["director"])
    page = browser.get(address(judged, "support_with_conditions"))
    before = judged.row.last_seq
    page = browser.send(page, "actions", press="_row=add:conditions", **CONDITION)
    assert (page.status_code, judged.row.last_seq, judged.row.stage) == (200, before, "assessment")
    assert set(re.findall(r"conditions-\d-owner(?=\")", page.text)) == {
        "conditions-0-owner",
        "conditions-1-owner",
    }
    assert "Attach the partner’s letter" in page.text
    more = {"conditions-1-text": "Name the second assessor of each station.", "conditions-1-due": "launch"}
    page = browser.send(page, "actions", press="_row=remove:conditions:0", **more)
    assert "Attach the partner’s letter" not in page.text
    assert "Name the second assessor" in page.text
    browser.send(page, "actions", press="_do=take", **{"conditions-0-owner": "Wei Zhang"})
    assert judged.row.stage == "concept_review"
    [condition] = judged.event("support_with_conditions").statement.said["conditions"]
    assert (condition["text"], condition["owner"]) == (more["conditions-1-text"], "Wei Zhang")


def test_who_comes_second_is_told_who_acted_even_where_the_case_has_moved_on(
    judged, client_of, deputy, clock
):
    browser = client_of(deputy)
    page = browser.get(address(judged, "support_with_conditions"))
    wish = Wish("support_with_conditions", judged.row.version, perfusion.CE_DECISION)
    advance(judged.desk, judged.actor("director"), judged.reference, wish, now=clock.now)
    answer = browser.send(page, "actions", press="_do=take", **CONDITION)
    assert answer.status_code == 409
    assert "Ruth Abernethy" in answer.words
    assert CONDITION["conditions-0-text"] in answer.words


@pytest.mark.parametrize("between", ["autosave", "row"])
def test_saving_a_decision_does_not_hide_that_somebody_acted(judged, client_of, deputy, clock, between):
    """The page still shows the case as it was read, whatever was saved of it since."""
    browser = client_of(deputy)
    page = browser.get(address(judged, "support_with_conditions"))
    why = "My sister works there."
    declare(judged.desk, judged.actor("second"), judged.reference, "employment", why, clock.now)
    if between == "row":
        page = browser.send(page, "actions", press="_row=add:conditions", **CONDITION)
        assert page.status_code == 200
        sent = {}
    else:
        kept = browser.post(
            address(judged, "support_with_conditions", "draft"), data=typed(page, **CONDITION), csrf=False
        )
        sent = {"seen": str(kept.json["version"])}
    answer = browser.send(page, "actions", press="_do=take", **{**CONDITION, **sent})
    assert answer.status_code == 409
    assert judged.people["second"].name in answer.words
    assert judged.row.stage == "assessment"
    assert "Attach the partner’s letter" in answer.text


def test_a_record_that_is_being_written_anew_is_kept_while_it_is_written(judged, client_of):
    judged.support()
    judged.close(1, "director", "Letter of 19 February 2026")
    judged.confirms = False
    judged.smt("2026-03-13")
    browser = client_of(judged.people["smt_secretary"])
    page = browser.get(address(judged, "endorse"))
    assert judged.event("record").statement.said["rationale"] in page.text
    again = typed(page, rationale="It serves the Education Plan, and two hospitals have said so in writing.")
    browser.post(address(judged, "endorse", "draft"), data=again, csrf=False)
    assert again["rationale"] in browser.get(address(judged, "endorse")).text
