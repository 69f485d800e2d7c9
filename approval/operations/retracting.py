"""A decision is taken back: the log of the meeting that took it tells it, and its certified extract verifies as retracted."""

from datetime import datetime

from sqlalchemy import select, update

from ..models.database import db
from ..models.meetings import AgendaItem
from ..models.minutes import Entry, MeetingDocument
from ..models.records import Event
from .entering import enter

EXTRACT = "extract"


def tell_meeting(decided: Event, retraction: Event, now: datetime) -> None:
    """Inside the caller's transaction. A decision that no meeting took has no such log."""
    outcomes = (
        select(Entry)
        .join(AgendaItem, AgendaItem.id == Entry.item_id)
        .where(AgendaItem.proposal_id == decided.proposal_id, Entry.action == "outcome")
    )
    taken = next((e for e in db.session.scalars(outcomes) if e.said.get("event") == decided.hash), None)
    if taken is None:
        return
    why = str((retraction.statement.said if retraction.statement else {}).get("rationale") or "")
    said = {"event": decided.hash, "retraction": retraction.hash, "reason": why}
    enter(taken.meeting, None, "retract", said, now=now, item=taken.item_id)
    db.session.execute(
        update(MeetingDocument)
        .where(
            MeetingDocument.meeting_id == taken.meeting_id,
            MeetingDocument.name == f"{EXTRACT}:{taken.item_id}",
            MeetingDocument.retracted_at.is_(None),
        )
        .values(retracted_at=now)
    )


def retracted_since(entry: Entry, item: int) -> datetime | None:
    """When the decision on an item was taken back, where that came after an entry whose document is made only now."""
    later = (Entry.meeting_id == entry.meeting_id, Entry.seq > entry.seq, Entry.item_id == item)
    taken_back = select(Entry.at).where(*later, Entry.action == "retract").order_by(Entry.seq)
    return db.session.scalar(taken_back.limit(1))
