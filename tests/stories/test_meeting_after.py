"""What follows a decision of a body: its conditions hold the launch, and a mistake is taken back in time."""

import re

from approval.models.database import db, transaction
from approval.models.proposals import Assignment
from approval.models.reviews import Conflict
from tests.stories.meeting_tales import EVERYONE, WHY, attests, told
from tests.stories.telling import Story
from tests.stories.test_meeting_decides import BOARD, MAJORITY

AGREEMENT = "Show a signed placement agreement."
BUDGET = "Report the first budget review."
MISTAKE = "The motion was about the course of the same name, not about this one."


def test_two_conditions_of_the_board_hold_the_launch_until_both_are_signed_off(case, room, person, clock):
    found = case("board_review")
    director = person("Ruth Director", ("ce", "director"))
    board = room("board", proposer=found.proposer, director=director)
    story = Story(found.desk, clock, board.browsers.people, board.browsers, found.reference)
    approved_with_both(board, found, clock)
    board.work()
    record = board.paper("auditor", found, BOARD)
    attests(record, found, rule=MAJORITY, confirmed="Eleanor Chair (Chair of the Board)")
    assert f"subject to two conditions: {AGREEMENT} {BUDGET}" in record

    # the gate says which of them are open
    story.write("director", "handoff")
    refused = story.refused("director", "launch")
    assert f"Condition 1 is still open: “{AGREEMENT}”" in refused
    assert f"Condition 2 is still open: “{BUDGET}”" in refused

    # its owner shows how it was met; whoever the Board named signs it off, and nobody else of the Board
    page = board.case("proposer", found, "conditions/1")
    shown = board.browsers["proposer"].send(page, "/evidence", evidence="Agreement of 2 April, on file.")
    assert "Added to condition 1." in shown.words
    signing = {"closing": "Read and filed.", "seen": found.version}
    other = board.browsers["two"].post(found.url("conditions/1/close"), data=signing)
    assert other.status_code == 409
    assert "The person named to sign this condition off does so, or their delegate" in other.words
    story.close_condition("one", 1)
    assert "Condition 1" not in story.refused("director", "launch")
    assert "Condition 2 is still open" in story.refused("director", "launch")
    story.close_condition("chair", 2)
    story.act("director", "launch")
    assert found.row.stage == "active"

    # by whom and why, on the proposer’s pages
    ledger = board.case("proposer", found, "conditions/").words
    assert "Joan Governor" in ledger
    assert "Eleanor Chair" in ledger
    assert WHY in told(board.case("proposer", found, "history"), "Approve with conditions")


def approved_with_both(board, found, clock):
    board.brief(found)
    board.place(found)
    clock.forward(days=30)
    board.meets(*EVERYONE)
    text = f"THAT it be approved, subject to two conditions: {AGREEMENT} {BUDGET}"
    board.carry(found, "do:approve_with_conditions", dict.fromkeys(EVERYONE, "for"), text=text)
    signer = str(board.house.people["one"].id)
    conditions = {
        "conditions-0-text": AGREEMENT, "conditions-0-owner": "Priya Proposer", "conditions-0-due": "launch", "conditions-0-signer": signer,
        "conditions-1-text": BUDGET, "conditions-1-owner": "Ruth Director", "conditions-1-due": "next_gate",
    }  # fmt: skip
    board.decide(found, "approve_with_conditions", **conditions)
    assert found.row.stage == "approved"


def test_a_mistaken_decision_is_retracted_and_everyone_who_was_told_is_told(
    case, room, person, visitor, clock
):
    found, other, barred = case("board_review"), person("Wei Zhang"), person("Bea Barred")
    proposal = found.row.id
    part_begins(proposal, [other, barred], clock)
    board = room("board", proposer=found.proposer)
    approved(board, found, clock)
    record = board.paper("auditor", found, BOARD)
    attests(record, found, rule=MAJORITY, confirmed="Eleanor Chair (Chair of the Board)")
    [code] = set(re.findall(r"/verify/([0-9A-Z-]{14})", record))
    assert "Genuine and current" in visitor().get(f"/verify/{code}").words

    # the letter has left; two who had it have no part in the case any more, one of them by a conflict
    send_letter(board, found)
    had = [found.proposer, other, barred]
    assert [len(about(board, one, "has approved")) for one in had] == [1, 1, 1]
    part_ends(proposal, [other, barred], clock)
    with transaction():
        conflict = {"kind": "family", "description": "", "found": "", "declared_at": clock.now, "bars": True}
        db.session.add(Conflict(proposal_id=proposal, person_id=barred.id, **conflict))

    # within the day the chair takes it back, with the reason
    clock.forward(hours=5)
    assert board.case("one", found, "actions/retract/").status_code == 404
    board.confirm(found, "retract", rationale=MISTAKE)
    assert found.row.stage == "board_review"
    page = board.case("proposer", found, "history")
    line = told(page, "Retract")
    assert "Eleanor Chair, 5 March 2026" in line
    assert MISTAKE in line
    assert told(page, "Approve"), "what was decided stays on record"
    board.work()
    assert about(board, barred, "correction") == []
    for one in had[:2]:
        [correction] = about(board, one, "correction")
        assert MISTAKE in correction.text

    # the copy that somebody holds says so, to anybody
    page = visitor().get(f"/verify/{code}")
    assert "Genuine, but retracted" in page.words
    assert found.reference not in page.words
    assert "Retracted" in board.case("auditor", found, "documents/").words


def approved(board, found, clock):
    board.brief(found)
    board.place(found)
    clock.forward(days=30)
    board.meets(*EVERYONE)
    board.carry(found, "do:approve", dict.fromkeys(EVERYONE, "for"))
    board.decide(found, "approve")
    board.work()


def send_letter(board, found):
    """The secretary lets the letter of the decision go at once."""
    secretary = board.browsers["secretary"]
    letter = secretary.get(board.case("secretary", found, "letters/").link("approved"))
    sent = secretary.send(secretary.get(letter.link("Send")), "/send")
    assert "The letter is on its way." in sent.words
    board.work()


def part_begins(proposal, people, clock):
    with transaction():
        for one in people:
            part = {"person_id": one.id, "role": "co_proposer", "since": clock.now}
            db.session.add(Assignment(proposal_id=proposal, **part))


def part_ends(proposal, people, clock):
    with transaction():
        gone = Assignment.person_id.in_([one.id for one in people])
        db.session.query(Assignment).filter(gone, Assignment.proposal_id == proposal).update(
            {"until": clock.now}
        )


def about(board, someone, what):
    """The letters that somebody got about this."""
    return [letter for letter in board.post.to(someone) if what in letter.subject]
