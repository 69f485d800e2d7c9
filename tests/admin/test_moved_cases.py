"""What a moved case finds different, and what stays: clocks, guards, readers, history, documents, the audit."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from approval.documents.contents_answers import Tongue
from approval.documents.contents_decisions import decisions
from approval.documents.contents_front import Sheet, rail
from approval.documents.contents_moment import moment_of
from approval.models.database import db, transaction
from approval.models.proposals import Audience, Proposal
from approval.models.records import Letter
from approval.models.reviews import Condition
from approval.queries.audit import audit
from approval.queries.facts import facts_of
from approval.queries.transfers import affected
from approval.workflow.moving import usual_map
from tests.admin.moving import at_smt, move, old_of, renamed
from tests.admin.versions import next_version, with_committee
from tests.browser.cases import Case


@pytest.fixture
def case(desk, person, clock):
    return Case(desk, person, clock)


def test_the_preview_says_what_changes(case, dorothy, clock):
    at_smt(case)
    old = old_of(case)
    new = with_committee(case.desk, dorothy.actor, clock.now)
    maps = usual_map(old.workflow, new.workflow)
    [one] = affected(case.desk, dorothy.actor, old.digest, new.digest, maps)
    assert (one.title, one.changes, one.movable) == ("", [], True), "an administrator opens no case"
    [one] = affected(case.desk, case.actor("director"), old.digest, new.digest, maps)
    assert one.title == "Perfusion Support Essentials"
    [one] = affected(
        case.desk, dorothy.actor, old.digest, new.digest, {**maps, "concept_review": "assessment"}
    )
    said = [c.en for c in one.changes]
    assert said[0] == "A clock of 28 days begins"
    assert said[1].startswith("No longer open: Endorse the concept, ")
    assert said[2].startswith("Newly open: Accept as complete, ")
    assert all(c.fr != c.en for c in one.changes)


def test_a_clock_goes_on_ends_or_begins(case, dorothy, clock):
    case.draft().submit()
    case.act("intake", "accept_intake")
    due = case.row.due_on
    same_clock = next_version(case.desk, dorothy.actor, clock.now)
    move(case, dorothy, same_clock)
    assert case.row.due_on == due
    slower = next_version(
        case.desk,
        dorothy.actor,
        clock.now,
        lambda t: t.replace("target = 14, warn = 21, due = 28", "target = 20, warn = 30, due = 40"),
    )
    move(case, dorothy, slower)
    assert case.row.due_on == due + timedelta(days=12)
    timeless = next_version(
        case.desk,
        dorothy.actor,
        clock.now,
        lambda t: t.replace('clock   = { target = 20, warn = 30, due = 40, starts = "intake" }\n', ""),
    )
    move(case, dorothy, timeless)
    assert (case.row.due_on, case.row.clock_started, case.row.intake_open) == (None, None, False)
    move(
        case,
        dorothy,
        next_version(
            case.desk,
            dorothy.actor,
            clock.now,
            lambda t: t.replace(
                "review  = { forms",
                'clock   = { target = 14, warn = 21, due = 28, starts = "intake" }\nreview  = { forms',
            ),
        ),
    )
    assert case.row.due_on is not None
    assert audit(case.desk).faults == ()


def test_stages_of_other_names_are_still_known_to_the_rules(case, dorothy, clock):
    """A guard that asks whether a stage was reached, or where it was decided, is answered by today's names."""
    at_smt(case)
    new = next_version(case.desk, dorothy.actor, clock.now, renamed)
    move(case, dorothy, new, concept_review="first_look", assessment="appraisal")
    facts = facts_of(case.desk, case.row, clock.now)
    assert (facts.stage, facts.decided.stage) == ("first_look", "appraisal")
    assert {"appraisal", "first_look"} <= facts.reached
    assert not {"assessment", "concept_review"} & facts.reached
    case.clock.now -= timedelta(days=1)
    case.act("director", "retract", {"rationale": "The wrong button, I am sorry for that."})
    assert case.row.stage == "appraisal"
    assert [letter.cancelled_at is None for letter in db.session.query(Letter)] == [False], (
        "its letter stays here"
    )
    assert db.session.query(Condition).count() == 0
    undone = moment_of(case.desk, case.event("retract")).undone()
    assert list(undone) == [case.event("support_with_conditions").id]
    again = next_version(
        case.desk, dorothy.actor, clock.now, lambda t: t.replace('"appraisal"', '"weighing"')
    )
    move(case, dorothy, again, appraisal="weighing")
    assert {"weighing", "first_look"} <= facts_of(case.desk, case.row, clock.now).reached
    assert audit(case.desk).faults == ()


