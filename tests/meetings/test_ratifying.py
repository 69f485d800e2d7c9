"""Urgent decisions are ratified by those who may decide on them: nobody ratifies a decision on their own proposal."""

import pytest

from approval.models.database import db, transaction
from approval.models.meetings import AgendaItem, Meeting
from approval.models.proposals import Assignment
from approval.operations import Invalid, NotAllowed
from approval.operations.conflicts import declare
from approval.operations.convening import Call, call_meeting
from approval.operations.minuting import draft_minutes
from approval.operations.placing import place_on_agenda
from approval.operations.presiding import close_meeting, take_up
from approval.operations.voting import cast, record_votes
from approval.queries import NotFound
from approval.queries.chamber import sitting_of
from approval.queries.items import item_page
from approval.queries.meetings import meeting_page
from approval.queries.minutes_copies import bars_of
from tests.meetings.conftest import FOR_ALL

TITLE = "Ratification of the urgent decisions of 3 February 2026"


def propose(proposal, someone, clock):
    """A member has a part in a proposal."""
    with transaction():
        part = {"proposal_id": proposal, "person_id": someone.id, "role": "co_proposer"}
        db.session.add(Assignment(**part, since=clock.now))


@pytest.fixture
def brought(case, house, desk, clock):
    """An urgent meeting dealt with two cases: one that a member proposes, one in which another has a conflict."""
    team = house("smt")
    who, one, two = team.secretary.actor, team.people["one"], team.people["two"]
    proposed, conflicted, removed = (case("concept_review") for _ in range(3))
    for found, proposer in ((proposed, one), (removed, team.people["vice"])):
        propose(found.row.id, proposer, clock)
    declare(desk, two.actor, conflicted.reference, "family", "My sister.", clock.now)
    call = Call(clock.today, "Phone", kind="urgent", why="The grant closes on Friday.")
    urgent = call_meeting(who, "smt", call, now=clock.now)
    for found in (proposed, conflicted, removed):
        place_on_agenda(desk, who, found.reference, urgent, seen=found.version, now=clock.now)
    off = removed.row.id
    with transaction():
        taken_off = db.session.query(AgendaItem).filter_by(proposal_id=off).one()
        taken_off.result, taken_off.done_at = "removed", clock.now
    later, team.meeting = team.meeting, urgent
    team.attend(*FOR_ALL)
    team.open()
    close_meeting(who, urgent, now=clock.now)
    team.urgent, team.meeting = urgent, later
    clock.forward(days=30)
    team.attend(*FOR_ALL)
    team.open()
    team.item = db.session.query(AgendaItem.id).filter_by(about_id=urgent, kind="ratification").scalar()
    return team


def sitting(team):
    found = db.session.get_one(Meeting, team.meeting)
    return sitting_of(found, db.session.get_one(AgendaItem, team.item), now=team.clock.now)


def test_proposers_and_members_with_a_conflict_take_no_part(brought):
    people = brought.people
    assert sitting(brought).barred >= {people["one"].id, people["two"].id}
    assert sitting(brought).eligible == {people["chair"].id, people["vice"].id}
    assert sitting(brought).quorum.counted == 2


def test_they_neither_move_nor_vote_nor_open_it(brought, desk, clock):
    with pytest.raises(Invalid, match="has no conflict in this item"):
        brought.move(brought.item, by="one", second="chair")
    motion = brought.put(brought.item, by="chair", second="vice")
    one = brought.people["one"]
    with pytest.raises(NotAllowed, match="conflict of interest"):
        cast(one.actor, motion, "for", now=clock.now)
    with pytest.raises(Invalid):
        record_votes(brought.secretary.actor, motion, {brought.people["two"].id: "for"}, now=clock.now)
    with pytest.raises(NotFound):
        item_page(desk, one.actor, brought.meeting, brought.item, clock.now)


def test_a_secretary_who_is_barred_keeps_no_record_of_it(brought, desk, clock):
    decided = db.session.query(AgendaItem.proposal_id).filter_by(meeting_id=brought.urgent).first()[0]
    propose(decided, brought.secretary, clock)
    with pytest.raises(NotAllowed, match="somebody else keeps its record"):
        take_up(brought.secretary.actor, brought.meeting, brought.item, now=clock.now)
    take_up(brought.people["chair"].actor, brought.meeting, brought.item, now=clock.now)
    entry = meeting_page(desk, brought.secretary.actor, brought.meeting, clock.now).agenda[0]
    assert (entry.kind, entry.keeps) == ("ratification", False)


def test_the_agenda_names_it_to_them_and_leads_nowhere(brought, client_of):
    address = f"/meetings/{brought.meeting}/items/{brought.item}"
    page = client_of(brought.people["one"]).get(f"/meetings/{brought.meeting}")
    assert TITLE in page.words
    assert address not in page.text
    assert "Leave the discussion to the others" in page.words
    assert address in client_of(brought.people["chair"]).get(f"/meetings/{brought.meeting}").text


def test_their_copy_of_the_minutes_leaves_it_out(brought, clock):
    who = brought.secretary.actor
    close_meeting(who, brought.meeting, now=clock.now)
    draft_minutes(who, brought.meeting, now=clock.now)
    assert bars_of(brought.meeting)[brought.item] >= {brought.people["one"].id, brought.people["two"].id}
    assert brought.people["vice"].id not in bars_of(brought.meeting)[brought.item]
