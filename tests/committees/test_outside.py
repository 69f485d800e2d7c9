"""Somebody from outside assesses one case: let in by its office, they see that case and no other, and the report says so."""

import pytest

from approval.documents.contents import contents_of
from approval.models.database import db, transaction
from approval.models.people import Change, Person
from approval.models.records import Event
from approval.operations.assessing import hand_in
from approval.operations.writing import write
from tests.committees.sheets import LIGHT, SHEET
from tests.conftest import Someone

EMAIL = "olga@college.example"


@pytest.fixture
def invite(client_of, director):
    def invite(found, ann=None, **typed):
        browser = client_of(director)
        page = browser.get(found.url("assessment/assessors"))
        people = [str(ann.id)] if ann else []
        return browser.send(page, people=people, kind=LIGHT, reduced="y", outside=EMAIL, **typed)

    return invite


def olga():
    db.session.rollback()
    known = db.session.query(Person).filter_by(email=EMAIL).one()
    return Someone(known.id, known.name, known.email)


def test_they_are_let_in_told_how_and_see_one_case(case, invite, ann, client_of, mailed, desk):
    found, other = case("assessment"), case("assessment")
    page = invite(found, ann, outside_name="Olga Outside")
    assert "The assessors are named and told." in page.flashes[0]
    assert "Olga Outside" in page.words
    browser = client_of(olga())
    assert found.reference in browser.get("/proposals/").words
    assert browser.get(found.url("assessment/sheet/")).status_code == 200
    assert browser.get(other.url("")).status_code == 404
    assert other.reference not in browser.get("/proposals/").words
    assert browser.get("/meetings/").words.count("MC-") == 0
    [letter] = mailed(olga())
    assert letter.subject == "You are asked to assess one case"
    assert f"{desk.settings.base_url}/sign-in" in letter.text
    assert found.reference not in letter.text
    [change] = db.session.query(Change)
    assert change.what_en == f"Allowed sign-in of Olga Outside ({EMAIL}), invited as an outside assessor"


def test_the_event_and_the_report_say_how_many_came_from_outside(case, invite, ann, director, desk, clock):
    found = case("assessment")
    invite(found, ann, outside_name="Olga Outside")
    [said] = found.said("name_assessors")
    assert {one["name"]: one["outside"] for one in said["assessors"]} == {
        "Ann Assessor": False,
        "Olga Outside": True,
    }
    for who in (olga(), ann):
        kept = write(desk, who.actor, found.reference, LIGHT, SHEET, seen=1, now=clock.now)
        hand_in(desk, who.actor, found.reference, seen=kept.version, now=clock.now)
    found.push("support", director)
    event = db.session.query(Event).filter_by(action="support").one()
    for lang, words in (
        ("en", "Assessors from outside Continuing Education: 1"),
        ("fr", "Personnes de l’extérieur de la formation continue\u00a0: 1"),
    ):
        told = str(contents_of(desk, event, "assessment_report", lang).sections[0])
        assert repr(words) in told


def test_nothing_is_said_of_outside_where_nobody_is(named, give, ann, ben, director, desk):
    give(named, ann)
    give(named, ben)
    named.push("support", director)
    event = db.session.query(Event).filter_by(action="support").one()
    report = contents_of(desk, event, "assessment_report", "en")
    assert "outside" not in str(report.sections[0])


def test_an_account_that_was_ended_is_not_opened(case, invite, person, clock):
    person("Olga Outside", email=EMAIL)
    with transaction():
        ended = db.session.query(Person).filter_by(email=EMAIL).one()
        ended.may_sign_in, ended.stopped_at = False, clock.now
    page = invite(case("assessment"))
    assert page.problems == ["An administrator ended this account: ask them first"]
    assert db.session.query(Person).filter_by(email=EMAIL).one().may_sign_in is False


def test_a_proposer_is_never_their_own_assessor(case, invite):
    found = case("assessment")
    with transaction():
        db.session.get_one(Person, found.proposer.id).email = EMAIL
    page = invite(found)
    assert page.status_code == 422
    assert page.problems[0].startswith("Priya Proposer cannot assess this case")


def test_somebody_at_the_partner_is_asked_before_scoring(case, invite, client_of):
    found = case(
        "assessment", partners=[{"id": "p", "organisation": "College", "contact_email": "x@college.example"}]
    )
    invite(found, outside_name="Olga Outside")
    page = client_of(olga()).get(found.url("assessment/sheet/"), follow_redirects=True)
    assert page.h1 == "Say whether you have a conflict of interest"


def test_the_page_in_french(case, director, client_of):
    page = client_of(director).get(case("assessment").url("assessment/assessors?lang=fr"))
    assert "Inviter une personne de l’externe" in page.words
