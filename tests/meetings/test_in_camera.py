"""In camera: planned on a ground, held only once a motion closed the item, until the meeting rises."""

import pytest

from approval.deliberation.sections import minuted
from approval.language import Text
from approval.models.database import db
from approval.models.meetings import AgendaItem
from approval.models.minutes import Entry, Minutes
from approval.operations.arranging import add_business, sort_item
from approval.operations.conflicts import declare
from approval.operations.minuting import draft_minutes
from approval.operations.moving import put
from approval.operations.presiding import close_meeting, take_up
from approval.operations.voting import close_vote, record_votes
from approval.queries.packet_contents import contents_of_meeting

MANDATE = "THAT the mandate of March be given to the committee."
PUBLIC = "The Board gave a mandate."


def vote(board, motion, *away):
    votes = {board.people[w].id: "for" for w in ("chair", "vice", "one", "two") if w not in away}
    record_votes(board.secretary.actor, motion, votes, now=board.clock.now)
    return close_vote(board.secretary.actor, motion, now=board.clock.now)


@pytest.fixture
def planned(sitting):
    """Other business that is planned in camera; the secretary is in the room."""
    board = sitting("board")
    who, now = board.secretary.actor, board.clock.now
    board.attend("secretary")
    board.item = add_business(who, board.meeting, Text(en="Mandate", fr="Mandat"), now=now)
    sort_item(
        who, board.meeting, board.item, part="discussion", in_camera=True, ground="negotiation", now=now
    )
    take_up(who, board.meeting, board.item, now=now)
    return board


def minutes_of(board):
    close_meeting(board.secretary.actor, board.meeting, now=board.clock.now)
    draft_minutes(board.secretary.actor, board.meeting, now=board.clock.now)
    db.session.rollback()
    sections = minuted(db.session.query(Minutes).one().sections)
    return next(s for s in sections if s.item == board.item)


def test_what_is_planned_in_camera_and_dealt_with_in_public_is_minuted(planned, desk, client_of):
    page = client_of(planned.secretary).get(f"/meetings/{planned.meeting}")
    assert "Planned in camera" in page.words
    assert contents_of_meeting(desk, planned.row)[0]["in_camera"]
    assert not db.session.get_one(AgendaItem, planned.item).in_camera
    vote(planned, planned.put(planned.item, text=MANDATE))
    section = minutes_of(planned)
    assert MANDATE in section.words.en
    assert section.title.en == "Mandate"


def test_business_is_closed_and_rises_from_its_page(planned, client_of):
    secretary, at = client_of(planned.secretary), f"/meetings/{planned.meeting}/items/{planned.item}"
    one, two = (str(planned.people[w].id) for w in ("one", "two"))
    page = secretary.get(at)
    assert 'value="rise"' not in page.text
    page = secretary.send(page, "/motions", kind="close", moved_by=one, seconded_by=two)
    page = secretary.send(page, "/put")
    page = secretary.send(page, "/record", press="_all=for")
    page = secretary.send(page, "/close")
    assert db.session.get_one(AgendaItem, planned.item).ground == "negotiation"
    assert 'value="close"' not in page.text
    vote(planned, planned.put(planned.item, text=MANDATE))  # it is dealt with, and the meeting still closed
    page = secretary.send(
        secretary.get(at), "/motions", kind="rise", public_wording=PUBLIC, moved_by=one, seconded_by=two
    )
    page = secretary.send(page, "/put")
    page = secretary.send(page, "/record", press="_all=for")
    secretary.send(page, "/close")
    words = minutes_of(planned).words.en
    assert PUBLIC in words
    assert MANDATE not in words


def test_those_who_remained_are_all_who_are_there_without_the_recused(case, sitting, desk, clock):
    board = sitting("board")
    board.attend("secretary")
    found = case("board_review")
    item = board.on_agenda(found)
    declare(desk, board.people["vice"].actor, found.reference, "family", "My sister.", clock.now)
    motion = board.move(item, kind="close", ground="third_party")
    put(desk, board.secretary.actor, motion, now=clock.now)
    vote(board, motion, "vice")
    said = db.session.query(Entry).filter_by(action="in_camera").one().said
    assert set(said["remained"]) == {"Eleanor Chair", "Joan Governor", "Tariq Governor", "Pat Secretary"}
