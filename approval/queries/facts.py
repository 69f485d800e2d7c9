"""From rows to the facts that rules read: one Case, made the same way for the page and for the door."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import bindparam, select

from ..calendar import local_day
from ..desk import Desk
from ..digests import considered, digest
from ..models.database import db, rows_of
from ..models.proposals import Paper, Proposal
from ..models.records import Event, Statement
from ..versions import Version
from ..workflow.definition import RETURNED_FROM, Workflow
from ..workflow.facts import Case, Gate, Owed
from ..workflow.links import Answered
from .around import Around, around
from .decided import decisions
from .findings import findings
from .idle import quiet_of
from .seated import barred_in, seated
from .ties import ties_of

MOVED = "move_version"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The rows a case is made of, loaded once for the page that also shows them."""

    papers: Sequence[Paper]
    events: Sequence[Any]
    case: Case


_PAPERS = select(Paper).where(Paper.proposal_id == bindparam("proposal"))
OF_EVENTS = (
    *(Event.id, Event.seq, Event.at, Event.actor_id, Event.for_id, Event.action),
    *(Event.from_stage, Event.to_stage, Event.body, Event.content_digest),
)
"""What rules need of each event."""
_EVENTS = select(*OF_EVENTS).where(Event.proposal_id == bindparam("proposal")).order_by(Event.seq)
"""Oldest first."""


def facts_of(desk: Desk, proposal: Proposal, now: datetime) -> Case:
    """The case as rules see it at ``now``."""
    return load(desk, proposal, now).case


def load(desk: Desk, proposal: Proposal, now: datetime) -> Loaded:
    pid = proposal.id
    papers = db.session.scalars(_PAPERS, {"proposal": pid}).all()
    events = renamed(pid, rows_of(_EVENTS, proposal=pid))
    near = around(pid, local_day(now))
    return Loaded(papers, events, case_of(desk, proposal, Rows(papers, events, near), now))


@dataclass(frozen=True, slots=True)
class Rows:
    """What a case is made of, whoever fetched it."""

    papers: Sequence[Paper]
    events: Sequence[Any]
    near: Around


def case_of(desk: Desk, proposal: Proposal, rows: Rows, now: datetime) -> Case:
    """The case as rules see it at ``now``, from its rows."""
    papers, events, near = rows.papers, rows.events, rows.near
    version, today = desk.versions[proposal.digest], local_day(now)
    roles = _roles(near)
    frozen = {form: (name, outcome) for form, name, outcome in near["frozen"]}
    assessors = {p for p, held in roles.items() if "assessor" in held}
    sheets = [p for p in papers if p.person_id in assessors and p.handed_in_at]
    return Case(
        stage=proposal.stage,
        now=now,
        case_roles=roles,
        **_conflicts(near),
        ties=ties_of(near, papers, events, desk.settings),
        product=proposal.product,
        existing=proposal.origin != "new",
        on_hold=proposal.on_hold,
        returned_from=proposal.returned_from,
        resume_at=_resume_at(version.workflow, proposal, papers, events, frozen),
        reached=frozenset(e.to_stage for e in events),
        taken=frozenset(e.action for e in events),
        missing={p.form: tuple(p.missing) for p in papers if p.person_id is None},
        unconfirmed=proposal.unconfirmed,
        intake_open=proposal.intake_open,
        assessors=len(assessors),
        sheets_in=len(sheets),
        gates=_gates(version, sheets),
        recommended=frozenset(str(p.answers.get("recommendation") or "") for p in sheets) - {""},
        **seated(near, roles),
        open_conditions=tuple(_open(near, today)),
        findings=findings(version.workflow.stage(proposal.stage), near, papers, today),
        **_team(near),
        resources_open=len(near["resource"]),
        endorsed=_endorsed(papers),
        quality=next((outcome for _, outcome in frozen.values() if outcome), None),
        checklist_open=_checklists(version, papers),
        **decisions(events, near),
        recorded=proposal.recorded,
        quiet=quiet_of(version.workflow, proposal, papers, events, today),
        overdue=proposal.due_on is not None and proposal.due_on < today,
    )


def _team(near: Around) -> dict[str, Any]:
    members = near["team"]
    return {
        "team_accepted": len(members),
        "team_lead": any(lead for lead, _, _ in members),
        "team_external": any(external for _, external, _ in members),
    }


def renamed(pid: int, events: Sequence[Any]) -> Sequence[Any]:
    """Events that came before the case was moved to another workflow version, by the stages' names of today."""
    if not any(e.action == MOVED for e in events):
        return events
    rows = select(Statement.event_id, Statement.said).join(Event, Event.id == Statement.event_id)
    moves = db.session.execute(rows.where(Event.proposal_id == pid, Event.action == MOVED)).all()
    return renamed_by({event: said.get("stages") or {} for event, said in moves}, events)


