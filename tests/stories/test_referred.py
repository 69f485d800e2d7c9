"""A case is referred only to a body that can decide on it, which alone decides then, and may give it back."""

from datetime import timedelta

import pytest

from approval.models.bodies import BodyRules
from approval.models.database import db, transaction
from approval.models.meetings import AgendaItem
from approval.models.records import Recorded
from tests.stories.meeting_tales import EVERYONE
from tests.stories.test_after_the_vote import FOR, post


@pytest.fixture
def broken(case, room, clock):
    """A vote of the Senior Management Team came to nothing because of conflicts; the rules name an alternate."""
    found = case("concept_review")
    team = room("smt", proposer=found.proposer)
    with transaction():
        db.session.query(BodyRules).filter(BodyRules.body.has(key="smt")).update({"alternate": "board"})
    team.place(found)
    for who in ("vice", "two"):
        team.declare(who, found)
    clock.forward(days=30)
    team.meets("chair", "one", "two", regrets=("vice",))
    team.carry(found, "do:endorse", {"chair": "for", "one": "for"}, second="chair")
    return team, found


def refer(team, found):
    return post(team, f"items/{team.house.item_of(found)}/alternate")


def test_it_is_not_referred_to_a_body_that_could_not_decide(broken):
    team, found = broken
    refused = refer(team, found)
    assert (refused.status_code, "Nobody in the alternate body holds an office" in refused.words) == (
        409,
        True,
    )
    assert found.row.stage == "concept_review"


def test_what_is_written_down_or_withdrawn_is_not_referred(broken, room, clock):
    team, found = broken
    room("board")
    team.write_down(
        found, "defer", quorum_met="yes", next_meeting=(clock.today + timedelta(days=14)).isoformat()
    )
    assert "is written down and waits to be confirmed" in refer(team, found).words
    sent = team.browsers["chair"].post(found.url("actions/defer/send-back"), data={"why": "Refer it."})
    assert sent.status_code == 303
    team.confirm(found, "withdraw", by="proposer", rationale="We start again with another partner.")
    assert refer(team, found).status_code == 409


def test_the_body_that_lost_the_case_does_not_undo_what_the_other_wrote(broken, room, clock):
    team, found = broken
    board = room("board")
    refer(team, found)
    board.place(found)
    clock.forward(days=30)
    board.meets(*EVERYONE)
    board.carry(found, "do:endorse", FOR)
    board.write_down(found, "endorse")
    sent = team.browsers["secretary"].post(found.url("actions/endorse/send-back"), data={"why": "No."})
    assert sent.status_code == 409
    assert db.session.query(Recorded).count() == 1


def test_the_alternate_gives_it_back_with_a_reason(broken, room):
    team, found = broken
    board = room("board")
    refer(team, found)
    secretary = board.browsers["secretary"]
    page = secretary.get(board.get("secretary").link(f"Give it back to the other body {found.reference}"))
    bare = secretary.send(page, "/back", why=" ")
    assert (bare.status_code, bare.problems) == (422, ["Enter why it goes back"])
    assert board.browsers["one"].get(page.request.path).status_code == 404
    sent = secretary.send(page, "/back", why="Two of us are in conflict as well.")
    assert "The case is back with the other body." in sent.words
    assert found.reference not in board.get("secretary").words
    assert "Two of us are in conflict as well." in board_history(team, found)
    team.convene(team.house.clock.today + timedelta(days=7))
    team.place(found)


def board_history(team, found):
    return team.case("secretary", found, "history").words


def test_the_page_of_a_case_that_the_body_cannot_decide_any_more_stands(broken, room):
    team, found = broken
    room("board")
    refer(team, found)
    with transaction():  # it is on another agenda of the team, as it was placed there before
        item = db.session.get_one(AgendaItem, team.house.item_of(found))
        item.done_at, item.result = None, ""
    page = team.item("secretary", found)
    assert (page.status_code, "Write down a motion" in page.words) == (200, False)
    assert "nothing to decide on this case" in post(team, f"items/{item.id}/motions", kind="main").words
