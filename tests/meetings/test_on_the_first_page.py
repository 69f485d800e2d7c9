"""The meetings of somebody's bodies are on their first page while they come or go on, and on nobody else's."""

from approval.operations.convening import cancel_meeting
from approval.operations.presiding import close_meeting


def test_a_member_finds_the_meeting_until_it_is_closed(house, person, client_of, clock):
    team = house("smt")
    clock.forward(days=1)
    title = "Senior Management Team, "
    before = client_of(team.people["one"]).get("/")
    assert title in before.words
    assert "In session" not in before.words
    clock.forward(days=29)
    team.attend("chair", "vice", "one")
    team.open()
    browser = client_of(team.people["one"])
    assert "In session" in browser.get("/").words
    assert "In session" in browser.get("/meetings/").words
    assert "Vos réunions" in browser.get("/?lang=fr").words
    assert title not in client_of(person("Eve Outside")).get("/").words
    close_meeting(team.secretary.actor, team.meeting, now=clock.now)
    assert title not in browser.get("/?lang=en").words


def test_one_that_is_called_off_or_far_away_is_not(house, client_of, clock):
    team = house("smt")
    browser = client_of(team.people["one"])
    assert "Your meetings" in browser.get("/").words
    cancel_meeting(team.secretary.actor, team.meeting, "No quorum is to be had.", now=clock.now)
    assert "Your meetings" not in browser.get("/").words
    assert "Called off" in browser.get("/meetings/").words
