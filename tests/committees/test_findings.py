"""Required findings of a quality review are conditions, and none vanishes from a later version (PROCESS.md 4.4)."""

import pytest

from approval.documents.contents_conditions import ledger as told
from approval.documents.contents_moment import moment_of
from approval.models.database import db
from approval.models.reviews import Condition
from approval.operations.advancing import Wish, advance
from approval.operations.conditions import add_evidence, close, waive
from approval.operations.developing import name_reviewer
from approval.operations.writing import write
from approval.queries.facts import facts_of
from approval.workflow.rules import Refused

STANDARD = {"id": "f1", "finding": "Write a standard for the practical test.", "kind": "required", "owner": "Priya Proposer", "due": "2026-03-01"}  # fmt: skip
OUTLINE = {"id": "f2", "finding": "Bring the outline up to date.", "kind": "required", "owner": "Dean", "due": "2026-02-20"}  # fmt: skip
ADVICE = {"id": "f3", "finding": "Think of evening classes.", "kind": "recommended"}


@pytest.fixture
def reviewer(person):
    return person("Quinn Quality", ("quality", "reviewer"))


@pytest.fixture
def found(case, desk, clock, person, reviewer):
    """A case of an existing program in development, with its reviewer."""
    standing = case("development", origin="existing")
    director = person("Ruth Director", ("ce", "director"))
    name_reviewer(desk, director.actor, standing.reference, reviewer.id, seen=standing.version, now=clock.now)
    return standing


@pytest.fixture
def review(desk, clock, found, reviewer):
    """``review(rows)``: the reviewer writes the findings down and hands the review in."""

    def hand_in(*rows, outcome="meets_with_changes"):
        answers = {**REVIEW, "findings": list(rows), "outcome": outcome}
        write(desk, reviewer.actor, found.reference, "quality_review", answers, seen=1, now=clock.now)
        wish = Wish("hand_in_quality_review", found.version)
        return advance(desk, reviewer.actor, found.reference, wish, now=clock.now)

    return hand_in


ROWS = (
    "credential_design", "course_design", "assessment", "instructor_readiness", "learner_view", "employer_view",
    "delivery", "technology", "leadership_resources", "compliance",
)  # fmt: skip
REVIEW = {
    "sources": ["The course outline"],
    "checklist": {row: {"answer": "yes", "evidence": "Seen in class."} for row in ROWS},
    "summary": "A sound program that needs a written standard for its practical test.",
}


def ledger():
    db.session.rollback()
    rows = db.session.query(Condition).order_by(Condition.number)
    return [(c.number, c.text, c.owner, c.due, c.due_on and c.due_on.isoformat(), c.body) for c in rows]


def test_each_required_finding_becomes_a_condition_and_advice_does_not(found, review, reviewer):
    review(STANDARD, ADVICE, OUTLINE)
    assert ledger() == [
        (1, "Write a standard for the practical test.", "Priya Proposer", "date", "2026-03-01", "quality"),
        (2, "Bring the outline up to date.", "Dean", "date", "2026-02-20", "quality"),
    ]
    first = db.session.query(Condition).filter_by(number=1).one()
    assert (first.signer_id, first.owner_id) == (reviewer.id, found.proposer.id)
    assert ("mail", f"notice:{found.proposer.id}") in found.jobs("hand_in_quality_review")


def test_a_later_review_carries_what_is_open_under_its_number(found, review):
    review(STANDARD)
    later = {**STANDARD, "due": "2026-04-01", "owner": "Dean"}
    review(OUTLINE, later)
    assert [(n, owner, day) for n, _, owner, _, day, _ in ledger()] == [
        (1, "Dean", "2026-04-01"),
        (2, "Dean", "2026-02-20"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        (OUTLINE,),
        (OUTLINE, {**STANDARD, "kind": "recommended"}),
        (OUTLINE, {**STANDARD, "finding": "All is well."}),
        (OUTLINE, {**STANDARD, "id": "other"}),
    ],
    ids=["dropped", "downgraded", "reworded", "under another row"],
)
def test_an_open_finding_cannot_vanish(found, review, rows):
    review(STANDARD)
    with pytest.raises(Refused, match="Condition 1 comes from a required finding that is still open"):
        review(*rows)
    assert [n for n, *_ in ledger()] == [1]


@pytest.mark.parametrize("way", ["signed off", "waived"])
def test_once_closed_it_may_go(found, review, reviewer, desk, clock, person, way):
    review(STANDARD)
    if way == "signed off":
        add_evidence(desk, found.proposer.actor, found.reference, 1, "Written.", clock.now)
        close(desk, reviewer.actor, found.reference, 1, seen=found.version, now=clock.now)
    else:
        lead = person("Lee Lead", ("quality", "lead"))
        waive(desk, lead.actor, found.reference, 1, "No practical test.", seen=found.version, now=clock.now)
    review(OUTLINE)
    assert [(n, text) for n, text, *_ in ledger()] == [(1, STANDARD["finding"]), (2, OUTLINE["finding"])]


def test_a_new_finding_with_a_past_day_is_refused_and_a_carried_one_that_is_late_is_not(found, review, clock):
    with pytest.raises(Refused, match="The day by which to act on a new finding is past: “Bring the outline"):
        review({**OUTLINE, "due": "2026-02-02"})
    review(OUTLINE)
    clock.now = clock.now.replace(month=3)
    review(OUTLINE)
    assert ledger()[0][4] == "2026-02-20"


def test_a_late_finding_keeps_the_proposal_from_the_gate_and_says_its_words(
    found, review, desk, clock, client_of
):
    review(STANDARD, OUTLINE)
    assert facts_of(desk, found.row, clock.now).open_conditions == ()
    clock.now = clock.now.replace(day=25)
    [owed] = facts_of(desk, found.row, clock.now).open_conditions
    assert (owed.number, owed.text, owed.owner, owed.due) == (
        2,
        "Bring the outline up to date.",
        "Dean",
        "next_gate",
    )
    words = client_of(found.proposer).get(found.url("")).words
    assert "Condition 2 is still open: “Bring the outline up to date.”" in words
    assert "Condition 1 is still open" not in words


def test_the_page_of_the_review_says_why_it_cannot_be_handed_in(
    found, review, reviewer, desk, clock, client_of
):
    review(STANDARD)
    write(desk, reviewer.actor, found.reference, "quality_review", {"findings": [OUTLINE]}, seen=1, now=clock.now)  # fmt: skip
    browser = client_of(reviewer)
    assert "Condition 1 comes from a required finding that is still open" in browser.get(found.url("")).words
    assert "vient d’une constatation obligatoire" in browser.get(found.url("?lang=fr")).words


def test_required_findings_are_told_as_the_review_was_frozen(desk, review):
    first = review(STANDARD)
    later = review(OUTLINE, {**STANDARD, "owner": "Dean", "due": "2026-04-01"})
    assert [(c.number, c.owner, c.due_on) for c in told(moment_of(desk, first))] == [
        (1, "Priya Proposer", "2026-03-01")
    ]
    now = told(moment_of(desk, later))
    assert [(c.number, c.text, c.owner, c.due_on) for c in now] == [
        (c.number, c.text, c.owner, c.due_on.isoformat())
        for c in db.session.query(Condition).order_by(Condition.number)
    ]
