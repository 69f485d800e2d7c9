"""A declared conflict of interest bars its person from then on and erases nothing (PROCESS.md 9)."""

import pytest

from approval.models.database import db
from approval.models.reviews import Conflict
from approval.operations import NotAllowed
from approval.operations.assessing import name_assessors
from approval.operations.conflicts import KINDS, declare
from approval.queries import NotFound
from approval.queries.cases import find
from approval.queries.facts import facts_of


@pytest.fixture
def member(person):
    return person("Sue Member", ("smt", "member"))


def test_who_declares_no_longer_finds_the_case(case, desk, clock, member, client_of):
    found = case("concept_review")
    browser = client_of(member)
    assert browser.get(found.url("history")).status_code == 200
    assert declare(desk, member.actor, found.reference, "family", "My brother owns it.", clock.now) is False
    for path in ("", "history", "conflict/", "conditions/"):
        assert browser.get(found.url(path)).status_code == 404
    assert found.reference not in browser.get("/proposals/").words


def test_it_is_on_record_without_the_words_in_the_chain(case, desk, clock, member):
    found = case("concept_review")
    declare(desk, member.actor, found.reference, "family", "My brother owns it.", clock.now)
    [said] = found.said("declare_conflict")
    assert said["person"] == {"id": member.id, "name": member.name}
    assert "brother" not in str(said)
    assert db.session.query(Conflict).one().description == "My brother owns it."


def test_a_proposer_keeps_what_is_theirs(case, desk, clock):
    found = case("concept_review")
    assert (
        declare(desk, found.proposer.actor, found.reference, "paid", "I would teach it.", clock.now) is True
    )
    assert find(found.proposer.actor, found.reference).reference == found.reference


def test_an_assessor_who_declares_leaves_room_for_another(case, desk, clock, person):
    found = case("assessment")
    director = person("Ruth Director", ("ce", "director"))
    ann = person("Ann Assessor", ("ce", "assessor"))
    name_assessors(
        desk, director.actor, found.reference, [ann.id], "assessment_light", found.version, clock.now
    )
    declare(desk, ann.actor, found.reference, "competing", "I run the same course.", clock.now)
    assert facts_of(desk, found.row, clock.now).assessors == 0
    assert found.said("declare_conflict")[0]["released"] == ["assessor"]
    assert ("mail", f"notice:{director.id}") in found.jobs("declare_conflict")


def test_after_the_decision_the_assessment_stays_on_record(case, desk, clock, person):
    found = case("assessment")
    director = person("Ruth Director", ("ce", "director"))
    ann = person("Ann Assessor", ("ce", "assessor"))
    name_assessors(
        desk, director.actor, found.reference, [ann.id], "assessment_light", found.version, clock.now
    )
    found.push("support", director)
    declare(desk, ann.actor, found.reference, "competing", "I run the same course.", clock.now)
    assert facts_of(desk, found.row, clock.now).assessors == 1
    with pytest.raises(NotFound):
        find(ann.actor, found.reference)


def test_it_is_declared_once_and_never_on_a_closed_case(case, desk, clock, member):
    found = case("concept_review")
    declare(desk, found.proposer.actor, found.reference, "paid", "I would teach it.", clock.now)
    with pytest.raises(NotAllowed):
        declare(desk, found.proposer.actor, found.reference, "paid", "Again.", clock.now)
    found.push("decline", member)
    with pytest.raises(NotAllowed):
        declare(desk, member.actor, found.reference, "family", "Late.", clock.now)


def test_the_secretary_of_the_deciding_body_is_told(case, desk, clock, person, member):
    found = case("concept_review")
    secretary = person("Sid Secretary", ("smt", "secretary"))
    declare(desk, member.actor, found.reference, "family", "My brother owns it.", clock.now)
    assert found.jobs("declare_conflict") == {("mail", f"notice:{secretary.id}")}


def test_the_page_says_what_follows_and_keeps_what_was_typed(case, member, client_of):
    found = case("concept_review")
    browser = client_of(member)
    page = browser.get(found.url("conflict/"))
    assert "You no longer assess, review, take minutes, deliberate or vote on this case." in page.words
    assert "The case is no longer shown to you" in page.words
    page = browser.send(page, description="My brother owns it.")
    assert page.status_code == 422
    assert page.problems == ["Choose what kind of interest it is"]
    assert "My brother owns it." in page.words
    page = browser.send(page, kind="family")
    assert page.h1 == "My work"
    assert "Your conflict of interest is on record" in page.flashes[0]


def test_chairs_and_secretaries_read_the_declarations_and_members_do_not(
    case, desk, clock, person, client_of
):
    found = case("concept_review")
    declare(desk, found.proposer.actor, found.reference, "paid", "I would teach it.", clock.now)
    chair, member = person("Cy Chair", ("smt", "chair")), person("Mo Member", ("smt", "member"))
    assert "I would teach it." in client_of(chair).get(found.url("conflict/")).words
    assert "I would teach it." not in client_of(member).get(found.url("conflict/")).words


def test_strangers_find_no_page(case, person, client_of):
    found = case("concept_review")
    browser = client_of(person("Ned Nobody"))
    assert browser.get(found.url("conflict/")).status_code == 404
    data = {"kind": "family", "description": "x"}
    assert browser.post(found.url("conflict/"), data=data).status_code == 404
    assert db.session.query(Conflict).count() == 0


def test_in_french(case, member, client_of):
    page = client_of(member).get(case("concept_review").url("conflict/?lang=fr"))
    assert page.h1 == "Déclarer un conflit d’intérêts"
    assert all(words.fr in page.words for words in KINDS.values())
