"""Jobs: leased, run, done, or tried again later. A job is done at least once and never by two workers at once.

The row is the truth (ENGINEERING.md 9): whoever dies in the middle holds a lease that runs out, and the next
worker begins again. Every job is safe to repeat.
"""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from sqlalchemy import or_, select, update

from ..desk import Desk
from ..documents.pdf import Press
from ..mail import NotSent, Post, deliver
from ..models.database import db, transaction
from ..models.minutes import Entry
from ..models.records import Event, Job
from ..resources import STATIC
from .binding import bind
from .certifying import meeting_order, render_of_meeting
from .letters import send_due
from .mailing import Parcel, post_out
from .meeting_mailing import tell_of_meeting
from .packet_mailing import tell_of_packet
from .reminding import remind_due
from .rendering import Printer, order_of, render

_log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
"""Longer than a step of any job may take: printing ends after a minute, a mail server has twenty seconds."""
AGAIN = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""How long to wait after each failure; the last for ever. What fails stays in sight, and is never given up."""
MOST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Tools:
    """What jobs are done with: one press and one way for letters to leave, shared by all jobs of a worker."""

    press: Printer
    post: Post


@dataclass(frozen=True, slots=True)
class Task:
    """A job in hand. ``attempt`` tells this lease from a later one of the same job."""

    id: int
    kind: str
    subject: str
    event: int | None
    entry: int | None
    payload: dict[str, Any]
    attempt: int


@contextmanager
def tools_of(desk: Desk) -> Iterator[Tools]:
    """The installation's own press and post; the press ends with the block. Raises SettingsError."""
    with ExitStack() as stack:
        yield Tools(stack.enter_context(Press(STATIC)), deliver(desk.settings))


def run_due(desk: Desk, now: datetime, tools: Tools | None = None) -> int:
    """Send the letters and reminders and do the jobs that are due at ``now``; how many jobs were done.

    What fails is put off and told in the log; nothing is raised for it.
    """
    if tools is None:
        with tools_of(desk) as own:
            return run_due(desk, now, own)
    send_due(desk, now)
    remind_due(desk, now)
    done = 0
    while (task := lease(now)) is not None:
        done += run(desk, tools, task, now)
    return done


def run_next(desk: Desk, now: datetime, tools: Tools) -> bool:
    """Do one job; whether there was one."""
    task = lease(now)
    if task is not None:
        run(desk, tools, task, now)
    return task is not None


def lease(now: datetime) -> Task | None:
    """The job that has been due longest, taken for ``LEASE``; of two workers at once, one gets it."""
    free = (
        Job.done_at.is_(None),
        Job.due_at <= now,
        or_(Job.leased_until.is_(None), Job.leased_until <= now),
    )
    waiting = select(Job.id).where(*free).order_by(Job.due_at, Job.id).limit(1)
    while (job := db.session.scalar(waiting)) is not None:
        with transaction():
            taken = db.session.execute(
                update(Job)
                .where(Job.id == job, *free)
                .values(leased_until=now + LEASE, attempts=Job.attempts + 1)
                .execution_options(synchronize_session=False)
            )
            if taken.rowcount == 1:  # type: ignore[attr-defined]
                found = db.session.get_one(Job, job, populate_existing=True)
                return Task(
                    found.id,
                    found.kind,
                    found.subject,
                    found.event_id,
                    found.entry_id,
                    dict(found.payload),
                    found.attempts,
                )
    db.session.rollback()
    return None


def run(desk: Desk, tools: Tools, task: Task, now: datetime) -> bool:
    """Do a job that is in hand; whether it is done. A failure puts it off."""
    try:
        _do(desk, tools, task, now)
    except Exception as fault:  # noqa: BLE001  one job must not stop the others; the row tells what happened
        db.session.rollback()
        wait = (
            AGAIN[-1]
            if isinstance(fault, NotSent) and fault.for_good
            else AGAIN[min(task.attempt, len(AGAIN)) - 1]
        )
        _log.warning(
            "job %s (%s %s) failed and is tried again in %s: %s",
            task.id,
            task.kind,
            task.subject,
            wait,
            fault,
        )
        _settle(task, due_at=now + wait, error=f"{type(fault).__name__}: {fault}"[:MOST_WORDS])
        return False
    return _settle(task, done_at=now, error=None)


def _do(desk: Desk, tools: Tools, task: Task, now: datetime) -> None:
    if task.event is None:
        _do_of_meeting(desk, tools, task, now)
    elif task.kind == "render":
        render(desk, tools.press, order_of(task.event, task.payload), now=now)
    else:
        key = f"{db.session.get_one(Event, task.event).hash}:{task.subject}"
        post_out(desk, tools.press, tools.post, Parcel(key, task.event, task.payload), now=now)


def _do_of_meeting(desk: Desk, tools: Tools, task: Task, now: datetime) -> None:
    """What an entry in the log of a meeting asks for. A packet may take longer than a lease: it is held on to."""
    began = monotonic()
    if task.kind == "packet":
        bind(
            desk, tools.press, int(task.payload["copy"]), now=now, going_on=lambda: _hold_on(task, now, began)
        )
    elif task.kind == "mail" and "packet" in task.payload:
        key = f"{db.session.get_one(Entry, task.entry).hash}:{task.subject}"
        packet, person = int(task.payload["packet"]), int(task.payload["person"])
        tell_of_packet(desk, tools.post, key, packet, person, now=now)
    elif task.kind == "mail":
        key = f"{db.session.get_one(Entry, task.entry).hash}:{task.subject}"
        person = int(task.payload["person"])
        tell_of_meeting(desk, tools.post, key, int(task.entry or 0), person, now=now)
    elif task.kind == "render":
        render_of_meeting(desk, tools.press, meeting_order(int(task.entry or 0), task.payload), now=now)
    else:
        raise LookupError(f"nobody does {task.kind} of a meeting: {task.subject}")


def _hold_on(task: Task, now: datetime, began: float) -> None:
    """Renew the lease of a job in hand. Raises LookupError where somebody else has it now."""
    with transaction():
        held = db.session.execute(
            update(Job)
            .where(Job.id == task.id, Job.attempts == task.attempt, Job.done_at.is_(None))
            .values(leased_until=now + timedelta(seconds=monotonic() - began) + LEASE)
            .execution_options(synchronize_session=False)
        )
    if held.rowcount != 1:  # type: ignore[attr-defined]
        raise LookupError(f"job {task.id} is another worker's now")


def _settle(task: Task, **values: Any) -> bool:
    """Give the job back as done or put off, unless the lease ran out and somebody else has it now."""
    with transaction():
        settled = db.session.execute(
            update(Job)
            .where(Job.id == task.id, Job.attempts == task.attempt, Job.done_at.is_(None))
            .values(leased_until=None, **values)
            .execution_options(synchronize_session=False)
        )
        return bool(settled.rowcount == 1)  # type: ignore[attr-defined]
