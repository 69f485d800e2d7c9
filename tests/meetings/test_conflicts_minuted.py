"""Conflicts of interest in the minutes: declared at any moment, in writing, and on the consent agenda."""

from datetime import timedelta

import pytest

from approval.models.database import db
from approval.models.meetings import AgendaItem, Meeting, Motion
from approval.models.minutes import Entry
from approval.operations.arranging import sort_item
from approval.operations.conflicts import declare
from approval.operations.minuting_words import sections_of
from approval.operations.placing import declare_at_meeting
from approval.operations.presiding import take_up
from approval.operations.resolving import Resolution, resolve_in_writing
from approval.operations.voting import cast, close_vote, record_votes
from approval.queries.minutes import happened_at
from approval.queries.proceedings import proceedings_of


def words_of(house, item):
    db.session.rollback()
    sections = sections_of(happened_at(db.session.get_one(Meeting, house.meeting)))
    return next(s.words for s in sections if s.item == item)


def recused(house, item):
    return [(r.name, r.done) for r in proceedings_of(house.row).item(item).recused]


@pytest.mark.parametrize("by", ["the member", "the secretary"])
def test_what_is_declared_after_the_item_was_taken_up(case, sitting, desk, by):
    board, found = sitting("board"), case("board_review")
    item, who, now = board.on_agenda(found), board.secretary.actor, board.clock.now
    take_up(who, board.meeting, item, now=now)
    vice = board.people["vice"]
    if by == "the member":
        declare(desk, vice.actor, found.reference, "family", "My sister.", now)
    else:
        declare_at_meeting(
            desk, who, found.reference, board.meeting, vice.id, "family", "My sister.", now=now
        )
    [entry] = db.session.query(Entry).filter_by(action="declare", item_id=item)
    assert "sister" not in str(entry.said)
    assert (
        "Robert Vice: recused because of a conflict of interest; left the room." in words_of(board, item).en
    )
    assert recused(board, item) == [("Robert Vice", "left")]


def test_before_the_meeting_it_is_logged_and_nobody_has_left_a_room(case, house, desk):
    board, found = house("board"), case("board_review")
    item, who, now = board.on_agenda(found), board.secretary.actor, board.clock.now
    member = board.people["vice"].id
    board.attend("vice")
    declare_at_meeting(desk, who, found.reference, board.meeting, member, "family", "My sister.", now=now)
    assert db.session.query(Entry).filter_by(action="declare", item_id=item).count() == 1
    assert recused(board, item) == []


def test_who_took_no_part_in_a_resolution_in_writing(case, house, desk, clock):
    team, found = house(), case("concept_review")
    declare(desk, team.people["two"].actor, found.reference, "family", "My sister.", clock.now)
    db.session.rollback()
    wish = Resolution("endorse", "THAT it be endorsed.", "It closes.", clock.now + timedelta(days=3))
    team.meeting = resolve_in_writing(
        desk, team.secretary.actor, "smt", found.reference, wish, seen=found.row.version, now=clock.now
    )
    motion = db.session.query(Motion.id).scalar()
    for who in ("chair", "vice", "one"):
        cast(team.people[who].actor, motion, "for", now=clock.now)
    close_vote(team.secretary.actor, motion, now=clock.now)
    item = team.item_of(found)
    assert "Nell Member: recused because of a conflict of interest; took no part." in words_of(team, item).en
    assert "aucune participation" in words_of(team, item).fr
    assert recused(team, item) == [("Nell Member", "away")]


def test_who_left_while_the_consent_agenda_was_decided(case, sitting, desk):
    board, found = sitting("board"), case("board_review")
    item, who, now = board.on_agenda(found), board.secretary.actor, board.clock.now
    sort_item(who, board.meeting, item, part="consent", now=now)
    board.attend("vice", as_="left")
    declare(desk, board.people["vice"].actor, found.reference, "family", "My sister.", now)
    consent = db.session.query(AgendaItem.id).filter_by(meeting_id=board.meeting, kind="business").scalar()
    motion = board.put(consent)
    votes = {board.people[w].id: "for" for w in ("chair", "one", "two")}
    record_votes(who, motion, votes, now=now)
    close_vote(who, motion, now=now)
    assert "Robert Vice: recused because of a conflict of interest; took no part." in words_of(board, item).en
