"""Every stage × action × person of the shipped workflows: open exactly where the file declares it.

What is declared is read here from the text of the file, not from the models that the rule reads.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from approval.resources import WORKFLOWS
from approval.versions import Version, read_version
from approval.workflow.bundle import folders, read_bundle
from approval.workflow.facts import Actor, Case, Deciding
from approval.workflow.guards import GUARDS
from approval.workflow.picture import table
from approval.workflow.rules import may_write
from tests.workflow.little import NOW, quiet

GOLDEN = Path(__file__).parents[1] / "golden" / "who-may-what.txt"
NAMES = [folder.name for folder in folders(WORKFLOWS)]
SHIPPED = pytest.mark.parametrize("name", NAMES)
OWN = {"proposer", "co_proposer", "team_lead", "team_member"}
EVERYTHING = 10**6


@cache
def version(name: str) -> Version:
    return read_version(read_bundle(WORKFLOWS / name))


@cache
def declared(name: str) -> dict:
    return tomllib.loads((WORKFLOWS / name / "workflow.toml").read_text("utf-8"))


def actions(name: str) -> Iterator[tuple[dict, dict]]:
    """Every stage with every action that its file opens there."""
    content = declared(name)
    for stage in content["stage"]:
        for action in stage.get("action", []):
            yield stage, action
        for action in content["anywhere"]:
            if stage["name"] in action.get("except_at", []) or stage["name"] not in action.get(
                "only_at", [stage["name"]]
            ):
                continue
            if "outcome" not in stage or action.get("when_final"):
                yield stage, action


def people(name: str) -> Iterator[tuple[Actor, frozenset[str], frozenset[str]]]:
    """Somebody in each role of a case and in each office of a body: who, their roles on the case, all they are."""
    roles = declared(name)["role"]
    for n, role in enumerate((r for r in roles if r.get("on_case")), 1):
        yield Actor(n, role["name"]), frozenset({role["name"]}), frozenset({role["name"]})
    seats = sorted(
        {(r["body"], office) for r in roles if "body" in r for office in r.get("offices", ["member"])}
    )
    for n, (body, office) in enumerate(seats, 100):
        held = {r["name"] for r in roles if r.get("body") == body and office in r.get("offices", [office])}
        yield Actor(n, f"{body} {office}", frozenset({(body, office)})), frozenset(), frozenset(held)
    yield Actor(999, "nobody"), frozenset(), frozenset()


def ready(name, stage: dict, action: dict, actor: Actor, own: frozenset[str] = frozenset(), **facts) -> Case:
    """A case at this stage in which every guard of the action holds for the actor."""
    needs = dict(_need(r) for r in action.get("requires", []))
    body = min(actor.bodies, default="ce")
    made = Case(
        stage=stage["name"],
        now=NOW,
        case_roles={actor.id: own},
        product=needs.get("product", "micro_credential"),
        on_hold=action.get("effect") == "resume",
        missing=dict.fromkeys(version(name).forms, ()),
        intake_open="intake_open" in needs,
        assessors=2,
        sheets_in=2,
        agenda=frozenset({"smt", "board", "committee"}),
        team_accepted=9,
        team_lead=True,
        team_external=True,
        endorsed=True,
        checklist_open=dict.fromkeys(version(name).forms, 0),
        decided=Deciding(stage=stage["name"], body=body, by=EVERYTHING, at=NOW, event=1),
        reached=frozenset(v for k, v in needs.items() if k == "reached"),
        quiet=quiet(120, asked=True),
    )
    made = replace(made, **facts)
    held = {
        k: v for k, v in needs.items() if k != "same_body" or actor.bodies
    }  # who is of no body is not asked that
    assert not [why for k, v in held.items() if (why := GUARDS[k](made, actor, v))], "not every guard holds"
    return made


def _need(written) -> tuple[str, object]:
    return (written, True) if isinstance(written, str) else next(iter(written.items()))


def may(action: dict, held: frozenset[str]) -> bool:
    """As the file declares it."""
    takes = held & {*action["by"], *action.get("recorded_by", [])}
    own = "body" in action and held & {"proposer", "co_proposer"}
    return bool(takes) and not held & set(action.get("not_by", [])) and not own


def is_open(name: str, case: Case, actor: Actor, action: dict) -> bool:
    return version(name).engine.verdict(case, actor, action["name"]).open


# ── the table a person can review ────────────────────────────────────────────────────────────────────────────────


def test_who_may_what_is_as_reviewed():
    """`approval workflow show michener > tests/golden/who-may-what.txt`, then read the difference."""
    assert table(version("michener").workflow) == GOLDEN.read_text("utf-8")


@SHIPPED
def test_the_engine_offers_what_the_file_declares_and_nothing_else(name):
    workflow = version(name).workflow
    offered = {(s.name, a.name) for s in workflow.stages for a in workflow.actions_at(s.name)}
    assert offered == {(s["name"], a["name"]) for s, a in actions(name)}


# ── exhaustively ─────────────────────────────────────────────────────────────────────────────────────────────────


@SHIPPED
def test_each_person_may_take_exactly_what_is_declared(name):
    tried = 0
    for (stage, action), (actor, own, held) in product(actions(name), list(people(name))):
        case = ready(name, stage, action, actor, own)
        assert is_open(name, case, actor, action) == may(action, held), (
            stage["name"],
            action["name"],
            actor.name,
        )
        tried += 1
    assert tried >= 40


@SHIPPED
@pytest.mark.parametrize("author", ["proposer", "co_proposer"])
def test_nobody_decides_their_own_proposal(name, author):
    """Whatever office they hold, at whatever stage: no action of a body, and none that says they must not."""
    for (stage, action), (actor, own, _) in product(actions(name), list(people(name))):
        case = ready(name, stage, action, actor, own | {author})
        if "body" in action or author in action.get("not_by", []):
            assert not is_open(name, case, actor, action), (stage["name"], action["name"], actor.name)


@SHIPPED
def test_every_decision_of_a_body_bars_its_proposers_in_the_file_too(name):
    """Belt and braces: the rule bars them whatever the file says; the file says it for the person who reads it."""
    bare = [
        f"{s['name']}.{a['name']}"
        for s, a in actions(name)
        if "body" in a and "proposer" not in a.get("not_by", [])
    ]
    assert bare == []


@SHIPPED
def test_a_barred_person_keeps_what_is_theirs_and_nothing_else(name):
    for (stage, action), (actor, own, _) in product(actions(name), list(people(name))):
        everything = own | OWN | {"sponsor", "assessor", "quality_reviewer"}
        for roles in (own, everything):
            case = ready(name, stage, action, actor, roles, barred=frozenset({actor.id}))
            assert is_open(name, case, actor, action) == may(action, roles & OWN), (
                stage["name"],
                action["name"],
                actor.name,
            )


@SHIPPED
def test_on_hold_only_resuming_and_withdrawing_are_open(name):
    for (stage, action), (actor, own, held) in product(actions(name), list(people(name))):
        case = replace(ready(name, stage, action, actor, own), on_hold=True)
        assert is_open(name, case, actor, action) == (action.get("on_hold", False) and may(action, held))
    assert {a["name"] for _, a in actions(name) if a.get("on_hold")} <= {"resume", "withdraw"}


@SHIPPED
def test_each_guard_alone_shuts_the_action(name):
    """Facts in which nothing is ready: an action that requires anything is closed, and says each thing that is missing."""
    for (stage, action), (actor, own, held) in product(actions(name), list(people(name))):
        needs = [_need(r) for r in action.get("requires", [])]
        nothing = {
            "stage": stage["name"],
            "now": NOW,
            "case_roles": {actor.id: own},
            "on_hold": action.get("effect") == "resume",
        }
        if not needs or not may(action, held):
            continue
        case = Case(**nothing)
        wanting = [GUARDS[k](case, actor, v) for k, v in needs]
        verdict = version(name).engine.verdict(case, actor, action["name"])
        assert list(verdict.refusals) == [why for why in wanting if why]


@SHIPPED
def test_a_final_stage_is_left_only_by_what_says_so(name):
    for stage, action in actions(name):
        if "outcome" in stage:
            assert action["when_final"]
            assert action["effect"] in {"retract", "reconsider"}


@SHIPPED
def test_a_decision_waits_for_the_secretary_where_there_is_one(name):
    for (stage, action), (actor, own, held) in product(actions(name), list(people(name))):
        if "recorded_by" not in action or not may(action, held):
            continue
        seats = frozenset(
            (r["body"], o)
            for r in declared(name)["role"]
            if r["name"] in action["recorded_by"]
            for o in r["offices"]
        )
        writes = bool(held & set(action["recorded_by"]))
        verdict = version(name).engine.verdict(
            ready(name, stage, action, actor, own, staffed=seats), actor, action["name"]
        )
        assert verdict.open == writes
        assert verdict.records == writes
        recorded = ready(name, stage, action, actor, own, staffed=seats, recorded=action["name"])
        assert is_open(name, recorded, actor, action)


@SHIPPED
def test_papers_are_written_by_their_declared_editors_at_their_stage(name):
    papers = {
        (s["name"], p["form"]): set(p["editors"])
        for s in declared(name)["stage"]
        for p in s.get("papers", [])
    }
    for stage, form, (actor, own, held) in product(
        declared(name)["stage"], version(name).forms, list(people(name))
    ):
        case = Case(stage=stage["name"], now=NOW, case_roles={actor.id: own})
        written = bool(papers.get((stage["name"], form), set()) & held)
        assert may_write(version(name).workflow, case, actor, form) == written
        assert not may_write(version(name).workflow, replace(case, on_hold=True), actor, form)


def test_administrators_and_auditors_decide_nothing():
    for (stage, action), office in product(
        actions("michener"), [("administration", "administrator"), ("audit", "auditor")]
    ):
        actor = Actor(1, "them", frozenset({office}))
        assert not is_open("michener", ready("michener", stage, action, actor), actor, action)


def test_the_gates_belong_to_their_bodies():
    """PROCESS.md 1: CE supports, SMT endorses, the Board approves; a micro-course ends with the SMT."""
    by_stage = {(s["name"], a["name"]): a for s, a in actions("michener")}
    assert by_stage["assessment", "support"]["by"] == ["ce_director"]
    for gate in ("concept_review", "proposal_review"):
        assert set(by_stage[gate, "endorse"]["by"]) == {"smt_chair", "smt_vice_chair"}
    assert set(by_stage["board_review", "approve"]["by"]) == {"board_chair", "board_vice_chair"}
    ways_in = {(s["name"], a["name"]) for s, a in actions("michener") if a["to"] == "approved"}
    assert ways_in == {("board_review", "approve"), ("board_review", "approve_with_conditions"), ("proposal_review", "approve_course")}  # fmt: skip
