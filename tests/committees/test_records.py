"""Legal holds, and the disposal of sheets whose record series has ended (PROCESS.md 4.2 and 7)."""

from datetime import timedelta
from functools import partial
from threading import Barrier, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from approval.documents.contents import contents_of
from approval.models.database import db, transaction
from approval.models.keeping import Disposal, LegalHold
from approval.models.proposals import Paper, Revision, Save
from approval.models.records import Event
from approval.operations import Invalid, NotAllowed
from approval.operations.disposing import dispose, lift_hold, place_hold
from approval.queries import NotFound
from approval.queries.audit import audit
from approval.queries.holdings import holdings
from tests.documents.test_contents import texts
from tests.postgres import both_databases

WHY = "A claim before the tribunal, file 26-114."
WORDS = "Shown by eleven employers."
"""What a sheet of ``tests.committees.sheets`` says of the need."""


@pytest.fixture
def refused(named, give, ann, ben, director):
    """A case that two assessors judged and the director did not support."""
    give(named, ann)
    give(named, ben)
    named.push("not_support", director, {"rationale": "Another college offers it."})
    return named


@pytest.fixture
def later(clock):
    """``later(days)``: so many days after the case was decided."""
    began = clock.now

    def forward(days):
        clock.now = began + timedelta(days=days)
        return clock.now

    return forward


def kept(case):
    """Everything that sheets of the case still say, wherever it stands."""
    db.session.rollback()
    rows = [p.answers for p in db.session.query(Paper).filter(Paper.person_id.is_not(None))]
    rows += [r.answers for r in db.session.query(Revision).filter(Revision.form.like("assessment%"))]
    rows += [part for s in db.session.query(Save) for part in (s.before, s.after)]
    return [words for row in rows for words in texts(list(row.values()))]


def faults(desk):
    db.session.rollback()
    return audit(desk).faults


# ── when ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sheets_are_kept_for_a_year_after_the_decision(refused, desk, clock, later):
    [due] = holdings(desk)
    assert (due.series.key, due.until.isoformat(), len(due.texts)) == ("assessment_sheets", "2027-02-03", 2)
    assert not due.over(later(365).date())
    assert due.over(later(366).date())


def test_nothing_waits_in_a_case_that_is_under_way(named, give, ann, ben, desk, clock):
    give(named, ann)
    give(named, ben)
    assert holdings(desk) == []
    assert dispose(desk, named.row.id, now=clock.now + timedelta(days=4000)) == []


# ── how ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@both_databases
def test_a_tombstone_takes_the_place_of_the_text_and_the_record_still_verifies(refused, desk, later):
    assert WORDS in kept(refused)
    touched, version = refused.row.updated_at, refused.version
    [gone] = dispose(desk, refused.row.id, now=later(366))
    assert (gone.reference, gone.series, gone.texts) == (refused.reference, "assessment_sheets", 2)
    assert WORDS not in kept(refused)
    assert {r.answers["disposed"] for r in db.session.query(Revision).filter_by(form="assessment_light")} == {
        "assessment_sheets 2027-02-04"
    }
    [said] = refused.said("dispose")
    assert [t["digest"] for t in said["texts"]] == [d.digest for d in db.session.query(Disposal)]
    assert WORDS not in str(said)
    assert faults(desk) == ()
    assert (refused.row.updated_at, refused.version) == (touched, version + 1)
    assert dispose(desk, refused.row.id, now=later(400)) == []
    assert holdings(desk) == []


def test_it_is_not_due_on_the_last_day(refused, desk, later):
    assert dispose(desk, refused.row.id, now=later(365)) == []
    assert WORDS in kept(refused)


@both_databases
def test_the_database_lets_nothing_else_take_a_place(refused, desk, later):
    """Neither before a disposal, nor another text than its tombstone, nor a second time."""
    change = partial(
        text, "UPDATE revision SET answers = '{\"disposed\": \"x\"}' WHERE form = 'assessment_light'"
    )
    with pytest.raises(DatabaseError, match="only ever added to"), transaction():
        db.session.execute(change())
    dispose(desk, refused.row.id, now=later(366))
    with pytest.raises(DatabaseError, match="only ever added to"), transaction():
        db.session.execute(change())
    with pytest.raises(DatabaseError, match="only ever added to"), transaction():
        db.session.execute(text("UPDATE revision SET digest = 'other' WHERE form = 'assessment_light'"))
    with pytest.raises(DatabaseError, match="only ever added to"), transaction():
        db.session.execute(text("DELETE FROM disposal"))


def test_a_tombstone_that_no_event_names_is_found(refused, desk, clock):
    """Somebody with the database in hand lists a disposal that never happened."""
    stone = {"disposed": "assessment_sheets 2026-02-03"}
    with transaction():
        one = db.session.query(Revision).filter_by(form="assessment_light").first()
        event = db.session.query(Event).filter_by(action="not_support").one()
        parts = {"proposal_id": one.proposal_id, "event_id": event.id, "revision_id": one.id}
        db.session.add(
            Disposal(**parts, series="assessment_sheets", digest=one.digest, tombstone=stone, at=clock.now)
        )
        db.session.flush()
        one.answers = stone
    [fault] = faults(desk)
    assert fault.what == "the text of assessment_light that it froze was changed"


