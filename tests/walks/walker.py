"""What every step of a walk can do: find a case and somebody, send what a page sends, and be judged afterwards."""

from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, TypeVar

from hypothesis import event, note
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant
from sqlalchemy import select

from approval.models.database import db
from approval.models.proposals import Proposal
from approval.queries import register
from approval.queries.cases import case_page
from approval.queries.facts import facts_of
from approval.workflow.facts import Actor
from approval.workflow.rules import roles_of
from tests.conftest import Someone
from tests.visiting import Page
from tests.walks import condition_rules, law, people_rules, record_rules
from tests.walks.house import House
from tests.walks.ledger import Ledger, Row, local_day, sha

T = TypeVar("T")
LATE = (
    "new: board_review",
    "new: board_review",
    "new: board_review",
    "new: approved",
    "short: proposal_review",
    *("new: concept_review, endorse_with_conditions", "new: board_review, approve_with_conditions") * 4,
)
"""Where more walks set out than elsewhere: late stages take longest to reach, conditions are rarely imposed."""
TELLING = {"assignment", "audience", "conflict", "membership", "proposal"}
"""Tables that tell who may know of a case: where one changed, everybody's list is compared anew."""
SEEN: Counter[str] = Counter()
"""What happened on all walks of this run: that they get far is itself a test."""


