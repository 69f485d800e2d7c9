"""What a meeting leaves to the next regular one: minutes to approve, urgent decisions to ratify, until it is done."""

from datetime import timedelta

import pytest

from approval.models.database import db
from approval.models.meetings import AgendaItem, Meeting, Motion
from approval.models.minutes import Minutes
from approval.operations import NotAllowed
from approval.operations.convening import Call, call_meeting, cancel_meeting
from approval.operations.minuting import draft_minutes
from approval.operations.moving import put
from approval.operations.presiding import close_meeting
from approval.operations.resolving import Resolution, resolve_in_writing
from approval.operations.voting import cast, close_vote, record_votes

FOR_ALL = ("chair", "vice", "one", "two")
BOTH = [("ratification", ""), ("minutes", "")]


def brought_to(meeting):
    db.session.rollback()
    items = db.session.query(AgendaItem).filter(
        AgendaItem.meeting_id == meeting, AgendaItem.about_id.is_not(None)
    )
    return [(i.kind, i.result) for i in items.order_by(AgendaItem.position, AgendaItem.id)]


def later(team, days, **more):
    who, day = team.secretary.actor, team.clock.today + timedelta(days=days)
    return call_meeting(who, "smt", Call(day, "Room 1", **more), now=team.clock.now)


def hold(team, meeting):
    team.meeting = meeting
    team.attend(*FOR_ALL)
    team.open()


def end(team):
    close_meeting(team.secretary.actor, team.meeting, now=team.clock.now)


def brought(team, meeting):
    db.session.rollback()
    return db.session.query(AgendaItem.id).filter_by(meeting_id=meeting, kind="minutes").scalar()


def vote(team, motion, choice="for"):
    votes = {team.people[w].id: choice for w in FOR_ALL}
    record_votes(team.secretary.actor, motion, votes, now=team.clock.now)
    close_vote(team.secretary.actor, motion, now=team.clock.now)


def test_the_next_meeting_may_be_convened_before_this_one_ends(sitting):
    team = sitting()
    last, following = later(team, 28), later(team, 14)
    later(team, 7, kind="special")
    assert brought_to(following) == []
    end(team)
    assert brought_to(following) == [("minutes", "")]
    assert brought_to(last) == []
    logged = db.session.get_one(Meeting, following).last_seq
    assert logged == 2  # convened, and brought
    assert brought_to(later(team, 10)) == [("minutes", "")]  # convened since, and before that one
    assert brought_to(following) == []
    assert brought_to(later(team, 12)) == []  # it waits already


def test_a_resolution_in_writing_is_ratified_and_its_minutes_approved(case, house, desk, clock):
    team, found = house(), case("concept_review")
    wish = Resolution(
        "endorse", "THAT it be endorsed.", "It closes on Friday.", clock.now + timedelta(days=60)
    )
    regular = team.meeting
    written = resolve_in_writing(
        desk, team.secretary.actor, "smt", found.reference, wish, seen=found.version, now=clock.now
    )
    team.meeting = written
    motion = db.session.query(Motion.id).join(AgendaItem, AgendaItem.id == Motion.item_id).scalar()
    for who in FOR_ALL:
        cast(team.people[who].actor, motion, "for", now=clock.now)
    close_vote(team.secretary.actor, motion, now=clock.now)
    assert brought_to(regular) == BOTH


@pytest.mark.parametrize("fate", ["cancelled", "not_reached", "postponed", "defeated"])
def test_what_came_to_nothing_is_brought_to_the_next(sitting, fate):
    team = sitting()
    who, past = team.secretary.actor, team.meeting
    end(team)
    draft_minutes(who, team.meeting, now=team.clock.now)
    first, second = later(team, 14), later(team, 28)
    assert (brought_to(first), brought_to(second)) == ([("minutes", "")], [])
    if fate == "cancelled":
        cancel_meeting(who, first, "The building is closed.", now=team.clock.now)
    else:
        team.clock.forward(days=14)
        hold(team, first)
        if fate == "postponed":
            vote(team, team.put(brought(team, first), kind="postpone"))
        if fate == "defeated":
            vote(team, team.put(brought(team, first)), "against")
        end(team)
    assert brought_to(first) == [("minutes", fate)]
    again = db.session.query(AgendaItem.about_id).filter_by(meeting_id=second)
    assert past in [about for (about,) in again]


def test_approved_minutes_are_not_brought_again(sitting):
    team = sitting()
    past = team.meeting
    end(team)
    draft_minutes(team.secretary.actor, past, now=team.clock.now)
    first = later(team, 14)
    team.clock.forward(days=14)
    hold(team, first)
    vote(team, team.put(brought(team, first)))
    end(team)
    following = later(team, 14)
    items = db.session.query(AgendaItem.about_id).filter_by(meeting_id=following)
    assert [about for (about,) in items] == [first]
    assert db.session.query(Minutes).one().state == "approved"


def test_minutes_that_nobody_drafted_are_not_put_to_the_vote(sitting):
    team = sitting()
    past = team.meeting
    end(team)
    first = later(team, 14)
    team.clock.forward(days=14)
    hold(team, first)
    item = brought(team, first)
    motion = team.move(item)
    with pytest.raises(NotAllowed, match="not drafted yet"):
        put(team.desk, team.secretary.actor, motion, now=team.clock.now)
    draft_minutes(team.secretary.actor, past, now=team.clock.now)
    put(team.desk, team.secretary.actor, motion, now=team.clock.now)
    vote(team, motion)
    assert db.session.query(Minutes).one().state == "approved"
