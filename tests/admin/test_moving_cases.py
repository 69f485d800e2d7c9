"""Cases are moved on purpose to another workflow version: looked at first, recorded, and nothing of the past changes."""

import threading

import pytest
from sqlalchemy import select

from approval.models.database import db
from approval.models.records import Event, Job, Statement
from approval.operations import NotAllowed, Stale
from approval.operations.transferring import Transfer, transfer
from approval.queries import NotFound
from approval.queries.audit import audit
from approval.queries.transfers import affected
from tests.admin.moving import at_smt, move, old_of, renamed, wish
from tests.admin.versions import next_version, with_committee
from tests.browser.cases import Case
from tests.postgres import both_databases


@pytest.fixture
def case(desk, person, clock):
    return Case(desk, person, clock)


@both_databases
def test_a_move_is_one_event_and_the_record_holds(case, dorothy, clock):
    at_smt(case)
    past = [(e.hash, e.workflow_digest) for e in db.session.scalars(select(Event).order_by(Event.id))]
    old, new = old_of(case), with_committee(case.desk, dorothy.actor, clock.now)
    event = move(case, dorothy, new)
    row = case.row
    assert (row.digest, row.stage, row.holder) == (new.digest, "concept_review", "smt_member")
    event = case.event("move_version")
    assert (event.seq, event.version, event.workflow_digest) == (row.last_seq, row.version, new.digest)
    assert (event.actor_id, event.roles, event.body) == (dorothy.id, ["administrator"], None)
    said = db.session.get_one(Statement, event.id).said
    assert said["from"] == {"digest": old.digest, "version": old.workflow.version}
    assert said["to"] == {"digest": new.digest, "version": old.workflow.version + 1}
    assert [(e.hash, e.workflow_digest) for e in db.session.scalars(select(Event).order_by(Event.id))][
        :-1
    ] == past
    assert audit(case.desk).faults == ()
    told = {j.payload["person"] for j in db.session.query(Job).filter_by(event_id=event.id, kind="mail")}
    assert {case.people["proposer"].id, case.people["smt_chair"].id} <= told


@both_databases
def test_asked_twice_it_happens_once(case, dorothy, clock):
    at_smt(case)
    new = with_committee(case.desk, dorothy.actor, clock.now)
    old, seen = old_of(case), case.row.version
    wanted = wish(old, new)
    for _ in range(2):
        transfer(case.desk, dorothy.actor, case.reference, wanted, seen=seen, now=clock.now)
    assert db.session.query(Event).filter_by(action="move_version").count() == 1


@both_databases
def test_many_at_once_move_it_once(app, case, dorothy, clock):
    at_smt(case)
    new = with_committee(case.desk, dorothy.actor, clock.now)
    wanted, seen, reference = wish(old_of(case), new), case.row.version, case.reference
    db.session.remove()

    def one() -> None:
        with app.app_context():
            transfer(case.desk, dorothy.actor, reference, wanted, seen=seen, now=clock.now)

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.session.query(Event).filter_by(action="move_version").count() == 1
    assert audit(case.desk).faults == ()


def test_where_somebody_acted_since_the_preview_nothing_is_done(case, dorothy, clock):
    at_smt(case)
    new = with_committee(case.desk, dorothy.actor, clock.now)
    seen = case.row.version
    case.meeting("smt", "2026-03-06", ("smt_chair",))
    with pytest.raises(Stale):
        move(case, dorothy, new, seen=seen)
    assert case.row.digest != new.digest


def test_only_an_administrator_moves_and_only_between_versions_of_one_workflow(case, dorothy, clock):
    at_smt(case)
    new, example = with_committee(case.desk, dorothy.actor, clock.now), case.desk.versions.newest("example")
    wanted = wish(old_of(case), new)
    for who in ("director", "smt_chair"):
        with pytest.raises(NotFound):
            transfer(case.desk, case.actor(who), case.reference, wanted, seen=case.row.version, now=clock.now)
    for other, why in ((example.digest, NotAllowed), ("0" * 64, NotFound)):
        lost = Transfer(wanted.old, other, {}, "x")
        with pytest.raises(why):
            transfer(case.desk, dorothy.actor, case.reference, lost, seen=case.row.version, now=clock.now)
    with pytest.raises(NotFound):
        transfer(case.desk, dorothy.actor, "MC-2026-999", wanted, seen=1, now=clock.now)
    back = Transfer(new.digest, wanted.old, wanted.stages, "x")
    assert (
        transfer(case.desk, dorothy.actor, case.reference, back, seen=case.row.version, now=clock.now) is None
    )
    third = next_version(case.desk, dorothy.actor, clock.now)
    elsewhere = Transfer(new.digest, third.digest, wanted.stages, "x")
    with pytest.raises(NotAllowed, match="another version now"):
        transfer(case.desk, dorothy.actor, case.reference, elsewhere, seen=case.row.version, now=clock.now)


