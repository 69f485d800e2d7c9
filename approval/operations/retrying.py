"""Do a job again now that failed: the one thing about cases that an administrator may set going."""

from datetime import datetime

from sqlalchemy import update

from ..models.database import db, transaction
from ..models.records import Job
from ..queries import NotFound
from ..workflow.facts import Actor
from .administering import insist_administrator


def try_again(actor: Actor, job: int, *, now: datetime) -> None:
    """Due now, whatever the wait was. Raises NotFound where it is done or is being done."""
    insist_administrator(actor)
    with transaction():
        woken = db.session.execute(
            update(Job)
            .where(
                Job.id == job, Job.done_at.is_(None), (Job.leased_until.is_(None)) | (Job.leased_until <= now)
            )
            .values(due_at=now)
        )
        if woken.rowcount != 1:  # type: ignore[attr-defined]
            raise NotFound(job)
