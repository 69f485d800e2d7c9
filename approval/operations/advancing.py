"""The one door: nothing else moves a proposal."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ..calendar import local_day
from ..desk import Desk
from ..forms import web
from ..forms.kinds import Asking
from ..language import Lang
from ..models.database import db, transaction
from ..models.meetings import Meeting
from ..models.proposals import Proposal
from ..models.records import Event, Recorded
from ..queries.cases import done_by
from ..queries.facts import facts_of
from ..queries.sources import sources_of
from ..versions import Version
from ..workflow.checks import CHECKS
from ..workflow.definition import Action
from ..workflow.facts import Actor, Case
from ..workflow.rules import binding, elected, principal, roles_of
from . import Invalid
from .agreeing import agreement, insist_still_agreed
from .arriving import arrive, carry_out
from .consequences import follow
from .loading import insist_unchanged, open_proposal
from .recording import Happening, record
from .suggesting import suggest_at_arrival
from .writing import forget_decision


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks the door for, as the page sent it."""

    action: str
    seen: int
    """The proposal's version on the page that was read."""
    said: Mapping[str, Any] = field(default_factory=dict)
    to: str | None = None
    key: str | None = None
    """The same key is the same wish: sent twice, it happens once."""
    lang: Lang = "en"


def advance(desk: Desk, actor: Actor, reference: str, wish: Wish, *, now: datetime) -> Event:
    """Take an action, or record it for a chair to confirm; the event that came of it.

    Raises NotFound, Refused (with every reason), Stale (somebody acted first), Invalid (what was typed),
    LookupError (no such action or target). Mail and PDFs are jobs: nothing waits for them here.
    """
    with transaction():
        proposal = open_proposal(actor, reference)
        if earlier := done_by(proposal, actor, wish.key):
            return earlier
        insist_unchanged(proposal, wish.seen)
        version = desk.versions[proposal.digest]
        case = facts_of(desk, proposal, now)
        recorded = _recorded(proposal)
        step = version.engine.take(case, actor, wish.action, _target(recorded, wish))
        binds = binding(version.workflow, case, actor, step.action)
        confirmed = _confirmed(recorded, step.action, binds)
        said = _said(desk, proposal, case, step.action, confirmed, wish, now)
        forget_decision(proposal, actor, step.action.asks, now)
        if step.action.recorded_by and not binds:
            return _write_down(version, proposal, case, step.action, actor, wish, said, now)
        happening = Happening(
            action=step.action.name,
            actor=actor,
            now=now,
            said=said,
            form=step.action.asks,
            to=step.to_stage,
            body=step.action.body,
            roles=roles_of(version.workflow, case, actor),
            elected=bool(elected(version.workflow, case, actor, step.action)),
            freezes=step.action.freezes,
            texts=version.workflow.texts,
            key=wish.key,
            acting_for=principal(version.workflow, case, actor, binds),
        )
        carry_out(version.workflow, proposal, step, now)
        if recorded is not None and proposal.recorded is None:
            db.session.delete(recorded)
        event = record(proposal, happening)
        arrive(version, proposal, step, event, now)
        follow(desk, version, proposal, step.action, event, now)
        if step.from_stage != step.to_stage:
            suggest_at_arrival(desk, proposal, now)
        return event


def _said(
    desk: Desk,
    proposal: Proposal,
    case: Case,
    action: Action,
    confirmed: Recorded | None,
    wish: Wish,
    now: datetime,
) -> dict[str, Any]:
    """What the decision says: as it was written down, where that is confirmed, else as it is sent now."""
    if confirmed is None:
        return _checked(desk, proposal, case, action, wish, now)
    insist_still_agreed(desk, proposal, action, confirmed.said, wish.lang, now)
    return dict(confirmed.said)


def _recorded(proposal: Proposal) -> Recorded | None:
    """The decision that a secretary has written down, where one waits."""
    if proposal.recorded is None:
        return None
    return db.session.scalar(select(Recorded).where(Recorded.proposal_id == proposal.id))


def _target(recorded: Recorded | None, wish: Wish) -> str | None:
    """Where it goes: as recorded, where a chair confirms (a page cannot send it elsewhere), else as chosen."""
    if recorded is None or recorded.action != wish.action:
        return wish.to
    return recorded.to_stage or wish.to


def _confirmed(recorded: Recorded | None, action: Action, binds: frozenset[str]) -> Recorded | None:
    """What the secretary recorded, where the chair now confirms exactly that."""
    if recorded is None or not action.recorded_by or recorded.action != action.name or not binds:
        return None
    return recorded


def _write_down(
    version: Version,
    proposal: Proposal,
    case: Case,
    action: Action,
    actor: Actor,
    wish: Wish,
    said: Mapping[str, Any],
    now: datetime,
) -> Event:
    """The secretary's record: nothing moves until the chair confirms (PROCESS.md 9)."""
    held = roles_of(version.workflow, case, actor)
    if (earlier := _recorded(proposal)) is not None:
        db.session.delete(earlier)
        db.session.flush()
    proposal.recorded = action.name
    event = record(
        proposal,
        Happening(
            action="record",
            actor=actor,
            now=now,
            said={"action": action.name, "to": wish.to, **said},
            form=action.asks,
            roles=held,
            texts=version.workflow.texts,
            key=wish.key,
            acting_for=principal(version.workflow, case, actor, held & action.recorded_by),
        ),
    )
    db.session.add(
        Recorded(
            proposal_id=proposal.id,
            action=action.name,
            to_stage=wish.to,
            said=dict(said),
            content_digest=event.content_digest,
            by_id=actor.id,
            at=now,
        )
    )
    return event


def _checked(
    desk: Desk, proposal: Proposal, case: Case, action: Action, wish: Wish, now: datetime
) -> dict[str, Any]:
    """What was said, complete and consistent. Raises Invalid with every problem at its input."""
    if action.asks is None:
        return {}
    version = desk.versions[proposal.digest]
    form = version.forms[action.asks]
    today = local_day(now)
    asking = Asking(
        lang=wish.lang,
        today=today,
        complete=True,
        answers=wish.said,
        sources=sources_of(version, form, proposal, wish.lang, today),
        evidence=version.evidence,
        not_required=version.not_required(proposal.product),
    )
    problems = web.check(form, asking)
    said = _with_meeting(wish.said)
    taking = replace(case, taking=action.name)
    problems += agreement(desk, proposal, action, said, form.fields(), wish.lang, now)
    for name in action.checks:
        for question, why in CHECKS[name](taking, said):
            problems.append(web.Problem(question, question, "", why.in_(wish.lang)))
    if problems:
        raise Invalid(problems)
    return said


def _with_meeting(said: Mapping[str, Any]) -> dict[str, Any]:
    """A meeting that was picked, with the day it sat: the record must read without looking it up."""
    kept = {k: v for k, v in said.items() if v not in (None, "", [], {})}
    picked = kept.get("meeting")
    if isinstance(picked, dict) and str(picked.get("id", "")).isdecimal():
        meeting = db.session.get(Meeting, int(picked["id"]))
        if meeting is not None:
            kept["meeting"] = {**picked, "date": meeting.held_on.isoformat()}
    return kept
