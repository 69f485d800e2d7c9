"""How a meeting is told: the people of a body in their browsers, and what others read of it afterwards.

Every step is somebody who opens a page, fills in its form and presses its button. Only where a story begins (a case
that has come so far) is set up behind the pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from approval.models.database import db
from approval.models.meetings import Meeting, Motion
from approval.models.proposals import Revision
from approval.operations.working import Tools, run_due
from approval.operations.writing import write
from tests.committees.conftest import Standing
from tests.meetings.conftest import House
from tests.review import parsed, text_of
from tests.stories import perfusion
from tests.visiting import Page, Visitor, fields, pairs_of
from tests.worker.conftest import Posted, Printed

EVERYONE = ("chair", "vice", "one", "two")
WHY = "A hospital has said in writing that it will send its staff, and the budget holds at the low enrolment."


@dataclass
class Legible(Printed):
    """A press whose papers can be read: what was set on the pages, by the bytes that came of it."""

    pages: dict[bytes, str] = field(default_factory=dict)

    def pdf(self, html: str, *, identifier: str, lang: str) -> bytes:
        made = super().pdf(html, identifier=identifier, lang=lang)
        self.pages[made] = html
        return made


@dataclass
class Room:
    """A body that meets, page by page."""

    house: House
    browsers: Mapping[str, Visitor]
    press: Legible = field(default_factory=Legible)
    post: Posted = field(default_factory=Posted)

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def at(self) -> str:
        return f"/meetings/{self.house.meeting}"

    def get(self, who: str, path: str = "") -> Page:
        """A page of the meeting as somebody sees it."""
        return self.browsers[who].get(f"{self.at}{path}", follow_redirects=True)

    def case(self, who: str, found: Standing, path: str = "") -> Page:
        return self.browsers[who].get(found.url(path), follow_redirects=True)

    def item(self, who: str, found: Standing | str) -> Page:
        """An item by the link that leads to it from the agenda."""
        words = found if isinstance(found, str) else found.row.title
        return self.browsers[who].get(self.get(who).link(words))

    def work(self) -> None:
        """The worker makes the papers and sends the letters that are due."""
        run_due(self.house.desk, self.house.clock.now, Tools(self.press, self.post))
        db.session.rollback()

    def paper(self, who: str, found: Standing, title: str) -> str:
        """The words of the newest paper of a name, as somebody opens it from the page of the documents."""
        page = self.case(who, found, "documents/")
        links = [a.get("href", "") for a in page.tree.iter("a") if text_of(a) == title]
        assert links, f"no {title}: {page.words}"
        pdf = self.browsers[who].get(links[0]).data
        return text_of(next(parsed(self.press.pages[pdf]).iter("body")))

    # ── before and around the meeting ────────────────────────────────────────────────────────────────────────

    def convene(self, day: date) -> None:
        """The secretary calls the next meeting; it is the one that this is about from now on."""
        secretary = self.browsers["secretary"]
        page = secretary.get(f"/meetings/new/{self.house.body}")
        sent = secretary.send(page, "/new", held_on=day.isoformat(), place="Room 2")
        assert sent.status_code == 200, sent.problems
        self.house.meeting = db.session.query(Meeting.id).order_by(Meeting.id.desc()).limit(1).scalar()
        db.session.rollback()

    def brief(self, found: Standing) -> None:
        """The secretary has written the briefing note: set up behind the pages, as the case itself."""
        who, now = self.house.secretary.actor, self.house.clock.now
        write(self.house.desk, who, found.reference, "briefing", perfusion.BRIEFING, seen=10_000, now=now)

    def minute(self) -> None:
        self._press("secretary", self.get("secretary", "/minutes"), "/minutes")

    def place(self, *cases: Standing) -> None:
        for found in cases:
            sent = self._send_for("secretary", self.get("secretary"), "/place", found.reference)
            assert f"{found.reference} is on the agenda." in sent.words

    def sort(self, found: Standing, part: str) -> None:
        """The secretary moves an item to a part of the agenda."""
        item = self.house.item_of(found)
        self._press("secretary", self.get("secretary"), f"/{item}/sort", part=part)

    def meets(self, *present: str, regrets: tuple[str, ...] = ()) -> Page:
        """The day has come: the secretary writes down who is there and opens the meeting."""
        self.attend(*present, regrets=regrets)
        opened = self._press("secretary", self.get("secretary"), "/open")
        assert "presides." in opened.words
        return opened

    def attend(self, *present: str, regrets: tuple[str, ...] = ()) -> None:
        here, away = ([str(self.house.people[p].id) for p in group] for group in (present, regrets))
        page = self.get("secretary", "/attendance")
        self._press("secretary", page, "/attendance", present=here, regrets=away)

    def adjourn(self) -> Page:
        return self._press("secretary", self.get("secretary"), "/close")

    # ── on the floor ─────────────────────────────────────────────────────────────────────────────────────────

    def pull(self, who: str, found: Standing) -> None:
        page = self._press(who, self.item(who, found), "/pull")
        assert "It is off the consent agenda" in page.words

    def move(
        self, found: Standing | str, kind: str, by: str = "one", second: str = "two", **typed: str
    ) -> Page:
        """An item is taken up, a motion is moved and seconded, and the vote on it is opened."""
        page = self.item("secretary", found)
        if any(f.get("action", "").endswith("/take-up") for f in page.tree.iter("form")):
            page = self._press("secretary", page, "/take-up")
        movers = {"moved_by": by, "seconded_by": second}
        named = {name: str(self.house.people[who].id) for name, who in movers.items()}
        page = self._press("secretary", page, "/motions", kind=kind, **named, **typed)
        put = self._press("secretary", page, "/put")
        assert "The vote is open." in put.words
        return put

    def vote(self, who: str, found: Standing | str, choice: str = "for", dissent: str = "") -> Page:
        sent = self.browsers[who].send(self.item(who, found), "/vote", choice=choice, dissent=dissent)
        assert "Your vote is recorded" in sent.words, sent.words
        return sent

    def call(self, found: Standing | str) -> Page:
        """The secretary closes the vote: the page says how it ended."""
        return self._press("secretary", self.item("secretary", found), "/close")

    def carry(self, found: Standing | str, kind: str, votes: Mapping[str, str], **more: Any) -> Page:
        """A motion from the mover to its result, everybody voting in their own browser."""
        words = more.pop("dissents", {})
        self.move(found, kind, **more)
        for who, choice in votes.items():
            self.vote(who, found, choice, words.get(who, ""))
        return self.call(found)

    # ── in writing ───────────────────────────────────────────────────────────────────────────────────────────

    def resolve(self, found: Standing, until: date, **typed: str) -> Page:
        """The secretary opens a resolution in writing; it is the meeting that this is about from now on."""
        secretary = self.browsers["secretary"]
        page = secretary.get(secretary.get("/meetings/").link("Resolve in writing"))
        form = page.form("/written/")
        typed |= {"case": found.reference, "closes_at": until.isoformat()}
        data = {**pairs_of(fields(form)), **typed}
        opened: Page = secretary.post(form.get("action", ""), data=data, csrf=False, follow_redirects=True)
        assert opened.status_code == 200, opened.problems
        self.house.meeting = db.session.query(Meeting.id).order_by(Meeting.id.desc()).limit(1).scalar()
        db.session.rollback()
        return opened

    # ── the decision ─────────────────────────────────────────────────────────────────────────────────────────

    def write_down(self, found: Standing, action: str, *, code: int = 200, **typed: Any) -> Page:
        """The secretary records what the meeting decided; what it knows of itself stands in the form already."""
        page = self.case("secretary", found, f"actions/{action}/")
        asked = {e.get("name", "") for e in page.form("/actions/", "key").iter("input")}
        verdicts = {name: "met" for name in asked if name.endswith("-verdict")}
        said = {"rationale": WHY, **verdicts, **typed}
        if "accountable_person" in asked:
            said |= {"accountable_person": "Robin Singh", "monitoring": "A report each quarter."}
        sent = self.browsers["secretary"].send(page, "/actions/", form_with="key", **said)
        assert sent.status_code == code, sent.problems or sent.words
        return sent

    def confirm(self, found: Standing, action: str, by: str = "chair", **typed: Any) -> Page:
        """Whoever presides confirms it; from then on it binds."""
        page = self.case(by, found, f"actions/{action}/")
        assert page.status_code == 200, page.words
        sent = self.browsers[by].send(page, "/actions/", form_with="key", **typed)
        assert sent.status_code == 200, sent.problems or sent.words
        return sent

    def decide(self, found: Standing, action: str, by: str = "chair", **typed: Any) -> None:
        self.write_down(found, action, **typed)
        self.confirm(found, action, by)

    def declare(self, who: str, found: Standing) -> None:
        """Somebody says of themselves that they have a conflict of interest."""
        page = self.case(who, found, "conflict/")
        said = {"kind": "family", "description": "My sister would teach in it."}
        sent = self.browsers[who].send(page, "/conflict/", form_with="kind", **said)
        assert sent.h1 == "My work", sent.problems

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────

    def number(self, nth: int = -1) -> str:
        """The number of a motion, in the order in which they were put."""
        db.session.rollback()
        return str(db.session.query(Motion).order_by(Motion.id).all()[nth].number)

    def _press(self, who: str, page: Page, action: str, **typed: Any) -> Page:
        sent: Page = self.browsers[who].send(page, action, **typed)
        assert sent.status_code == 200, sent.problems or sent.words
        return sent

    def _send_for(self, who: str, page: Page, action: str, reference: str) -> Page:
        """Of several forms alike, the one for this case."""
        forms = [f for f in page.tree.iter("form") if action in f.get("action", "")]
        [form] = [f for f in forms if ("reference", reference) in list(fields(f))]
        sent: Page = self.browsers[who].post(
            form.get("action", ""), data=pairs_of(fields(form)), csrf=False, follow_redirects=True
        )
        return sent


def lines(page: Page) -> list[str]:
    """The history as it is read, newest first."""
    [told] = [e for e in page.tree.iter("ol") if e.get("class") == "history"]
    return [text_of(line) for line in told]


def told(page: Page, what: str) -> str:
    """The newest line of a history about this."""
    return next(line for line in lines(page) if line.startswith(what))


def attests(record: str, found: Standing, *, rule: str, confirmed: str) -> None:
    """Whether a record of decision says why, under which rule, by whom, on which text, and who sat there that day."""
    newest = (
        db.session.query(Revision.digest).filter_by(proposal_id=found.row.id).order_by(Revision.id.desc())
    )
    wanted = {
        "why": WHY,
        "rule": f"Rule in force{rule}",
        "by whom": f"Confirmed by{confirmed}",
        "version": newest.limit(1).scalar(),
        "roster": "Members on the day of the decision",
    }
    assert {name: words for name, words in wanted.items() if words not in record} == {}, record
