"""Conflicts of interest alone leave a body without a quorum: its alternate decides in its place, and the record says so."""

from datetime import timedelta

import pytest

from approval.models.bodies import BodyRules
from approval.models.database import db, transaction
from approval.models.records import Event, Statement
from approval.queries.audit import audit
from tests.stories.meeting_tales import EVERYONE, WHY, told
from tests.stories.test_meeting_decides import MAJORITY, SMT

TITLE = "Sonography of the lunar hippocampus"
OFFER = "Refer it to the alternate body"


@pytest.fixture
def left(case, room, clock):
    """The Senior Management Team with two of four in conflict, its alternate the Board; the vote came to nothing."""
    found = case("concept_review", title=TITLE)
    team = room("smt", proposer=found.proposer)
    board = room("board", proposer=found.proposer)
    with transaction():
        db.session.query(BodyRules).filter(BodyRules.body.has(key="smt")).update({"alternate": "board"})
    team.place(found)
    for who in ("vice", "two"):
        team.declare(who, found)
    clock.forward(days=30)
    team.meets("chair", "one", "two", regrets=("vice",))
    ended = team.carry(found, "do:endorse", {"chair": "for", "one": "for"}, second="chair")
    assert "Conflicts leave too few members: the alternate body decides" in ended.words
    return team, board, found


def refer(team, found):
    page = team.item("secretary", found)
    assert "The alternate body, Board of Governors, decides in its place." in page.words
    return team.browsers["secretary"].send(page, "/alternate")


def test_the_alternate_decides_in_its_place(left, desk, clock):
    team, board, found = left
    assert board.case("one", found).status_code == 404, "it has not reached the Board"
    assert OFFER not in team.item("one", found).text
    assert "The alternate body has the case now." in refer(team, found).words
    assert (
        team.browsers["secretary"].post(f"{team.at}/items/{team.house.item_of(found)}/alternate").status_code
        == 409
    )

    # the team reads on, and decides no more
    team.convene(clock.today + timedelta(days=7))
    assert "No case waits for this body." in team.get("secretary").words
    assert team.case("one", found).status_code == 200
    assert team.case("two", found).status_code == 404

    # the Board decides by its own rule
    assert TITLE in board.get("secretary").words
    board.place(found)
    board.meets(*EVERYONE)
    votes = dict.fromkeys(("chair", "vice", "one"), "for") | {"two": "against"}
    assert "Carried" in board.carry(found, "do:endorse", votes).words
    board.write_down(found, "endorse")
    page = team.case("chair", found, "actions/endorse/")
    assert "its alternate body decides on this case" in page.words
    sent = team.browsers["chair"].send(page, "/actions/", form_with="key")
    assert (sent.status_code, found.row.recorded) == (409, "endorse")
    board.confirm(found, "endorse")
    assert found.row.stage == "team_formation"

    # and the record says for whom
    line = told(board.case("proposer", found, "history"), "Endorse the concept")
    assert WHY in line
    board.work()
    record = board.paper("auditor", found, SMT)
    assert "Decided by: Board of Governors, in place of: Senior Management Team" in record
    assert "Decided byBoard of Governors, in place of: Senior Management Team" in record
    assert f"Rule in force{MAJORITY}" in record
    assert "Confirmed byEleanor Chair Recorded byPat Secretary" in record
    assert "Tariq Governor" in record
    event = db.session.query(Event).filter_by(action="endorse").one()
    kept = db.session.query(Statement).filter_by(event_id=event.id).one().said["in_force"]
    assert (event.body, kept["key"], kept["in_place_of"]["key"]) == ("smt", "board", "smt")
    assert audit(desk).faults == ()


def test_it_stays_with_the_body_while_nothing_is_referred(left):
    team, board, found = left
    assert TITLE not in board.get("secretary").words
    team.adjourn()
    assert team.case("one", found).status_code == 200
    assert board.case("secretary", found).status_code == 404


def test_the_alternate_itself_may_be_in_conflict(left):
    team, board, found = left
    refer(team, found)
    board.declare("one", found)
    board.place(found)
    assert board.case("one", found).status_code == 404
    board.meets(*EVERYONE)
    assert "3 count, 3 are needed" in board.item("two", found).words
