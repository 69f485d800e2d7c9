"""Where an action leads, what the engine does with it, who writes and reads which paper, and what is looked up by name."""

import pytest

from approval.workflow.machine import Engine, Step
from approval.workflow.rules import (
    Refused,
    destination,
    may_read,
    may_write,
)
from tests.workflow.little import (
    CHAIR,
    CO_PROPOSER,
    MEMBER,
    PROPOSER,
    ROLES,
    SECRETARY,
    SPONSOR,
    STRANGER,
    WORKFLOW,
    action,
    anywhere,
    case,
    decided,
    little,
    pair,
)

ENGINE = Engine(WORKFLOW)
READY = {"missing": {"idea": ()}, "agenda": frozenset({"board"})}


def reasons(verdict) -> list[str]:
    return [r.en for r in verdict.refusals]


# ── where it leads ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("to", "chosen", "facts", "goal"),
    [
        (["review"], None, {}, "review"),
        (["review"], "elsewhere", {}, "review"),
        (["draft", "repair"], "repair", {}, "repair"),
        (["@here"], None, {"stage": "review"}, "review"),
        (["@returned_from"], None, {"returned_from": "review"}, "review"),
        (["@returned_from"], None, {"returned_from": "review", "resume_at": "draft"}, "draft"),
        (["@returned_from"], None, {}, "draft"),
        (["@decided_from"], None, {"stage": "accepted", "decided": decided()}, "review"),
        (["@decided_from"], None, {"stage": "accepted"}, "accepted"),
    ],
)
def test_an_action_leads_where_it_says(to, chosen, facts, goal):
    assert destination(WORKFLOW, case(**({"stage": "draft"} | facts)), action(to=to), chosen) == goal


@pytest.mark.parametrize("chosen", [None, "", "accepted"])
def test_of_several_targets_one_must_be_chosen(chosen):
    with pytest.raises(LookupError, match="choose one of draft, repair"):
        destination(WORKFLOW, case("review"), action(to=["draft", "repair"]), chosen)


# ── the engine ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_action_taken_is_a_step():
    step = ENGINE.take(case(**READY), PROPOSER, "send")
    assert step == Step(WORKFLOW.action_at("draft", "send"), "draft", "review")
    assert ENGINE.take(case("review", **READY), CHAIR, "send_back", "repair").to_stage == "repair"
    assert ENGINE.take(case("review"), CHAIR, "wait").to_stage == "review"
    assert ENGINE.take(case("repair", returned_from="review"), PROPOSER, "resend").to_stage == "review"
    assert ENGINE.take(case("accepted", decided=decided()), CHAIR, "retract").to_stage == "review"


def test_a_closed_action_is_refused_with_every_reason():
    with pytest.raises(Refused) as refused:
        ENGINE.take(case(on_hold=True), PROPOSER, "send")
    assert reasons(refused.value.verdict) == ["The case is on hold", "This form has not been started yet"]
    assert str(refused.value) == "The case is on hold; This form has not been started yet"


def test_a_closed_action_is_refused_before_its_target_is_looked_at():
    with pytest.raises(Refused):
        ENGINE.take(case("review"), STRANGER, "send_back", "nowhere")


@pytest.mark.parametrize(
    ("stage", "name"), [("draft", "accept"), ("draft", "fly"), ("accepted", "withdraw"), ("accepted", "hold")]
)
def test_an_action_that_the_stage_does_not_have_is_unknown(stage, name):
    with pytest.raises(LookupError):
        ENGINE.take(case(stage), PROPOSER, name)
    with pytest.raises(LookupError):
        ENGINE.verdict(case(stage), PROPOSER, name)


def test_a_stage_that_the_workflow_does_not_have_is_unknown():
    with pytest.raises(LookupError):
        ENGINE.take(case("nowhere"), PROPOSER, "send")


def test_an_action_that_does_not_lead_where_the_case_says_is_unknown():
    """A case that came back from a stage which never sends it here: facts and workflow disagree."""
    with pytest.raises(LookupError, match="resend does not lead from repair to accepted"):
        ENGINE.take(case("repair", returned_from="accepted"), PROPOSER, "resend")


