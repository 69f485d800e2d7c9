"""What follows a commit is done at least once, never twice at once, and nothing is given up."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from approval.documents.pdf import Press, PressUnavailable
from approval.mail import NotSent
from approval.models.database import db
from approval.models.records import Document, Job
from approval.operations import working
from approval.operations.working import lease, run, run_due
from approval.queries.cases import case_page
from approval.queries.documents import documents_of


def jobs(kind="render"):
    db.session.rollback()
    return db.session.scalars(select(Job).where(Job.kind == kind).order_by(Job.id)).all()


def count(model):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_submission_is_printed_and_told(story, desk, clock, tools, post):
    story.submit()
    assert run_due(desk, clock.now, tools) == 2
    [document] = db.session.scalars(select(Document)).all()
    assert (document.name, document.language, document.pages) == ("concept", "en", 1)
    assert desk.storage.get(document.digest).startswith(b"%PDF")
    assert [m.to for m in post.sent] == ["sofia.marchetti@institute.example"]
    assert all(j.done_at == clock.now and j.attempts == 1 and j.leased_until is None for j in jobs())
    assert run_due(desk, clock.now, tools) == 0


def test_render_twice_is_one_document(story, desk, clock, tools, press):
    event = story.submit()
    working.render(
        desk, press, working.order_of(event.id, {"document": "concept", "language": "en"}), now=clock.now
    )
    run_due(desk, clock.now, tools)
    assert count(Document) == 1
    assert len(press.asked) == 1


def test_a_crash_between_storage_and_commit_leaves_nothing_twice(story, desk, clock, tools, monkeypatch):
    story.submit()
    put = desk.storage.put

    def put_and_die(content):
        put(content)
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(type(desk.storage), "put", lambda _, content: put_and_die(content))
        run_due(desk, clock.now, tools)
    assert count(Document) == 0
    assert "MemoryError" in jobs()[0].error
    run_due(desk, clock.forward(minutes=1), tools)
    assert count(Document) == 1
    assert len(list(desk.storage)) == 1
    assert jobs()[0].error is None


def test_a_killed_worker_loses_nothing(story, desk, clock, tools):
    story.submit()
    taken = lease(clock.now)
    assert taken is not None
    run_due(desk, clock.now, tools)  # another worker: the job in hand is not its
    assert jobs()[0].done_at is None
    run_due(desk, clock.forward(minutes=5), tools)
    assert jobs()[0].done_at == clock.now
    assert (jobs()[0].attempts, count(Document)) == (2, 1)


def test_whoever_was_late_changes_nothing(story, desk, clock, tools, press):
    story.submit()
    late = lease(clock.now)
    run_due(desk, clock.forward(minutes=6), tools)
    done_at = jobs()[0].done_at
    press.fail()
    db.session.execute(Document.__table__.delete())
    db.session.commit()
    assert not run(desk, tools, late, clock.forward(minutes=1))
    assert (jobs()[0].done_at, jobs()[0].error) == (done_at, None)


def test_two_workers_take_two_jobs(story, clock):
    story.submit()
    first, second, third = (lease(clock.now) for _ in range(3))
    assert first.id != second.id
    assert third is None


def test_what_fails_is_put_off_longer_each_time_and_never_given_up(story, desk, clock, tools, press):
    story.submit()
    press.fail()
    waits = []
    for _ in range(7):
        run_due(desk, clock.now, tools)
        due = jobs()[0].due_at
        waits.append((due - clock.now) // timedelta(minutes=1))
        clock.now = due
    assert waits == [1, 5, 30, 120, 720, 720, 720]
    assert jobs()[0].error == "RenderFailed: the press ended"
    press.fault = None
    run_due(desk, clock.now, tools)
    assert count(Document) == 1


@pytest.mark.parametrize("fault", [PressUnavailable("no Pango here"), RuntimeError("anything")])
def test_without_a_press_the_decision_stands_and_the_page_says_so(story, desk, clock, tools, press, fault):
    press.fault = fault
    story.submit()
    run_due(desk, clock.now, tools)
    assert story.row.stage == "assessment"
    page = case_page(desk, story.actor("proposer"), story.reference, clock.now)
    assert [(d.name, d.state) for d in documents_of(page, "en")] == [("concept", "failing")]


def test_without_the_libraries_the_press_says_what_is_missing(
    story, desk, clock, tools, tmp_path, monkeypatch
):
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango-1.0-0')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    story.submit()
    with Press(tmp_path) as press:
        run_due(desk, clock.now, working.Tools(press, tools.post))
    assert "libpango" in jobs()[0].error
    assert jobs("mail")[0].done_at is not None


def test_mail_that_cannot_leave_for_good_waits_longest(story, desk, clock, tools, post):
    post.fault = NotSent("550 no such user", for_good=True)
    story.submit()
    run_due(desk, clock.now, tools)
    [mail] = jobs("mail")
    assert mail.due_at == clock.now + timedelta(hours=12)
    assert "550" in mail.error


def test_jobs_wait_until_they_are_due(story, desk, clock, tools):
    story.submit()
    assert run_due(desk, clock.now - timedelta(seconds=1), tools) == 0
