"""Who may take which action: every branch of the one rule that page, door and tests ask."""

import pytest

from approval.workflow.facts import Actor
from approval.workflow.machine import Engine, Step
from approval.workflow.rules import (
    OWN,
    PROPOSERS,
    Refused,
    destination,
    judge,
    may_read,
    may_write,
    only_for,
    roles_of,
)
from tests.workflow.little import (
    CHAIR,
    CO_PROPOSER,
    MEMBER,
    OUTSIDER,
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


# ── who someone is ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("actor", "roles"),
    [
        (PROPOSER, {"proposer"}), (CHAIR, {"member", "chair"}), (SECRETARY, {"member", "secretary"}), (MEMBER, {"member"}),
        (OUTSIDER, set()), (STRANGER, set()),
        (Actor(1, "Ana", frozenset({("board", "vice_chair")})), {"proposer", "member", "chair"}),
    ],
)  # fmt: skip
def test_roles_come_from_the_case_and_from_offices_of_today(actor, roles):
    assert roles_of(WORKFLOW, case(), actor) == roles


def test_a_conflict_takes_offices_away_and_leaves_what_is_a_persons_own():
    everything = frozenset(
        {"proposer", "co_proposer", "team_lead", "team_member", "sponsor", "assessor", "quality_reviewer"}
    )
    barred = case(case_roles={CHAIR.id: everything}, barred=frozenset({CHAIR.id}))
    assert roles_of(WORKFLOW, barred, CHAIR) == OWN
    assert roles_of(WORKFLOW, case(barred=frozenset({CHAIR.id})), CHAIR) == frozenset()


# ── the verdict ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_somebody_elses_does_not_concern_the_actor():
    verdict = ENGINE.verdict(case(**READY), STRANGER, "send")
    assert not verdict.open
    assert not verdict.concerns
    assert reasons(verdict) == ["This is for: Proposer"]
    assert verdict.refusals[0].fr == "Cette action est réservée à\u00a0: Proposer (fr)"


def test_who_an_action_is_for_is_told_in_the_order_of_the_file():
    assert (
        only_for(WORKFLOW, action(by=["chair", "proposer", "sponsor"])).en
        == "This is for: Proposer, Sponsor, Chair"
    )


def test_an_action_of_ones_own_is_open_or_closed_with_every_reason():
    assert ENGINE.verdict(case(**READY), PROPOSER, "send").open
    closed = ENGINE.verdict(case(), PROPOSER, "send")
    assert closed.concerns
    assert reasons(closed) == ["This form has not been started yet"]
    held = action(requires=[{"form_complete": "idea"}, "confirmed_by_proposer"])
    verdict = judge(WORKFLOW, case(unconfirmed=True, on_hold=True), PROPOSER, held)
    assert reasons(verdict) == [
        "The case is on hold",
        "This form has not been started yet",
        "The person it was entered for has not confirmed it yet",
    ]


def test_nobody_decides_their_own_proposal():
    own = "Nobody decides their own proposal: someone else must do this"
    chair = Actor(PROPOSER.id, "Ana", CHAIR.offices)
    helper = Actor(CO_PROPOSER.id, "Bo", CHAIR.offices)
    for who in (chair, helper):
        for name in ("accept", "send_back"):  # one says not_by, the other only whose decision it is
            verdict = ENGINE.verdict(case("review", **READY), who, name)
            assert reasons(verdict) == [own]
            assert verdict.concerns
    assert ENGINE.verdict(case("review", **READY), chair, "wait").open  # no decision of a body
    assert frozenset({"proposer", "co_proposer"}) == PROPOSERS


def test_a_role_that_must_not_is_barred_even_without_a_body():
    verdict = judge(
        WORKFLOW, case(), Actor(1, "Ana", CHAIR.offices), action(by=["chair"], not_by=["proposer"])
    )
    assert reasons(verdict) == ["Nobody decides their own proposal: someone else must do this"]


def test_on_hold_only_what_is_open_on_hold_is_open():
    held = case(on_hold=True, **READY)
    assert ENGINE.verdict(held, SPONSOR, "resume").open
    assert ENGINE.verdict(held, PROPOSER, "withdraw").open
    assert reasons(ENGINE.verdict(held, SPONSOR, "hold")) == ["The case is on hold"]
    assert reasons(ENGINE.verdict(held, PROPOSER, "send")) == ["The case is on hold"]
    assert reasons(ENGINE.verdict(case(), SPONSOR, "resume")) == ["The case is not on hold"]


def test_where_there_is_a_secretary_the_chair_confirms_what_was_recorded():
    staffed = {"staffed": frozenset({("board", "secretary"), ("board", "chair")}), **READY}
    waits = ENGINE.verdict(case("review", **staffed), CHAIR, "accept")
    assert reasons(waits) == ["The secretary has not recorded this decision yet; you confirm it afterwards"]
    writes = ENGINE.verdict(case("review", **staffed), SECRETARY, "accept")
    assert writes.open
    assert writes.records
    confirms = ENGINE.verdict(case("review", recorded="accept", **staffed), CHAIR, "accept")
    assert confirms.open
    assert not confirms.records
    other = ENGINE.verdict(case("review", recorded="wait", **staffed), CHAIR, "accept")
    assert not other.open


def test_where_there_is_no_secretary_the_chair_decides_alone():
    assert ENGINE.verdict(
        case("review", staffed=frozenset({("board", "chair")}), **READY), CHAIR, "accept"
    ).open


def test_a_chair_who_is_also_the_secretary_binds_at_once():
    both = Actor(14, "Ida", frozenset({("board", "chair"), ("board", "secretary")}))
    verdict = ENGINE.verdict(case("review", staffed=both.offices, **READY), both, "accept")
    assert verdict.open
    assert not verdict.records


def test_only_offices_of_a_body_are_waited_for():
    """A role on the case that may record is nobody's seat: the decision does not wait for it."""
    either = action(by=["chair"], recorded_by=["sponsor"], body="board")
    assert judge(WORKFLOW, case(staffed=frozenset({("board", "secretary")})), CHAIR, either).open


def test_a_secretary_waits_for_the_guards_as_everybody_does():
    verdict = ENGINE.verdict(case("review"), SECRETARY, "accept")
    assert not verdict.open
    assert verdict.records


def test_the_page_shows_what_concerns_the_actor():
    shown = [v.action.name for v in ENGINE.verdicts(case("review", **READY), CHAIR)]
    assert shown == ["accept", "send_back", "wait"]
    assert [v.action.name for v in ENGINE.verdicts(case("accepted"), CHAIR)] == ["retract"]
    assert ENGINE.verdicts(case("review"), STRANGER) == []


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
