"""Write down what happened at a meeting: the next entry of its log, hashed into the chain of those before it.

What concerns a case is also an event of that case; the log is what minutes are drafted from.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ..models.chain import hash_of_entry
from ..models.database import db
from ..models.meetings import Meeting
from ..models.minutes import Entry
from ..models.records import Job
from ..workflow.facts import Actor


def enter(
    meeting: Meeting,
    actor: Actor | None,
    action: str,
    said: Mapping[str, Any],
    *,
    now: datetime,
    item: int | None = None,
    acting_for: int | None = None,
) -> Entry:
    """Add the next entry of a meeting's log. Inside the caller's transaction.

    The meeting's version rises with it, so a page of it that was read before is told.
    """
    entry = Entry(
        meeting_id=meeting.id,
        seq=meeting.last_seq + 1,
        at=now.astimezone(UTC),
        actor_id=actor.id if actor else None,
        for_id=acting_for,
        action=action,
        item_id=item,
        said=dict(said),
        previous=meeting.last_hash,
        hash="",
    )
    entry.hash = hash_of_entry(entry)
    db.session.add(entry)
    meeting.last_seq, meeting.last_hash = entry.seq, entry.hash
    db.session.flush()
    return entry


def enqueue_for(entry: Entry, kind: str, subject: str, due: datetime, **payload: Any) -> Job:
    """Something to do after the commit because of an entry: one row, unique by entry, kind and subject."""
    job = Job(entry_id=entry.id, kind=kind, subject=subject, payload=payload, due_at=due)
    db.session.add(job)
    return job
