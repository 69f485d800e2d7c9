"""Each guard: a case in which it holds, and one in which it says why not, in both languages."""

from datetime import timedelta

import pytest

from approval.language import Text
from approval.workflow.facts import Actor, Findings, Owed
from approval.workflow.guards import GUARDS
from tests.workflow.little import CHAIR, STRANGER, case, decided, quiet

# name, argument, facts in which it holds, facts in which it does not, what it says then
GUARDED = [
    ("form_complete", "idea", {"missing": {"idea": ()}}, {"missing": {}}, "This form has not been started yet"),
    ("form_complete", "idea", {"missing": {"idea": ()}}, {"missing": {"idea": ("a",)}}, "One answer is still to be given or corrected"),
    ("form_complete", "idea", {"missing": {"idea": (), "more": ("b",)}}, {"missing": {"idea": ("a", "b")}}, "2 answers are still to be given or corrected"),
    ("confirmed_by_proposer", True, {}, {"unconfirmed": True}, "The person it was entered for has not confirmed it yet"),
    ("intake_open", True, {"intake_open": True}, {}, "The intake check is already done"),
    ("intake_done", True, {}, {"intake_open": True}, "Continuing Education has not finished the intake check"),
    ("assessors_named", 2, {"assessors": 2}, {"assessors": 1}, "No assessor has been named yet"),
    ("sheets_in", 1, {"assessors": 2, "sheets_in": 2}, {"assessors": 2, "sheets_in": 1}, "1 assessment sheet(s) still to be handed in"),
    ("sheets_in", 2, {"assessors": 1, "sheets_in": 2}, {"assessors": 1, "sheets_in": 0}, "2 assessment sheet(s) still to be handed in"),
    ("a_sheet_in", True, {"sheets_in": 1}, {"assessors": 3}, "At least one assessment sheet must be handed in first"),
    ("on_agenda", "board", {"agenda": frozenset({"board"})}, {"agenda": frozenset({"smt"})}, "It is not on the agenda of a meeting yet: the secretary places it"),
    ("product", "micro_course", {"product": "micro_course"}, {}, "This is for micro-courses only"),
    ("product_not", "micro_course", {}, {"product": "micro_course"}, "A micro-course ends with the Senior Management Team and does not go to the Board"),
    ("conditions_closed", "next_gate", {"open_conditions": (Owed(2, "Insure the learners.", due="launch"),)}, {"open_conditions": (Owed(1, "Book the room."), Owed(2, "Insure the learners.", due="launch"))}, "Condition 1 is still open: “Book the room.”"),
    ("conditions_closed", "launch", {}, {"open_conditions": (Owed(1, "Book the room."), Owed(2, "Insure\nthe learners.", due="launch"))}, "Condition 1 is still open: “Book the room.”; Condition 2 is still open: “Insure the learners.”"),
    ("conditions_closed", "launch", {}, {"open_conditions": (Owed(7, "word " * 40),)}, f"Condition 7 is still open: “{('word ' * 23).strip()} …”"),
    ("findings_carried", True, {}, {"findings": Findings(lost=(Owed(3, "Write a standard."),))}, "Condition 3 comes from a required finding that is still open: “Write a standard.”. Keep the finding as it was, as required; what is new goes into a row of its own"),
    ("findings_carried", True, {}, {"findings": Findings(late=("Write a standard.",))}, "The day by which to act on a new finding is past: “Write a standard.”"),
    ("team_ready", 2, {"team_lead": True, "team_external": True, "team_accepted": 2}, {"team_external": True, "team_accepted": 2}, "The advisory team needs a lead and at least 2 members who have accepted, one of them external"),
    ("team_ready", 2, {"team_lead": True, "team_external": True, "team_accepted": 3}, {"team_lead": True, "team_accepted": 2}, "The advisory team needs a lead and at least 2 members who have accepted, one of them external"),
    ("team_ready", 2, {"team_lead": True, "team_external": True, "team_accepted": 2}, {"team_lead": True, "team_external": True, "team_accepted": 1}, "The advisory team needs a lead and at least 2 members who have accepted, one of them external"),
    ("resources_confirmed", True, {}, {"resources_open": 1}, "1 resource(s) asked for are not confirmed by their budget owner"),
    ("endorsement_confirmed", True, {"endorsed": True}, {}, "The partner has not confirmed both the demand and the assessment"),
    ("endorsement_confirmed", True, {"product": "micro_course"}, {}, "The partner has not confirmed both the demand and the assessment"),
    ("quality_review_met", True, {}, {"existing": True}, "The curriculum quality review of the existing program is not met yet"),
    ("quality_review_met", True, {"existing": True, "quality": "meets"}, {"existing": True, "quality": "does_not_meet"}, "The curriculum quality review of the existing program is not met yet"),
    ("quality_review_met", True, {"existing": True, "quality": "meets_with_changes"}, {"existing": True}, "The curriculum quality review of the existing program is not met yet"),
    ("checklist_done", "idea", {"checklist_open": {"idea": 0}}, {}, "The hand-off checklist has not been started"),
    ("checklist_done", "idea", {"checklist_open": {"idea": 0}}, {"checklist_open": {"idea": 3}}, "3 line(s) of the checklist are open"),
    ("not_reached", "review", {}, {"reached": frozenset({"review"})}, "The case belongs to the institution now: ask the sponsor or the CE director"),
    ("reached", "review", {"reached": frozenset({"review"})}, {}, "It is too early for this"),
    ("within_days_of_decision", 30, {"decided": decided(ago=timedelta(days=30))}, {}, "There is no decision to go back on"),
    ("within_days_of_decision", 30, {"decided": decided()}, {"decided": decided(ago=timedelta(days=30, seconds=1))}, "The 30 days after the decision are over"),
    ("within_hours_of_decision", 24, {"decided": decided(ago=timedelta(hours=24))}, {"decided": decided(ago=timedelta(hours=24, seconds=1))}, "The 24 hours after the decision are over"),
    ("within_hours_of_decision", 24, {"decided": decided(ago=timedelta(hours=30), hours=48)}, {"decided": decided(ago=timedelta(hours=3), hours=2)}, "The 2 hours after the decision are over"),
    ("next_body_not_acted", True, {"decided": decided()}, {}, "The next body has already acted"),
    ("next_body_not_acted", True, {"decided": decided()}, {"decided": decided(overtaken=True)}, "The next body has already acted"),
    ("same_body", True, {"decided": decided()}, {"decided": decided(body="ce")}, "Only the body that decided can retract its decision"),
    ("same_body", True, {"decided": decided()}, {}, "Only the body that decided can retract its decision"),
    ("not_decider", True, {"deciders": frozenset({99})}, {"deciders": frozenset({CHAIR.id})}, "Someone who did not take the decision must reconsider it"),
    ("left_idle", True, {"quiet": quiet(120, asked=True)}, {}, "A case does not lapse at this stage"),
    ("left_idle", True, {"quiet": quiet(150, asked=True)}, {"quiet": quiet(119)}, "It can lapse from 4 February 2026 if nobody does anything here until then; the last activity was on 7 October 2025"),
    ("left_idle", True, {"overdue": True}, {"quiet": quiet(120)}, "Nobody has been asked yet whether it goes on: it can lapse once that question has gone out"),
    ("left_idle", True, {"overdue": True}, {"overdue": True, "on_hold": True}, "A case on hold is meant to wait: it does not lapse"),
    ("asked_whether_to_go_on", True, {"quiet": quiet(120, asked=True)}, {"quiet": quiet(120), "overdue": True}, "Nobody has asked whether it goes on: it does"),
    ("asked_whether_to_go_on", True, {"quiet": quiet(130, asked=True)}, {}, "Nobody has asked whether it goes on: it does"),
    ("first_time", "reconsider", {"taken": frozenset({"submit"})}, {"taken": frozenset({"reconsider"})}, "This has been done once and cannot be done again"),
]  # fmt: skip


def test_every_guard_is_tried():
    assert {name for name, *_ in GUARDED} == set(GUARDS)


@pytest.mark.parametrize(("name", "value", "well", "wrong", "says"), GUARDED)
def test_a_guard_holds_or_says_why_not(name, value, well, wrong, says):
    assert GUARDS[name](case(**well), CHAIR, value) is None
    why = GUARDS[name](case(**wrong), CHAIR, value)
    assert isinstance(why, Text)
    assert why.en == says
    assert why.fr
    assert why.fr != why.en


def test_somebody_outside_is_not_of_the_body_that_decided():
    assert GUARDS["same_body"](case(decided=decided()), STRANGER, True) is not None


def test_an_actor_knows_their_bodies_and_offices():
    actor = Actor(1, "Ana", frozenset({("smt", "chair"), ("ce", "intake")}))
    assert actor.bodies == {"smt", "ce"}
    assert actor.holds("smt")
    assert actor.holds("smt", "member", "chair")
    assert not actor.holds("smt", "member")
    assert not actor.holds("board")
    assert Actor(2, "Bo").bodies == frozenset()
