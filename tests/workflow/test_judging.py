"""Who may take which action: every branch of the one rule that page, door and tests ask."""

import pytest

from approval.workflow.facts import Actor, Presiding
from approval.workflow.machine import Engine
from approval.workflow.rules import (
    OWN,
    PROPOSERS,
    judge,
    only_for,
    roles_of,
)
from tests.workflow.little import (
    CHAIR,
    CO_PROPOSER,
    MEMBER,
    OUTSIDER,
    PROPOSER,
    SECRETARY,
    SPONSOR,
    STRANGER,
    WORKFLOW,
    action,
    case,
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


@pytest.mark.parametrize(
    ("actor", "able", "facts", "opens"),
    [
        (MEMBER, (), {}, True),
        (MEMBER, ("secretary",), {}, True),
        (MEMBER, ("vice_chair",), {}, False),
        (OUTSIDER, (), {}, False),
        (MEMBER, (), {"barred": frozenset({MEMBER.id})}, False),
        (MEMBER, (), {"case_roles": {MEMBER.id: frozenset({"co_proposer"})}}, False),
    ],
    ids=["nobody able", "a secretary is", "the vice-chair is", "somebody else", "a conflict", "own proposal"],
)
def test_whom_the_meeting_elected_confirms_where_nobody_else_could(actor, able, facts, opens):
    """Not where an officer was there and may, and never somebody with a conflict, nor the proposer."""
    staffed = frozenset({("board", "secretary"), *(("board", office) for office in able)})
    presiding = {"board": Presiding(MEMBER.id, frozenset(able))}
    found = case("review", presiding=presiding, staffed=staffed, recorded="accept", **READY, **facts)
    verdict = ENGINE.verdict(found, actor, "accept")
    assert (verdict.open, verdict.records) == (opens, False)
    assert ("accept" in {v.action.name for v in ENGINE.verdicts(found, actor)}) == opens
    assert not ENGINE.verdict(found, actor, "send_back").open, "what no secretary records is the chair's own"


def test_whom_the_meeting_elected_waits_for_the_record():
    staffed = {"staffed": frozenset({("board", "secretary")}), "presiding": {"board": Presiding(MEMBER.id)}}
    waits = ENGINE.verdict(case("review", **staffed, **READY), MEMBER, "accept")
    assert reasons(waits) == ["The secretary has not recorded this decision yet; you confirm it afterwards"]


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