def renamed_by(maps: Mapping[int, Mapping[str, str]], events: Sequence[Any]) -> Sequence[Any]:
    """The same, from what each move says of the stages."""
    found: list[Any] = []
    for event in events:
        found.append(event)
        if stages := maps.get(event.id):
            found = [_by_other_names(e, stages) for e in found]
    return found


def names_of(case: int, stage: str) -> frozenset[str]:
    """What a stage of a case is and was called: it may have been moved to a version with other names."""
    rows = select(Statement.said).join(Event, Event.id == Statement.event_id).order_by(Event.seq)
    moves = db.session.scalars(rows.where(Event.proposal_id == case, Event.action == MOVED)).all()
    return by_all_names(moves, stage)


def by_all_names(moves: Sequence[Mapping[str, Any]], stage: str) -> frozenset[str]:
    """The same, from what the moves say, the oldest first."""
    names = {stage}
    for said in reversed(moves):
        names |= {was for was, is_ in (said.get("stages") or {}).items() if is_ in names}
    return frozenset(names)


def _by_other_names(event: Any, stages: Mapping[str, str]) -> Any:
    names = {n: stages.get(getattr(event, n), getattr(event, n)) for n in ("from_stage", "to_stage")}
    columns = event._asdict() if hasattr(event, "_asdict") else vars(event)
    return SimpleNamespace(**{**columns, **names})


def _roles(near: Around) -> Mapping[int, frozenset[str]]:
    held: dict[int, set[str]] = defaultdict(set)
    for person, role, _ in near["part"]:
        held[int(person)].add(role)
    return {person: frozenset(roles) for person, roles in held.items()}


def _conflicts(near: Around) -> dict[str, Any]:
    found = {int(p): Answered(status, frozenset(links.split())) for p, status, links in near["conflict"]}
    return {"barred": barred_in(near), "conflicts": found}


def _gates(version: Version, papers: Iterable[Paper]) -> tuple[Gate, ...]:
    """Each gate row's value is the lowest sheet's (PROCESS.md 9)."""
    lowest: dict[str, Gate] = {}
    for paper in papers:
        if paper.person_id is None or paper.handed_in_at is None or paper.form not in version.forms:
            continue
        for field in version.forms[paper.form].fields().values():
            for row in field.options if field.kind == "matrix" else ():
                score = ((paper.answers.get(field.name) or {}).get(row.value) or {}).get("score")
                if row.starred and str(score).isdigit():
                    gate = Gate(row.value, row.label, int(str(score)))
                    lowest[row.value] = min(gate, lowest.get(row.value, gate), key=lambda g: g.lowest)
    return tuple(lowest.values())


def _open(near: Around, today: date) -> Iterable[Owed]:
    """Open conditions that keep a gate shut; one whose day has passed keeps the next one shut."""
    for due, day, words in near["condition"]:
        if due != "date" or (day and day[:10] < today.isoformat()):
            number, owner, text = words.split("\n", 2)
            yield Owed(int(number), text, owner, "next_gate" if due == "date" else due)


def _endorsed(papers: Iterable[Paper]) -> bool:
    """Both confirmations of F6 stand in the full proposal: in demand, and the assessment reflects the job."""
    for paper in papers:
        said = paper.answers.get("endorsement") if paper.person_id is None else None
        if (
            isinstance(said, dict)
            and said.get("demand_confirmed") is True
            and said.get("assessment_confirmed") is True
        ):
            return True
    return False


def _checklists(version: Version, papers: Iterable[Paper]) -> Mapping[str, int]:
    """By form: rows of its matrix whose ``done`` is not yes. A form not begun is absent."""
    open_: dict[str, int] = {}
    for paper in papers:
        form = version.forms.get(paper.form)
        for field in form.fields().values() if form and paper.person_id is None else ():
            if field.kind == "matrix" and any(f.name == "done" for f in field.fields):
                rows = paper.answers.get(field.name) or {}
                open_[paper.form] = sum(
                    1
                    for o in field.options
                    if not o.optional and (rows.get(o.value) or {}).get("done") is not True
                )
    return open_


def _resume_at(
    workflow: Workflow,
    proposal: Proposal,
    papers: Iterable[Paper],
    events: Sequence[Any],
    frozen: Mapping[str, tuple[str, str]],
) -> str | None:
    """Never past a body whose considered text has changed since (PROCESS.md 9, Targets)."""
    here = workflow.stage(proposal.stage)
    if not any(RETURNED_FROM in a.to for a in here.actions):
        return None
    texts = {form: name for form, (name, _) in frozen.items() if form in workflow.texts}
    texts |= {p.form: digest(p.answers) for p in papers if p.person_id is None and p.form in workflow.texts}
    order = [s.name for s in workflow.stages]
    passed = {e.from_stage: e.content_digest for e in events if e.body and e.to_stage != proposal.stage}
    stale = [stage for stage, seen in passed.items() if seen != considered(texts)]
    candidates = [*stale, *([proposal.returned_from] if proposal.returned_from else [])]
    return min((c for c in candidates if c in order), key=order.index, default=None)
