"""kill -9, again and again: what was acknowledged stays, what follows from it happens, and nothing happens twice."""

import asyncio
import logging
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from sqlalchemy import func, select

from approval.models.database import db, transaction
from approval.models.proposals import Proposal, Save
from approval.models.records import Document, Event, Job, Letter
from approval.operations import accounts
from approval.operations.drafting import Beginning, begin
from tests.conftest import KEY
from tests.crash import reckoning
from tests.crash.caller import Caller
from tests.crash.killing import ROOT, STARTS_WITHIN, Moments, Mortal, slay
from tests.crash.people import Pair, Told
from tests.postgres import both_databases
from tests.stories import perfusion

pytestmark = pytest.mark.slow
log = logging.getLogger(__name__)
KILLS = {"sqlite": [6, 4], "postgresql": [3, 3]}
"""Of the server and of the worker, which takes longer to start."""
PAIRS = 2
DONE_WITHIN = 120


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


class Sink:
    """A mail server's other end; slow enough to be left in the middle."""

    def __init__(self) -> None:
        self.got: list[bytes] = []

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:
        self.got.append(bytes(envelope.content or b""))
        await asyncio.sleep(0.02)
        return "250 OK"


@pytest.fixture
def mail() -> Iterator[tuple[str, list[bytes]]]:
    sink, port = Sink(), free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    yield f"smtp://127.0.0.1:{port}", sink.got
    controller.stop()


@pytest.fixture
def environment(settings, mail, compiled) -> dict[str, str]:
    """The installation of this test, as an administrator would name it; the worker needs the same address."""
    url, _ = mail
    return {
        "APPROVAL_BASE_URL": f"http://127.0.0.1:{free_port()}",
        "APPROVAL_DATA": str(settings.data),
        "APPROVAL_DATABASE_URL": settings.database_url,
        "APPROVAL_SECRET_KEY": KEY,
        "APPROVAL_SMTP_URL": url,
        "COMPILED_TEMPLATES": compiled.directory,
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }


@pytest.fixture
def pairs(desk, person, clock) -> Callable[[str, Told], list[Pair]]:
    """People with a complete draft each, who sign in over HTTP."""

    def made(address: str, told: Told) -> list[Pair]:
        clock.now = datetime.now(UTC)
        return [pair(address, told, n) for n in range(PAIRS)]

    def pair(address: str, told: Told, n: int) -> Pair:
        proposer = person(f"Amina Okafor {n}")
        intake = person("Sofia Marchetti", *([("ce", "intake")] if n == 0 else []))
        own = {"name": proposer.name, "email": proposer.email, "role": "Faculty"}
        answers = {**perfusion.CONCEPT, "proposer": own, "co_proposers": []}
        reference = begin(desk, proposer.actor, Beginning(answers=answers), now=clock.now)
        callers = []
        for someone in (proposer, intake):
            with transaction():
                token = accounts.make_link(someone.id, "sign_in", clock.now)
            callers.append(caller := Caller(address))
            caller.sign_in(token)
        return Pair(reference, *callers, told)

    return made


@both_databases
def test_no_kill_loses_or_repeats_what_was_acknowledged(app, desk, pairs, environment, mail, caplog):
    caplog.set_level(logging.INFO, log.name)
    address, told, seed = environment["APPROVAL_BASE_URL"], Told(), random.randrange(10**6)
    log.info("moments drawn with %s", seed)
    kills = KILLS[dialect := db.engine.dialect.name]
    # On PostgreSQL the server does jobs as well: two workers at once, one of which dies with it.
    serve = ("serve", "--port", address.rpartition(":")[2], *(["--no-worker"] if dialect == "sqlite" else []))
    mortals = [Mortal(serve, environment), Mortal(("worker",), environment)]
    try:
        for mortal in mortals:
            mortal.wait_ready()
        people = pairs(address, told)
        for each in people:
            each.start()
        acknowledged = [told.saves, told.uploads, told.done]
        by_server = [
            *(one.__len__ for one in acknowledged),
            lambda: told.asking,
            *map(counting, (Event.id, Save.id)),
        ]
        by_worker = [mail[1].__len__, *map(counting, (Job.attempts, Job.done_at, Document.id))]
        moments = [Moments(random.Random(seed + n), by) for n, by in enumerate((by_server, by_worker))]
        reap(mortals, kills, moments)
        for each in people:
            each.stopping.set()
        for each in people:
            each.join(STARTS_WITHIN)
        assert (told.wrong, [each.name for each in people if each.is_alive()]) == ([], [])
        wait_until_done()
        assert [mortal.end() for mortal in mortals] == [0, 0], [mortal.said[-20:] for mortal in mortals]
    finally:
        for mortal in mortals:
            mortal.bury()
    assert [mortal.deaths for mortal in mortals] == kills
    reckon(desk, told, mail[1], environment)


def counting(column: Any) -> Callable[[], int]:
    """How often the database holds something here, as of now: it rises with a commit, before anybody is told."""
    number = func.sum(column) if column is Job.attempts else func.count(column)
    engine = db.engine

    def count() -> int:
        with engine.connect() as connection:
            return connection.scalar(select(number)) or 0

    return count


def reap(mortals: list[Mortal], kills: Iterable[int], moments: Iterable[Moments]) -> None:
    """Both at once, each at moments of its own."""
    fates = zip(mortals, kills, moments, strict=True)
    reapers = [threading.Thread(target=slay, args=fate) for fate in fates]
    for reaper in reapers:
        reaper.start()
    for reaper in reapers:
        reaper.join()


def wait_until_done() -> None:
    """Whoever was killed at a job held it for a while; then it is done by another."""
    end = time.monotonic() + DONE_WITHIN
    while left := reckoning.left_to_do():
        assert time.monotonic() < end, f"nobody does these: {left}"
        time.sleep(0.2)


def reckon(desk, told: Told, received: list[bytes], environment: Mapping[str, str]) -> None:
    counts = [len(one) for one in (told.saves, told.uploads, told.done, received, told.refused)]
    log.info("%s saves, %s files, %s actions; %s letters; %s refused, %s broken off", *counts, told.broken)
    assert len(told.saves) >= 16
    assert len(told.done) >= 6
    assert told.broken > 0
    reckoning.insist_saves_are_there(told)
    reckoning.insist_each_wish_is_one_event(told)
    reckoning.insist_events_are_versions(db.session.scalars(select(Proposal)).all())
    reckoning.insist_jobs_are_done_once(db.session.scalars(select(Letter)).all())
    reckoning.insist_mail_arrived(received)
    reckoning.insist_files_are_whole(desk, told)
    command = [sys.executable, "-m", "approval", "audit", "verify"]
    audit = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert audit.returncode == 0, audit.stderr
    assert f"{PAIRS} cases" in audit.stdout
