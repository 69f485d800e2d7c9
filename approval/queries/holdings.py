"""What the record series ask of each case: which texts are due to go, what holds them, what has gone."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, select, true
from sqlalchemy.orm import joinedload

from ..calendar import local_day
from ..desk import Desk
from ..models.database import db
from ..models.keeping import Disposal, LegalHold
from ..models.proposals import Paper, Proposal, Revision
from ..models.records import Event
from ..resources import WORKFLOWS
from ..workflow.definition import Workflow
from ..workflow.facts import Actor
from ..workflow.retention import Series, is_tombstone, read_series
from .visibility import may_open

KEEPERS = frozenset({"ce_director", "registrar"})
"""Who places and lifts a legal hold."""
LOOKERS = KEEPERS | {"auditor"}
"""Who sees holds and disposals."""


@dataclass(frozen=True, slots=True)
class Due:
    """Texts of one series in one case whose time has come, or comes on a day."""

    proposal: Proposal
    series: Series
    until: date
    """The last day on which they are kept."""
    texts: Sequence[Paper]
    hold: LegalHold | None

    def over(self, today: date) -> bool:
        return today > self.until


def series_of(workflow: str) -> tuple[Series, ...]:
    """The record series of a workflow, as its folder declares them today. Raises WorkflowError."""
    return read_series(WORKFLOWS / workflow)


def every_series(desk: Desk) -> dict[str, Series]:
    """By key, over all workflows of the installation."""
    found = sorted({v.workflow.id for v in desk.versions.values()})
    return {s.key: s for workflow in found for s in series_of(workflow)}


def holdings(desk: Desk, seen: ColumnElement[bool] | None = None) -> list[Due]:
    """Every case that is decided for good and still has texts of a series that ends; the longest due first.

    ``seen`` narrows it to what a reader may open; without it, all cases: for whoever answers for the installation.
    """
    found: list[Due] = []
    every = [s for s in every_series(desk).values() if s.forms]
    forms = {form for s in every for form in s.forms}
    sheets = exists().where(
        Paper.proposal_id == Proposal.id, Paper.form.in_(forms), Paper.person_id.is_not(None)
    )
    cases = select(Proposal).where(sheets, true() if seen is None else seen).order_by(Proposal.id)
    for proposal in db.session.scalars(cases):
        found += due_in(desk, proposal)
    return sorted(found, key=lambda d: (d.until, d.proposal.id))


def due_in(desk: Desk, proposal: Proposal) -> list[Due]:
    """What the series ask of one case; nothing while it is under way."""
    workflow = desk.versions[proposal.digest].workflow
    days = _days(workflow, proposal)
    if days is None:
        return []
    hold = open_hold(proposal.id)
    found = []
    for series in series_of(workflow.id):
        texts = _texts(proposal.id, series)
        if texts:
            found.append(Due(proposal, series, series.until(*days), texts, hold))
    return found


def _days(workflow: Workflow, proposal: Proposal) -> tuple[date, date] | None:
    """When the case was decided for good, and when its sheets were last used; nothing where it is under way."""
    stage = workflow.stage(proposal.stage)
    if not stage.final and stage.station != workflow.stations[-1].name:
        return None
    reviewed = {s.name for s in workflow.stages if s.review}
    events = db.session.execute(
        select(Event.at, Event.body, Event.from_stage, Event.to_stage, Event.action)
        .where(Event.proposal_id == proposal.id)
        .order_by(Event.seq)
    ).all()
    decided = [e.at for e in events if e.body or (e.from_stage != e.to_stage and stage.name == e.to_stage)]
    used = [e.at for e in events if e.action == "hand_in" or (e.body and e.from_stage in reviewed)]
    last = max(decided, default=proposal.stage_since)
    return local_day(last), local_day(max(used, default=last))


def _texts(proposal: int, series: Series) -> list[Paper]:
    """Sheets of the series that still hold what was written."""
    rows = db.session.scalars(
        select(Paper)
        .where(Paper.proposal_id == proposal, Paper.form.in_(series.forms), Paper.person_id.is_not(None))
        .order_by(Paper.id)
    )
    return [paper for paper in rows if not is_tombstone(paper.answers)]


def revisions_of(proposal: int, series: Series) -> list[Revision]:
    """Frozen texts of the series that were not disposed of."""
    gone = exists().where(Disposal.revision_id == Revision.id)
    rows = select(Revision).where(Revision.proposal_id == proposal, Revision.form.in_(series.forms), ~gone)
    return list(db.session.scalars(rows.order_by(Revision.id)))


def open_hold(proposal: int) -> LegalHold | None:
    return db.session.scalar(
        select(LegalHold).where(LegalHold.proposal_id == proposal, LegalHold.lifted_at.is_(None))
    )


def holds(actor: Actor, reference: str = "") -> Sequence[LegalHold]:
    """Holds on cases that the actor may open, open ones first; of one case where its reference is given."""
    return db.session.scalars(
        select(LegalHold)
        .join(LegalHold.proposal)
        .options(
            joinedload(LegalHold.proposal), joinedload(LegalHold.placed_by), joinedload(LegalHold.lifted_by)
        )
        .where(may_open(actor), Proposal.reference == reference if reference else true())
        .order_by(LegalHold.lifted_at.is_not(None), LegalHold.placed_at.desc())
    ).all()


@dataclass(frozen=True, slots=True)
class Gone:
    """Texts of one series of one case that were disposed of together."""

    reference: str
    title: str
    series: str
    at: datetime
    digests: tuple[str, ...]


def disposals(actor: Actor, reference: str = "") -> list[Gone]:
    """What was disposed of in cases that the actor may open, the newest first."""
    rows = db.session.execute(
        select(Disposal, Proposal.reference, Proposal.title)
        .join(Proposal, Proposal.id == Disposal.proposal_id)
        .where(may_open(actor), Proposal.reference == reference if reference else true())
        .order_by(Disposal.event_id.desc(), Disposal.id)
    )
    together: dict[tuple[str, str, str, datetime], list[str]] = defaultdict(list)
    for disposal, case, title in rows:
        together[(case, title, disposal.series, disposal.at)].append(disposal.digest)
    return [Gone(*key, tuple(digests)) for key, digests in together.items()]
