"""Assessors and directors at their pages."""

from approval.models.database import db
from approval.models.proposals import Paper
from tests.committees.sheets import LIGHT

# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_else_finds_the_pages(named, person, client_of, ann):
    strangers = {
        "proposer": named.proposer,
        "smt": person("Sue Member", ("smt", "member")),
        "nobody": person("Ned Nobody"),
    }
    for someone in strangers.values():
        for path in ("assessment/", "assessment/assessors", "assessment/sheet/", "assessment/sheet/hand-in"):
            assert client_of(someone).get(named.url(path)).status_code == 404, (someone.name, path)
    assert client_of(ann).get(named.url("assessment/assessors")).status_code == 404


def test_the_director_names_assessors_on_a_page(case, director, ann, ben, client_of):
    found = case("assessment")
    browser = client_of(director)
    page = browser.get(found.url("assessment/assessors"))
    assert "Ann Assessor (no open sheet)" in page.words
    page = browser.send(page, people=[str(ann.id)], kind=LIGHT)
    assert page.status_code == 422
    assert page.problems == ["Tick to confirm a reduced review, or choose at least 2 assessors"]
    page = browser.send(page, people=[str(ann.id), str(ben.id)], kind=LIGHT)
    assert "Done: The assessors are named and told." in page.flashes
    assert "Ann Assessor" in page.words


def test_an_unknown_address_wants_a_name_at_its_field(case, director, ann, client_of):
    found = case("assessment")
    browser = client_of(director)
    page = browser.get(found.url("assessment/assessors"))
    page = browser.send(page, people=[str(ann.id)], kind=LIGHT, reduced="y", outside="nobody@else.example")
    assert page.problems == ["Enter the name: nobody with this address is known here yet"]


def test_an_assessor_writes_saves_and_hands_in_on_pages(named, ann, client_of):
    browser = client_of(ann)
    page = browser.get(named.url("assessment/sheet/"))
    assert "This assesses the proposal, not the person" in page.words
    assert "Fourteen of eighteen hospitals" in page.words, "the concept stands beside the sheet"
    typed = {f"gates-{code}-score": "3" for code in ("M1", "M2", "M3", "M4")}
    page = browser.send(page, press="_do=continue", **typed)
    assert page.status_code == 422, "the comments are missing"
    typed = {"need": "Shown.", "learning": "Fits.", "partner": "Right.", "feasibility": "Yes."}
    page = browser.send(page, press="_do=continue", recommendation="support", **typed)
    assert page.h1 == "Hand in your sheet"
    page = browser.send(page, press="_do=give")
    assert "Done: Your sheet is handed in and locked." in page.flashes
    assert browser.get(named.url("assessment/sheet/")).status_code == 303


def test_a_script_saves_a_sheet(named, ann, client_of):
    browser = client_of(ann)
    answer = browser.post(
        named.url("assessment/sheet/"),
        data={"seen": "1", "need": "Half a thought"},
        headers={"X-Requested-With": "fetch"},
    )
    assert answer.json["conflict"] is False
    assert answer.json["version"] > 1
    assert db.session.query(Paper).filter_by(person_id=ann.id).one().answers["need"] == "Half a thought"


def test_lines_are_added_without_a_script(named, ann, client_of):
    browser = client_of(ann)
    page = browser.get(named.url("assessment/sheet/"))
    page = browser.send(page, press="_row=add:strengths", **{"strengths-0": "A willing partner"})
    names = {e.get("name") for e in page.tree.iter("input")}
    assert {"strengths-0", "strengths-1"} <= names


def test_the_pages_speak_french(named, director, ann, ben, give, client_of):
    give(named, ann)
    give(named, ben)
    browser = client_of(director)
    assert browser.get(named.url("assessment/?lang=fr")).h1 == "Évaluation"
    assert "Désigner qui évalue" in browser.get(named.url("assessment/assessors")).words
    assert "Votre grille" in client_of(ann).get(named.url("assessment/sheet/hand-in?lang=fr")).h1