def test_readers_and_papers_of_the_new_stage_are_there(case, dorothy, clock):
    at_smt(case)
    new = with_committee(case.desk, dorothy.actor, clock.now)
    move(case, dorothy, new, concept_review="quality_b_review")
    row = case.row
    assert row.holder == "quality_member"
    assert "quality" in set(db.session.scalars(select(Audience.body).where(Audience.proposal_id == row.id)))


def test_history_and_documents_tell_each_event_in_the_words_it_had(case, dorothy, clock, client_of):
    at_smt(case)
    new = next_version(
        case.desk,
        dorothy.actor,
        clock.now,
        lambda t: (
            renamed(t)
            .replace("Assessment by Continuing Education", "Appraisal")
            .replace("Senior Management Team: concept", "First look")
        ),
    )
    move(case, dorothy, new, concept_review="first_look", assessment="appraisal")
    page = client_of(case.people["director"]).get(f"/proposals/{case.reference}/history")
    assert (
        "Moved it to another version of the workflow Senior Management Team: concept › First look"
        in page.words
    )
    assert (
        "Support with conditions Assessment by Continuing Education › Senior Management Team: concept"
        in page.words
    )
    assert "The by-law asks for it" in page.words
    fr = client_of(case.people["director"]).get(f"/proposals/{case.reference}/history?lang=fr")
    assert "A fait passer le dossier à une autre version du processus" in fr.words
    support, moved = case.event("support_with_conditions"), case.event("move_version")
    for event in (support, moved):
        moment = moment_of(case.desk, event)
        sheet = Sheet(moment, moment.version.workflow.document("assessment_report"), Tongue("en", "en"))
        told = decisions(sheet)[0]
        assert (told.gate, told.outcome.word) == (
            "Assessment by Continuing Education",
            "Supported with conditions",
        )
        assert [stop.state for stop in rail(sheet)][:2] == ["done", "done"]


def test_a_mover_s_claim_is_checked_by_the_audit(case, dorothy, clock):
    """Another version under a case, without an event that says so, is a fault."""
    at_smt(case)
    new = with_committee(case.desk, dorothy.actor, clock.now)
    with transaction():
        case_row = db.session.scalars(select(Proposal)).one()
        case_row.digest = new.digest
    [fault] = audit(case.desk).faults
    assert fault.what == "the case follows another workflow version than its last event"


def test_a_list_of_many_asks_no_more_than_a_list_of_one(case, desk, person, dorothy, clock, statements):
    at_smt(case)
    case.meeting("smt", "2026-03-06", ("smt_chair",))
    old = old_of(case)
    new = with_committee(desk, dorothy.actor, clock.now)
    maps = usual_map(old.workflow, new.workflow)
    with statements() as few:
        assert len(affected(desk, dorothy.actor, old.digest, new.digest, maps)) == 1
    for day in ("2026-03-20", "2026-04-03"):
        at_smt(case)
        with transaction():
            case_row = db.session.scalars(select(Proposal).order_by(Proposal.id.desc()).limit(1)).one()
            case_row.digest = old.digest
        case.meeting("smt", day, ("smt_chair",))
    with statements() as many:
        assert len(affected(desk, dorothy.actor, old.digest, new.digest, maps)) == 3
    assert len(many) == len(few)
