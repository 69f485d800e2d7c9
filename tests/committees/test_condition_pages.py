"""The pages of a condition: evidence as words, link or file; waiver, reopening, who sees to it; errors at their fields."""

import io

import pytest

from approval.models.database import db
from approval.models.proposals import Attachment
from approval.operations.conditions import add_evidence, close
from approval.queries import NotFound
from approval.queries.facts import facts_of
from tests.committees.ledger import condition, show

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def sent(browser, found, number, **typed):
    """The form for evidence as a browser sends it, with a file where one is given."""
    page = browser.get(found.url(f"conditions/{number}"))
    return browser.send(page, "evidence", **typed)


def letter(name="letter.pdf", content=PDF):
    return (io.BytesIO(content), name)


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_link_or_a_file_is_evidence_enough(conditional, client_of, secretary):
    browser = client_of(conditional.proposer)
    assert "Added to condition 1." in " ".join(
        sent(browser, conditional, 1, link="https://example.org/room").flashes
    )
    page = sent(browser, conditional, 1, file=letter())
    assert "letter.pdf" in page.words
    assert "https://example.org/room" in page.words
    kept = condition(1).shown
    assert [(one.link, one.attachment and one.attachment.name) for one in kept] == [
        ("https://example.org/room", None),
        ("", "letter.pdf"),
    ]
    first, second = conditional.said("condition_evidence")
    assert first == {"number": 1, "link": "https://example.org/room"}
    assert second["file"]["name"] == "letter.pdf"
    assert second["file"]["digest"] == kept[1].attachment.digest
    reader = client_of(secretary)
    answer = reader.get(page.link("letter.pdf"))
    assert (answer.status_code, answer.data) == (200, PDF)


def test_a_file_for_a_condition_is_for_those_who_may_open_the_case(conditional, client_of, person):
    page = sent(client_of(conditional.proposer), conditional, 1, file=letter())
    address = page.link("letter.pdf")
    assert client_of(person("Ned Nobody")).get(address).status_code == 404


@pytest.mark.parametrize(
    ("typed", "says", "at"),
    [
        ({}, "Enter what shows that the condition is met", "#evidence"),
        (
            {"link": "ftp://example.org/room"},
            "Enter a web address that begins with https:// or http://",
            "#link",
        ),
        ({"file": letter("letter.exe")}, "letter.exe: send a PDF, Word, Excel, PNG or JPEG file", "#file"),
    ],
    ids=["nothing", "no address", "no such file"],
)
def test_what_is_no_evidence_is_said_at_its_field(conditional, client_of, typed, says, at):
    page = sent(client_of(conditional.proposer), conditional, 1, **typed)
    assert page.status_code == 422
    assert page.problems == [says]
    assert page.link(says) == at
    assert condition(1).shown == []


def test_a_file_that_was_sent_is_kept_while_the_rest_is_mended(conditional, client_of):
    browser = client_of(conditional.proposer)
    page = sent(browser, conditional, 1, file=letter(), link="nowhere", evidence="Booked.")
    assert page.status_code == 422
    assert "letter.pdf" in page.words
    assert "Booked." in page.words
    page = browser.send(page, "evidence", link="")
    assert [one.attachment.name for one in condition(1).shown] == ["letter.pdf"]
    assert db.session.query(Attachment).count() == 1


def test_one_cannot_pass_on_a_file_that_somebody_else_sent(conditional, client_of, desk, clock, person):
    page = sent(client_of(conditional.proposer), conditional, 1, file=letter())
    key = page.link("letter.pdf").rsplit("/", 1)[-1]
    staff = person("Ina Intake", ("ce", "intake"))
    with pytest.raises(NotFound):
        add_evidence(desk, staff.actor, conditional.reference, 2, "", clock.now, file=key)


def test_the_owner_adds_evidence_whatever_their_part(case, client_of, chair, person):
    member = person("Mo Member", ("smt", "member"))
    found = case("concept_review")
    row = {"id": "a", "text": "Ask the union.", "owner": "Mo Member", "due": "launch"}
    found.push("endorse_with_conditions", chair, {"conditions": [row]})
    sent(client_of(member), found, 1, evidence="Asked; they agree.")
    assert [one.text for one in condition(1).shown] == ["Asked; they agree."]


# ── waive, reopen, hand on ───────────────────────────────────────────────────────────────────────────────────────


def test_the_chair_waives_on_a_page_that_says_what_will_happen(conditional, client_of, chair, secretary):
    assert client_of(secretary).get(conditional.url("conditions/1/waive")).status_code == 404
    browser = client_of(chair)
    page = browser.get(browser.get(conditional.url("conditions/1")).link("Waive it"))
    assert "let go without being met" in page.words
    assert browser.send(page, "waive", why="").problems == ["Enter the reason"]
    page = browser.send(page, "waive", why="The hospital itself withdrew the requirement.")
    assert "Condition 1 is waived." in " ".join(page.flashes)
    assert "Waived" in page.words
    assert "The hospital itself withdrew the requirement." in page.words


