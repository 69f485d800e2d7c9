"""One proposal as a page shows it: where it is, who holds it, what the reader may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased

from ..calendar import local_day
from ..desk import Desk
from ..language import Text, same
from ..models.database import db, rows_of
from ..models.people import Person
from ..models.proposals import Paper, Proposal
from ..models.records import Event, Recorded, Statement
from ..versions import Version
from ..workflow.definition import Stage
from ..workflow.facts import Actor, Case
from ..workflow.rules import OWN, PROPOSERS, Verdict, may_read, may_write, reading_roles
from . import NotFound
from .acts import ASSESSES, ASSESSING, SYSTEM
from .facts import Loaded, load
from .standing import took_the_place
from .visibility import ONE, as_reader


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the pages of one case are made of."""

    proposal: Proposal
    version: Version
    stage: Stage
    loaded: Loaded
    roles: frozenset[str]
    verdicts: Sequence[Verdict]

    @property
    def case(self) -> Case:
        return self.loaded.case

    def paper(self, form: str) -> Paper | None:
        """The case's shared paper of a form."""
        return next((p for p in self.loaded.papers if p.form == form and p.person_id is None), None)

    @property
    def text(self) -> Paper | None:
        """The text the case is about now: the full proposal once there is one, else the concept."""
        found = [p for form in self.version.workflow.texts[:2] if (p := self.paper(form))]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Mark:
    """One station of the rail."""

    title: Text
    state: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Clock:
    """Day so many of so many, and how it stands: ok, warn, late or paused."""

    day: int
    of: int
    state: str
    due_on: date | None
    target: int | None
    warn: int | None


def find(actor: Actor, reference: str) -> Proposal:
    """Raises NotFound where there is none, or none that the actor may open."""
    proposal = db.session.scalar(ONE, {**as_reader(actor), "reference": reference})
    if proposal is None:
        raise NotFound(reference)
    return proposal


def case_page(desk: Desk, actor: Actor, reference: str, now: datetime) -> CasePage:
    """Raises NotFound."""
    proposal = find(actor, reference)
    version = desk.versions[proposal.digest]
    loaded = load(desk, proposal, now)
    return CasePage(
        proposal,
        version,
        version.workflow.stage(proposal.stage),
        loaded,
        reading_roles(version.workflow, loaded.case, actor),
        version.engine.verdicts(loaded.case, actor),
    )


def rail(page: CasePage) -> list[Mark]:
    """The stations of the workflow: done, now, to come, with the day the case arrived at each."""
    workflow = page.version.workflow
    station = {s.name: s.station for s in workflow.stages}
    order = [s.name for s in workflow.stations]
    moves = (e for e in page.loaded.events if e.seq == 1 or e.from_stage != e.to_stage)
    arrived = {station[e.to_stage]: local_day(e.at) for e in moves if e.to_stage in station}
    last = page.stage if not page.stage.final else _left(page)
    here = order.index(last.station) if last.station in order else len(order)
    marks = []
    for n, mark in enumerate(workflow.stations):
        state = "done" if n < here else "now" if n == here else "todo"
        marks.append(Mark(mark.title, state, arrived.get(mark.name) if state != "todo" else None))
    return marks


def _left(page: CasePage) -> Stage:
    """The stage from which a closed case was closed: that is how far it came."""
    moves = [
        e.from_stage
        for e in page.loaded.events
        if e.to_stage == page.stage.name and e.from_stage != e.to_stage
    ]
    return page.version.workflow.stage(moves[-1]) if moves else page.stage


def clock_of(page: CasePage, today: date) -> Clock | None:
    """The clock of the case's stage; nothing where the stage has none or it has not begun."""
    proposal, declared = page.proposal, page.stage.clock
    if declared is None or (proposal.clock_started is None and proposal.clock_used == 0):
        return None
    if proposal.clock_started is None or proposal.due_on is None:
        return Clock(proposal.clock_used, declared.due, "paused", None, declared.target, declared.warn)
    day = proposal.clock_used + (today - proposal.clock_started).days + 1
    of = proposal.clock_used + (proposal.due_on - proposal.clock_started).days
    late, soon = today > proposal.due_on, bool(proposal.warn_on and today > proposal.warn_on)
    return Clock(
        day, of, "late" if late else "warn" if soon else "ok", proposal.due_on, declared.target, declared.warn
    )


