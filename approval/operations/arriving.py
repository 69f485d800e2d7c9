"""What an action and an arrival change besides the stage: clocks, hold, papers, audiences."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from ..calendar import after, local_day
from ..models.database import db
from ..models.meetings import AgendaItem
from ..models.proposals import Audience, Paper, Proposal, Revision
from ..models.records import Document, Event, Letter
from ..models.reviews import Condition, Resource
from ..queries.alternates import sits_instead
from ..queries.facts import names_of
from ..versions import Version
from ..workflow.definition import RETURNED_FROM, Stage, Workflow
from ..workflow.machine import Step
from .entering import enter
from .imposing import impose
from .loading import shared_papers
from .recording import latest_revisions
from .retracting import tell_meeting
from .writing import begin_paper, put_back

LEAST_DAYS_LEFT = 7
"""A resubmission resumes the clock with at least these days left (PROCESS.md 9, Blind)."""


def carry_out(workflow: Workflow, proposal: Proposal, step: Step, now: datetime) -> None:
    """The action's own effect on the case, before its event is written."""
    effect, today = step.action.effect, local_day(now)
    if effect == "hold":
        proposal.on_hold = True
        _stop_clock(proposal, today)
    elif effect == "resume":
        proposal.on_hold = False
        _start_clock(proposal, workflow.stage(proposal.stage), today)
    elif effect == "start_clock":
        proposal.intake_open, proposal.intake_done = False, True
        _start_clock(proposal, workflow.stage(proposal.stage), today)
    if step.action.body or step.from_stage != step.to_stage:
        proposal.recorded = None
    if step.from_stage != step.to_stage:
        _leave(proposal, workflow, step, now)


def _leave(proposal: Proposal, workflow: Workflow, step: Step, now: datetime) -> None:
    here, there = workflow.stage(step.from_stage), workflow.stage(step.to_stage)
    today = local_day(now)
    _stop_clock(proposal, today)
    if not there.pauses_clock and not here.pauses_clock:
        proposal.clock_used = 0
    if any(RETURNED_FROM in a.to for a in there.actions):
        proposal.returned_from = step.from_stage
    proposal.stage_since, proposal.holder = now, there.holder
    proposal.outcome, proposal.closed_at = (there.outcome, now) if there.outcome else (None, None)
    proposal.on_hold = False
    if there.clock and there.clock.starts == "intake" and not proposal.intake_done:
        proposal.intake_open = True
    elif there.clock:
        _start_clock(proposal, there, today)


def _start_clock(proposal: Proposal, stage: Stage, today: date) -> None:
    clock = stage.clock
    if clock is None:
        return
    proposal.clock_started = today

    def on(days: int | None, least: int = 0) -> date | None:
        left = None if days is None else max(days - proposal.clock_used, least)
        return None if left is None else after(today, left, business=clock.business)

    proposal.due_on = on(clock.due, LEAST_DAYS_LEFT if proposal.clock_used else 0)
    proposal.warn_on, proposal.target_on = on(clock.warn), on(clock.target)


def _stop_clock(proposal: Proposal, today: date) -> None:
    if proposal.clock_started is not None:
        proposal.clock_used += (today - proposal.clock_started).days
    proposal.clock_started = proposal.target_on = proposal.warn_on = proposal.due_on = None


def arrive(version: Version, proposal: Proposal, step: Step, event: Event, now: datetime) -> None:
    """What the new stage needs, after the event is written."""
    papers = shared_papers(proposal)
    impose(version, proposal, step, event, papers, now)
    _ask_resources(proposal, step, event, papers)
    if step.action.effect in {"retract", "reconsider"}:
        _undo(proposal, step, event, now)
        _put_back(version, proposal, papers, step, event, now)
    if step.from_stage == step.to_stage:
        if step.action.body:
            _off_agenda(proposal, step, event, now)
        return
    there = version.workflow.stage(step.to_stage)
    begin_stage(version, proposal, there, event, papers, now)
    if there.review:
        _reopen_sheets(version, proposal)
    if step.action.body:
        _off_agenda(proposal, step, event, now)


def begin_stage(
    version: Version,
    proposal: Proposal,
    stage: Stage,
    event: Event,
    papers: Mapping[str, Paper],
    now: datetime,
) -> None:
    """Its readers are let in, its papers are there."""
    _admit(version.workflow, proposal, stage, now)
    for paper in stage.papers:
        if paper.form not in papers:
            begin_paper(version, proposal, paper.form, event.actor_id or 0, now)


