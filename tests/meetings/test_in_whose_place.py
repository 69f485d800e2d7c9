"""The log of a meeting says in whose place somebody did what: a delegate, an acting person, a proxy."""

import pytest

from approval.models.database import db
from approval.models.minutes import Entry
from approval.operations.presiding import open_meeting, take_up
from approval.operations.voting import cast
from approval.queries.proceedings import proceedings_of
from tests.lending import actor, lender
from tests.meetings.test_seats import stand_in


def noted(team, action):
    """Who did it and for whom, the last time."""
    db.session.rollback()
    found = db.session.query(Entry).filter_by(meeting_id=team.meeting, action=action).order_by(Entry.seq)
    return [(e.actor_id, e.for_id) for e in found][-1]


@pytest.fixture
def team(house, clock):
    team = house("smt")
    clock.forward(days=30)
    team.attend("chair", "vice", "one", "two")
    return team


def test_an_acting_secretary_keeps_the_record_for_the_one_who_is_away(team, person, clock):
    ada, gil = person("Ada Acting"), team.secretary
    stand_in(clock, "smt", gil, "secretary", ada)
    open_meeting(actor(ada, clock), team.meeting, now=clock.now)
    assert noted(team, "open") == (ada.id, gil.id)
    kept = proceedings_of(team.row).kept_by
    assert kept.en == "Ada Acting, acting for Gil Secretary"
    assert kept.fr == "Ada Acting, par intérim à la place de Gil Secretary"


def test_a_delegate_keeps_it_for_who_lent_the_office(team, case, person, clock):
    dee, gil = person("Dee Delegate"), team.secretary
    lender(clock)(gil, dee, "smt:secretary")
    open_meeting(actor(dee, clock), team.meeting, now=clock.now)
    take_up(actor(dee, clock), team.meeting, team.on_agenda(case("concept_review")), now=clock.now)
    assert noted(team, "take_up") == (dee.id, gil.id)
    assert proceedings_of(team.row).kept_by.en == "Dee Delegate for Gil Secretary"


def test_a_vote_is_the_member_s_whoever_casts_it(team, case, person, clock):
    taker, one, two = person("Dee Delegate"), team.people["one"], team.people["two"]
    lender(clock)(one, taker, "smt:member")
    team.open()
    motion = team.put(team.on_agenda(case("concept_review")), "endorse", by="chair", second="vice")
    cast(actor(taker, clock), motion, "for", seat=one.id, now=clock.now)
    assert noted(team, "vote") == (taker.id, one.id)
    cast(actor(two, clock), motion, "for", now=clock.now)
    assert noted(team, "vote") == (two.id, None)


def test_whoever_uses_an_office_of_their_own_acts_for_nobody(team):
    team.open()
    assert noted(team, "open") == (team.secretary.id, None)
    assert proceedings_of(team.row).kept_by.fr == "Gil Secretary"