class Walker(RuleBasedStateMachine):
    """Sets out from a case at some stage. ``now`` is the record as the last step left it."""

    house: House
    number: int
    now: Ledger

    @initialize()
    def sets_out(self) -> None:
        self.luck = Random(self.number)
        places = [*sorted(self.house.kept), *LATE]
        place = places[self.number % len(places)]
        note(f"  from {place}")
        self.house.put_back(place)
        self.before = self.now = self.house.ledger()
        self.judged = 0

    # ── choosing ─────────────────────────────────────────────────────────────────────────────────────────────────

    def pick(self, among: Sequence[T], what: str) -> T:
        """One of these, by the luck of the walk; one that fails tells which."""
        chosen = self.luck.choice(among)
        note(f"    {what}: {getattr(chosen, 'name', chosen)}"[:160])
        return chosen

    def some(self, among: Sequence[T], most: int, what: str) -> list[T]:
        """At least one of these, where there are any."""
        chosen = self.luck.sample(among, self.luck.randint(1, min(most, len(among)))) if among else []
        note(f"    {what}: {chosen}"[:160])
        return chosen

    def usually(self) -> bool:
        return self.pick([True, True, True, False], "as it should be")

    # ── finding ──────────────────────────────────────────────────────────────────────────────────────────────────

    def a_case(self, *stages: str) -> Row | None:
        """A case, one under way and new rather than another; at one of these stages, where any is named."""
        cases = [c for c in reversed(self.now["proposal"]) if not stages or c["stage"] in stages]
        if not cases:
            return None
        lively = [c for c in cases if not law.final(c["stage"])]
        likely = [c["reference"] for c in [*lively[:1] * 6, *lively * 2, *cases]]
        return self.now.case(self.pick(likely, "case"))

    def everybody(self) -> list[Someone]:
        return [self.house.people[name] for name in sorted(self.house.people)]

    def someone(self, case: Row | None = None, *roles: str) -> Someone:
        """Usually somebody with one of these roles towards the case; else anybody."""
        fit = [
            one
            for one in self.everybody()
            if case and roles and set(roles) & law.held(self.now, case["id"], one.id, self.house.clock.now)
        ]
        chosen = fit if fit and self.usually() else self.everybody()
        return self.pick(chosen, "who")

    def actor(self, person: int) -> Actor:
        name = next(p["name"] for p in self.now["person"] if p["id"] == person)
        return Actor(person, name, frozenset(law.offices(self.now, person, local_day(self.house.clock.now))))

    # ── doing ────────────────────────────────────────────────────────────────────────────────────────────────────

    def sends(self, who: Someone, path: str, data: Any = None, *, aside: Sequence[str] = ()) -> Page:
        """What the person's browser posts. Where it is not taken, nothing has changed."""
        before = self.house.ledger()
        answer: Page = self.house.browser(who).post(path, data=data or {})
        told(f"{answer.status_code} to a post")
        if answer.status_code != 303:
            changed = self.house.ledger().changed(before, *aside)
            assert not changed, f"{path}: {answer.status_code} to {who.name}, and this changed: {changed}"
        return answer

    # ── being judged ─────────────────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def the_rules_of_the_house_hold(self) -> None:
        self.now = self.house.ledger()
        wrong = list(self._wrong())
        assert not wrong, "\n".join(wrong)
        for case in self.now["proposal"]:
            for one in self.now.events(case["id"]):
                if self.judged and one["id"] > self.judged:
                    told(f"did {one['action']}" + (f" of {one['body']}" if one["body"] else ""))
                    told(f"came to {one['to_stage']}")
        self.judged = max((e["id"] for e in self.now["event"]), default=0) or -1
        self.before = self.now
        self.house.clock.forward(minutes=3)

    def _wrong(self) -> Iterator[str]:
        now = self.house.clock.now
        for case in self.now["proposal"]:
            new = [e for e in self.now.events(case["id"]) if e["id"] > self.judged]
            yield from record_rules.events_and_stages(self.now, case)
            yield from record_rules.version_rises(self.before, self.now, case)
            yield from record_rules.chain_holds(self.now, case)
            yield from record_rules.acts_of_the_workflow(self.now, case, new)
            yield from record_rules.decides_on_what_is_named(self.now, case, new)
            yield from record_rules.final_stays(self.before, self.now, case, new)
            yield from people_rules.actors_could(self.now, case, new)
            yield from condition_rules.gates_stay_shut(self.now, case, new)
            yield from condition_rules.findings_are_conditions(self.now, case, new)
            yield from condition_rules.none_is_lost(self.before, self.now, case, new)
        yield from record_rules.jobs_have_a_cause(self.now)
        changed = self.now.changed(self.before)
        with self.house.inside():
            if not self.judged or changed.keys() & TELLING:
                listed = [(p["id"], self._listed(p["id"])) for p in self.now["person"]]
                yield from people_rules.lists_are_right(self.now, listed, now)
            for case in self.now["proposal"]:
                touched = not self.judged or case not in self.before["proposal"]
                if touched and not law.final(case["stage"]):
                    yield from self._goes_on(case)

    def _listed(self, person: int) -> set[str]:
        rows = register.proposals(self.actor(person), register.Wanted(), local_day(self.house.clock.now)).rows
        return {row.reference for row in rows}

    def _goes_on(self, case: Row) -> Iterator[str]:
        """I9: somebody can go on, and the application says so to them; I5: they are shown what they decide on."""
        able = sorted(people_rules.who_can_go_on(self.now, case, self.house.clock.now))
        if not able:
            yield f"I9: nobody can go on with {case['reference']} at {case['stage']}"
            return
        proposal = db.session.scalars(select(Proposal).where(Proposal.id == case["id"])).one()
        engine = self.house.desk.versions[proposal.digest].engine
        facts = facts_of(self.house.desk, proposal, self.house.clock.now)
        for person, name in able:
            verdict = engine.verdict(facts, self.actor(person), name)
            if not verdict.concerns or any("own proposal" in why.en for why in verdict.refusals):
                yield f"I9: {name} at {case['stage']} is refused to {person}: {verdict.refusals}"
        people = [
            p["id"] for p in self.now["person"] if law.may_open(self.now, case, p["id"], self.house.clock.now)
        ]
        offered = [
            (p, v.action.name) for p in people for v in engine.verdicts(facts, self.actor(p)) if v.open
        ]
        yield from people_rules.offered_too_much(self.now, case, offered, self.house.clock.now)
        known = [(p, roles_of(engine.workflow, facts, self.actor(p))) for p in people]
        yield from people_rules.roles_are_right(self.now, case, known, self.house.clock.now)
        deciders = [p for p, name in able if law.actions_at(case["stage"])[name].get("body")]
        if deciders:
            yield from self._is_shown(case, deciders[0])

    def _is_shown(self, case: Row, person: int) -> Iterator[str]:
        """I5: the text on the page of whoever decides is the one that the decision would name."""
        shown = case_page(self.house.desk, self.actor(person), case["reference"], self.house.clock.now).text
        frozen = [r for r in self.now.of("revision", case["id"]) if shown and r["form"] == shown.form]
        if shown is None or not frozen or sha(shown.answers) != frozen[-1]["digest"]:
            yield f"I5: at {case['stage']} the page shows a {shown and shown.form} that no decision would name"


def told(what: str) -> None:
    SEEN[what] += 1
    event(what)
