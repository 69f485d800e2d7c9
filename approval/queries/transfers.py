"""Cases that could go on by another workflow version: each with where it would land, and why not.

For administrators, who open no case (ENGINEERING.md, I11): reference, stages and reasons of procedure are what they
need to move it, and all they see. The title is there only for a reader who may open the case.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager, joinedload

from ..desk import Desk
from ..language import Text
from ..models.bodies import Body
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting
from ..models.proposals import Assignment, Paper, Proposal, Revision
from ..models.records import Document, Event, Job, WorkflowVersion
from ..versions import Version
from ..workflow.facts import Actor
from ..workflow.moving import Standing, Versions, changes, obstacles
from .visibility import may_open


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A workflow version: since when, made by whom, how many cases follow it."""

    version: Version
    adopted_at: Any
    by: str
    """Who made it in the browser; empty where it came as files."""
    open: int
    closed: int
    newest: bool


@dataclass(frozen=True, slots=True)
class Affected:
    """A case that a move would concern."""

    id: int
    reference: str
    title: str
    """Empty where the reader may not open the case."""
    version: int
    stage: Text
    lands: Text | None
    refusals: Sequence[Text]
    changes: Sequence[Text]

    @property
    def movable(self) -> bool:
        return not self.refusals


def version_lines(desk: Desk) -> list[VersionLine]:
    """Every version of every workflow, the newest first. Two statements."""
    closed = Proposal.outcome.is_not(None)
    rows = db.session.execute(select(Proposal.digest, closed, func.count()).group_by(Proposal.digest, closed))
    cases: dict[tuple[str, bool], int] = {(digest, bool(done)): n for digest, done, n in rows}
    kept = db.session.scalars(
        select(WorkflowVersion)
        .options(joinedload(WorkflowVersion.adopted_by))
        .order_by(WorkflowVersion.workflow, WorkflowVersion.version.desc())
    ).all()
    newest: dict[str, str] = {}
    for row in kept:
        newest.setdefault(row.workflow, row.digest)
    return [
        VersionLine(
            desk.versions[row.digest],
            row.adopted_at,
            row.adopted_by.name if row.adopted_by else "",
            cases.get((row.digest, False), 0),
            cases.get((row.digest, True), 0),
            newest[row.workflow] == row.digest,
        )
        for row in kept
    ]


def affected(
    desk: Desk, actor: Actor, old: str, new: str, stages: Mapping[str, str], *, only: Collection[int] = ()
) -> list[Affected]:
    """Open cases of the old version, by reference; those named where some are. As many statements however many cases."""
    here, there = desk.versions[old], desk.versions[new]
    versions = Versions(here.workflow, there.workflow, frozenset(there.forms), stages)
    wanted = select(Proposal, may_open(actor).label("open")).where(Proposal.digest == old)
    wanted = wanted.where(Proposal.id.in_(only) if only else Proposal.outcome.is_(None))
    rows = db.session.execute(wanted.order_by(Proposal.reference)).all()
    standings = _standings([p for p, _ in rows])
    told = {stage: changes(versions, stage) for stage in {p.stage for p, _ in rows}}
    return [
        Affected(
            id=p.id,
            reference=p.reference,
            title=p.title if open_ else "",
            version=p.version,
            stage=here.workflow.stage(p.stage).title,
            lands=target.title if (target := versions.target(p.stage)) else None,
            refusals=list(obstacles(versions, standings[p.id])),
            changes=told[p.stage],
        )
        for p, open_ in rows
    ]


def _standings(proposals: Sequence[Proposal]) -> dict[int, Standing]:
    ids = [p.id for p in proposals]
    papers = _names(Paper.proposal_id, Paper.form, ids)
    texts = _names(Revision.proposal_id, Revision.form, ids)
    roles = _names(Assignment.proposal_id, Assignment.role, ids, Assignment.until.is_(None))
    made = _names(Document.proposal_id, Document.name, ids)
    for case, name in db.session.execute(
        select(Event.proposal_id, Job.subject)
        .join(Job, Job.event_id == Event.id)
        .where(Event.proposal_id.in_(ids), Job.kind == "render", Job.done_at.is_(None))
    ):
        made[case].add(name.partition(":")[0])
    agendas: dict[int, dict[str, Text]] = defaultdict(dict)
    for item in db.session.scalars(
        select(AgendaItem)
        .join(AgendaItem.meeting)
        .join(Meeting.body)
        .options(contains_eager(AgendaItem.meeting).contains_eager(Meeting.body))
        .where(AgendaItem.proposal_id.in_(ids), AgendaItem.done_at.is_(None))
        .order_by(Body.id)
    ):
        agendas[item.proposal_id or 0][item.meeting.body.key] = item.meeting.body.on(
            item.meeting.held_on
        ).name
    return {
        p.id: Standing(
            stage=p.stage,
            returned_from=p.returned_from,
            recorded=bool(p.recorded),
            forms=frozenset(papers[p.id] | texts[p.id]),
            roles=frozenset(roles[p.id]),
            documents=frozenset(made[p.id]),
            agenda=agendas[p.id],
        )
        for p in proposals
    }


def _names(
    case: Any, name: Any, ids: Sequence[int], *where: ColumnElement[bool]
) -> defaultdict[int, set[str]]:
    """By case: the different names in one column of a table."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for proposal, one in db.session.execute(select(case, name).where(case.in_(ids), *where).distinct()):
        found[proposal].add(one)
    return found
