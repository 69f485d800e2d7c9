"""Conflicts of interest alone leave a body without a quorum: its alternate decides in its place, and the record says so."""

from datetime import timedelta

import pytest

from approval.models.bodies import BodyRules
from approval.models.database import db, transaction
from approval.models.records import Event, Statement
from approval.queries.audit import audit
from tests.stories.meeting_tales import EVERYONE, WHY, told
from tests.stories.test_meeting_decides import MAJORITY, SMT

AGREEMENT = "Show a signed placement agreement."
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


def decided(board, found, action, **typed):
    """The Board takes the case up in the team's place and writes down what it carried."""
    board.place(found)
    board.meets(*EVERYONE)
    board.carry(found, f"do:{action}", dict.fromkeys(EVERYONE, "for"), **typed.pop("motion", {}))
    board.write_down(found, action, **typed)


def test_whoever_decides_in_its_place_finds_the_case_in_their_work(left):
    team, board, found = left
    lines = {who: (team if who == "team" else board) for who in ("team", "board")}
    work = {name: room.browsers["chair"].get("/") for name, room in lines.items()}
    assert [TITLE in work[name].words for name in lines] == [True, False]
    refer(team, found)
    work = {name: room.browsers["chair"].get("/") for name, room in lines.items()}
    assert [TITLE in work[name].words for name in lines] == [False, True]
    case = board.case("proposer", found).words
    assert "too few of them to decide: Board of Governors decides in their place" in case
    decided(board, found, "endorse")
    work = {name: room.browsers["chair"].get("/") for name, room in lines.items()}
    assert ["Confirm the decision" in work[name].words for name in lines] == [False, True]


def test_its_conditions_are_signed_off_by_whoever_imposed_them(left, clock):
    team, board, found = left
    refer(team, found)
    text = f"THAT it be endorsed, subject to one condition: {AGREEMENT}"
    rows = {
        "conditions-0-text": AGREEMENT,
        "conditions-0-owner": "Priya Proposer",
        "conditions-0-due": "launch",
    }
    decided(board, found, "endorse_with_conditions", motion={"text": text}, **rows)
    board.confirm(found, "endorse_with_conditions")
    assert "Board of Governors" in board.case("proposer", found, "conditions/1").words
    page = board.case("proposer", found, "conditions/1")
    board.browsers["proposer"].send(page, "/evidence", evidence="Agreement of 2 April, on file.")
    for part in ("chair", "secretary"):
        page = team.case(part, found, "conditions/1")
        assert not any("/close" in f.get("action", "") for f in page.tree.iter("form"))
    sent = board.browsers["chair"].send(
        board.case("chair", found, "conditions/1"), "/close", closing="Read and filed."
    )
    assert "Condition 1 is signed off" in sent.words


def test_only_whoever_decided_takes_it_back(left):
    team, board, found = left
    refer(team, found)
    decided(board, found, "endorse")
    board.confirm(found, "endorse")
    page = team.case("chair", found, "actions/retract/")
    assert "its alternate body decides on this case" in page.words
    assert team.browsers["chair"].send(page, "/actions/", form_with="key").status_code == 409
    board.confirm(found, "retract", rationale="The motion was about the course of the same name.")
    assert found.row.stage == "concept_review"
    assert "Eleanor Chair" in told(board.case("proposer", found, "history"), "Retract")


def test_a_body_that_nothing_else_names_finds_its_meetings_in_the_menu(person, client_of):
    rosa = person("Rosa Reserve", ("quality", "lead"))
    assert "Meetings" not in client_of(rosa).get("/").words
    with transaction():
        db.session.query(BodyRules).filter(BodyRules.body.has(key="smt")).update({"alternate": "quality"})
    page = client_of(rosa).get("/")
    assert client_of(rosa).get(page.link("Meetings")).status_code == 200