# ── what keeps a case ────────────────────────────────────────────────────────────────────────────────────────────


def why_not(case: Case, dorothy, new, **stages) -> list[str]:
    row, old = case.row, old_of(case)
    [one] = affected(
        case.desk, dorothy.actor, old.digest, new.digest, wish(old, new, **stages).stages, only=[row.id]
    )
    with pytest.raises(NotAllowed) as refused:
        move(case, dorothy, new, **stages)
    assert str(refused.value) == ", ".join(w.en for w in one.refusals)
    assert not one.movable
    assert all(w.fr != w.en for w in one.refusals)
    return [w.en for w in one.refusals]


def test_a_decision_that_waits_for_the_chair_keeps_it(case, dorothy, clock):
    at_smt(case)
    case.close(1, "director", "Letter")
    case.confirms = False
    case.smt("2026-03-13")
    new = with_committee(case.desk, dorothy.actor, clock.now)
    assert why_not(case, dorothy, new) == [
        "A decision is written down and waits for the chair: let it be confirmed or sent back first"
    ]


def test_a_closed_case_keeps_its_version(case, dorothy, clock):
    case.draft()
    case.act("proposer", "withdraw", {"rationale": "No time this year, next year perhaps."})
    assert why_not(case, dorothy, with_committee(case.desk, dorothy.actor, clock.now)) == [
        "It is closed: it keeps the version it ended with"
    ]


def test_a_stage_needs_a_counterpart_that_does_not_end_it(case, dorothy, clock):
    at_smt(case)
    new = with_committee(case.desk, dorothy.actor, clock.now)
    assert why_not(case, dorothy, new, concept_review="") == [
        "Its stage has no counterpart: choose one in the map of stages"
    ]
    assert "ends it" in why_not(case, dorothy, new, concept_review="withdrawn")[0]


def test_an_agenda_of_a_body_that_would_not_decide_keeps_it(case, dorothy, clock):
    at_smt(case)
    case.meeting("smt", "2026-03-06", ("smt_chair",))
    new = with_committee(case.desk, dorothy.actor, clock.now)
    assert why_not(case, dorothy, new, concept_review="board_review") == [
        "It is on an agenda of Senior Management Team, which does not decide where it would land: take it off first"
    ]
    assert move(case, dorothy, new) is not None, "where the same body decides, it stays on its agenda"


def test_what_the_other_version_does_not_know_keeps_it(case, dorothy, clock):
    at_smt(case)

    def poorer(text: str) -> str:
        return text.replace('name      = "assessment_report"', 'name      = "appraisal"').replace(
            'documents = ["assessment_report"]', 'documents = ["appraisal"]'
        ).replace('"assessor"', '"appraiser"')  # fmt: skip

    new = next_version(case.desk, dorothy.actor, clock.now, poorer)
    assert why_not(case, dorothy, new) == [
        "These parts that people have in it are unknown there: assessor",
        "These documents of it could be read by nobody there: assessment_report",
    ]


def test_a_returned_case_must_find_back(case, dorothy, clock):
    case.draft().submit()
    requests = [
        {"id": "m", "question": {"id": "title", "name": "Title"}, "change": "Say which hospital it is for."}
    ]
    words = "One thing is missing, see below: the title does not say which hospital it is for."
    case.act(
        "intake", "return_incomplete", {"requests": requests, "rationale": words, "resubmit_by": "2026-03-01"}
    )
    assert case.row.returned_from == "assessment"
    new = next_version(case.desk, dorothy.actor, clock.now, renamed)
    assert why_not(case, dorothy, new, assessment="") == [
        "The stage that returned it has no counterpart: it would not find back"
    ]
    move(case, dorothy, new, assessment="appraisal")
    assert case.row.returned_from == "appraisal"
    case.act("proposer", "resubmit")
    assert case.row.stage == "appraisal"
    assert audit(case.desk).faults == ()
