"""A meeting on its pages: called to order, a motion moved, voted on in two browsers, written down and confirmed."""

from approval.models.database import db
from approval.models.meetings import Motion
from approval.models.minutes import Entry
from approval.operations.moving import put
from tests.meetings.conftest import WORDS


def test_a_motion_travels_from_the_floor_to_the_record(case, house, client_of, clock):
    board = house("board")
    found = case("board_review")
    item = board.on_agenda(found)
    clock.forward(days=30)
    secretary = client_of(board.secretary)
    at = f"/meetings/{board.meeting}"
    page = secretary.get(f"{at}/attendance")
    page = secretary.send(page, present=[str(board.people[w].id) for w in ("chair", "vice", "one", "two")])
    page = secretary.send(page, "/open")
    assert "Eleanor Chair presides." in page.words
    page = secretary.send(secretary.get(f"{at}/items/{item}"), "/take-up")
    page = secretary.send(page, "/motions", kind="do:approve", text=WORDS)
    page = secretary.send(page, "/put")
    assert page.problems == ["Choose who moves it", "Choose who seconds it"]
    page = secretary.send(secretary.get(f"{at}/items/{item}"), "/withdraw")
    one, two = (str(board.people[w].id) for w in ("one", "two"))
    page = secretary.send(page, "/motions", kind="do:approve", text=WORDS, moved_by=one, seconded_by=one)
    assert page.problems == ["The mover cannot second the motion"]
    page = secretary.send(page, "/motions", kind="do:approve", text=WORDS, moved_by=one, seconded_by=two)
    page = secretary.send(page, "/put")
    assert "The vote is open." in " ".join(page.flashes)
    assert 'aria-current="page">Meetings' in page.text
    for who in ("one", "two"):
        browser = client_of(board.people[who])
        answer = browser.send(browser.get(f"{at}/items/{item}"), "/vote", choice="for")
        assert "Your vote is recorded" in answer.words
    page = secretary.send(secretary.get(f"{at}/items/{item}"), "/record", press="_all=for")
    page = secretary.send(page, "/close")
    assert "Carried unanimously" in page.words
    assert db.session.query(Motion.number).filter_by(state="closed").scalar() == "B-2026-001"
    decide = secretary.get(page.link("To the decision"))
    assert WORDS in decide.words
    assert "By-law No. 1" in decide.text
    happened = [
        e.action for e in db.session.query(Entry).filter_by(meeting_id=board.meeting).order_by(Entry.seq)
    ]
    assert happened[-6:] == ["put", "vote", "vote", "vote", "vote", "decide"]


def test_a_motion_is_put_only_where_the_server_lets_it(case, sitting, client_of):
    """Not beside an open vote, and not before its amendment."""
    board = sitting("board")
    item = board.on_agenda(case("board_review"))
    secretary = client_of(board.secretary)
    at = f"/meetings/{board.meeting}/items/{item}"
    main = board.move(item, "approve")
    assert secretary.get(at).words.count("Put it to the vote") == 1
    amendment = board.move(item, kind="amendment", parent=main, text="THAT it be approved for one year.")
    page = secretary.get(at)
    assert page.words.count("Put it to the vote") == 1
    assert "Its amendment is put to the vote first" in page.words
    put(board.desk, board.secretary.actor, amendment, now=board.clock.now)
    assert "Put it to the vote" not in secretary.get(at).words
