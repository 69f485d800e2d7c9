"""A conflict that was declared, or upheld, is told in the log of the meeting that has the case in hand."""

from datetime import datetime

from sqlalchemy import or_, select

from ..deliberation.sitting import Sitting
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting
from ..queries.chamber import sitting_of
from ..workflow.facts import Actor
from .entering import enter


def tell_meetings(
    proposal: int, person: int, name: str, actor: Actor, now: datetime, *, meeting: int | None = None
) -> None:
    """In every meeting that is open, and in the one where it was declared. Inside the caller's transaction."""
    rows = db.session.execute(
        select(AgendaItem, Meeting)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(
            AgendaItem.proposal_id == proposal,
            AgendaItem.done_at.is_(None),
            or_(Meeting.state == "open", Meeting.id == (meeting or 0)),
        )
        .with_for_update(of=Meeting)
    ).all()
    for item, found in rows:
        sitting = sitting_of(found, item, now=now)
        did = _did(found, sitting, person)
        said = {"person": {"id": person, "name": name}}
        conflicts = {"conflicts": [{"id": person, "name": name, "done": did}]} if did else {}
        enter(found, actor, "declare", {**said, **conflicts}, now=now, item=item.id)


def _did(meeting: Meeting, sitting: Sitting, person: int) -> str:
    """What they do from now on; nothing where they are not in the room, or the meeting has not begun."""
    if meeting.state != "open" or person not in sitting.seats:
        return ""
    if meeting.kind == "written":
        return "away"
    if person not in sitting.present:
        return ""
    return "left" if sitting.rules.conflicted_leave else "silent"
