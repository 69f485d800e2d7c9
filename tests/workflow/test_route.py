"""The shortest way through a workflow to where a case should end."""

from dataclasses import replace

import pytest

from approval.resources import WORKFLOWS
from approval.versions import read_version
from approval.workflow.bundle import read_bundle
from approval.workflow.route import goal_of, on_the_spot, way
from tests.workflow.little import WORKFLOW, case, little

MICHENER = read_version(read_bundle(WORKFLOWS / "michener")).workflow


def trail(goal: str, **facts) -> list[str]:
    """The actions that lead to the goal, each taken as it is given."""
    at, told = case("draft", **facts), []
    while turn := way(MICHENER, at, goal):
        told.append(turn.action.name)
        assert len(told) < 20, told
        at = replace(at, stage=turn.to)
    assert at.stage == goal
    return told


@pytest.mark.parametrize(
    ("expected", "goal"),
    [
        ("", "active"), ("Approved, launched", "active"), ("Not supported", "not_supported"), ("not_endorsed", "not_endorsed"),
        ("Returned for revision", "concept_revision"), ("Withdrawn", "withdrawn"),
    ],
)  # fmt: skip
def test_an_expected_result_names_a_stage(expected, goal):
    assert goal_of(MICHENER, expected) == goal


def test_a_workflow_without_a_launch_ends_where_it_is_done():
    assert goal_of(WORKFLOW) == "accepted"
    assert goal_of(WORKFLOW, "Returned") == "repair"


def test_a_micro_credential_goes_the_whole_way():
    assert trail("active") == [
        "submit",
        "support",
        "endorse",
        "start_development",
        "submit_proposal",
        "endorse",
        "approve",
        "launch",
    ]


def test_a_micro_course_ends_with_the_senior_management_team():
    assert trail("active", product="micro_course")[-2:] == ["approve_course", "launch"]


def test_a_body_decides_before_an_office_where_both_lead_there():
    assert trail("concept_revision") == ["submit", "return"]
    assert trail("not_supported") == ["submit", "not_support"]


def test_there_is_no_way_where_there_is_none():
    assert way(MICHENER, case("active"), "active") is None
    assert way(MICHENER, case("not_supported"), "active") is None
    lost = little(lambda c: c["stage"][0]["action"].clear())
    assert way(lost, case("draft"), "accepted") is None


def test_steps_on_the_spot_are_those_forward():
    assert [a.name for a in on_the_spot(MICHENER, case("assessment"))] == ["accept_intake"]
    assert on_the_spot(WORKFLOW, case("review")) == []
