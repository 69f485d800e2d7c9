"""A Board of five at five browsers: who they are, what waits for them, and the buttons that a meeting is held with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select

from approval.models.database import db, transaction
from approval.models.minutes import PacketCopy
from approval.operations import accounts
from tests.browser.cases import one_page
from tests.browser.town import Town
from tests.conftest import BEGINNING, Someone
from tests.stories.whole_case import Story

CONTESTED, AGREED = "Perfusion Support Essentials", "Sterile Processing Foundations"
"""What the Board argues about, and what stands on its consent agenda."""
PASSWORD = "nine grey herons on the north pier"
DAY = "2026-06-12"
OPENING = datetime(2026, 6, 12, 20, 0, tzinfo=UTC)
"""Four in the afternoon in Toronto."""
BOARD = {
    "secretary": ("Karl Brandt", "secretary", "en"),
    "chair": ("Grace Obi", "chair", "en"),
    "first": ("Nadia Haddad", "member", "en"),
    "second": ("Owen Price", "member", "en"),
    "barred": ("Félix Tremblay", "member", "fr"),
}
SCREEN, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def two_cases(town: Town) -> None:
    """Both wait for the Board, with their briefing notes issued; it is May."""
    latest = BEGINNING
    for name, title, concept, final in (
        ("contested", CONTESTED, "2026-03-20", "2026-04-24"),
        ("agreed", AGREED, "2026-03-27", "2026-05-01"),
    ):
        town.clock.now = BEGINNING
        with town.inside():
            town.references[name] = before_board(town, title, concept, final)
        latest = max(latest, town.clock.now)
    town.clock.now = latest
    for name, office, language in BOARD.values():
        town.person(name, ("board", office), language=language, email=address_of(name))
    with town.inside():
        accounts.set_password(town.person("Grace Obi").id, PASSWORD, town.clock.now)


def before_board(town: Town, title: str, concept: str, final: str) -> str:
    story = Story(town.desk, town.person, town.clock)
    story.draft(title=title).submit()
    story.assess()
    story.support()
    story.close(1, "director", "Letter of 19 February 2026")
    story.smt(concept)
    story.form_team()
    story.propose()
    story.judge()
    story.smt(final)
    story.brief()
    return story.reference


def address_of(name: str) -> str:
    plain = name.lower().replace("é", "e").replace(" ", ".")
    return f"{plain}@institute.example"


@dataclass
class Chamber:
    """The members at their browsers, by the part each has in the meeting."""

    town: Town
    contexts: dict[str, BrowserContext] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    meeting: str = ""
    """The address of its page."""
    items: dict[str, str] = field(default_factory=dict)

    @classmethod
    def assembled(cls, town: Town, context_of: Callable[..., BrowserContext]) -> "Chamber":
        made = cls(town)
        for part, (name, _, language) in BOARD.items():
            screen = PHONE if part == "second" else SCREEN
            context = context_of(town.person(name), language, viewport=screen)
            made.contexts[part], made.pages[part] = context, context.new_page()
        return made

    def who(self, part: str) -> Someone:
        return self.town.person(BOARD[part][0])

    def at(self, part: str, address: str = "") -> Page:
        """Somebody's browser; at an address, where one is given."""
        if address:
            self.pages[part].goto(address)
        return self.pages[part]

    def come(self, moment: datetime) -> None:
        """Time passes, and everyone signs in anew."""
        self.town.clock.now = moment
        for part, context in self.contexts.items():
            context.add_cookies([self.town.cookie(self.who(part))])  # type: ignore[list-item]

    def copies_are_made(self) -> None:
        """As if the worker had made them: every copy is one empty page."""
        with self.town.inside(), transaction():
            digest = self.town.desk.storage.put(one_page())
            for copy in db.session.scalars(select(PacketCopy)):
                copy.digest, copy.code, copy.pages, copy.size = digest, f"PACK-ET00-{copy.id:04}", 1, 900
                copy.made_at = self.town.clock.now

    # ── what the secretary clicks ────────────────────────────────────────────────────────────────────────────────

    def convene(self) -> None:
        page = self.at("secretary", "/meetings/")
        page.get_by_role("link", name="Convene a meeting").click()
        page.get_by_label("Day of the meeting").fill(DAY)
        page.get_by_label("Place").fill("Room 201")
        press(page, "Convene")
        self.meeting = page.url

    def place(self, name: str) -> None:
        page = self.at("secretary", self.meeting)
        press(page, f"Place on this agenda {self.town.references[name]}")
        title = {"contested": CONTESTED, "agreed": AGREED}[name]
        href = page.get_by_role("link", name=title, exact=True).get_attribute("href")
        assert href is not None
        self.items[name] = href

    def to_consent(self, name: str) -> None:
        page = self.at("secretary", self.meeting)
        row = page.get_by_role("row").filter(has_text=self.town.references[name])
        row.get_by_text("Part (").click()
        row.get_by_label("Part of the agenda").select_option("Consent")
        press(row, "Set")
        href = page.get_by_role("link", name="Consent agenda").get_attribute("href")
        assert href is not None
        self.items["consent"] = href

    def publish(self) -> None:
        page = self.at("secretary", self.meeting)
        page.get_by_role("link", name="Packet", exact=True).click()
        page.get_by_role("link", name="Preview and publish").click()
        press(page, "Publish the packet")
        expect(page.locator(".flashes")).to_contain_text("The packet is published")
        self.copies_are_made()

    def call_to_order(self) -> None:
        page = self.at("secretary", self.meeting)
        page.get_by_role("link", name="Record attendance").click()
        present = page.get_by_role("group", name="Present")
        for name, office, _ in BOARD.values():
            if office != "secretary":
                present.get_by_label(name).check()
        press(page, "Record")
        press(page, "Open the meeting")

    def move(self, name: str, what: str, mover: str = "first", seconder: str = "second") -> None:
        """An item is taken up, a motion on it moved, seconded and put."""
        page = self.at("secretary", self.items[name])
        press(page, "Take up this item")
        page.get_by_role("radio", name=what, exact=True).check()
        page.get_by_label("Moved by").select_option(self.who(mover).name)
        page.get_by_label("Seconded by").select_option(self.who(seconder).name)
        press(page, "Put it on the floor")
        expect(page.locator(".flashes")).to_contain_text("The motion is on the floor")
        press(page, "Put it to the vote")
        expect(page.locator(".flashes")).to_contain_text("The vote is open")

    def close_vote(self, name: str) -> Page:
        page = self.at("secretary", self.items[name])
        press(page, "Close the vote")
        return page

    # ── what members click ───────────────────────────────────────────────────────────────────────────────────────

    def vote(self, part: str, name: str, choice: str, **more: Any) -> Page:
        page = self.at(part, self.items[name])
        cast(page, choice, **more)
        return page


def cast(page: Page, choice: str, button: str = "Vote", words: str = "") -> None:
    ballot = page.locator("#ballot")
    ballot.get_by_role("radio", name=choice, exact=True).check()
    if words:
        ballot.get_by_label("To be recorded in my words").fill(words)
    press(ballot, button)


def press(where: Page | Locator, name: str) -> None:
    """A button that leads on to a page."""
    page = where if isinstance(where, Page) else where.page
    with page.expect_navigation():
        where.get_by_role("button", name=name, exact=True).click()
