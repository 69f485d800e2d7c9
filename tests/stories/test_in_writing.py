"""A resolution in writing has no room: nobody comes or presides, it is about one case, and it ends in its own time."""

from datetime import timedelta

import pytest

from approval.models.database import db
from approval.models.meetings import Motion
from tests.stories.meeting_tales import lines
from tests.visiting import fields

TEXT, WHY = "THAT the concept be endorsed.", "The grant closes on Friday."
WRITTEN = "This is a resolution in writing on one case"


@pytest.fixture
def resolving(case, room, clock):
    """The Senior Management Team decides on a case in writing, in three days."""
    found = case("concept_review")
    team = room("smt", proposer=found.proposer)
    team.resolve(found, clock.today + timedelta(days=3), action="endorse", text=TEXT, why=WHY)
    return team, found


def test_its_pages_offer_nothing_that_happens_in_a_room(resolving):
    team, found = resolving
    page = team.get("secretary")
    for words in (
        "Record attendance",
        "Who presides",
        "Close the meeting",
        "Add other business",
        "Take it off",
        "Regrets",
    ):
        assert words not in page.words, words
    assert "members with a vote must answer" in page.words
    item = team.item("secretary", found)
    assert "Record attendance" not in item.words
    assert "Write down a motion" not in item.words
    movers = {"moved_by": str(team.house.people["one"].id), "seconded_by": str(team.house.people["two"].id)}
    secretary, number = team.browsers["secretary"], team.house.item_of(found)
    refused = {
        "attendance": {"present": []}, "preside": {"presiding": str(team.house.people["vice"].id)}, "close": {},
        f"items/{number}/motions": {"kind": "do:endorse", **movers}, "agenda/business": {"title_en": "Parking", "part": "discussion"},
    }  # fmt: skip
    for path, data in refused.items():
        sent = secretary.post(f"{team.at}/{path}", data={**data, "seen": team.house.row.version})
        assert (sent.status_code, WRITTEN in sent.words) == (409, True), (path, sent.words)
    removed = secretary.post(f"{team.at}/remove", data={"reference": found.reference, "seen": found.version})
    assert "call it off instead" in removed.words


def test_what_reached_the_secretary_otherwise_is_written_down(resolving):
    team, found = resolving
    page = team.item("secretary", found)
    vice = f"vote-{team.house.people['vice'].id}"
    assert vice in {name for form in page.tree.iter("form") for name, _ in fields(form)} or vice in page.text
    sent = team.browsers["secretary"].send(page, "/record", **{vice: "for"})
    assert sent.problems == []
    assert "1 vote is recorded." in " ".join(sent.flashes)
    assert "1 of 4 have voted" in sent.words
    assert "Votre vote" not in sent.words


def test_it_closes_before_its_time_once_everyone_has_answered(resolving):
    team, found = resolving
    for who in ("one", "two", "vice"):
        team.vote(who, found)
    assert "You can close it on" in team.item("secretary", found).words
    team.vote("chair", found)
    assert "Decided by consensus" in team.call(found).words
    assert "Who answered" in team.get("one").words


def test_where_nobody_answers_in_time_nothing_is_decided(resolving, clock):
    team, found = resolving
    clock.forward(days=4)
    assert "No quorum: nothing is decided" in team.call(found).words


def test_it_can_be_called_off_with_a_reason(resolving, case):
    team, found = resolving
    team.vote("one", found)
    assert team.browsers["one"].get(f"{team.at}/cancel").status_code == 404
    page = team.browsers["secretary"].get(team.get("secretary").link("Call off the resolution"))
    bare = team.browsers["secretary"].send(page, "/cancel", why=" ")
    assert (bare.status_code, bare.problems) == (422, ["Enter why it is called off"])
    sent = team.browsers["secretary"].send(page, "/cancel", why="The grant was moved.")
    assert "This resolution was called off" in sent.words
    late = team.browsers["two"].post(
        f"{team.at}/items/{team.house.item_of(found)}/motions/{db.session.query(Motion.id).scalar()}/vote",
        data={"choice": "for"},
    )
    assert late.status_code == 409
    assert db.session.query(Motion.state).scalar() == "withdrawn"
    assert lines(team.case("proposer", found, "history"))
    team.convene(team.house.clock.today + timedelta(days=7))
    team.place(found)


def test_a_motion_stands_in_the_language_it_was_written_in(resolving):
    team, found = resolving
    french = team.browsers["one"].get(f"{team.at}/items/{team.house.item_of(found)}?lang=fr")
    said = [e for e in french.tree.iter("p") if e.get("class", "").startswith("as-typed")]
    assert said
    assert {e.get("lang") for e in said} == {"en"}
    english = team.item("two", found)
    assert {e.get("lang") for e in english.tree.iter("p") if "as-typed" in e.get("class", "")} == {None}
