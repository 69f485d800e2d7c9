"""The conditions ledger: evidence from those at work, sign-off by the body that imposed it (PROCESS.md 3 and 9)."""

import pytest

from approval.models.database import db, transaction
from approval.models.reviews import Condition
from approval.operations import Invalid, NotAllowed, Stale
from approval.operations.conditions import add_evidence, close
from approval.operations.conflicts import declare
from approval.operations.parts import assign
from approval.queries import NotFound
from approval.queries.facts import facts_of

ROWS = {
    "conditions": [
        {"id": "a", "text": "Confirm the simulation room.", "owner": "M. Osei", "due": "next_gate"},
        {"id": "b", "text": "Sign the placement agreement.", "owner": "Dean", "due": "launch"},
    ]
}


@pytest.fixture
def secretary(person):
    return person("Sid Secretary", ("smt", "secretary"))


@pytest.fixture
def staff(person):
    return person("Ina Intake", ("ce", "intake"))


@pytest.fixture
def found(case, secretary):
    """A case whose concept the Senior Management Team endorsed with two conditions."""
    standing = case("concept_review")
    standing.push("endorse_with_conditions", secretary, ROWS)
    return standing


def condition(number=1):
    db.session.rollback()
    return db.session.query(Condition).filter_by(number=number).one()


def due(desk, found, clock):
    """What keeps gates shut, as the rules see it."""
    return [(c.number, c.due) for c in facts_of(desk, found.row, clock.now).open_conditions]


def test_evidence_is_added_under_a_name_and_nothing_goes(found, desk, clock, staff):
    add_evidence(desk, found.proposer.actor, found.reference, 1, "Room 412 is booked.", clock.now)
    add_evidence(desk, staff.actor, found.reference, 1, "Seen the booking.", clock.now)
    kept = [(one.added_by.name, one.text, one.added_at) for one in condition().shown]
    assert kept == [
        ("Priya Proposer", "Room 412 is booked.", clock.now),
        ("Ina Intake", "Seen the booking.", clock.now),
    ]
    assert [s["number"] for s in found.said("condition_evidence")] == [1, 1]


def test_signing_off_opens_the_gate(found, desk, clock, secretary):
    assert due(desk, found, clock) == [(1, "next_gate"), (2, "launch")]
    close(
        desk,
        secretary.actor,
        found.reference,
        1,
        seen=found.version,
        now=clock.now,
        evidence="Booking of 3 March.",
    )
    assert due(desk, found, clock) == [(2, "launch")]
    assert condition().closed_by.name == "Sid Secretary"
    assert found.said("condition_evidence") == [{"number": 1, "text": "Booking of 3 March."}]
    assert found.said("close_condition") == [{"number": 1}]


def test_nothing_is_signed_off_without_evidence(found, desk, clock, secretary):
    with pytest.raises(Invalid):
        close(desk, secretary.actor, found.reference, 1, seen=found.version, now=clock.now)


def test_only_an_office_of_the_imposing_body_signs(found, desk, clock, person, secretary, staff):
    others = [
        staff,
        found.proposer,
        person("Ruth Director", ("ce", "director")),
        person("Mo Member", ("smt", "member")),
        person("Bo Secretary", ("board", "secretary")),
    ]
    add_evidence(desk, staff.actor, found.reference, 1, "Booked.", clock.now)
    for someone in others[:4]:
        with pytest.raises(NotAllowed):
            close(desk, someone.actor, found.reference, 1, seen=found.version, now=clock.now)
    with pytest.raises(NotFound):
        close(desk, others[4].actor, found.reference, 1, seen=found.version, now=clock.now)


def test_where_the_office_is_empty_the_director_signs(found, desk, clock, person, secretary):
    director = person("Ruth Director", ("ce", "director"))
    add_evidence(desk, director.actor, found.reference, 1, "Booked.", clock.now)
    declare(desk, secretary.actor, found.reference, "family", "My brother owns it.", clock.now)
    close(desk, director.actor, found.reference, 1, seen=found.version, now=clock.now)
    assert condition().closed_by.name == "Ruth Director"


