"""What was put to the vote stays as it was voted on: nothing moves away from it, nothing is decided before it or beside it."""

from datetime import timedelta

import pytest

from approval.models.bodies import BodyRules, Membership
from approval.models.database import db, transaction
from approval.models.meetings import AgendaItem, Meeting, Motion
from tests.stories.meeting_tales import EVERYONE

PUT = "A motion on this item was put to the vote"
AGREED = {"decision_method": "consensus"}
OTHER = "Sonography of the lunar hippocampus"
AGAINST = dict.fromkeys(("chair", "vice", "one", "two"), "against")
FOR = dict.fromkeys(EVERYONE, "for")


@pytest.fixture
def sat(case, room, clock):
    """The Board in session, with two cases."""
    found, other = case("board_review"), case("board_review", title=OTHER)
    board = room("board", proposer=found.proposer)
    for one in (found, other):
        board.brief(one)
    board.place(found, other)
    clock.forward(days=30)
    board.meets(*EVERYONE)
    return board, found, other


def post(room, path, who="secretary", **data):
    return room.browsers[who].post(f"{room.at}/{path}", data=data)


def test_an_item_stays_where_it_was_voted_on(sat):
    board, found, _ = sat
    item = board.house.item_of(found)
    board.move(found, "do:approve")
    assert PUT in post(board, f"agenda/{item}/sort", part="consent").words
    for who, choice in AGAINST.items():
        board.vote(who, found, choice)
    assert "Defeated" in board.call(found).words
    page = board.get("secretary")
    assert f"/agenda/{item}/sort" not in page.text
    assert page.words.count("Take it off") == 1, "the other one, which nobody voted on"
    assert PUT in post(board, f"agenda/{item}/sort", part="consent").words
    assert PUT in post(board, "remove", reference=found.reference, seen=found.version).words
    received = post(board, f"items/{item}/receive")
    assert "not received for information" in received.words
    refused = board.write_down(found, "approve", code=409)
    assert "was not carried" in refused.words


def test_nothing_joins_a_consent_agenda_that_was_voted_on(sat):
    board, found, other = sat
    board.sort(found, "consent")
    board.carry("Consent agenda", "main", FOR)
    assert (
        "nothing joins it any more"
        in post(board, f"agenda/{board.house.item_of(other)}/sort", part="consent").words
    )


def test_nothing_is_written_down_while_its_vote_is_open(sat):
    board, found, _ = sat
    board.move(found, "do:approve")
    assert "The vote on this case is still open" in board.write_down(found, "approve", code=409).words


@pytest.fixture
def team(case, room, clock):
    """The Senior Management Team in session with one case; it may decide without a motion."""
    found = case("concept_review")
    made = room("smt", proposer=found.proposer)
    made.place(found)
    clock.forward(days=30)
    made.meets(*EVERYONE)
    return made, found


def moved(room, found, kind="do:endorse"):
    """A motion is on the floor, and not yet put."""
    secretary = room.browsers["secretary"]
    people = {
        name: str(room.house.people[who].id) for name, who in (("moved_by", "one"), ("seconded_by", "two"))
    }
    return secretary.send(room.item("secretary", found), "/motions", kind=kind, **people)


def test_nothing_is_put_to_the_vote_beside_what_is_written_down(team):
    room, found = team
    room.browsers["secretary"].send(room.item("secretary", found), "/take-up")
    page = moved(room, found)
    room.write_down(found, "endorse", **AGREED)
    refused = room.browsers["secretary"].send(page, "/put")
    assert "is written down and waits to be confirmed" in refused.words
    room.adjourn()  # it waits for the chair where it was decided
    assert "Written down, to be confirmed" in room.get("secretary").words
    room.confirm(found, "endorse")
    assert found.row.stage == "team_formation"


