"""Jobs that need somebody's eye, without a word about the cases they are for (an administrator reads none)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from ..models.database import db
from ..models.records import Job

LATE = timedelta(minutes=10)
"""A job that has been due for longer has no worker to do it."""
SIZE = 50


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job that failed or waits too long."""

    id: int
    kind: str
    document: str
    """What it renders, and in which language; nothing for a letter, which would name its reader."""
    due_at: datetime
    attempts: int
    error: str


@dataclass(frozen=True, slots=True)
class JobCounts:
    """How the work stands."""

    waiting: int
    failed: int
    late: int
    oldest: datetime | None
    """Since when the job that has been due longest is due."""


def troubled(now: datetime, after: int = 0) -> tuple[Sequence[JobLine], int]:
    """Failed and late jobs, oldest first, and the id that the next page begins after (0 at the end)."""
    wanted = (
        select(Job.id, Job.kind, Job.subject, Job.due_at, Job.attempts, Job.error)
        .where(Job.done_at.is_(None), Job.id > after, or_(Job.error.is_not(None), _late(now)))
        .order_by(Job.id)
        .limit(SIZE + 1)
    )
    rows = db.session.execute(wanted).all()
    lines = [
        JobLine(r.id, r.kind, r.subject if r.kind == "render" else "", r.due_at, r.attempts, r.error or "")
        for r in rows[:SIZE]
    ]
    return lines, lines[-1].id if len(rows) > SIZE else 0


def job_counts(now: datetime) -> JobCounts:
    row = db.session.execute(
        select(
            func.count(Job.id),
            func.count(Job.error),
            func.count(Job.id).filter(_late(now)),
            func.min(Job.due_at).filter(Job.due_at <= now),
        ).where(Job.done_at.is_(None))
    ).one()
    return JobCounts(*row)


def _late(now: datetime) -> ColumnElement[bool]:
    free = or_(Job.leased_until.is_(None), Job.leased_until <= now)
    return and_(Job.due_at < now - LATE, free)
