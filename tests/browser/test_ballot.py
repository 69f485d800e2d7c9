"""A vote as it is cast: by keyboard alone, from a page that waits for it, from one that waited too long."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from approval.models.database import db
from approval.models.meetings import AgendaItem
from approval.operations.conflicts import declare
from approval.operations.convening import create_meeting
from approval.operations.moving import Wording, draft_motion, put
from approval.operations.placing import place_on_agenda
from approval.operations.presiding import mark, open_meeting, take_up
from approval.operations.voting import cast, close_vote
from tests.browser.conftest import founded
from tests.browser.keys import Keys
from tests.browser.looking import Ears, insist_accessible
from tests.browser.town import Town
from tests.stories.whole_case import Story

pytestmark = pytest.mark.browser
TEAM = {
    "chair": ("Lin Chen", "chair"),
    "one": ("Marie Dubois", "member"),
    "two": ("Ines Roy", "member"),
    "barred": ("Bea Ferme", "member"),
    "secretary": ("Tom Alvarez", "secretary"),
}
OBJECTION = "The laboratory is not ready."
NEUTRAL = "An item in which you have a conflict"


@pytest.fixture(scope="module")
def town(template, tmp_path_factory, compiled):
    def settle(town):
        for name, office in TEAM.values():
            town.person(name, ("smt", office))

    with founded(template, tmp_path_factory.mktemp("ballots"), compiled, settle) as town:
        yield town


@dataclass
class Floor:
    """The Senior Management Team in session, with a motion on the floor; each test has a meeting of its own."""

    town: Town
    meeting: int = 0
    item: int = 0
    motion: int = 0

    @property
    def address(self) -> str:
        return f"/meetings/{self.meeting}/items/{self.item}"

    def actor(self, part: str):
        return self.town.person(TEAM[part][0]).actor

    def put(self) -> None:
        with self.town.inside():
            put(self.town.desk, self.actor("secretary"), self.motion, now=self.town.clock.now)

    def vote(self, part: str, choice: str = "for") -> None:
        with self.town.inside():
            cast(self.actor(part), self.motion, choice, now=self.town.clock.now)

    def close(self) -> None:
        with self.town.inside():
            close_vote(self.actor("secretary"), self.motion, now=self.town.clock.now)


@pytest.fixture
def floor(town: Town) -> Floor:
    with town.inside():
        story = Story(town.desk, town.person, town.clock)
        story.draft().submit()
        story.assess()
        story.support()
        story.close(1, "director", "Letter of 19 February 2026")
        made = Floor(town)
        who, now = made.actor("secretary"), town.clock.now
        made.meeting = create_meeting(who, "smt", town.clock.today, f"Room {story.reference}", now=now)
        place_on_agenda(town.desk, who, story.reference, made.meeting, seen=story.row.version, now=now)
        barred = made.actor("barred")
        declare(town.desk, barred, story.reference, "family", "My sister.", now)
        made.item = db.session.query(AgendaItem.id).filter_by(meeting_id=made.meeting).scalar()
        here = {town.person(name).id: "present" for part, (name, _) in TEAM.items() if part != "secretary"}
        mark(who, made.meeting, here, now=now)
        open_meeting(who, made.meeting, now=now)
        take_up(who, made.meeting, made.item, now=now)
        words = Wording(
            "THAT the concept be endorsed.", made.actor("one").id, made.actor("two").id, action="endorse"
        )
        made.motion = draft_motion(town.desk, who, made.meeting, made.item, words, now=now)
    return made


@pytest.fixture
def page_of(floor, context_of):
    """``page_of("one")``: the item as somebody sees it."""

    def opened(part, lang="en", **options):
        page = context_of(floor.town.person(TEAM[part][0]), lang, **options).new_page()
        page.goto(floor.address)
        return page

    return opened


def test_a_vote_by_keyboard_alone(floor, page_of):
    floor.put()
    page = page_of("one")
    page.goto(f"/meetings/{floor.meeting}")
    keys = Keys(page)
    keys.go("Perfusion Support Essentials")
    stop = keys.to("For", "Your vote")
    assert stop.type == "radio"
    page.keyboard.press("Space")
    keys.go("Vote")
    expect(page.locator("main")).to_contain_text("Your vote is recorded: For")
    expect(page.locator("main")).to_contain_text("1 of 3 have voted")


def test_an_objection_by_keyboard_is_noted(floor, page_of):
    floor.put()
    page = page_of("one")
    keys = Keys(page)
    keys.choose("For, with an objection noted", "Your vote")
    keys.write("To be recorded in my words", OBJECTION)
    keys.go("Vote")
    for part in ("two", "chair"):
        floor.vote(part)
    floor.close()
    page.reload()
    expect(page.locator("main")).to_contain_text("Decided by consensus, with objections noted")


def test_who_waits_is_led_to_the_ballot(floor, page_of):
    """Nothing is taken from under a member's hands: the page says that the vote is open, and the member goes there."""
    page = page_of("one")
    other = page_of("secretary")
    expect(page.locator("#ballot")).to_have_count(0)
    floor.put()
    spoken = page.get_by_role("status")
    expect(spoken.filter(has_text="The vote is open: 0 of 3 have voted")).to_have_count(1)
    page.get_by_role("link", name="The vote is open: go to your ballot").click()
    expect(page.get_by_role("region", name="Your vote")).to_be_in_viewport()
    floor.vote("two")
    expect(page.locator("[data-poll]")).to_contain_text("1 of 3 have voted")
    expect(page.get_by_role("link", name="go to your ballot")).to_have_count(0)  # it is on the page
    expect(other.locator("[data-poll]")).to_contain_text("1 of 3 have voted")
    expect(other.get_by_role("link", name="go to your ballot")).to_have_count(0)  # a secretary has none


def test_a_ballot_that_waited_too_long_is_refused_and_its_words_are_kept(floor, page_of):
    floor.put()
    page = page_of("one", "fr")
    page.get_by_role("radio", name="Contre").check()
    page.get_by_label("À consigner dans mes propres mots").fill(OBJECTION)
    for part in ("chair", "two"):
        floor.vote(part)
    floor.close()
    page.get_by_role("button", name="Voter").click()
    main = page.locator("main")
    expect(main).to_contain_text(
        "Cette motion n’est pas mise aux voix : elle ne l’est pas encore, ou le vote est clos"
    )
    expect(main).to_contain_text(OBJECTION)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_an_open_vote_is_accessible(floor, page_of, lang):
    floor.put()
    for part in ("secretary", "one"):
        page = page_of(part, lang)
        ears = Ears(page)
        insist_accessible(page)
        assert ears.heard == []
    page.get_by_role("button", name="Vote" if lang == "en" else "Voter", exact=True).click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    insist_accessible(page)


def test_a_barred_member_sees_that_there_is_an_item(floor, page_of):
    floor.put()
    page = page_of("barred")
    expect(page.locator("h1")).to_have_text("There is nothing here for you")
    page.goto(f"/meetings/{floor.meeting}")
    expect(page.locator("main")).to_contain_text(NEUTRAL)
    expect(page.locator("main")).not_to_contain_text("Perfusion")
    insist_accessible(page)
