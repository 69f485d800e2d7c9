"""The consent agenda: several cases by one vote, and none that somebody who votes has a conflict in."""

import pytest

from approval.models.database import db
from approval.models.meetings import AgendaItem
from approval.operations import NotAllowed
from approval.operations.agreeing import agreement
from approval.operations.arranging import pull, sort_item
from approval.operations.conflicts import declare
from approval.operations.minuting_words import sections_of
from approval.operations.moving import put
from approval.operations.voting import cast, close_vote, record_votes
from approval.queries.minutes import happened_at
from approval.queries.motions import decided_on
from tests.meetings.conftest import FOR_ALL


@pytest.fixture
def agreed(case, sitting):
    """A Board with two cases on its consent agenda."""
    board = sitting("board")
    board.cases = [case("board_review", title=f"Case {n}") for n in range(2)]
    board.items = [board.on_agenda(found) for found in board.cases]
    for item in board.items:
        sort_item(board.secretary.actor, board.meeting, item, part="consent", now=board.clock.now)
    board.consent = (
        db.session.query(AgendaItem.id).filter_by(meeting_id=board.meeting, kind="business").scalar()
    )
    return board


def conflicted(board, who, n):
    declare(board.desk, board.people[who].actor, board.cases[n].reference, "family", "Mine.", board.clock.now)


def all_vote(board, motion, choice="for"):
    votes = {board.people[w].id: choice for w in FOR_ALL}
    record_votes(board.secretary.actor, motion, votes, now=board.clock.now)
    return close_vote(board.secretary.actor, motion, now=board.clock.now)


def decided(board, n):
    db.session.rollback()
    return decided_on(board.cases[n].row.id, "board").motion


def test_it_is_not_put_while_a_voter_has_a_conflict_in_it(agreed):
    who, now = agreed.secretary.actor, agreed.clock.now
    motion = agreed.move(agreed.consent)
    conflicted(agreed, "vice", 0)
    with pytest.raises(NotAllowed, match="Robert Vice has a conflict of interest in an item"):
        put(agreed.desk, who, motion, now=now)
    sort_item(who, agreed.meeting, agreed.items[0], part="discussion", now=now)
    put(agreed.desk, who, motion, now=now)
    assert all_vote(agreed, motion).passed
    assert (decided(agreed, 0), decided(agreed, 1).id) == (None, motion)


def test_who_is_away_may_have_a_conflict(agreed):
    conflicted(agreed, "vice", 0)
    agreed.attend("vice", as_="left")
    assert agreed.motion(agreed.put(agreed.consent)).state == "open"


def test_a_conflict_that_comes_to_light_during_the_vote_parts_the_item(agreed):
    motion = agreed.put(agreed.consent)
    cast(agreed.people["vice"].actor, motion, "for", now=agreed.clock.now)
    conflicted(agreed, "vice", 0)
    assert all_vote(agreed, motion).passed
    assert (decided(agreed, 0), decided(agreed, 1).id) == (None, motion)
    assert "because" not in said_of(agreed, 1)
    assert "a member who voted on it has a conflict of interest in this item" in said_of(agreed, 0)


def said_of(board, n):
    """What the minutes would say of an item."""
    db.session.rollback()
    sections = sections_of(happened_at(board.row))
    return next(s.words.en for s in sections if s.item == board.items[n])


def test_an_item_on_it_has_no_motion_of_its_own(agreed, client_of):
    with pytest.raises(NotAllowed, match="decided with the others"):
        agreed.move(agreed.items[0], "approve")
    at = f"/meetings/{agreed.meeting}/items/{agreed.items[0]}"
    assert "Write down a motion" not in client_of(agreed.secretary).get(at).words
    assert "Ask to discuss it" in client_of(agreed.people["one"]).get(at).words
    sort_item(
        agreed.secretary.actor, agreed.meeting, agreed.items[0], part="discussion", now=agreed.clock.now
    )
    agreed.move(agreed.items[0], "approve")


def test_the_vote_leads_to_the_decision_of_each_case(agreed, client_of):
    all_vote(agreed, agreed.put(agreed.consent))
    at = f"/meetings/{agreed.meeting}/items/{agreed.items[1]}"
    page = client_of(agreed.secretary).get(at)
    assert "Decided with the consent agenda: B-2026-001, carried unanimously." in page.words
    assert page.link("Approve with conditions") == agreed.cases[1].url("actions/approve_with_conditions/")
    member = client_of(agreed.people["one"]).get(at)
    assert "The secretary writes the decision down" in member.words
    assert "/actions/" not in member.text
    assert "Ask to discuss it" not in member.words
    with pytest.raises(NotAllowed, match="is voted on"):
        pull(agreed.people["one"].actor, agreed.meeting, agreed.items[1], now=agreed.clock.now)
    assert "Décidé avec l’ordre du jour de consentement : B-2026-001, adoptée à l’unanimité." in (
        client_of(agreed.people["one"]).get(f"{at}?lang=fr").words
    )


def test_what_was_defeated_is_not_approved(agreed, client_of):
    all_vote(agreed, agreed.put(agreed.consent), "against")
    secretary = client_of(agreed.secretary)
    page = secretary.get(f"/meetings/{agreed.meeting}/items/{agreed.items[0]}")
    assert "Approve" not in page.words
    assert secretary.get(page.link("Do not approve")).status_code == 200
    with pytest.raises(NotAllowed, match="was not carried"):
        agree(agreed, "approve")
    agree(agreed, "decline")


def agree(board, name):
    """What the meeting says against recording this outcome of the first case. Raises NotAllowed."""
    row = board.cases[0].row
    action = board.desk.versions[row.digest].workflow.action_at(row.stage, name)
    agreement(board.desk, row, action, {}, {}, "en", board.clock.now)
