"""Walks over the engine: whatever people try, a case stays among declared stages and leaves a final one only by its ways out."""

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from approval.workflow.facts import Deciding
from approval.workflow.rules import Refused
from tests.workflow.test_who_may_what import actions, declared, people, ready, version

PEOPLE = {name: list(people(name)) for name in ("michener", "example")}
EVERY = {name: sorted({a["name"] for _, a in actions(name)}) for name in PEOPLE}
BY_PLACE = {name: {(s["name"], a["name"]): (s, a) for s, a in actions(name)} for name in PEOPLE}


class Walk(RuleBasedStateMachine):
    """Somebody tries something, ready or not; the case goes where the engine says."""

    name = "michener"
    people = Bundle("people")

    def __init__(self) -> None:
        super().__init__()
        self.stages = {s["name"]: s for s in declared(self.name)["stage"]}
        self.at, self.trail = declared(self.name)["initial"], [declared(self.name)["initial"]]
        self.returned_from: str | None = None
        self.decided: Deciding | None = None
        self.on_hold = False

    @initialize(target=people)
    def proposer(self):
        return PEOPLE[self.name][0]

    @rule(target=people, n=st.integers(0, 60))
    def somebody(self, n):
        return PEOPLE[self.name][n % len(PEOPLE[self.name])]

    @rule(who=people, data=st.data(), is_ready=st.booleans())
    def tries(self, who, data, is_ready):
        actor, own, held = who
        here = [a for (stage, a) in BY_PLACE[self.name] if stage == self.at]
        wanted = data.draw(st.sampled_from(here or EVERY[self.name]) | st.sampled_from(EVERY[self.name]))
        stage, action = BY_PLACE[self.name].get((self.at, wanted), (self.stages[self.at], None))
        targets = action["to"] if action and isinstance(action["to"], list) else [None]
        to = data.draw(st.sampled_from([*targets, "nowhere"]))
        case = replace(
            ready(self.name, stage, action if action and is_ready else {"requires": []}, actor, own),
            returned_from=self.returned_from,
            decided=self.decided,
            on_hold=self.on_hold,
        )
        why = ()
        try:
            step = version(self.name).engine.take(case, actor, wanted, to)
        except LookupError:
            assert action is None or len(targets) > 1 or str(action["to"]).startswith("@"), (
                self.at,
                wanted,
                to,
            )
            return
        except Refused as refused:
            why = refused.verdict.refusals
        assert action is not None
        if not why:
            self._moved(step, action, actor, held)

    def _moved(self, step, action, actor, held):
        assert held & {*action["by"], *action.get("recorded_by", [])}
        assert not self.on_hold or action.get("on_hold")
        assert "outcome" not in self.stages[self.at] or action.get("when_final")
        assert step.from_stage == self.at
        allowed = [action["to"]] if isinstance(action["to"], str) else action["to"]
        assert step.to_stage in allowed or set(allowed) & {"@here", "@returned_from", "@decided_from"}
        self.on_hold = {"hold": True, "resume": False}.get(action.get("effect", ""), self.on_hold)
        if "body" in action:
            self.decided = Deciding(self.at, action["body"], actor.id, version_now(), 1)
            self.returned_from = self.at
        self.at = step.to_stage
        self.trail.append(self.at)

    @invariant()
    def the_stage_is_declared(self):
        assert self.at in self.stages


def version_now():
    from tests.workflow.little import NOW

    return NOW


class ExampleWalk(Walk):
    name = "example"


TestMichener, TestExample = Walk.TestCase, ExampleWalk.TestCase
TestMichener.settings = TestExample.settings = settings(
    max_examples=15, stateful_step_count=30, deadline=None
)


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_every_stage_is_reached_by_somebody_who_may(name):
    """From the beginning, with the right people and everything ready, each declared stage can be reached."""
    content, engine = declared(name), version(name).engine
    reached, edge = set(), [content["initial"]]
    while edge:
        here = edge.pop()
        if here in reached:
            continue
        reached.add(here)
        for (stage, action), (actor, own, held) in (
            (p, w) for p in actions(name) if p[0]["name"] == here for w in PEOPLE[name]
        ):
            if not held & set(action["by"]) or action.get("effect"):
                continue
            for to in action["to"] if isinstance(action["to"], list) else [None]:
                case = replace(
                    ready(name, stage, action, actor, own),
                    returned_from=content["initial"] if "assessment" not in reached else "assessment",
                )
                try:
                    edge.append(engine.take(case, actor, action["name"], to).to_stage)
                except Refused:
                    assert held & set(action.get("not_by", [])) or "body" in action
    assert reached == {s["name"] for s in content["stage"]}


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_from_every_open_stage_a_final_one_can_be_reached(name):
    workflow = version(name).workflow
    leads = {
        s.name: {t for a in workflow.actions_at(s.name) for t in workflow.targets(s.name, a)}
        for s in workflow.stages
    }
    ends = {s.name for s in workflow.stages if s.final}
    for start in leads:
        seen, edge = set(), {start}
        while edge - seen:
            seen |= edge
            edge = set().union(*(leads[s] for s in edge)) - seen
        assert seen & ends
