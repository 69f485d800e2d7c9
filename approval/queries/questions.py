"""Questions asked before a meeting about a case: who asked, what was answered, and what the reader may do."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..models.database import db
from ..models.meetings import AgendaItem, Meeting, Question
from ..workflow.facts import Actor
from ..workflow.rules import PROPOSERS
from .cases import CasePage
from .chamber import seats_of

BEFORE = ("planned", "published")
ANSWERERS = PROPOSERS | {"team_lead"}


@dataclass(frozen=True, slots=True)
class Round:
    """The questions for one meeting."""

    meeting: Meeting
    item: AgendaItem
    questions: Sequence[Question]
    asks: bool
    answers: bool


def rounds_of(page: CasePage, actor: Actor) -> list[Round]:
    """Every meeting that has or had the case, with its questions, the latest first; for those who may read them.

    Members of the body, whoever proposes the case, and Continuing Education read them.
    """
    rows = db.session.scalars(
        select(AgendaItem)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .options(joinedload(AgendaItem.meeting).joinedload(Meeting.body))
        .where(AgendaItem.proposal_id == page.proposal.id, AgendaItem.result != "removed")
        .order_by(Meeting.held_on.desc(), AgendaItem.id.desc())
    ).all()
    asked = db.session.scalars(
        select(Question)
        .where(Question.item_id.in_([i.id for i in rows]))
        .options(joinedload(Question.asked_by), joinedload(Question.answered_by))
        .order_by(Question.id)
    ).all()
    own = bool(page.roles & ANSWERERS)
    found = []
    for item in rows:
        member = actor.holds(item.meeting.body.key)
        if not (own or member or "ce_staff" in page.roles or "auditor" in page.roles):
            continue
        before = item.meeting.state in BEFORE and item.done_at is None
        seated = before and member and actor.id in seats_of(item.meeting.body, item.meeting.held_on)
        mine = [q for q in asked if q.item_id == item.id]
        found.append(Round(item.meeting, item, mine, asks=seated and not own, answers=before and own))
    return found