def test_what_is_confirmed_is_held_against_the_meeting_once_more(team):
    room, found = team
    room.write_down(found, "endorse", **AGREED)
    with transaction():  # as no page lets it come about any more: the vote came after the record
        item = db.session.get_one(AgendaItem, room.house.item_of(found))
        db.session.add(Motion(
            item_id=item.id, action="endorse", proposed="THAT", text="THAT", number="SMT-2026-099", state="closed",
            result="defeated", closed_at=room.house.clock.now, tally={"votes": {"against": 4}},
        ))  # fmt: skip
    page = room.case("chair", found, "actions/endorse/")
    refused = room.browsers["chair"].send(page, "/actions/", form_with="key")
    assert (refused.status_code, found.row.stage) == (409, "concept_review")
    assert "was not carried" in refused.words


def test_a_case_for_information_is_received_and_goes_on_waiting(team):
    room, found = team
    room.sort(found, "information")
    room.browsers["secretary"].send(room.item("secretary", found), "/receive")
    assert "Dealt with" in room.get("one").words
    assert found.row.stage == "concept_review"


# ── in writing ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def resolving(case, room, clock):
    found = case("concept_review")
    made = room("smt", proposer=found.proposer)
    text, why = "THAT the concept be endorsed.", "The grant closes on Friday."
    made.resolve(found, clock.today + timedelta(days=3), action="endorse", text=text, why=why)
    return made, found


def test_a_resolution_is_not_decided_before_its_members_answered(resolving):
    room, found = resolving
    refused = room.write_down(found, "endorse", code=409)
    assert "The vote on this case is still open" in refused.words


def test_a_resolution_without_quorum_leaves_the_case_to_a_meeting(resolving, clock):
    room, found = resolving
    room.vote("one", found)
    clock.forward(days=4)
    room.call(found)
    assert "Nothing was decided" in room.item("secretary", found).words
    room.convene(clock.today + timedelta(days=7))
    room.place(found)


def test_conflicts_alone_lead_from_a_resolution_to_the_alternate(case, room, clock):
    found = case("concept_review")
    team, board = room("smt", proposer=found.proposer), room("board", proposer=found.proposer)
    with transaction():
        db.session.query(BodyRules).filter(BodyRules.body.has(key="smt")).update({"alternate": "board"})
    for who in ("vice", "two"):
        team.declare(who, found)
    why = "The grant closes on Friday."
    team.resolve(
        found, clock.today + timedelta(days=3), action="endorse", text="THAT it be endorsed.", why=why
    )
    assert why not in team.get("vice").words
    for who in ("chair", "one"):
        team.vote(who, found)
    assert "the alternate body decides" in team.call(found).words
    sent = team.browsers["secretary"].send(team.item("secretary", found), "/alternate")
    assert "The alternate body has the case now." in sent.words
    board.resolve(
        found, clock.today + timedelta(days=3), action="endorse", text="THAT it be endorsed.", why=why
    )
    for who in EVERYONE:
        board.vote(who, found)
    assert "Carried unanimously" in board.call(found).words
    board.decide(found, "endorse")
    assert found.row.stage == "team_formation"


def test_whoever_is_in_conflict_neither_opens_a_resolution_nor_calls_it_off(resolving, case):
    room, found = resolving
    room.declare("chair", found)
    assert "Call off the resolution" not in room.get("chair").words
    refused = room.browsers["chair"].post(f"{room.at}/cancel", data={"why": "It goes badly."})
    assert refused.status_code == 409
    other = case("concept_review", title=OTHER)
    room.declare("chair", other)
    assert OTHER not in room.browsers["chair"].get("/meetings/written/smt").words


# ── who is told what ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_proposer_in_the_body_does_not_see_how_it_goes(case, room, person, clock):
    found = case("board_review")
    board = room("board", proposer=found.proposer)
    with transaction():
        body = db.session.query(Meeting).one().body
        db.session.add(
            Membership(body_id=body.id, person_id=found.proposer.id, office="member", since=clock.today)
        )
    board.brief(found)
    board.place(found)
    clock.forward(days=30)
    board.meets(*EVERYONE)
    board.carry(found, "do:approve", FOR)
    page = board.get("proposer")
    assert found.row.title in page.words
    assert "Carried" not in page.words
    assert f"/items/{board.house.item_of(found)}" not in page.text