def test_a_sign_off_is_taken_back_on_a_page_until_the_window_closes(shown, client_of, desk, clock, secretary):
    close(desk, secretary.actor, shown.reference, 1, seen=shown.version, now=clock.now)
    browser = client_of(secretary)
    page = browser.get(browser.get(shown.url("conditions/1")).link("Take it back"))
    page = browser.send(page, "reopen", reopening="That was the booking of another room.")
    assert "Condition 1 is open again." in " ".join(page.flashes)
    assert condition(1).closed_at is None
    assert browser.get(shown.url("conditions/1/reopen")).status_code == 404


def test_the_chair_hands_it_on_to_people_who_may_open_the_case(conditional, client_of, chair, person):
    person("Ned Nobody")
    member = person("Mo Member", ("smt", "member"))
    browser = client_of(chair)
    page = browser.get(browser.get(conditional.url("conditions/1")).link("Change who sees to it"))
    assert "Ned Nobody" not in page.words
    assert browser.send(page, "assign", owner="").problems == ["Enter the owner of the condition"]
    browser.send(page, "assign", owner="Mo", account=str(member.id), signer=str(chair.id))
    assert (condition(1).owner, condition(1).owner_id, condition(1).signer_id) == ("Mo", member.id, chair.id)
    assert "Show that condition 1 is met" in client_of(member).get("/").words


# ── where it is shown ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_case_itself_shows_the_ledger_and_how_each_was_met(
    conditional, client_of, desk, clock, secretary
):
    show(desk, conditional, 1, clock.now)
    browser = client_of(secretary)
    words = browser.get(conditional.url("")).words
    assert "How it was met" in words
    assert "Priya Proposer, 3 February 2026 Booked." in words
    assert "To be signed off by Sid Secretary" in words
    words = browser.get(conditional.url("?lang=fr")).words
    assert "Comment elle a été remplie" in words
    assert "À lever par Sid Secretary" in words


def test_those_who_decide_see_it_beside_the_decision(case, client_of, chair, person, director):
    found = case("assessment")
    row = {"id": "a", "text": "Find a partner.", "owner": "Dean", "due": "next_gate"}
    found.push("support_with_conditions", director, {"conditions": [row]})
    words = client_of(chair).get(found.url("actions/endorse/")).words
    assert "Conditions so far, and how each was met (1)" in words
    assert "Condition 1 is still open: “Find a partner.”" in words


def test_a_shut_gate_shuts_the_way_on_and_no_other_way(case, director, chair, desk, clock):
    found = case("assessment")
    row = {"id": "a", "text": "Find a partner.", "owner": "Dean", "due": "next_gate"}
    found.push("support_with_conditions", director, {"conditions": [row]})
    row = found.row
    verdicts = desk.versions[row.digest].engine.verdicts(facts_of(desk, row, clock.now), chair.actor)
    named = {
        v.action.name: [r.fr for r in v.refusals if "La condition 1 n’est pas levée" in r.fr]
        for v in verdicts
    }
    assert {name for name, why in named.items() if why} == {"endorse", "endorse_with_conditions"}
    assert {"defer", "return", "decline"} <= named.keys()


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"owner": ""}, "Enter the owner of the condition"),
        ({"due": "date", "due_on": "2026-02-02"}, "The date must be today or in the future"),
        ({"due": "date", "due_on": ""}, "Enter the date the condition is due"),
        ({"due": "launch", "due_on": "2026-05-01"}, "Leave this empty, or change the answer before it: the two do not go together"),
        ({"due": ""}, "Choose when the condition is due"),
        ({"text": ""}, "Enter what must be shown"),
    ],
    ids=["no owner", "past", "no date", "two due points", "no due point", "no words"],
)  # fmt: skip
def test_a_condition_that_is_not_whole_is_refused_at_its_field(
    named, give, ann, ben, client_of, director, row, says
):
    give(named, ann)
    give(named, ben, recommendation="support_with_conditions", conditions=["Find a partner."])
    browser = client_of(director)
    page = browser.get(named.url("actions/support_with_conditions/"))
    given = {"text": "Find a partner who signs.", "owner": "Dean", "due": "next_gate", "due_on": "", **row}
    cells = {f"conditions-0-{name}": value for name, value in given.items()}
    page = browser.send(page, "support_with_conditions", rationale="A real need, shown by eleven employers of this region.", **cells)  # fmt: skip
    assert page.status_code == 422
    assert page.problems == [says]
    assert page.link(says).startswith("#conditions-0-")
    assert "Find a partner" in page.words or "text" in row