# ── papers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_paper_is_written_by_its_editors_at_its_stage():
    assert may_write(WORKFLOW, case(), PROPOSER, "idea")
    assert may_write(WORKFLOW, case(), CO_PROPOSER, "idea")
    assert not may_write(WORKFLOW, case(), SPONSOR, "idea")
    assert not may_write(WORKFLOW, case(), PROPOSER, "answer")
    assert not may_write(WORKFLOW, case("review"), PROPOSER, "idea")
    assert may_write(WORKFLOW, case("review"), SECRETARY, "answer")


@pytest.mark.parametrize("facts", [{"on_hold": True}, {"recorded": "accept"}])
def test_a_paper_stands_still_on_hold_and_while_a_decision_waits(facts):
    assert not may_write(WORKFLOW, case(**facts), PROPOSER, "idea")


def test_a_barred_person_does_not_write_by_office_and_keeps_what_is_their_own():
    assert not may_write(WORKFLOW, case("review", barred=frozenset({SECRETARY.id})), SECRETARY, "answer")
    assert may_write(WORKFLOW, case(barred=frozenset({PROPOSER.id})), PROPOSER, "idea")


def test_a_paper_is_read_by_those_it_names_or_by_all_who_may_open_the_case():
    assert may_read(WORKFLOW, case(), STRANGER, "idea")
    assert may_read(WORKFLOW, case(), MEMBER, "answer")
    assert may_read(WORKFLOW, case(), SECRETARY, "answer")
    assert not may_read(WORKFLOW, case(), PROPOSER, "answer")
    assert not may_read(WORKFLOW, case(barred=frozenset({MEMBER.id})), MEMBER, "answer")
    assert not may_read(WORKFLOW, case(), MEMBER, "unknown")


# ── looking things up ────────────────────────────────────────────────────────────────────────────────────────────


def test_what_a_workflow_declares_is_found_by_name():
    assert WORKFLOW.stage("review").holder == "chair"
    assert WORKFLOW.role("chair").offices == ("chair", "vice_chair")
    assert WORKFLOW.document("sheet").forms == ("idea",)
    for look_up in (WORKFLOW.stage, WORKFLOW.role, WORKFLOW.document):
        with pytest.raises(LookupError):
            look_up("nothing")


def test_actions_of_a_stage_are_its_own_and_those_open_anywhere():
    def names(stage):
        return [a.name for a in WORKFLOW.actions_at(stage)]

    assert names("draft") == ["send", "hold", "resume", "withdraw"]
    assert names("accepted") == ["retract"]
    assert names("withdrawn") == []


def test_targets_are_spelled_out():
    assert WORKFLOW.targets("review", action(to=["@here"])) == ("review",)
    assert WORKFLOW.targets("repair", action(to=["@returned_from"])) == ("review",)
    assert WORKFLOW.targets("accepted", anywhere(to=["@decided_from"])) == ("review",)
    assert WORKFLOW.targets("review", action(to=["draft", "@here", "draft"])) == ("draft", "review")
    assert WORKFLOW.targets("draft", action(to=["@decided_from"])) == ("review",)


def test_a_decision_that_stays_can_be_retracted_to_where_it_was_taken():
    def deferring(content):
        content["stage"][1]["action"].append(
            {
                "name": "defer",
                "label": pair("d"),
                "says": pair("d"),
                "to": "@here",
                "by": ["chair"],
                "body": "board",
            }
        )

    assert little(deferring).targets("review", action(to=["@decided_from"])) == ("review",)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("intake_done", ("intake_done", True)),
        ({"sheets_in": 2}, ("sheets_in", 2)),
        ({"name": "sheets_in", "value": 2}, ("sheets_in", 2)),
    ],
)
def test_a_guard_is_written_as_a_word_or_as_a_word_and_its_value(written, read):
    [need] = action(requires=[written]).requires
    assert (need.name, need.value) == read


@pytest.mark.parametrize("written", [{"a": 1, "b": 2}, 7, {}])
def test_a_guard_written_otherwise_is_refused(written):
    with pytest.raises(ValueError, match="requires"):
        action(requires=[written])


def test_roles_of_the_little_case_are_those_of_its_people():
    assert case().roles_on_case(PROPOSER.id) == ROLES[PROPOSER.id]
    assert case().roles_on_case(404) == frozenset()
