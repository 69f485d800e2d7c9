"""Two people at one topic over HTTP: a page that is behind never writes what it merely shows."""

from io import BytesIO

import pytest
from sqlalchemy import select

from approval.models.database import db
from approval.models.proposals import Paper, Save
from tests.stories.whole_case import Story

HERS = {"title": "Perfusion Support for Hospitals", "rationale": "Hers: " + "set-up takes whole days. " * 8}
HIS = {"rationale": "His: " + "three of five centres postponed. " * 5}


@pytest.fixture
def story(desk, person, clock):
    return Story(desk, person, clock).draft()


@pytest.fixture
def him(story, person, client_of):
    """The co-proposer, at a page that was read before she wrote."""
    browser = client_of(person("Wei Zhang"))
    browser.read = browser.get(address(story))
    return browser


def address(story, topic="idea"):
    return f"/proposals/{story.reference}/forms/concept/{topic}"


def she_writes(story, **answers):
    story.write("proposer", "concept", answers)


def paper(story):
    db.session.rollback()
    return db.session.scalars(select(Paper).where(Paper.proposal_id == story.row.id)).one()


def standing(story, *names):
    return {name: paper(story).answers.get(name) for name in names}


def autosave(browser, page, where, **typed):
    sent = {**{e.get("name"): e.get("value", "") for e in page.form("idea").iter("input")}, **typed}
    sent.setdefault("description", page_text(page, "description"))
    sent.setdefault("rationale", page_text(page, "rationale"))
    return browser.post(where, data=sent, csrf=False, headers={"X-Requested-With": "fetch"}).json


def page_text(page, name):
    [box] = [e for e in page.tree.iter("textarea") if e.get("name") == name]
    return "".join(box.itertext()).strip()


def test_what_he_did_not_touch_stays_hers_however_often_his_page_saves(story, him):
    she_writes(story, title=HERS["title"])
    seen = him.read.form("idea").find("input[@name='seen']").get("value")
    for n in range(2):
        said = autosave(him, him.read, address(story), rationale=f"{HIS['rationale']} {n}", seen=seen)
        assert not said["conflict"]
        assert "Amina Okafor has changed other answers of this page" in said["message"]
        seen = str(said["version"])
    assert standing(story, "title") == {"title": HERS["title"]}
    assert standing(story, "rationale") == {"rationale": f"{HIS['rationale']} 1"}


def test_what_both_touched_is_shown_and_only_that_is_written_over(story, him):
    she_writes(story, **HERS)
    page = him.send(him.read, "idea", **HIS)
    assert page.status_code == 409
    assert HERS["rationale"].strip() in page.words
    assert HIS["rationale"].strip() in page.words
    assert HERS["title"] not in page.words
    him.send(page, "idea")
    assert standing(story, "title", "rationale") == {**HERS, "rationale": HIS["rationale"].strip()}


def test_a_third_text_that_came_while_two_were_compared_is_shown_too(story, him):
    she_writes(story, **HERS)
    page = him.send(him.read, "idea", **HIS)
    third = "Hers again: " + "no assistant is trained for it. " * 6
    she_writes(story, rationale=third)
    page = him.send(page, "idea")
    assert page.status_code == 409
    assert third.strip() in page.words
    assert standing(story, "rationale") == {"rationale": third}
    him.send(page, "idea")
    assert standing(story, "rationale") == {"rationale": HIS["rationale"].strip()}
    kept = [s.after["rationale"] for s in db.session.scalars(select(Save)) if "rationale" in s.after]
    assert {text.strip() for text in kept} == {
        HERS["rationale"].strip(),
        HIS["rationale"].strip(),
        third.strip(),
    }


def test_a_page_with_mistakes_is_made_anew_of_what_stands(story, him):
    she_writes(story, title=HERS["title"])
    page = him.send(him.read, "idea", press="_do=continue", rationale="Too short.")
    assert page.status_code == 422
    page = him.send(page, "idea", press="_do=continue", **HIS)
    assert standing(story, "title", "rationale") == {
        "title": HERS["title"],
        "rationale": HIS["rationale"].strip(),
    }


def test_a_page_whose_file_is_refused_is_made_anew_too(story, him):
    read = him.get(address(story, "need"))
    she_writes(story, health_system_need="Hers: three of five centres.")
    not_one = (BytesIO(b"this is no PDF"), "survey.pdf")
    page = him.send(read, "need", press="_do=exit", **{"need_evidence-0-file": not_one})
    assert page.status_code == 422
    assert "survey.pdf: " in page.words
    him.send(page, "need", press="_do=exit")
    assert standing(story, "health_system_need") == {"health_system_need": "Hers: three of five centres."}


def test_a_row_added_by_a_page_that_is_behind_leaves_it_behind(story, him):
    """A script takes over the new row and the version, and nothing else of the answer."""
    where = address(story, "need")
    read = him.get(where)
    she_writes(story, health_system_need="Hers: three of five centres.")
    fresh = him.send(read, "need", press="_row=add:need_evidence")
    seen = fresh.form("need").find("input[@name='seen']").get("value")
    him.send(read, "need", press="_do=exit", seen=seen)
    assert standing(story, "health_system_need") == {"health_system_need": "Hers: three of five centres."}