def test_pages_and_a_late_report_say_that_they_are_gone(refused, desk, later, client_of, director, ann):
    dispose(desk, refused.row.id, now=later(366))
    gone = "The sheets were disposed of at the end of their record series"
    assert gone in client_of(director).get(refused.url("assessment/")).words
    page = client_of(ann).get(refused.url("assessment/sheet/hand-in"))
    assert gone in page.words
    assert "Not answered" not in page.words
    assert "Not judged yet" not in client_of(director).get(refused.url("")).words
    event = db.session.query(Event).filter_by(action="not_support").one()
    told = texts(contents_of(desk, event, "assessment_report", "fr"))
    assert [t for t in told if t.startswith("Les grilles ont été éliminées")]


# ── holds ────────────────────────────────────────────────────────────────────────────────────────────────────────


@both_databases
def test_a_hold_blocks_disposal_until_it_is_lifted(refused, desk, clock, later, director):
    place_hold(desk, director.actor, refused.reference, WHY, seen=refused.version, now=clock.now)
    [due] = holdings(desk)
    assert due.hold.why == WHY
    assert dispose(desk, refused.row.id, now=later(500)) == []
    assert WORDS in kept(refused)
    lift_hold(
        desk, director.actor, refused.reference, "It was settled.", seen=refused.version, now=later(501)
    )
    held = db.session.query(LegalHold).one()
    assert (held.placed_by_id, held.lifted_by_id, held.lifted_why) == (
        director.id,
        director.id,
        "It was settled.",
    )
    assert [len(refused.said(action)) for action in ("legal_hold", "lift_hold")] == [1, 1]
    assert len(dispose(desk, refused.row.id, now=later(502))) == 1
    assert faults(desk) == ()


def test_who_holds_and_what_is_refused(refused, desk, clock, director, ann, person):
    member = person("Mo Member", ("smt", "member"))
    place = partial(place_hold, desk, now=clock.now)
    with pytest.raises(NotAllowed):
        place(ann.actor, refused.reference, WHY, seen=refused.version)
    with pytest.raises(NotFound):
        place(member.actor, refused.reference, WHY, seen=refused.version)
    with pytest.raises(Invalid):
        place(director.actor, refused.reference, " ", seen=refused.version)
    with pytest.raises(NotAllowed):
        lift_hold(desk, director.actor, refused.reference, WHY, seen=refused.version, now=clock.now)
    place(director.actor, refused.reference, WHY, seen=refused.version)
    with pytest.raises(NotAllowed):
        place(director.actor, refused.reference, WHY, seen=refused.version)


@both_databases
def test_a_hold_and_a_disposal_at_once_leave_one_clear_answer(refused, app, desk, later, director):
    """Held and whole, or gone and held from then on: never a hold that was in time and a text that went."""
    seen, case, reference, now = refused.version, refused.row.id, refused.reference, later(366)
    together, results = Barrier(2), {}

    def do(name, wish):
        with app.app_context():
            together.wait()
            try:
                results[name] = wish()
            except Exception as error:  # noqa: BLE001
                results[name] = error
            finally:
                db.session.remove()

    wishes = {
        "hold": partial(place_hold, desk, director.actor, reference, WHY, seen=seen, now=now),
        "go": partial(dispose, desk, case, now=now),
    }
    threads = [Thread(target=do, args=pair) for pair in wishes.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    held = results["hold"] is None
    assert (WORDS in kept(refused)) is held
    assert bool(results["go"]) is not held
    assert faults(desk) == ()


# ── the pages ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def auditor(person):
    return person("Aud Itor", ("audit", "auditor"))


def test_the_auditor_sees_holds_and_disposals(refused, desk, clock, later, director, auditor, client_of):
    place_hold(desk, director.actor, refused.reference, WHY, seen=refused.version, now=clock.now)
    words = client_of(auditor).get("/records/").words
    assert WHY in words
    assert "Held" in words
    lift_hold(
        desk, director.actor, refused.reference, "It was settled.", seen=refused.version, now=later(400)
    )
    assert "Due" in client_of(auditor).get("/records/").words
    dispose(desk, refused.row.id, now=later(401))
    browser = client_of(auditor)
    words = browser.get("/records/").words
    assert "It was settled." in words
    assert db.session.query(Disposal).first().digest[:12] in words
    assert "Suspensions de l’élimination" in browser.get("/records/?lang=fr").words
    page = browser.get(refused.url("records/"))
    assert "Place a legal hold" not in page.words
    assert browser.post(refused.url("records/hold"), data={"why": WHY}).status_code in {403, 409}


def test_the_director_places_and_lifts_one_on_a_page(refused, director, client_of):
    browser = client_of(director)
    page = browser.get(refused.url("records/"))
    assert browser.send(page, "hold", why="").problems == ["Enter the reason"]
    page = browser.send(browser.get(refused.url("records/")), "hold", why=WHY)
    assert "A legal hold is in force" in page.words
    page = browser.send(page, "lift", why="It was settled last week.")
    assert "The legal hold is lifted." in " ".join(page.flashes)


def test_nobody_else_reads_why(refused, desk, clock, director, ann, person, client_of):
    place_hold(desk, director.actor, refused.reference, WHY, seen=refused.version, now=clock.now)
    for someone in (ann, refused.proposer, person("Mo Member", ("smt", "member"))):
        browser = client_of(someone)
        assert browser.get("/records/").status_code == 404
        assert browser.get(refused.url("records/")).status_code == 404
        for path in ("", "history"):
            answer = browser.get(refused.url(path))
            assert answer.status_code == 404 or WHY not in answer.words
