"""The meetings somebody goes to next: for their first page."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager

from ..desk import Desk
from ..models.bodies import Body
from ..models.database import db
from ..models.meetings import Meeting
from ..workflow.facts import Actor

SOON = timedelta(days=30)
MOST = 6


def coming_meetings(desk: Desk, actor: Actor, today: date) -> Sequence[Meeting]:
    """Meetings in session, and those called within a month, of the bodies the actor sits in; nearest first.

    One statement and one for the bodies' rules; none for whoever sits in no body.
    """
    mine = (desk.versions.that_meet & actor.bodies) | actor.alternate
    if not mine:
        return ()
    called = and_(Meeting.state.in_(("planned", "published")), Meeting.held_on.between(today, today + SOON))
    return db.session.scalars(
        select(Meeting)
        .join(Meeting.body)
        .options(contains_eager(Meeting.body))
        .where(Body.key.in_(sorted(mine)), or_(Meeting.state == "open", called))
        .order_by(Meeting.held_on, Meeting.id)
        .limit(MOST)
    ).all()
