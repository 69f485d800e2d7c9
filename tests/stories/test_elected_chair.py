"""Chair and vice-chair are both away: whom the meeting elected presides, and confirms what it decided."""

import pytest

from approval.operations.advancing import Wish, advance
from approval.workflow.rules import Refused
from tests.stories.meeting_tales import told

SMT = "Senior Management Team: record of decision on the concept"
THERE = ("one", "two", "three")


@pytest.fixture
def decided(case, room, person, clock):
    """Three members elect one of them and agree on a concept; the secretary has written the decision down."""

    def decide(**meeting):
        found = case("concept_review")
        team = room("smt", proposer=found.proposer, three=person("Olga Member", ("smt", "member")))
        team.house.people["three"] = team.browsers.people["three"]
        team.place(found)
        for who in meeting.get("declare", ()):
            team.declare(who, found)
        clock.forward(days=30)
        there = (*THERE, *meeting.get("also", ()))
        team.attend(*there)
        team._press("secretary", team.get("secretary"), "/open", presiding=str(team.house.people["one"].id))
        assert "Mo Member presides." in team.get("two").words
        team.carry(found, "do:endorse", dict.fromkeys((*THERE, *meeting.get("vote", ())), "for"))
        team.write_down(found, "endorse")
        return team, found

    return decide


def test_the_elected_chair_confirms_and_the_record_says_so(decided):
    team, found = decided()
    assert "To the decision" not in team.item("two", found).words
    assert "To the decision" in team.item("one", found).words
    team.confirm(found, "endorse", by="one")
    assert found.row.stage == "team_formation"
    assert "Mo Member, 5 March 2026" in told(team.case("proposer", found, "history"), "Endorse the concept")
    team.work()
    record = team.paper("auditor", found, SMT)
    assert "Confirmed byMo Member (elected to preside at the meeting)" in record


def test_so_where_both_have_a_conflict_and_were_there(decided):
    team, found = decided(declare=("chair", "vice"), also=("chair", "vice"))
    team.confirm(found, "endorse", by="one")
    assert found.row.stage == "team_formation"


def refused(team, found, who):
    wish = Wish("endorse", seen=found.version)
    with pytest.raises(Refused) as why:
        advance(
            team.house.desk, team.house.people[who].actor, found.reference, wish, now=team.house.clock.now
        )
    return str(why.value)


def test_not_where_the_vice_chair_was_there_and_may(decided):
    team, found = decided(also=("vice",), vote=("vice",))
    assert team.case("one", found, "actions/endorse/").status_code == 404
    assert "This is for" in refused(team, found, "one")
    team.confirm(found, "endorse", by="vice")


def test_nobody_else_confirms_in_their_place(decided):
    team, found = decided()
    assert team.case("two", found, "actions/endorse/").status_code == 404
    assert "This is for" in refused(team, found, "two")


def test_the_elected_chair_may_send_it_back(decided):
    team, found = decided()
    page = team.case("one", found, "actions/endorse/")
    team._press("one", page, "/send-back", why="The reasons are another item’s.")
    assert found.row.recorded is None
