"""How a story is told: people with offices, their browsers, and one case that travels by the pages alone.

Forms are filled in from their declarations; what a story cares about is given by name. Each step is a person
opening a page, filling in its form and pressing its button, so a story fails where a person would.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from approval.desk import Desk
from approval.forms.definition import Form
from approval.forms.filling import Filler
from approval.forms.inventing import Inventor
from approval.forms.kinds import Asking
from approval.forms.web import flat
from approval.language import Lang
from approval.models.database import db
from approval.models.meetings import Meeting
from approval.models.proposals import Paper, Proposal
from approval.models.records import Document, Event, Letter
from approval.models.reviews import Condition, Resource, TeamMember
from approval.queries.sources import sources_of
from tests.conftest import Clock, Someone
from tests.visiting import Page, Visitor


@dataclass
class Story:
    """One case and everyone who has a part in it."""

    desk: Desk
    clock: Clock
    people: dict[str, Someone]
    browsers: dict[str, Visitor]
    reference: str = ""
    lang: Lang = "en"
    hints: dict[str, Any] = field(default_factory=dict)

    # ── looking ──────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def case(self) -> Proposal:
        db.session.rollback()
        return db.session.query(Proposal).filter_by(reference=self.reference).one()

    @property
    def stage(self) -> str:
        return self.case.stage

    @property
    def events(self) -> list[str]:
        case = self.case
        return [e.action for e in db.session.query(Event).filter_by(proposal_id=case.id).order_by(Event.seq)]

    @property
    def documents(self) -> list[str]:
        case = self.case
        return [
            d.name for d in db.session.query(Document).filter_by(proposal_id=case.id).order_by(Document.id)
        ]

    @property
    def letters(self) -> list[Letter]:
        case = self.case
        return list(db.session.query(Letter).filter_by(proposal_id=case.id).order_by(Letter.id))

    def open_conditions(self) -> list[int]:
        case = self.case
        rows = (
            db.session.query(Condition)
            .filter_by(proposal_id=case.id, closed_at=None)
            .order_by(Condition.number)
        )
        return [c.number for c in rows]

    def get(self, who: str, path: str = "") -> Page:
        """A page of the case as this person sees it."""
        return self.browsers[who].get(f"/proposals/{self.reference}/{path}", follow_redirects=True)

    def form(self, name: str) -> Form:
        return self.desk.versions[self.case.digest].forms[name]

    # ── acting ───────────────────────────────────────────────────────────────────────────────────────────────

    def begin(self, concept: Mapping[str, Any]) -> None:
        """The proposer begins a concept and answers every topic, page by page."""
        browser = self.browsers["faculty"]
        answer = browser.post("/proposals/new", data={"for": "me"})
        self.reference = answer.location.split("/")[2]
        self.write("faculty", "concept", concept)

    def write(self, who: str, form: str, given: Mapping[str, Any] | None = None) -> None:
        """Answer a form topic by topic, as its pages ask it."""
        declared = self.form(form)
        self.get(who, f"forms/{form}/")
        answers = self._filled(declared, {**self._written(form), **(given or {})})
        for section, fields in declared.asked(answers):
            page = self.get(who, f"forms/{form}/{section.name}")
            seen = re.search(r'name="seen" value="(\d+)"', page.text)
            assert seen, f"{who} cannot write {form}/{section.name}: {page.words[:200]}"
            data = dict(flat(fields, answers).lists()) | {"seen": seen[1], "_do": "continue"}
            sent = self.browsers[who].post(page.request.path, data=data)
            assert sent.status_code == 303, f"{form}/{section.name}: {sent.problems}"

    def act(self, who: str, action: str, *, to: str = "", **said: Any) -> Page:
        """Open the page of an action, fill in what it asks, press its button; the case page that follows."""
        self.clock.forward(hours=3)
        page = self.get(who, f"actions/{action}/")
        assert page.status_code == 200, f"{who} may not {action} at {self.stage}"
        declared = self._asked(action)
        pairs = dict(self._hidden(page))
        if declared is not None and not self._confirms(page):
            answers = self._filled(declared, said)
            pairs |= dict(flat(tuple(declared.fields().values()), answers).lists())
        if to:
            pairs["to"] = to
        sent = self.browsers[who].post(page.request.path, data=pairs, follow_redirects=True)
        assert sent.status_code == 200, f"{who} {action}: {sent.problems or sent.words[:400]}"
        return sent

    def refused(self, who: str, action: str) -> str:
        """What the page says where the action is closed, and that the door says so too."""
        page = self.get(who, f"actions/{action}/")
        assert page.status_code == 200
        before = self.case.version
        sent = self.browsers[who].post(page.request.path, data=dict(self._hidden(page)))
        assert sent.status_code == 409, sent.status_code
        assert self.case.version == before
        return page.words

    # ── the parts that several stories share ─────────────────────────────────────────────────────────────────

    def assess(self, score: str = "3") -> None:
        """Intake, two assessors named, both sheets in."""
        self.act("intake", "accept_intake")
        page = self.get("director", "assessment/assessors")
        people = [str(self.people[n].id) for n in ("first", "second")]
        self.browsers["director"].send(page, action="assessors", people=people, form="assessment_light")
        for who in ("first", "second"):
            self.hand_in(who, score)

    def hand_in(self, who: str, score: str = "3") -> None:
        """One assessor's own sheet, filled in and handed in."""
        self.clock.forward(hours=1)
        declared = self.form("assessment_light")
        answers = self._filled(declared, {})
        for row in answers["gates"].values():
            row["score"] = score
            row.setdefault("comment", "Demonstrated in the answer and checked with the partner.")
        page = self.get(who, "assessment/sheet")
        seen = re.search(r'name="seen" value="(\d+)"', page.text)
        assert seen, page.words[:300]
        data = dict(flat(tuple(declared.fields().values()), answers).lists())
        self.browsers[who].post(page.request.path, data=data | {"seen": seen[1], "_do": "continue"})
        check = self.get(who, "assessment/sheet/hand-in")
        sent = self.browsers[who].send(check, press="_do=continue")
        assert sent.status_code == 200, sent.words[:300]

    def meet(self, body: str) -> None:
        """The secretary convenes a meeting today, places the case on its agenda and notes who is there."""
        secretary = self.browsers[f"{body}_secretary"]
        new = secretary.get(f"/meetings/new/{body}")
        held = secretary.send(new, action="new", held_on=self.clock.today.isoformat(), place="Room 201")
        meeting = db.session.query(Meeting).order_by(Meeting.id.desc()).first()
        db.session.rollback()
        assert meeting is not None, held.words[:300]
        page = secretary.get(f"/meetings/{meeting.id}")
        placed = secretary.send(page, action="place", form_with="seen")
        assert placed.status_code == 200, placed.words[:300]
        page = secretary.get(f"/meetings/{meeting.id}/attendance")
        present = [str(p.id) for p in self.people.values() if any(b == body for b, _ in p.offices)]
        noted = secretary.send(page, action="attendance", present=present)
        assert noted.status_code == 200, noted.words[:300]

    def decide(self, body: str, action: str, **said: Any) -> None:
        """The secretary writes the decision down, the chair confirms it."""
        self.act(f"{body}_secretary", action, **said)
        assert self.case.recorded == action
        self.act(f"{body}_chair", action)

    def form_team(self) -> None:
        """CE writes the charter, invites a lead and an external member, and both accept."""
        self.write("director", "charter")
        director = self.browsers["director"]
        for name, email, external in (
            (self.people["lead"].name, self.people["lead"].email, False),
            ("Olga Partner", "olga@lakeside.example", True),
        ):
            page = self.get("director", "team/members/new")
            typed = {"name": name, "email": email, "organisation": "Lakeside", "role": "subject_expert"}
            typed |= {"lead": "y"} if not external else {}
            sent = director.send(
                page, action="members/new", side="external" if external else "internal", **typed
            )
            assert sent.status_code == 200, sent.problems
        self.answer_invitations()

    def answer_invitations(self) -> None:
        case = self.case
        waiting = [
            m.id for m in db.session.query(TeamMember).filter_by(proposal_id=case.id, status="invited")
        ]
        for member in waiting:
            page = self.get("director", f"team/members/{member}")
            sent = self.browsers["director"].send(
                page, action=f"members/{member}", status="accepted", on=self.clock.today.isoformat()
            )
            assert sent.status_code == 200, sent.words[:300]

    def develop(self) -> None:
        """The team writes the full proposal and the plan, and the resources asked for are confirmed."""
        self.write("lead", "proposal")
        self.write("lead", "plan")
        for number in self._unconfirmed():
            page = self.get("director", f"team/resources/{number}")
            sent = self.browsers["director"].send(
                page, action="resources", on=self.clock.today.isoformat(), how="E-mail from the budget owner"
            )
            assert sent.status_code == 200, sent.words[:300]

    def review_quality(self) -> None:
        """A reviewer is named, fills in the checklist and hands it in."""
        page = self.get("director", "team/reviewer")
        self.browsers["director"].send(page, action="reviewer", person=str(self.people["reviewer"].id))
        self.write("reviewer", "quality_review")
        self.act("reviewer", "hand_in_quality_review")

    def close_condition(self, who: str, number: int) -> None:
        page = self.get(who, f"conditions/{number}")
        sent = self.browsers[who].send(page, action="close", closing="The signed agreement is on file.")
        assert sent.status_code == 200, sent.words[:300]

    def member(self, part: str) -> dict[str, str]:
        """A person as a form picks one."""
        return {"id": str(self.people[part].id), "name": self.people[part].name}

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────

    def _unconfirmed(self) -> list[int]:
        case = self.case
        rows = db.session.query(Resource).filter_by(proposal_id=case.id, confirmed_on=None)
        return [r.id for r in rows.order_by(Resource.id)]

    def _asking(self, declared: Form, given: Mapping[str, Any]) -> Asking:
        case = self.case
        version = self.desk.versions[case.digest]
        return Asking(
            lang=self.lang,
            today=self.clock.today,
            complete=True,
            answers=given,
            sources=sources_of(version, declared, case, self.lang, self.clock.today),
            evidence=version.evidence,
            not_required=version.not_required(case.product),
        )

    def _filled(self, declared: Form, given: Mapping[str, Any]) -> dict[str, Any]:
        asking = self._asking(declared, given)
        return Filler(Inventor(asking, title=self.case.title), hints=self.hints).complete(
            declared, dict(given)
        )

    def _written(self, form: str) -> dict[str, Any]:
        case = self.case
        paper = db.session.query(Paper).filter_by(proposal_id=case.id, form=form, person_id=None).first()
        return dict(paper.answers) if paper else {}

    def _asked(self, action: str) -> Form | None:
        case = self.case
        version = self.desk.versions[case.digest]
        asks = version.workflow.action_at(case.stage, action).asks
        return version.forms[asks] if asks else None

    @staticmethod
    def _hidden(page: Page) -> list[tuple[str, str]]:
        form = page.form("/actions/", "key")
        return [
            (e.get("name", ""), e.get("value", "")) for e in form.iter("input") if e.get("type") == "hidden"
        ]

    def _confirms(self, page: Page) -> bool:
        return "send-back" in page.text