def wind_clock(proposal: Proposal, here: Stage, there: Stage, today: date) -> None:
    """The clock of a stage of another workflow version, where it is not the same; days that were used are used."""
    if here.clock == there.clock and here.pauses_clock == there.pauses_clock:
        return
    _stop_clock(proposal, today)
    waits = there.clock is not None and there.clock.starts == "intake" and not proposal.intake_done
    proposal.intake_open = waits
    if there.clock and not waits and not proposal.on_hold:
        _start_clock(proposal, there, today)


def _admit(workflow: Workflow, proposal: Proposal, stage: Stage, now: datetime) -> None:
    """Bodies that may read the case from here on."""
    bodies = {workflow.role(name).body for name in stage.readers}
    known = set(db.session.scalars(select(Audience.body).where(Audience.proposal_id == proposal.id)))
    for body in sorted(b for b in bodies - known if b):
        db.session.add(Audience(proposal_id=proposal.id, body=body, since=now))


def _reopen_sheets(version: Version, proposal: Proposal) -> None:
    """Sheets count only for the revision they name: a new text reopens them, prefilled (PROCESS.md 9, Blind)."""
    texts = {r.digest for form, r in latest_revisions(proposal.id).items() if form in version.workflow.texts}
    sheets = select(Paper).where(Paper.proposal_id == proposal.id, Paper.person_id.is_not(None))
    for sheet in db.session.scalars(sheets):
        if sheet.about is not None and sheet.about not in texts:
            sheet.handed_in_at = None


def _off_agenda(proposal: Proposal, step: Step, event: Event, now: datetime) -> None:
    """The body has acted: its meeting's log says so, and a deferred case needs a new meeting."""
    items = select(AgendaItem).where(AgendaItem.proposal_id == proposal.id, AgendaItem.done_at.is_(None))
    body = sits_instead(proposal.id, step.action.body or "")
    for item in db.session.scalars(items):
        if item.meeting.body.key == body:
            item.done_at, item.result = now, step.action.name
            said = {"reference": proposal.reference, "action": step.action.name, "event": event.hash}
            enter(item.meeting, None, "outcome", said, now=now, item=item.id)


def _ask_resources(proposal: Proposal, step: Step, event: Event, papers: Mapping[str, Paper]) -> None:
    """Resources asked in a decision or in a charter that is frozen wait for their budget owner."""
    asked = list(_said(event).get("resources_asked") or [])
    for form in step.action.freezes:
        asked += list((papers[form].answers if form in papers else {}).get("resources_asked") or [])
    if not asked or not (step.action.body or step.action.freezes):
        return
    known = set(db.session.scalars(select(Resource.what).where(Resource.proposal_id == proposal.id)))
    for row in asked:
        if isinstance(row, dict) and row.get("what") and row["what"] not in known:
            amount = row.get("amount")
            db.session.add(
                Resource(
                    proposal_id=proposal.id,
                    what=str(row["what"]),
                    amount=float(amount) if isinstance(amount, int | float) else None,
                    owner=str(row.get("owner") or ""),
                )
            )
            known.add(str(row["what"]))


def _undo(proposal: Proposal, step: Step, event: Event, now: datetime) -> None:
    """A retracted decision's letters stay unsent, its documents verify as retracted, its conditions end."""
    decided = db.session.scalar(
        select(Event)
        .where(
            Event.proposal_id == proposal.id,
            Event.body.is_not(None),
            Event.from_stage.in_(names_of(proposal.id, step.to_stage)),
        )
        .order_by(Event.seq.desc())
        .limit(1)
    )
    if decided is None:
        return
    if step.action.effect == "retract":
        db.session.execute(
            update(Letter)
            .where(Letter.event_id == decided.id, Letter.sent_at.is_(None))
            .values(cancelled_at=now)
        )
        db.session.execute(update(Document).where(Document.event_id == decided.id).values(retracted_at=now))
        for condition in db.session.scalars(select(Condition).where(Condition.event_id == decided.id)):
            db.session.delete(condition)
        tell_meeting(decided, event, now)


def _put_back(
    version: Version, proposal: Proposal, papers: Mapping[str, Paper], step: Step, event: Event, now: datetime
) -> None:
    """The texts are again as they were decided upon; what was written since stays in their history."""
    open_here = {paper.form for paper in version.workflow.stage(step.to_stage).papers}
    decided_on = {form: papers[form] for form in version.workflow.texts if form in papers}
    for form in sorted(decided_on.keys() - open_here):
        newest = select(Revision.answers).where(Revision.proposal_id == proposal.id, Revision.form == form)
        answers = db.session.scalar(newest.order_by(Revision.number.desc()).limit(1))
        if answers is not None:
            put_back(version, proposal, papers[form], answers, event.actor_id or 0, now)


def _said(event: Event) -> dict[str, Any]:
    return event.statement.said if event.statement else {}
