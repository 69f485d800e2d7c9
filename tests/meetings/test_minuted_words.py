"""What minutes wait for and how they word it: unconfirmed decisions, the reason in writing, who presides, who certifies."""

from datetime import timedelta

import pytest

from approval.deliberation.sections import minuted
from approval.models.bodies import Membership
from approval.models.database import db, transaction
from approval.models.meetings import AgendaItem, Motion
from approval.models.minutes import Entry, Minutes
from approval.operations import NotAllowed
from approval.operations.certifying import certify_extract
from approval.operations.minuting import draft_minutes
from approval.operations.presiding import close_meeting, open_meeting, preside
from approval.operations.resolving import Resolution, resolve_in_writing
from approval.operations.voting import cast, close_vote, record_votes
from tests.meetings.conftest import FOR_ALL, printed, work

WHY = "The ultrasound grant closes on Friday."


def settle(board, item):
    """As if the chair had confirmed."""
    with transaction():
        row = db.session.get_one(AgendaItem, item)
        row.result, row.done_at = "approve", board.clock.now


def drafted(board):
    draft_minutes(board.secretary.actor, board.meeting, now=board.clock.now)
    db.session.rollback()
    return {s.key: s.words for s in minuted(db.session.query(Minutes).one().sections)}


def test_minutes_wait_until_every_decision_is_confirmed(case, sitting):
    board, found, lost = sitting("board"), case("board_review"), case("board_review", title="Another")
    who, now = board.secretary.actor, board.clock.now
    item, other = board.on_agenda(found), board.on_agenda(lost)
    for place, choice in ((item, "for"), (other, "against")):
        motion = board.put(place, "approve")
        record_votes(who, motion, {board.people[w].id: choice for w in FOR_ALL}, now=now)
        close_vote(who, motion, now=now)
    close_meeting(who, board.meeting, now=now)
    with pytest.raises(NotAllowed) as waits:
        draft_minutes(who, board.meeting, now=now)
    said = str(waits.value)
    assert f"1 ({found.reference})" in said
    assert lost.reference not in said  # nothing was decided that could change
    settle(board, item)
    assert drafted(board)


def test_the_reason_of_a_resolution_in_writing_stands_with_its_item(case, house, desk, clock):
    team, found = house(), case("concept_review")
    wish = Resolution("endorse", "THAT it be endorsed.", WHY, clock.now + timedelta(days=3))
    team.meeting = resolve_in_writing(
        desk, team.secretary.actor, "smt", found.reference, wish, seen=found.version, now=clock.now
    )
    motion = db.session.query(Motion.id).scalar()
    for who in FOR_ALL:
        cast(team.people[who].actor, motion, "for", now=clock.now)
    close_vote(team.secretary.actor, motion, now=clock.now)
    item = team.item_of(found)
    settle(team, item)
    words = drafted(team)
    assert WHY not in words["opening"].en + words["closing"].en
    assert words[f"item_{item}"].en.startswith(f"Why it was decided in writing: {WHY}")
    assert f"Motif de la décision par écrit\u00a0: {WHY}" in words[f"item_{item}"].fr


def test_only_who_has_no_such_office_is_elected_to_preside(house, clock):
    board = house("board")
    clock.forward(days=30)
    board.attend(*FOR_ALL)
    who, now = board.secretary.actor, clock.now
    open_meeting(who, board.meeting, presiding=board.people["vice"].id, now=now)
    preside(who, board.meeting, board.people["one"].id, now=now)
    preside(who, board.meeting, board.people["chair"].id, now=now)
    close_meeting(who, board.meeting, now=now)
    opening = drafted(board)["opening"]
    assert "Robert Vice presiding. Quorum" in opening.en
    assert "Joan Governor presided, elected by those present." in opening.en
    assert "Eleanor Chair presided." in opening.en
    assert "sous la présidence de Joan Governor, par élection des membres présents." in opening.fr


def test_an_extract_is_signed_in_the_office_that_is_held(met, press, clock):
    with transaction():
        db.session.query(Membership).filter_by(office="secretary", person_id=met.secretary.id).delete()
    chair = met.people["chair"].actor
    certify_extract(chair, met.meeting, met.item, now=clock.now)
    office = db.session.query(Entry).filter_by(action="certify_extract").one().said["office"]
    assert office["en"] == "Chair"
    work(met, press)
    letters = printed(met, f"extract:{met.item}", "en")[2]
    assert "EleanorChair,Chair," in letters
