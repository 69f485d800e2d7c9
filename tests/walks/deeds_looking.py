"""Looking, waiting and working: pages read by anybody (I10, I11), time that passes, jobs that fall due."""

import re
from typing import Any

from tests.conftest import Someone
from tests.visiting import Page, Visitor
from tests.walks import law, people_rules
from tests.walks.deeds_around import Around
from tests.walks.ledger import Row
from tests.walks.walker import told

WAITS = {"two hours": 2, "a night": 16, "a day and more": 26, "a week": 170, "six weeks": 1000}
LISTS = ("/", "/proposals/", "/meetings/", "/proposals/?clock=late", "/proposals/?clock=none", "/records/")
INSIDE = (
    "", "history", "documents/", "conditions/", "conditions/1", "conditions/1/waive", "conditions/1/reopen",
    "conditions/1/assign", "records/", "letters/", "conflict/", "team/", "team/members/new", "team/reviewer",
    "team/resources/new", "assessment/", "assessment/assessors", "assessment/sheet/", "assessment/sheet/hand-in",
)  # fmt: skip
LINK = re.compile(r'href="(/(?:proposals|meetings)/[^"#?]*)"')
MOST_LINKS = 6
WORDS = ("", "safe", "care", "training", "MC-20")


class Looking(Around):
    """What people look at, and what happens by itself."""

    def looks_around(self) -> None:
        """Every list and search, and each case by its address: what is theirs to know, and nothing else."""
        word = self.pick(WORDS, "word")
        who = self.someone()
        before, browser = self.house.ledger(), self.house.browser(who)
        known = people_rules.may_open(before, who.id, self.house.clock.now)
        for path in (*LISTS, f"/proposals/?text={word}"):
            self._reads(browser, who, path)
        for case in before["proposal"]:
            page = self._reads(browser, who, f"/proposals/{case['reference']}/")
            wanted = 200 if case["reference"] in known else 404
            assert page.status_code == wanted, (
                f"I11: {who.name} gets {page.status_code} for {case['reference']}"
            )
        self._unchanged(before, who)

    def reads_a_case(self) -> None:
        """Its pages one after the other, and what they lead to; what is closed is closed inside as well."""
        if not (case := self.a_case()):
            return
        who = self.someone(case, *law.roles())
        before, browser = self.house.ledger(), self.house.browser(who)
        opens = case["reference"] in people_rules.may_open(before, who.id, self.house.clock.now)
        links: set[str] = set()
        for path in (*INSIDE, *self._papers(case), *self._actions(case)):
            page = self._reads(browser, who, f"/proposals/{case['reference']}/{path}")
            assert opens or page.status_code == 404, f"I11: {who.name} reads {path} of {case['reference']}"
            links |= set(LINK.findall(page.text)) if page.mimetype == "text/html" else set()
        for path in self.some(sorted(links), MOST_LINKS, "links"):
            self._reads(browser, who, path.replace("&amp;", "&"))
        for document in before.of("document", case["id"])[-3:]:
            self._document(browser, who, case, document)
        self._unchanged(before, who)

    def _papers(self, case: Row) -> list[str]:
        forms = sorted({p["form"] for p in self.now.of("paper", case["id"])})
        return [f"forms/{form}/{end}" for form in forms for end in ("", "check")]

    @staticmethod
    def _actions(case: Row) -> list[str]:
        return [f"actions/{name}/" for name in sorted(law.actions_at(case["stage"]))]

    def _document(self, browser: Visitor, who: Someone, case: Row, document: Row) -> None:
        """A PDF is for the readers that the workflow names for it."""
        [declared] = [d for d in law.workflow()["document"] if d["name"] == document["name"]]
        held = law.held(self.now, case["id"], who.id, self.house.clock.now)
        may = bool(held & set(declared["readers"])) and law.may_open(
            self.now, case, who.id, self.house.clock.now
        )
        got = browser.get(f"/proposals/{case['reference']}/documents/{document['digest']}").status_code
        assert got == (200 if may else 404), f"I11: {who.name} gets {got} for {document['name']}"

    def _reads(self, browser: Visitor, who: Someone, path: str) -> Page:
        page: Page = browser.get(path)
        if page.mimetype == "text/html":
            now = self.house.clock.now
            text = (
                page.text.replace(path.split("/")[2], "") if page.status_code == 404 else page.text
            )  # as asked for
            if wrong := list(people_rules.told_too_much(self.now, who.id, text, now)):
                raise AssertionError(f"{path}: {wrong}")
        return page

    def _unchanged(self, before: Any, who: Someone) -> None:
        changed = self.house.ledger().changed(before)
        assert not changed, f"I10: {who.name} only looked, and this changed: {changed}"
        told("looked")

    def orders_a_copy(self) -> None:
        language = self.pick(["en", "fr"], "language")
        if not (case := self.a_case()) or not (made := self.now.of("document", case["id"])):
            return
        digest = self.pick([d["digest"] for d in made[-5:]], "document")
        who = self.someone(case, "ce_staff", "proposer", "auditor")
        self.sends(who, f"/proposals/{case['reference']}/documents/{digest}/copy", {"language": language})

    # ── by itself ────────────────────────────────────────────────────────────────────────────────────────────────

    def time_passes(self) -> None:
        wait = self.pick(list(WAITS), "wait")
        self.house.clock.forward(hours=WAITS[wait])
        told(f"waited {wait}")

    def jobs_are_done(self) -> None:
        """Documents are made and mail leaves: each to somebody who may open the case at that moment, all of it once."""
        before = len(self.house.post.sent)
        done = self.house.work()
        ledger = self.house.ledger()
        assert [j["error"] for j in ledger["job"] if j["error"]] == []
        people = {p["email"]: p["id"] for p in ledger["person"]}
        for message in self.house.post.sent[before:]:
            told("mailed")
            text = f"{message.subject}\n{message.text}"
            wrong = list(people_rules.told_too_much(ledger, people[message.to], text, self.house.clock.now))
            assert not wrong, f"mail to {message.to}: {wrong}"
        keys = [m.key for m in self.house.post.sent]
        assert len(keys) == len(set(keys)), "a message was sent twice"
        told(f"{min(done, 1)} or more jobs")
        assert self.house.work() == 0