def writable(page: CasePage, actor: Actor, form: str) -> bool:
    """Whether the reader may write in this paper now: what ``operations.writing`` will answer."""
    proposal = page.proposal
    entered = (
        proposal.unconfirmed
        and proposal.entered_by_id == actor.id
        and proposal.last_seq <= 1
        and form == "concept"
    )
    return entered or may_write(page.version.workflow, page.case, actor, form)


def papers_for(page: CasePage, actor: Actor) -> list[tuple[Paper | None, str, bool]]:
    """Papers of the case that the reader may read or write: (paper, form, may write), in the workflow's order."""
    seen: dict[str, tuple[Paper | None, str, bool]] = {}
    for stage in page.version.workflow.stages:
        for declared in stage.papers:
            form = declared.form
            paper, writes = page.paper(form), writable(page, actor, form)
            readable = paper is not None and may_read(page.version.workflow, page.case, actor, form)
            if form not in seen and (writes or readable):
                seen[form] = (paper, form, writes)
    return list(seen.values())


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the history."""

    event: Any
    """Its columns: seq, at, actor_id, action, from_stage, to_stage and hash."""
    who: str
    acted_for: str
    acting: bool
    """Whether the actor took their place, rather than being their delegate."""
    label: Text
    from_: Text
    to: Text
    said: dict[str, Any]
    form: str | None


def history(desk: Desk, page: CasePage) -> list[Told]:
    """Every event with who acted and what was said, newest first. What was said may be restricted: see ``shows``."""
    rows = rows_of(_HISTORY, proposal=page.proposal.id)
    outside = not page.roles & ASSESSES or bool(page.roles & PROPOSERS)
    unbinding = page.roles & OWN  # a decision is theirs to read once the chair has confirmed it
    # a case that was moved to another workflow version is told in the words of the version it had then
    known = {d: desk.versions[d].workflow for d in dict.fromkeys(e.workflow_digest for e in rows)}
    labels = {
        d: {(s.name, a.name): a.label for s in w.stages for a in w.actions_at(s.name)}
        for d, w in known.items()
    }
    titles = {d: {s.name: s.title for s in w.stages} for d, w in known.items()}
    every = {name: title for stages in titles.values() for name, title in stages.items()}
    return [
        Told(
            event,
            *(
                ("", "")
                if outside and event.action in ASSESSING
                else (event.who or "", event.acted_for or "")
            ),
            bool(event.acting),
            labels[event.workflow_digest].get((event.from_stage, event.action))
            or SYSTEM.get(event.action, same(event.action)),
            titles[event.workflow_digest].get(event.from_stage)
            or every.get(event.from_stage, SYSTEM["begin"]),
            titles[event.workflow_digest][event.to_stage],
            {} if unbinding and event.action == "record" else event.said or {},
            event.form,
        )
        for event in rows
    ]


def _history() -> Select[*tuple[Any, ...]]:
    principal = aliased(Person)
    return (
        select(
            *(Event.id, Event.seq, Event.at, Event.actor_id, Event.action, Event.from_stage, Event.to_stage),
            *(Event.hash, Event.workflow_digest, Person.name.label("who"), principal.name.label("acted_for")),
            *(took_the_place().label("acting"), Statement.said, Statement.form),
        )
        .outerjoin(Person, Person.id == Event.actor_id)
        .outerjoin(principal, principal.id == Event.for_id)
        .outerjoin(Statement, Statement.event_id == Event.id)
        .where(Event.proposal_id == bindparam("proposal"))
        .order_by(Event.seq.desc())
    )


_HISTORY = _history()


def own_paper(page: CasePage, actor: Actor, form: str) -> dict[str, Any]:
    """What the reader has begun to write in a form of their own; empty where nothing."""
    found = [p for p in page.loaded.papers if p.form == form and p.person_id == actor.id]
    return dict(found[0].answers) if found else {}


def done_by(proposal: Proposal, actor: Actor, key: str | None) -> Event | None:
    """The event that the same wish of the same person has already become: known by the key of its form."""
    mine = (Event.proposal_id == proposal.id, Event.actor_id == actor.id)
    return db.session.scalar(select(Event).where(Event.key == key, *mine)) if key else None


def recorded_of(page: CasePage) -> Recorded | None:
    """The decision that a secretary wrote down and a chair has not confirmed yet."""
    return db.session.scalar(select(Recorded).where(Recorded.proposal_id == page.proposal.id))
