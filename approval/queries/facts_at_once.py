"""The facts of many cases, in as many statements as those of one: for a list that says what each of them lacks."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ..calendar import local_day
from ..desk import Desk
from ..models.database import db
from ..models.proposals import Paper, Proposal
from ..models.records import Event, Statement
from ..workflow.facts import Case
from .around import around_each
from .facts import MOVED, OF_EVENTS, Rows, case_of, renamed_by


def facts_of_each(desk: Desk, proposals: Sequence[Proposal], now: datetime) -> Mapping[int, Case]:
    """By case: ``facts.facts_of``. Three statements; a fourth where one was moved to another workflow version."""
    ids = [p.id for p in proposals]
    papers: dict[int, list[Paper]] = defaultdict(list)
    for paper in db.session.scalars(select(Paper).where(Paper.proposal_id.in_(ids))):
        papers[paper.proposal_id].append(paper)
    events: dict[int, list[Any]] = defaultdict(list)
    wanted = select(*OF_EVENTS, Event.proposal_id).where(Event.proposal_id.in_(ids))
    for event in db.session.execute(wanted.order_by(Event.seq)):
        events[event.proposal_id].append(event)
    moved = [e.id for all_ in events.values() for e in all_ if e.action == MOVED]
    stages = _stages(moved) if moved else {}
    near = around_each(ids, local_day(now))
    return {
        p.id: case_of(desk, p, Rows(papers[p.id], renamed_by(stages, events[p.id]), near[p.id]), now)
        for p in proposals
    }


def _stages(moves: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    rows = select(Statement.event_id, Statement.said).where(Statement.event_id.in_(moves))
    return {event: said.get("stages") or {} for event, said in db.session.execute(rows)}
