"""The seven traps of the ``transitions`` library (ARCHITECTURE.md), each shown not to bite; and one engine for many threads."""

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from transitions import Machine, State

from approval.versions import read_version
from approval.workflow.machine import Engine, Token
from approval.workflow.rules import Refused
from tests.workflow.little import CHAIR, MEMBER, PROPOSER, WORKFLOW, case, little


def machine(engine: Engine) -> Machine:
    return engine._machine


READY = {"missing": {"idea": ()}, "agenda": frozenset({"board"})}


def test_trap_1_a_case_is_not_reset_to_the_first_stage():
    """``add_model`` resets a loaded row to the initial state: no model is ever added."""
    engine = Engine(WORKFLOW)
    for _ in range(3):
        assert engine.take(case("review", **READY), CHAIR, "wait").from_stage == "review"
    assert machine(engine).models == []


def test_trap_2_there_is_no_way_around_the_rules():
    """``to_<state>()`` methods exist by default and skip the rules."""
    engine = Engine(WORKFLOW)
    declared = {
        f"{a.name}→{to}"
        for s in WORKFLOW.stages
        for a in WORKFLOW.actions_at(s.name)
        for to in WORKFLOW.targets(s.name, a)
    }
    assert set(machine(engine).events) == declared
    assert not any(name.startswith("to_") for name in [*machine(engine).events, *dir(Token("draft"))])


def test_trap_3_nothing_that_went_through_is_kept_alive():
    """Registered models are never freed."""
    engine = Engine(WORKFLOW)

    class Followed:
        """Something that can be watched going away, unlike a slotted value."""

    watched = Followed()
    gone = weakref.ref(watched)
    facts = case(missing={"idea": (), "watched": (watched,)})  # type: ignore[dict-item]
    engine.take(facts, PROPOSER, "send")
    del watched, facts
    gc.collect()
    assert gone() is None


def test_trap_4_no_word_of_a_file_is_imported_or_called():
    """A *string* condition is imported and called: a guard must be a name that the code knows."""
    bundle = _bundle(requires='["os.getcwd"]')
    with pytest.raises(Exception, match=r"no guard named 'os\.getcwd'"):
        read_version(bundle)
    engine = Engine(WORKFLOW)
    conditions = [
        c.func
        for e in machine(engine).events.values()
        for ts in e.transitions.values()
        for t in ts
        for c in t.conditions
    ]
    assert conditions
    assert not any(isinstance(c, str) for c in conditions)


def test_trap_5_a_refusal_is_loud_and_says_why():
    """A refusal is silent and has no reason: ``trigger`` would return False."""
    with pytest.raises(Refused) as refused:
        Engine(WORKFLOW).take(case(), PROPOSER, "send")
    assert refused.value.verdict.refusals


def test_trap_5_even_where_the_engine_is_gone_round():
    """The machine itself asks the rule again: a trigger pulled without ``take`` is refused all the same."""
    engine = Engine(WORKFLOW)
    token = Token("draft")
    with pytest.raises(Refused):
        machine(engine).events["send→review"].trigger(token, case=case(), actor=PROPOSER)
    assert token.stage == "draft"
    with pytest.raises(Refused):
        machine(engine).events["send→review"].trigger(Token("draft"), case=case(**READY), actor=MEMBER)
    machine(engine).events["send→review"].trigger(token, case=case(**READY), actor=PROPOSER)
    assert token.stage == "review"


def test_trap_6_an_unknown_target_is_found_when_the_file_is_read():
    """An unknown target fails only when fired: no engine is made of a file that names one."""
    lost = little(lambda c: c["stage"][0]["action"][0].update(to="nowhere"))
    with pytest.raises(ValueError, match="nowhere"):
        Engine(lost).take(case(**READY), PROPOSER, "send")  # this late, without the check that follows
    with pytest.raises(Exception, match="no stage named 'nowhere'"):
        read_version(_bundle(to='"nowhere"'))


def test_trap_7_a_failure_leaves_everything_where_it_was():
    """A failing callback leaves the state already changed: there are no callbacks, and the case is frozen."""
    engine = Engine(WORKFLOW)
    before = case(**READY)
    step = engine.take(before, PROPOSER, "send")
    assert step.to_stage == "review"
    assert before == case(**READY)
    with pytest.raises(AttributeError):
        before.stage = "review"
    for event in machine(engine).events.values():
        for transitions in event.transitions.values():
            assert not any(t.before or t.after or t.prepare for t in transitions)
    assert not any(s.on_enter or s.on_exit for s in machine(engine).states.values())


def test_final_stages_are_final_to_the_library_too():
    assert {n for n, s in machine(Engine(WORKFLOW)).states.items() if s.final} == {"accepted", "withdrawn"}
    assert State("x").final is False


def test_eight_threads_share_one_engine():
    engine = Engine(WORKFLOW)
    moves = [
        (case(**READY), PROPOSER, "send", None, "review"),
        (case("review", **READY), CHAIR, "send_back", "repair", "repair"),
        (case("review", **READY), CHAIR, "send_back", "draft", "draft"),
        (case("review", **READY), CHAIR, "accept", None, "accepted"),
        (case("repair", returned_from="review"), PROPOSER, "resend", None, "review"),
        (case("repair"), PROPOSER, "withdraw", None, "withdrawn"),
        (case(), PROPOSER, "send", None, Refused),
        (case("review", **READY), MEMBER, "accept", None, Refused),
    ]

    def walk(seed: int) -> int:
        random, right = Random(seed), 0
        for _ in range(150):
            facts, who, name, to, expected = random.choice(moves)
            try:
                right += engine.take(facts, who, name, to).to_stage == expected
            except Refused:
                right += expected is Refused
        return right

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(walk, range(8))) == [150] * 8
    assert machine(engine).models == []


def _bundle(**settings: str) -> dict[str, str]:
    """The example workflow with one setting of its first action changed."""
    from approval.resources import WORKFLOWS
    from approval.workflow.bundle import read_bundle

    bundle = dict(read_bundle(WORKFLOWS / "example"))
    head, _, rest = bundle["workflow.toml"].partition('name      = "send"')
    lines = ['name      = "send"', *(line for line in rest.splitlines() if line)]
    end = next(n for n, line in enumerate(lines) if line.startswith("[["))
    kept = [line for line in lines[:end] if line.split("=")[0].strip() not in settings]
    changed = [f"{name} = {value}" for name, value in settings.items()]
    return bundle | {"workflow.toml": "\n".join([head, *kept, *changed, *lines[end:]])}
