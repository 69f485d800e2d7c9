"""Those who may not take part, what is decided together, and what is decided without a meeting: each as a story."""

from datetime import timedelta

import pymupdf
import pytest

from approval.documents.pdf import Press
from approval.models.bodies import BodyRules
from approval.models.database import db, transaction
from approval.models.meetings import Motion
from approval.resources import STATIC
from tests.documents.conftest import squeezed
from tests.stories.meeting_tales import EVERYONE, WHY, Legible, attests, told
from tests.stories.test_meeting_decides import BOARD, CONSENSUS, MAJORITY, SMT

SECRET = "Sonography of the lunar hippocampus"
SEARCH = "/proposals/?text=hippocampus"
PLAIN = "Point-of-care ultrasound"


@pytest.fixture
def five(case, room, person):
    """The Senior Management Team with a fifth seat, and two cases on its next agenda; two members are in conflict."""
    found, other = case("concept_review", title=SECRET), case("concept_review", title=PLAIN)
    team = room("smt", proposer=found.proposer, three=person("Tess Third", ("smt", "member")))
    team.house.people["three"] = team.browsers.people["three"]
    team.place(found, other)
    for who in ("vice", "two"):
        team.declare(who, found)
    return team, found, other


def test_two_conflicts_on_one_item_are_kept_out_of_it_everywhere(five, clock):
    team, found, _ = five
    publishing = team.get("secretary", "/packet/publish")
    assert "The packet is published" in team.browsers["secretary"].send(publishing, "/publish").words
    with Press(STATIC) as team.press:
        team.work()
    clock.forward(days=30)
    team.meets(*EVERYONE, "three")

    for who in ("vice", "two"):
        finds_nothing(team, found, who)
    assert squeezed(SECRET) in letters_of(team, "one")
    assert SECRET in team.browsers["one"].get(SEARCH).words

    # the others see who takes no part, and decide: three of five are enough
    page = team.item("one", found)
    assert "Vince Vice, Nell Member" in page.words
    assert "Out of the room for this item." in page.words
    assert "3 count, 3 are needed" in page.words
    votes = dict.fromkeys(("chair", "one", "three"), "for")
    ended = team.carry(found, "do:endorse", votes, second="three")
    assert "Decided by consensus" in ended.words
    team.decide(found, "endorse")
    assert found.row.stage == "team_formation"
    assert WHY in told(team.case("proposer", found, "history"), "Endorse the concept")
    for who in ("vice", "two"):
        assert team.case(who, found).status_code == 404

    # and the record says so
    team.press = Legible()
    team.work()
    record = team.paper("auditor", found, SMT)
    attests(record, found, rule=CONSENSUS, confirmed="Anita Chair (Chair of the Senior Management Team)")
    assert "Nell Member Left the room" in record
    assert "Vince Vice Left the room" in record


def finds_nothing(team, found, who):
    """Of the case: on any page, in the list, by search, in their own copy of the packet."""
    browser = team.browsers[who]
    assert "An item in which you have a conflict" in team.get(who).words
    places = [team.at, "/", "/proposals/", SEARCH, f"{team.at}/packet"]
    for page in [browser.get(place) for place in places]:
        assert page.status_code == 200
        assert SECRET not in page.words
        assert found.reference not in page.text
    for path in (found.url(""), found.url("history"), f"{team.at}/items/{team.house.item_of(found)}"):
        assert browser.get(path).status_code == 404
    mine = letters_of(team, who)
    assert squeezed(PLAIN) in mine
    assert squeezed(SECRET) not in mine


def letters_of(team, who):
    """The packet as somebody gets it: its letters, without what line breaks change."""
    pdf = team.browsers[who].get(team.get(who, "/packet").link("Packet 1 in English")).data
    with pymupdf.open(stream=pdf) as opened:
        return squeezed("".join(page.get_text() for page in opened))


@pytest.mark.parametrize(
    ("alternate", "said"),
    [
        ("", "No quorum: nothing is decided"),
        ("board", "Conflicts leave too few members: the alternate body decides"),
    ],
)
def test_conflicts_alone_break_the_quorum(five, clock, alternate, said):
    team, found, other = five
    with transaction():
        db.session.query(BodyRules).filter(BodyRules.body.has(key="smt")).update({"alternate": alternate})
    clock.forward(days=30)
    team.meets("vice", "one", "two", "three", regrets=("chair",))
    page = team.item("one", found)
    assert "2 count, 3 are needed" in page.words
    assert "Enough are here; conflicts alone leave too few." in page.words
    assert "4 count, 3 are needed" in team.item("one", other).words
    ended = team.carry(found, "do:endorse", {"one": "for", "three": "for"}, second="three")
    assert said in ended.words
    assert "decided nothing" in team.write_down(found, "endorse", code=409).words
    team.adjourn()
    assert found.row.stage == "concept_review"
    page = team.case("secretary", found, "actions/endorse/")
    assert "It is not on the agenda of a meeting yet" in page.words, "the meeting is over and it waits"


