"""Each check of what a decision says: one that holds, and one that is found at its question, in both languages."""

import pytest

from approval.language import Text
from approval.workflow.checks import CHECKS
from approval.workflow.facts import Gate
from tests.workflow.little import PROPOSER, ROLES, case

LOW = Gate("m2", Text(en="Assessment", fr="Évaluation"), 2)
HIGH = Gate("m1", Text(en="Competencies", fr="Compétences"), 3)
RUTH, SAM, ANA = (
    {"id": "7", "name": "Ruth"},
    {"id": "8", "name": "Sam"},
    {"id": str(PROPOSER.id), "name": "Ana"},
)
VALUE = {"gate": "m2", "value": "3", "reason": "The station covers it"}

# name, facts, what is said well, what is said wrongly, at which question
CHECKED = [
    ("gates_explained", {"gates": (HIGH,)}, {}, None, None),
    ("gates_explained", {"gates": (HIGH, LOW)}, {"director_values": [VALUE]}, {}, "director_values"),
    ("gates_explained", {"gates": (LOW,)}, {"director_values": [{**VALUE, "value": 4}]}, {"director_values": [{**VALUE, "value": 2}]}, "director_values"),
    ("gates_explained", {"gates": (LOW,)}, {"director_values": [VALUE]}, {"director_values": [{**VALUE, "reason": ""}, "no row"]}, "director_values"),
    ("gates_explained", {"gates": (LOW,)}, {"director_values": [VALUE]}, {"director_values": [{**VALUE, "gate": "m9"}]}, "director_values"),
    ("gates_explained", {"gates": (LOW,)}, {"director_values": [VALUE]}, {"director_values": [{**VALUE, "value": "²"}]}, "director_values"),
    ("difference_explained", {"recommended": frozenset({"support"}), "taking": "support"}, {}, None, None),
    ("difference_explained", {"taking": "return"}, {}, None, None),
    ("difference_explained", {"recommended": frozenset({"support", "return"}), "taking": "not_support"}, {"differs": "The need is met elsewhere."}, {}, "differs"),
    ("condition_for_each_gate", {}, {"conditions": [{"text": "One"}]}, {"conditions": []}, "conditions"),
    ("condition_for_each_gate", {"gates": (LOW, LOW, HIGH)}, {"conditions": [1, 2]}, {"conditions": [1]}, "conditions"),
    ("mover_is_not_seconder", {}, {"moved_by": RUTH, "seconded_by": SAM}, {"moved_by": RUTH, "seconded_by": RUTH}, "seconded_by"),
    ("mover_is_not_seconder", {}, {}, None, None),
    ("none_conflicted", {"barred": frozenset({7})}, {"moved_by": SAM}, {"moved_by": RUTH}, "moved_by"),
    ("none_conflicted", {}, {"seconded_by": RUTH}, {"seconded_by": RUTH, "conflicts": [{"member": RUTH}]}, "seconded_by"),
    ("none_conflicted", {"case_roles": ROLES}, {"conflicts": ["odd", {"member": None}]}, {"moved_by": ANA}, "moved_by"),
    ("none_conflicted", {"case_roles": {8: frozenset({"co_proposer"}), 7: frozenset({"sponsor"})}}, {"moved_by": RUTH}, {"moved_by": SAM}, "moved_by"),
    ("effective_not_before_meeting", {}, {"effective_date": "2026-06-12", "meeting": {"id": "1", "date": "2026-06-12"}}, {"effective_date": "2026-06-11", "meeting": {"id": "1", "date": "2026-06-12"}}, "effective_date"),
    ("effective_not_before_meeting", {}, {"effective_date": "2026-06-11"}, None, None),
    ("tally_within_present", {}, {"votes_for": 2, "votes_against": "1", "present": [1, 2, 3]}, {"votes_for": 2, "abstentions": 2, "present": [1, 2, 3]}, "votes_for"),
    ("tally_within_present", {}, {}, {"votes_for": 1}, "votes_for"),
    ("fallback_named", {}, {"decision_method": "chair_fallback", "objections": "Two feared cost"}, {"decision_method": "chair_fallback"}, "objections"),
    ("fallback_named", {}, {"decision_method": "consensus"}, None, None),
]  # fmt: skip


def test_every_check_is_tried():
    assert {name for name, *_ in CHECKED} == set(CHECKS)


@pytest.mark.parametrize(("name", "facts", "well", "wrong", "place"), CHECKED)
def test_a_check_holds_or_finds_the_question(name, facts, well, wrong, place):
    assert list(CHECKS[name](case(**facts), well)) == []
    if wrong is None:
        return
    [(found, why)] = CHECKS[name](case(**facts), wrong)
    assert found == place
    assert why.en
    assert why.fr
    assert why.en != why.fr


def test_a_mover_and_a_seconder_may_both_be_conflicted():
    found = CHECKS["none_conflicted"](case(barred=frozenset({7, 8})), {"moved_by": RUTH, "seconded_by": SAM})
    assert [place for place, _ in found] == ["moved_by", "seconded_by"]


def test_the_gates_that_are_short_are_named():
    [(_, why)] = CHECKS["gates_explained"](case(gates=(LOW, HIGH)), {})
    assert why.en.endswith(": Assessment")
    assert why.fr.endswith("\u00a0: Évaluation")
