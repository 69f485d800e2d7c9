"""Since when nobody moves a case, and in which cases somebody must be reminded of that."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from ..calendar import local_day
from ..language import ZONE
from ..models.database import db
from ..models.proposals import Paper, Proposal
from ..models.records import ASKED, ASKS, Event
from ..versions import Versions
from ..workflow.definition import Workflow
from ..workflow.facts import Quiet

REMINDED = "remind_idle"
"""What the system does when nobody does anything, before it has asked."""


def last_activity(papers: Iterable[Paper], events: Sequence[Any]) -> datetime:
    """When somebody last did anything, or wrote in a paper of the case.

    Not what the system does by itself; nor what somebody keeps for themselves: a reason being typed for letting the
    case lapse must not keep it open.
    """
    done: list[datetime] = [e.at for e in events if _moves(e)]
    return max([*done, *(p.updated_at for p in papers if p.person_id is None)])


def since_then(papers: Iterable[Paper], events: Sequence[Any]) -> list[Any]:
    """What the system has done since."""
    last = max(e.seq for e in events if _moves(e))
    wrote = max((p.updated_at for p in papers if p.person_id is None), default=events[0].at)
    return [e for e in events if e.seq > last and e.at >= wrote]


def _moves(event: Any) -> bool:
    return event.actor_id is not None or event.seq == 1


def quiet_of(
    workflow: Workflow, proposal: Proposal, papers: Sequence[Paper], events: Sequence[Any], today: date
) -> Quiet | None:
    """Since when nobody moves it, at a stage that says what then follows."""
    idle = workflow.stage(proposal.stage).idle
    if idle is None or not events:
        return None
    since, later = local_day(last_activity(papers, events)), since_then(papers, events)
    asks_on = idle.asks_on(since, reminded_on(later), today)
    return Quiet(since, asks_on, asked=any(e.action == ASKED for e in later))


def reminded_on(later: Iterable[Any]) -> list[date]:
    """The days of the reminders among these events."""
    return [local_day(e.at) for e in later if e.action == REMINDED]


def still_asked() -> ColumnElement[bool]:
    """The condition under which an event asks whether its case goes on, and nobody has done anything since."""
    later, paper = aliased(Event), aliased(Paper)
    acted = exists().where(
        later.proposal_id == Event.proposal_id, later.seq > Event.seq, later.actor_id.is_not(None)
    )
    wrote = exists().where(
        paper.proposal_id == Event.proposal_id, paper.person_id.is_(None), paper.updated_at > Event.at
    )
    return and_(ASKS, ~acted, ~wrote)


def left_quiet(versions: Versions, today: date) -> Iterator[int]:
    """Open cases that nobody moved for as long as their stage lets pass before its first reminder.

    Not those about which the question was asked: they wait for an answer.
    """
    for digest, version in versions.items():
        for stage in version.workflow.stages:
            if stage.idle:
                yield from _left_quiet(digest, stage.name, today - timedelta(days=stage.idle.remind[0] - 1))


def _left_quiet(digest: str, stage: str, since: date) -> Sequence[int]:
    from_ = datetime.combine(since, time.min, ZONE)
    acted = exists().where(
        Event.proposal_id == Proposal.id,
        Event.at >= from_,
        or_(Event.actor_id.is_not(None), Event.seq == 1),
    )
    wrote = exists().where(
        Paper.proposal_id == Proposal.id, Paper.person_id.is_(None), Paper.updated_at >= from_
    )
    asked = exists().where(Event.proposal_id == Proposal.id, still_asked())
    here = (Proposal.digest == digest, Proposal.stage == stage, Proposal.closed_at.is_(None))
    return db.session.scalars(
        select(Proposal.id).where(*here, Proposal.on_hold.is_(False), ~acted, ~wrote, ~asked)
    ).all()
