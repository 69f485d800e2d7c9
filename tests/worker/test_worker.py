"""The worker's loop: soon after a commit, beside others, until it is told to stop."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from sqlalchemy import func, select

from approval.models.database import db
from approval.models.records import Document, Job
from approval.operations import letters
from approval.worker import Worker


def wait_until(done, seconds=10):
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def left():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Job).where(Job.done_at.is_(None)))


def test_it_does_what_is_due_within_a_second_of_the_commit(app, story, tools):
    worker = Worker(app, tools=tools)
    worker.start()
    try:
        time.sleep(0.3)  # it has found nothing and waits
        story.submit()
        assert left() == 2
        began = time.monotonic()
        wait_until(lambda: left() == 0)
        assert time.monotonic() - began < 3
    finally:
        worker.stop()
    assert not [t for t in threading.enumerate() if t.name == "worker"]


def test_a_wake_is_sooner_than_the_poll(app, story, tools):
    worker = Worker(app, tools=tools, poll_seconds=60)
    worker.start()
    try:
        time.sleep(0.3)
        story.submit()
        worker.wake()
        wait_until(lambda: left() == 0)
    finally:
        worker.stop()


def test_two_workers_do_each_job_once(app, story, tools, press, post):
    story.submit()
    story.act("intake", "accept_intake")
    workers = [Worker(app, tools=tools, poll_seconds=0.05) for _ in range(2)]
    for worker in workers:
        worker.start()
    try:
        wait_until(lambda: left() == 0)
    finally:
        for worker in workers:
            worker.stop()
    assert len(press.asked) == db.session.scalar(select(func.count()).select_from(Document)) == 1
    assert len({m.key for m in post.sent}) == len(post.sent)
    assert db.session.scalar(select(func.max(Job.attempts))) == 1


def test_a_database_that_is_away_does_not_end_it(app, story, tools, monkeypatch, caplog):
    broken = threading.Event()
    real = letters.send_due

    def sometimes(desk, now):
        if not broken.is_set():
            broken.set()
            raise OSError("the database is away")
        return real(desk, now)

    monkeypatch.setattr("approval.worker.send_due", sometimes)
    monkeypatch.setattr("approval.worker.AFTER_A_FAULT", 0.1)
    story.submit()
    worker = Worker(app, tools=tools, poll_seconds=0.05)
    worker.start()
    try:
        wait_until(lambda: left() == 0)
    finally:
        worker.stop()
    assert "the database is away" in caplog.text


ALONE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from approval.app import create_app
from approval.settings import Settings
from approval.worker import Worker
settings = Settings(data=Path(sys.argv[1]), database_url=sys.argv[2], secret_key="a key for tests, which is no secret")
app = create_app(settings, clock=lambda: datetime(2026, 2, 5, tzinfo=UTC))
print("ready", flush=True)
Worker(app).run_until_signalled()
print("stopped", flush=True)
"""


def test_as_a_process_it_stops_cleanly_when_told_to(settings, story):
    story.submit()
    script = [sys.executable, "-c", ALONE, str(settings.data), settings.database_url]
    with subprocess.Popen(
        script, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(Path.cwd())}
    ) as process:
        try:
            assert process.stdout.readline() == "ready\n"
            wait_until(lambda: left() == 0, 60)
            process.send_signal(signal.SIGTERM)
            assert process.stdout.readline() == "stopped\n"
            assert process.wait(20) == 0
        finally:
            process.kill()
    assert list(settings.outbox.glob("*.eml"))
    document = db.session.scalars(select(Document)).one()
    assert document.pages > 5
