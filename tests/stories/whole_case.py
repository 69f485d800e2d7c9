"""One case from draft to approval through the application's own doors: what documents are tried on."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from approval.desk import Desk
from approval.models.database import db
from approval.models.meetings import Meeting
from approval.models.proposals import Paper, Proposal
from approval.models.records import Event
from approval.operations import assessing, conditions, convening, developing, placing, presiding
from approval.operations.advancing import Wish, advance
from approval.operations.drafting import Beginning, begin
from approval.operations.writing import write
from approval.queries.chamber import seats_of
from approval.queries.people import body_by_key
from approval.workflow.facts import Actor
from tests.conftest import Clock, Someone
from tests.stories import perfusion

OFFICES = {
    "intake": ("Sofia Marchetti", ("ce", "intake")),
    "first": ("Paul Leblanc", ("ce", "assessor")),
    "second": ("Sunita Rao", ("ce", "assessor")),
    "director": ("Ruth Abernethy", ("ce", "director")),
    "smt_chair": ("Lin Chen", ("smt", "chair")),
    "smt_secretary": ("Tom Alvarez", ("smt", "secretary")),
    "smt_member": ("Marie Dubois", ("smt", "member")),
    "board_chair": ("Grace Obi", ("board", "chair")),
    "board_secretary": ("Karl Brandt", ("board", "secretary")),
    "mover": ("Nadia Haddad", ("board", "member")),
    "seconder": ("Owen Price", ("board", "member")),
    "lead": ("Helen Fraser", ()),
}


class Story:
    """A case and everyone in it. Each step does what its people would do, one day after the last."""

    def __init__(
        self, desk: Desk, person: Callable[..., Someone], clock: Clock, language: str = "en"
    ) -> None:
        self.desk, self.clock, self.language = desk, clock, language
        self.people = {
            key: person(name, *([office] if office else []), language=language)
            for key, (name, office) in OFFICES.items()
        }
        self.people["proposer"] = person("Amina Okafor", language=language)
        self.reference = ""

    # ── where it stands ──────────────────────────────────────────────────────────────────────────────────────

    @property
    def row(self) -> Proposal:
        db.session.rollback()
        return db.session.scalars(select(Proposal).where(Proposal.reference == self.reference)).one()

    def actor(self, who: str) -> Actor:
        return self.people[who].actor

    def event(self, action: str) -> Event:
        """The newest event of this name."""
        db.session.rollback()
        found = db.session.scalars(
            select(Event)
            .where(Event.proposal_id == self.row.id, Event.action == action)
            .order_by(Event.seq.desc())
        ).first()
        assert found is not None, action
        return found

    def picked(self, *who: str) -> list[dict[str, str]]:
        return [{"id": str(self.people[w].id), "name": self.people[w].name} for w in who]

    # ── what people do ───────────────────────────────────────────────────────────────────────────────────────

    def act(
        self, who: str, action: str, said: Mapping[str, Any] | None = None, to: str | None = None
    ) -> Event:
        wish = Wish(action, self.row.version, said or {}, to)
        return advance(self.desk, self.actor(who), self.reference, wish, now=self.clock.forward(days=1))

    def write(self, who: str, form: str, answers: Mapping[str, Any]) -> None:
        write(
            self.desk,
            self.actor(who),
            self.reference,
            form,
            answers,
            seen=10_000,
            now=self.clock.now,
        )

    def draft(self, **answers: Any) -> "Story":
        beginning = Beginning(language=self.language, answers={**perfusion.CONCEPT, **answers})
        self.reference = begin(self.desk, self.actor("proposer"), beginning, now=self.clock.now)
        return self

    def submit(self) -> Event:
        return self.act("proposer", "submit")

    def hand_in(self, who: str, answers: Mapping[str, Any]) -> None:
        form = "assessment_light"
        self.write(who, form, answers)
        seen = self._sheet(who).version
        assessing.hand_in(
            self.desk, self.actor(who), self.reference, seen=seen, now=self.clock.forward(hours=1)
        )

    def assess(self) -> None:
        """Taken in, given to two assessors, both sheets handed in."""
        self.act("intake", "accept_intake")
        pair = [self.people["first"].id, self.people["second"].id]
        name = partial(assessing.name_assessors, self.desk, self.actor("intake"), self.reference, pair)
        name("assessment_light", self.row.version, self.clock.forward(hours=1))
        self.hand_in("first", perfusion.FIRST_SHEET)
        self.hand_in("second", perfusion.SECOND_SHEET)

    def support(self) -> Event:
        return self.act("director", "support_with_conditions", perfusion.CE_DECISION)

    def close(self, number: int, who: str, evidence: str) -> None:
        now = self.clock.forward(days=1)
        conditions.add_evidence(self.desk, self.actor("proposer"), self.reference, number, evidence, now)
        sign = partial(conditions.close, self.desk, self.actor(who), self.reference, number)
        sign(seen=self.row.version, now=self.clock.forward(hours=1))

    def meeting(
        self, body: str, day: str, present: tuple[str, ...], regrets: tuple[str, ...] = ()
    ) -> dict[str, str]:
        """A meeting with the case on its agenda and everyone who has a seat in the room; as a decision picks it."""
        secretary, now = self.actor(f"{body}_secretary"), self.clock.forward(days=1)
        held = convening.create_meeting(secretary, body, date.fromisoformat(day), "Room 4", now=now)
        placing.place_on_agenda(self.desk, secretary, self.reference, held, seen=self.row.version, now=now)
        self.clock.now = datetime.fromisoformat(f"{day}T18:00+00:00")
        now, seen = self.clock.now, db.session.get_one(Meeting, held).version
        here = {self.people[p].id for p in present} | set(
            seats_of(body_by_key(body), date.fromisoformat(day))
        )
        away = {self.people[p].id for p in regrets}
        presiding.record_attendance(secretary, held, sorted(here - away), sorted(away), seen=seen, now=now)
        return {"id": str(held), "name": f"{day}, Room 4"}

    def decide(self, body: str, action: str, said: Mapping[str, Any], to: str | None = None) -> Event:
        """The secretary writes it down, the chair confirms it."""
        self.act(f"{body}_secretary", action, said, to)
        return self.act(f"{body}_chair", action, to=to)

    def smt(self, day: str, action: str = "endorse", **said: Any) -> Event:
        here = ("smt_chair", "smt_member", "smt_secretary")
        given = {
            "meeting": self.meeting("smt", day, here),
            "present": self.picked(*here),
            "quorum_met": True,
            "conflicts_declared": "none",
            "criteria": {
                c: {"verdict": "met"}
                for c in ("strategic_fit", "quality", "financial_sustainability", "risk")
            }
            | {"capacity": {"verdict": "partly", "comment": "One laboratory for three programs."}},
            "decision_method": "consensus_with_objections",
            "objections": "One member would rather wait for the new laboratory.",
            "rationale": "It serves the Education Plan, and a hospital has said in writing that it will send its staff.",
            "accountable_person": "Robin Singh",
            "monitoring": "A report to the team each quarter.",
            "target_board_meeting": "2026-06-12",
        }
        return self.decide("smt", action, given | said)

    def form_team(self) -> Event:
        for name, email, lead, external in (
            ("Helen Fraser", self.people["lead"].email, True, False),
            ("Jordan Pike", "jordan.pike@lakeshore.example", False, True),
        ):
            self._member(name, email, lead=lead, external=external)
        self.write("director", "charter", perfusion.CHARTER)
        return self.act("director", "start_development")

    def propose(self) -> Event:
        self.write("proposer", "proposal", perfusion.PROPOSAL)
        self.write("proposer", "plan", perfusion.PLAN)
        return self.act("proposer", "submit_proposal")

    def judge(self) -> None:
        """Continuing Education's verdict on each row of the matrix."""
        rows = {code: {"verdict": "met"} for code in perfusion.CODES}
        rows["F5"] = {"verdict": "partly", "reason": "Not on the transcript yet."}
        self.write("director", "evidence_verdicts", {"verdicts": rows})

    def brief(self) -> Event:
        self.write("board_secretary", "briefing", perfusion.BRIEFING)
        return self.act("board_secretary", "issue_briefing")

    def approve(self, day: str = "2026-06-12") -> Event:
        here = ("board_chair", "board_secretary", "mover", "seconder")
        motion = perfusion.BRIEFING["motion"]
        said = {
            "meeting": self.meeting("board", day, here),
            "session": "open",
            "present": self.picked(*here),
            "quorum_met": True,
            "conflicts_declared": "declared",
            "conflicts": [{"id": "h1", "member": self.picked("board_chair")[0], "done": "silent", "note": "Sits on the hospital’s foundation."}],
            "motion_number": "2026-31",
            "proposed_text": motion,
            "amendments": "Add: with a report after the first cohort.",
            "final_text": f"{motion[:-1]}, with a report after the first cohort.",
            "moved_by": self.picked("mover")[0],
            "seconded_by": self.picked("seconder")[0],
            "votes_for": 2,
            "votes_against": 0,
            "abstentions": 1,
            "result": "carried_as_amended",
            "rationale": "The Board is satisfied that the micro-credential meets a need and pays its way.",
            "dissent": [{"id": "w1", "member": self.picked("seconder")[0], "words": "I would have waited a year."}],
            "authority_title": "By-law No. 1",
            "authority_section": "7.4",
            "minutes_reference": "Minutes of 12 June 2026, item 5",
            "effective_date": "2026-06-12",
            "review_date": "2029-06-12",
            "conditions": [{"id": "j1", "text": "Report to the Board after the first cohort.", "owner": "Robin Singh", "due": "launch"}],
        }  # fmt: skip
        return self.decide("board", "approve_with_conditions", said)

    def whole(self) -> "Story":
        """From draft to approved."""
        self.draft()
        self.submit()
        self.assess()
        self.support()
        self.close(1, "director", "Letter of 19 February 2026")
        self.smt("2026-03-20")
        self.form_team()
        self.propose()
        self.judge()
        self.smt("2026-04-24")
        self.brief()
        self.approve()
        return self

    def _member(self, name: str, email: str, *, lead: bool, external: bool) -> None:
        ce, now = self.actor("director"), self.clock.forward(hours=1)
        part = developing.Invitation(
            name, email, "Lakeshore" if external else "The Institute", "employer_partner", lead, external
        )
        member = developing.invite_member(self.desk, ce, self.reference, part, seen=self.row.version, now=now)
        yes = developing.Answer("accepted", self.clock.today)
        developing.answer(self.desk, ce, self.reference, member, yes, seen=self.row.version, now=now)

    def _sheet(self, who: str) -> Paper:
        mine = (Paper.proposal_id == self.row.id, Paper.person_id == self.people[who].id)
        return db.session.scalars(select(Paper).where(*mine)).one()
