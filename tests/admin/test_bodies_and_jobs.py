"""Administrators keep how bodies decide, and see how the installation stands, without reading a case."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from approval.models.bodies import Body
from approval.models.database import db, transaction
from approval.models.records import Job
from approval.operations.administering import ADMINISTRATION
from approval.operations.constituting import Change, constitute
from approval.operations.drafting import Beginning, begin
from approval.operations.retrying import try_again
from approval.queries import NotFound
from approval.queries.bodies import body_lines
from approval.queries.body_rules import seen_of_body
from approval.queries.health import health
from approval.queries.people import body_by_key, changes
from tests.postgres import both_databases


@pytest.fixture
def dorothy(person):
    return person("Dorothy Iwasaki", (ADMINISTRATION, "administrator"))


@pytest.fixture
def admin(client_of, dorothy):
    return client_of(dorothy)


@both_databases
def test_how_a_body_decides_is_changed_and_on_record(admin, clock):
    page = admin.get("/admin/bodies/smt/edit")
    page = admin.send(
        page, name_en="Executive Committee", quorum_kind="number", quorum_number="4", rule="unanimous"
    )
    assert page.h1 == "Executive Committee"
    body = body_by_key("smt").on(clock.today)
    assert (body.rule, body.quorum, body.name_fr) == ("unanimous", "4", "Équipe de la haute direction")
    assert changes()[0][0].what.en == (
        "Changed Senior Management Team from 3 February 2026: name in English “Senior Management Team” → “Executive Committee”; "
        "decision rule “Consensus; without it, chair and vice-chair decide jointly” → “Unanimity”; "
        "quorum “More than half of the seats” → “4 members”"
    )
    admin.send(admin.get("/admin/bodies/smt/edit"))
    assert len(changes()[0]) == 1
    admin.send(admin.get("/admin/bodies/smt/edit"), quorum_kind="half", quorum_number="")
    assert body_by_key("smt").on(clock.today).quorum == "half"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name_fr": ""}, "Enter the name in French"),
        ({"quorum_kind": "number", "quorum_number": ""}, "Enter how many members make the quorum"),
        ({"rule": "coin"}, "Choose one from the list"),
        ({"agenda_days": "-1"}, None),
        ({"instrument_en": ""}, "Enter the by-law or terms of reference in English"),
    ],
)
def test_what_is_wrong_with_a_body_is_said_at_the_field(admin, typed, said):
    page = admin.send(admin.get("/admin/bodies/board/edit"), **typed)
    assert page.status_code == 422
    assert len(page.problems) == 1
    assert said in {None, page.problems[0]}
    assert changes()[0] == []


def test_two_at_once_on_a_body(admin, dorothy, clock):
    page = admin.get("/admin/bodies/board/edit")
    with transaction():
        body_by_key("board").on(clock.today).agenda_days = 14
    assert admin.send(page, retraction_hours="48").status_code == 409


def test_a_body_that_is_not_there(admin, dorothy, person, clock):
    assert admin.get("/admin/bodies/nobody").status_code == 404
    body = body_by_key("smt")
    kept = Change(clock.today, {"quorum": "3"})
    with pytest.raises(NotFound):
        constitute(dorothy.actor, "nobody", kept, seen="", now=clock.now)
    with pytest.raises(LookupError):
        constitute(
            dorothy.actor,
            "smt",
            Change(clock.today, {"rule": "coin"}),
            seen=seen_of_body(body),
            now=clock.now,
        )
    with pytest.raises(NotFound):
        constitute(person("A B").actor, "smt", kept, seen=seen_of_body(body), now=clock.now)


def test_an_empty_office_is_told(admin, person, clock):
    person("Ruth Abernethy", ("ce", "director"))
    lines = {line.body.key: [str(o) for o in line.empty] for line in body_lines(clock.today)}
    assert lines["ce"] == ["Intake", "Assessor", "Deputy director"]
    assert "Offices that nobody holds" in admin.get("/admin/").words
    gone = person("Anita Venkataraman", ("smt", "chair"))
    admin.post(f"/admin/people/{gone.id}/stop")
    lines = {line.body.key: [str(o) for o in line.empty] for line in body_lines(clock.today)}
    assert "Chair" in lines["smt"]
    assert "Cannot sign in" in admin.get("/admin/bodies/smt").words


def test_bodies_are_listed_in_three_statements(app, clock, statements):
    with statements() as sent:
        body_lines(clock.today)
    assert len(sent) == 3


@pytest.fixture
def case(app, desk, person, clock):
    """A draft, with an event that jobs can hang on."""
    priya = person("Priya Raghunathan")
    reference = begin(desk, priya.actor, Beginning(), now=clock.now)
    from approval.models.proposals import Proposal
    from approval.models.records import Event

    proposal = db.session.query(Proposal).filter_by(reference=reference).one()
    event = db.session.query(Event).filter_by(proposal_id=proposal.id).first()
    return SimpleNamespace(reference=reference, event=event.id)


def add_job(case, clock, **more):
    given = {"event_id": case.event, "due_at": clock.now, "kind": "render", "subject": "concept:en"}
    with transaction():
        job = Job(**{**given, **more})
        db.session.add(job)
        db.session.flush()
        return job.id


@both_databases
def test_a_failed_job_is_seen_and_tried_again(admin, case, clock):
    late = clock.now + timedelta(hours=12)
    job = add_job(case, clock, error="NotSent: 451 try later", attempts=5, due_at=late)
    page = admin.get("/admin/jobs")
    assert "451 try later" in page.words
    assert "Failed 5 times" in page.words
    assert case.reference not in page.words
    page = admin.send(page, "/again")
    assert "tried again" in page.words
    assert db.session.get(Job, job).due_at == clock.now
    assert "Failed: 1" in admin.get("/admin/").words


def test_a_late_job_is_seen(admin, case, clock):
    add_job(case, clock, subject="charter:fr")
    assert "charter:fr" not in admin.get("/admin/jobs").words
    clock.forward(minutes=11)
    page = admin.get("/admin/jobs")
    assert "charter:fr" in page.words
    assert "is a worker running?" in page.words


def test_a_letter_does_not_name_its_reader(admin, case, clock):
    add_job(case, clock, kind="mail", subject="chair@partner.example", error="NotSent: no server", attempts=1)
    page = admin.get("/admin/jobs")
    assert "Failed once" in page.words
    assert "partner.example" not in page.words


def test_what_is_done_or_under_way_is_left_alone(admin, dorothy, case, clock):
    done = add_job(case, clock, done_at=clock.now, subject="a")
    leased = add_job(case, clock, leased_until=clock.now + timedelta(minutes=5), error="x", subject="b")
    for job in (done, leased, 10_000):
        assert admin.post(f"/admin/jobs/{job}/again").status_code == 404
    with pytest.raises(NotFound):
        try_again(SimpleNamespace(holds=lambda *_: False), leased, now=clock.now)


def test_jobs_go_page_by_page(admin, case, clock):
    for n in range(60):
        add_job(case, clock, error="x", subject=f"d{n}", attempts=1)
    page = admin.get("/admin/jobs")
    assert "d49" in page.words
    assert "d59" not in page.words
    assert "d59" in admin.get(page.link("Next")).words
    assert admin.get("/admin/jobs?after=nothing").status_code == 200


def test_health_says_what_is_wrong(admin, desk, monkeypatch):
    assert health(desk).current
    assert "Behind" not in admin.get("/admin/health").words
    with transaction():
        db.session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    monkeypatch.setattr("approval.queries.health.LEAST_FREE", 10**18)
    page = admin.get("/admin/health?lang=fr")
    assert "En retard" in page.words
    assert "Presque plein" in page.words
    assert "Cette installation a besoin de vous" in admin.get("/admin/?lang=fr").words


def test_an_administrator_reads_no_proposal(admin, case):
    assert admin.get(f"/proposals/{case.reference}/").status_code == 404
    assert case.reference not in admin.get("/proposals/").words
    assert db.session.query(Body).count() == 7
