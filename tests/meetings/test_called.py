"""Calling, moving and calling off a meeting on its pages; and the numbers of motions."""

from datetime import timedelta

from approval.language import format_day
from approval.models.bodies import BodyRules
from approval.models.database import db, transaction
from approval.models.meetings import AgendaItem, Meeting, Motion
from approval.operations.convening import Call, call_meeting, cancel_meeting
from approval.queries.people import body_by_key


def test_it_is_held_at_the_usual_place_and_its_packet_has_a_day(house, client_of):
    team = house()
    with transaction():
        rules = db.session.query(BodyRules).filter_by(body_id=body_by_key("smt").id).one()
        rules.place, rules.packet_days = "Boardroom 3", 2
    day = team.clock.today + timedelta(days=14)
    made = call_meeting(team.secretary.actor, "smt", Call(day), now=team.clock.now)
    row = db.session.get_one(Meeting, made)
    assert row.place == "Boardroom 3"
    due = format_day(row.packet_due, "en")
    page = client_of(team.secretary).get(f"/meetings/{made}")
    assert f"The packet is due by {due}." in page.words
    assert "Boardroom 3" in page.words


def test_why_it_was_called_off_is_read_on_its_page(house, client_of):
    team = house()
    cancel_meeting(team.secretary.actor, team.meeting, "The building is closed.", now=team.clock.now)
    assert "The building is closed." in client_of(team.people["one"]).get(f"/meetings/{team.meeting}").words


def test_moving_asks_only_for_what_it_changes(house, client_of):
    team = house()
    secretary = client_of(team.secretary)
    page = secretary.get(f"/meetings/{team.meeting}/move")
    assert 'name="kind"' not in page.text
    assert 'name="why"' not in page.text
    day = (team.clock.today + timedelta(days=9)).isoformat()
    secretary.send(page, "/move", held_on=day, place="Room 9")
    assert (team.row.held_on.isoformat(), team.row.place, team.row.kind) == (day, "Room 9", "regular")


def test_motions_are_numbered_on_after_999(case, sitting):
    board = sitting("board")
    item = board.on_agenda(case("board_review"))
    with transaction():
        place = db.session.get_one(AgendaItem, item)
        for number in ("B-2026-999", "B-2026-1000"):
            db.session.add(Motion(item_id=place.id, number=number, proposed="x", text="x", state="withdrawn"))
    assert board.motion(board.put(item, "approve")).number == "B-2026-1001"
