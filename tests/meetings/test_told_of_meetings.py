"""Members are told by mail that a meeting is convened, moved or called off."""

from datetime import timedelta

import pytest

from approval.models.database import db
from approval.models.people import Person
from approval.operations.convening import Call, cancel_meeting, move_meeting
from approval.operations.working import Tools, run_due
from tests.worker.conftest import Posted, Printed


@pytest.fixture
def post():
    return Posted()


def work(team, post):
    db.session.rollback()
    run_due(team.desk, team.clock.now, Tools(Printed(), post))
    return post.sent


def test_every_member_is_told_of_the_meeting(house, post):
    team = house()
    db.session.query(Person).filter_by(name="Mo Member").update({"language": "fr"})
    db.session.commit()
    sent = work(team, post)
    assert {m.name for m in sent} == {p.name for p in team.people.values()}
    [english] = [m for m in sent if m.name == "Nell Member"]
    assert english.subject.startswith("Meeting: Senior Management Team, ")
    for words in ("A meeting is convened.", "09:30", "Room 1", f"/meetings/{team.meeting}"):
        assert words in english.text
    [french] = [m for m in sent if m.name == "Mo Member"]
    assert "Une réunion est convoquée." in french.text
    assert "09\u00a0h\u00a030" in french.text


def test_only_the_last_word_goes_out(house, post):
    team = house()
    day = team.clock.today + timedelta(days=9)
    move_meeting(team.secretary.actor, team.meeting, Call(day, "Room 9"), now=team.clock.now)
    assert {m.subject.partition(":")[0] for m in work(team, post)} == {"Meeting moved"}
    assert "Room 9" in post.sent[0].text
    post.sent.clear()
    cancel_meeting(team.secretary.actor, team.meeting, "The building is closed.", now=team.clock.now)
    assert len(work(team, post)) == 5
    assert "Why: The building is closed." in post.sent[0].text


def test_nothing_is_told_of_a_day_that_is_past(house, post):
    team = house()
    team.clock.forward(days=31)
    assert work(team, post) == []