def test_nobody_signs_for_their_own_proposal(found, desk, clock, secretary):
    with transaction():
        assign(found._locked(), secretary.id, "co_proposer", clock.now)
    with pytest.raises(NotAllowed):
        close(
            desk, secretary.actor, found.reference, 1, seen=found.version, now=clock.now, evidence="Booked."
        )


def test_of_two_who_sign_at_once_the_second_is_told(found, desk, clock, secretary):
    seen = found.version
    close(desk, secretary.actor, found.reference, 1, seen=seen, now=clock.now, evidence="Booked.")
    with pytest.raises(Stale):
        close(desk, secretary.actor, found.reference, 1, seen=seen, now=clock.now, evidence="Booked.")
    with pytest.raises(NotAllowed):
        close(desk, secretary.actor, found.reference, 1, seen=found.version, now=clock.now)


def test_what_is_signed_off_takes_no_more_evidence(found, desk, clock, secretary, staff):
    close(desk, secretary.actor, found.reference, 1, seen=found.version, now=clock.now, evidence="Booked.")
    with pytest.raises(NotAllowed):
        add_evidence(desk, staff.actor, found.reference, 1, "More.", clock.now)


def test_members_who_only_read_add_nothing(found, desk, clock, person):
    member = person("Mo Member", ("smt", "member"))
    with pytest.raises(NotAllowed):
        add_evidence(desk, member.actor, found.reference, 1, "I think so.", clock.now)
    with pytest.raises(NotFound):
        add_evidence(desk, found.proposer.actor, found.reference, 9, "No such.", clock.now)


def test_while_on_hold_nothing_moves(found, desk, clock, staff, person):
    found.push("hold", person("Ruth Director", ("ce", "director")), {"reason": "Funding."})
    with pytest.raises(NotAllowed):
        add_evidence(desk, staff.actor, found.reference, 1, "Booked.", clock.now)


def test_the_ledger_on_pages(found, secretary, client_of):
    proposer, browser = client_of(found.proposer), client_of(secretary)
    page = proposer.get(found.url("conditions/"))
    assert "Confirm the simulation room." in page.words
    assert "Senior Management Team" in page.words
    assert "Before launch" in page.words
    page = proposer.get(found.url("conditions/1"))
    assert "Sign off" not in page.words
    page = proposer.send(page, "evidence", evidence="Room 412 is booked <b>firmly</b>.")
    assert "Room 412 is booked <b>firmly</b>." in page.words
    page = browser.get(found.url("conditions/2"))
    page = browser.send(page, "close")
    assert page.problems == ["Enter what shows that the condition is met"]
    page = browser.send(browser.get(found.url("conditions/1")), "close")
    assert "Condition 1 is signed off." in " ".join(page.flashes)
    assert "Signed off" in page.words


def test_an_older_page_is_told_who_acted(found, desk, clock, secretary, staff, client_of):
    browser = client_of(secretary)
    page = browser.get(found.url("conditions/1"))
    add_evidence(desk, staff.actor, found.reference, 1, "No, not yet.", clock.now)
    page = browser.send(page, "close", closing="It is booked.")
    assert page.status_code == 409
    assert "Ina Intake" in page.words
    assert "It is booked." in page.words


def test_strangers_find_no_ledger(found, person, client_of):
    browser = client_of(person("Ned Nobody"))
    assert browser.get(found.url("conditions/")).status_code == 404
    assert browser.post(found.url("conditions/1/close")).status_code == 404


def test_in_french(found, client_of):
    page = client_of(found.proposer).get(found.url("conditions/?lang=fr"))
    assert "Registre des conditions" in page.words
    assert "Avant le lancement" in page.words


def test_an_empty_text_is_asked_for_only_where_one_may_be_written(found, client_of, person, staff):
    """Whoever has no input for it on their page is told why, and not to fill it in."""
    member = person("Mel Member", ("smt", "member"))
    for who, path, status in (
        (staff, "evidence", 422),
        (member, "evidence", 409),
        (member, "close", 409),
    ):
        sent = {"closing": "x" * 3000, "seen": str(found.version)}
        assert client_of(who).post(found.url(f"conditions/1/{path}"), data=sent).status_code == status
