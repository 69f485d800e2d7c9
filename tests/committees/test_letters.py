"""Decision letters: edited until they leave, sent once, by those whose decision it was."""

from datetime import timedelta

import pytest

from approval.models.database import db
from approval.models.records import Letter
from approval.operations import Invalid, NotAllowed, Stale
from approval.operations.conflicts import declare
from approval.operations.letters import edit, send_due, send_now
from approval.queries import NotFound
from approval.queries.letters import due

WINDOW = timedelta(hours=24)


@pytest.fixture
def director(person):
    return person("Ruth Director", ("ce", "director"))


@pytest.fixture
def secretary(person):
    return person("Sid Secretary", ("smt", "secretary"))


@pytest.fixture
def found(case, director):
    """A case that Continuing Education supported: its letter waits for the window to close."""
    standing = case("assessment")
    standing.push("support", director, {"rationale": "A real need."})
    return standing


def letter(found):
    db.session.rollback()
    return db.session.query(Letter).filter_by(proposal_id=found.row.id).order_by(Letter.id.desc()).first()


def test_a_letter_is_edited_until_it_leaves(found, desk, clock, director):
    one = letter(found)
    edit(
        desk,
        director.actor,
        found.reference,
        one.id,
        "Good news",
        " Dear Priya,\n\nYes. ",
        seen=1,
        now=clock.now,
    )
    kept = letter(found)
    assert (kept.subject, kept.body, kept.edited_by_id) == ("Good news", "Dear Priya,\n\nYes.", director.id)
    assert found.said("edit_letter")[0]["letter"] == kept.id
    send_now(desk, director.actor, found.reference, kept.id, seen=kept.version, now=clock.now)
    with pytest.raises(NotAllowed):
        edit(
            desk,
            director.actor,
            found.reference,
            kept.id,
            "No",
            "No",
            seen=letter(found).version,
            now=clock.now,
        )


def test_an_empty_letter_or_one_changed_meanwhile_is_refused(found, desk, clock, director):
    one = letter(found)
    with pytest.raises(Invalid):
        edit(desk, director.actor, found.reference, one.id, " ", "", seen=1, now=clock.now)
    edit(desk, director.actor, found.reference, one.id, "First", "First", seen=1, now=clock.now)
    for act in (
        lambda: edit(desk, director.actor, found.reference, one.id, "Second", "x", seen=1, now=clock.now),
        lambda: send_now(desk, director.actor, found.reference, one.id, seen=1, now=clock.now),
    ):
        with pytest.raises(Stale):
            act()


def test_sending_asks_for_one_pdf_and_one_message_a_recipient(found, desk, clock, director):
    one = letter(found)
    send_now(desk, director.actor, found.reference, one.id, seen=1, now=clock.now)
    assert letter(found).sent_at == clock.now
    jobs = found.jobs("send_letter")
    assert jobs == {("render", "letter:en"), ("mail", f"letter:{found.proposer.id}")}


def test_a_letter_leaves_by_itself_once_when_its_window_closes(found, desk, clock):
    assert send_due(desk, clock.now) == 0
    clock.forward(hours=25)
    assert due(clock.now) == [letter(found).id]
    assert send_due(desk, clock.now) == 1
    assert send_due(desk, clock.now) == 0
    assert len(found.said("send_letter")) == 1


def test_the_letter_of_a_retracted_decision_stays(found, desk, clock, director):
    one = letter(found)
    found.push("retract", director, {"reason": "Entered by mistake."})
    clock.forward(hours=25)
    assert send_due(desk, clock.now) == 0
    with pytest.raises(NotAllowed):
        send_now(desk, director.actor, found.reference, one.id, seen=letter(found).version, now=clock.now)


def test_each_body_handles_its_own_letters(found, desk, clock, director, secretary, person):
    ours = letter(found)
    for someone in (secretary, found.proposer, person("Ned Nobody")):
        with pytest.raises(NotFound):
            send_now(desk, someone.actor, found.reference, ours.id, seen=1, now=clock.now)
    found.push("endorse", secretary, {"rationale": "It fits."})
    theirs = letter(found)
    with pytest.raises(NotFound):
        send_now(desk, director.actor, found.reference, theirs.id, seen=1, now=clock.now)
    send_now(desk, secretary.actor, found.reference, theirs.id, seen=1, now=clock.now)


def test_a_conflicted_secretary_hands_over_to_the_chair(found, desk, clock, secretary, person):
    chair = person("Cy Chair", ("smt", "chair"))
    found.push("endorse", chair, {"rationale": "It fits."})
    one = letter(found)
    with pytest.raises(NotFound):
        send_now(desk, chair.actor, found.reference, one.id, seen=1, now=clock.now)
    declare(desk, secretary.actor, found.reference, "family", "My brother owns it.", clock.now)
    send_now(desk, chair.actor, found.reference, one.id, seen=1, now=clock.now)


def test_a_letter_of_another_case_is_not_there(found, case, desk, clock, director):
    other = case("assessment")
    with pytest.raises(NotFound):
        send_now(desk, director.actor, other.reference, letter(found).id, seen=1, now=clock.now)


def test_preview_edit_and_send_on_pages(found, director, client_of):
    browser = client_of(director)
    page = browser.get(found.url("letters/"))
    page = browser.get(page.link(letter(found).subject))
    assert page.h1 == "The letter as it will be sent"
    assert "Priya Proposer (priya.proposer@institute.example)" in page.words
    assert "A real need." in page.words
    page = browser.get(page.link("Edit"))
    page = browser.send(page, subject="", body="Dear <Priya>,\n\nYes.")
    assert page.problems == ["Enter the subject"]
    page = browser.send(page, subject="Good news")
    assert "Dear <Priya>," in page.words
    page = browser.get(page.link("Send now"))
    assert "It cannot be called back." in page.words
    page = browser.send(page, "send")
    assert "The letter is on its way." in " ".join(page.flashes)
    assert "Sent 3 February 2026" in page.words
    assert browser.get(found.url(f"letters/{letter(found).id}/edit")).status_code == 404


def test_two_who_edit_at_once_lose_nothing(found, desk, clock, director, client_of):
    browser = client_of(director)
    page = browser.get(found.url(f"letters/{letter(found).id}/edit"))
    edit(desk, director.actor, found.reference, letter(found).id, "First", "First", seen=1, now=clock.now)
    page = browser.send(page, body="My long second text.")
    assert page.status_code == 409
    assert "My long second text." in page.words


def test_nobody_else_finds_the_letters(found, secretary, person, client_of):
    for someone in (found.proposer, person("Mo Member", ("smt", "member")), person("Ned Nobody")):
        browser = client_of(someone)
        assert browser.get(found.url("letters/")).status_code == 404
        assert browser.get(found.url(f"letters/{letter(found).id}")).status_code == 404
    assert client_of(secretary).get(found.url(f"letters/{letter(found).id}")).status_code == 404
    assert "No letter of yours to handle" in client_of(secretary).get(found.url("letters/")).words


def test_a_letter_keeps_its_language_on_a_page_of_the_other(case, director, client_of):
    found = case("assessment", language="fr")
    found.push("support", director, {"rationale": "Un besoin réel."})
    page = client_of(director).get(found.url(f"letters/{letter(found).id}?lang=en"))
    assert any(
        e.get("lang") == "fr" and "Un besoin réel." in "".join(e.itertext()) for e in page.tree.iter("div")
    )
    page = client_of(director).get(found.url(f"letters/{letter(found).id}?lang=fr"))
    assert page.h1 == "La lettre telle qu’elle sera envoyée"