def test_the_consent_agenda_is_carried_in_one_motion_without_what_was_pulled(case, room, clock):
    kept, too, pulled = (case("board_review", title=f"Perfusion, part {n}") for n in range(3))
    board = room("board", proposer=kept.proposer, other=pulled.proposer)
    for found in (kept, too, pulled):
        board.brief(found)
        board.place(found)
        board.sort(found, "consent")
    clock.forward(days=30)
    board.meets(*EVERYONE)
    board.pull("two", pulled)
    ended = board.carry("Consent agenda", "main", dict.fromkeys(EVERYONE, "for"))
    assert "THAT the items of the consent agenda be decided as recommended in the packet." in ended.words
    assert "Carried unanimously" in ended.words
    votes = dict.fromkeys(("chair", "vice", "one"), "for") | {"two": "against"}
    assert "Carried" in board.carry(pulled, "do:approve", votes, dissents={"two": "Not yet."}).words
    board.adjourn()  # what was carried is written down after it
    for found in (kept, too, pulled):
        board.decide(found, "approve")
        assert found.row.stage == "approved"
    board.minute()
    minutes = board.get("one", "/minutes").words
    assert "Taken off the consent agenda at a member’s request." in minutes
    assert "Eleanor Chair, 5 March 2026" in told(board.case("proposer", kept, "history"), "Approve")
    board.work()
    for found, number, votes in ((kept, 1, "4"), (too, 1, "4"), (pulled, 2, "3")):
        record = board.paper("auditor", found, BOARD)
        attests(record, found, rule=MAJORITY, confirmed="Eleanor Chair (Chair of the Board)")
        assert f"Motion number B-2026-00{number}" in record
        assert f"For {votes} Against" in record


def test_a_resolution_in_writing_between_two_meetings(case, room, clock):
    found, other = case("concept_review"), case("concept_review", title=SECRET)
    team = room("smt", proposer=found.proposer)
    text, why = "THAT the concept be endorsed.", "The grant closes on Friday."
    opened = team.resolve(found, clock.today + timedelta(days=3), action="endorse", text=text, why=why)
    assert "Resolution in writing, open until 6 February 2026" in opened.words
    assert why in opened.words
    refused = team.browsers["secretary"].post(
        f"{team.at}/place", data={"reference": other.reference, "seen": other.version}
    )
    assert "A resolution in writing is about one case alone" in refused.words
    for who in ("one", "two"):
        assert "Open until 6 February 2026" in team.vote(who, found).words
    page = team.item("secretary", found)
    assert "2 of 4 have voted" in page.words
    assert "You can close it on 6 February 2026" in page.words
    closing = (
        f"{team.at}/items/{team.house.item_of(found)}/motions/{db.session.query(Motion.id).scalar()}/close"
    )
    early = team.browsers["secretary"].post(closing)
    assert "The resolution is open until its closing time" in early.words
    team.vote("chair", found)
    clock.forward(days=4)
    assert "The time for this written resolution is over" in team.item("vice", found).words
    late = team.browsers["vice"].post(closing.replace("/close", "/vote"), data={"choice": "against"})
    assert "The time for this written resolution is over" in late.words
    assert "Decided by consensus" in team.call(found).words
    team.decide(found, "endorse")
    assert found.row.stage == "team_formation"
    line = told(team.case("proposer", found, "history"), "Endorse the concept")
    assert "Anita Chair, 7 February 2026" in line
    team.work()
    record = team.paper("auditor", found, SMT)
    attests(record, found, rule=CONSENSUS, confirmed="Anita Chair (Chair of the Senior Management Team)")
    assert "Present Anita Chair Mo Member Nell Member Quorum" in record, "whoever answered"

    # the next meeting ratifies it
    team.convene(clock.today + timedelta(days=9))
    clock.forward(days=9)
    team.meets(*EVERYONE)
    urgent = "Ratification of the urgent decisions of 6 February 2026"
    ratified = team.carry(urgent, "main", dict.fromkeys(EVERYONE, "for")).words
    assert "THAT the decisions taken urgently on 6 February 2026 be ratified." in ratified
    assert "Decided by consensus" in ratified
