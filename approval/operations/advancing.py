"""The one door: nothing else moves a proposal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
from ..queries.facts import facts_of
from ..queries.sources import sources_of
from ..versions import Version
from ..workflow.checks import CHECKS
from ..workflow.definition import Action
from ..workflow.facts import Actor, Case
from ..workflow.rules import binding, principal, roles_of
from . import Invalid
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
        if wish.key and (done := _done(proposal, actor, wish.key)):
            return done
        insist_unchanged(proposal, wish.seen)
        version = desk.versions[proposal.digest]
        case = facts_of(desk, proposal, now)
        step = version.engine.take(case, actor, wish.action, _target(proposal, wish))
        binds = binding(version.workflow, case, actor, step.action)
        confirmed = _confirmed(proposal, step.action, binds)
        said = (
            dict(confirmed.said) if confirmed else _checked(version, proposal, case, step.action, wish, now)
        )
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
            freezes=step.action.freezes,
            texts=version.workflow.texts,
            key=wish.key,
            acting_for=principal(version.workflow, case, actor, binds),
        )
        carry_out(version.workflow, proposal, step, now)
        event = record(proposal, happening)
        arrive(version, proposal, step, event, now)
        follow(desk, version, proposal, step.action, event, now)
        if step.from_stage != step.to_stage:
            suggest_at_arrival(desk, proposal, now)
        return event


def _done(proposal: Proposal, actor: Actor, key: str) -> Event | None:
    """The event that the same wish of the same person has already become."""
    mine = (Event.proposal_id == proposal.id, Event.actor_id == actor.id)
    return db.session.scalar(select(Event).where(Event.key == key, *mine))


def _target(proposal: Proposal, wish: Wish) -> str | None:
    """Where it goes: as recorded, where a chair confirms (a page cannot send it elsewhere), else as chosen."""
    recorded = select(Recorded.to_stage).where(
        Recorded.proposal_id == proposal.id, Recorded.action == wish.action
    )
    if proposal.recorded != wish.action:
        return wish.to
    return db.session.scalar(recorded) or wish.to


def _confirmed(proposal: Proposal, action: Action, binds: frozenset[str]) -> Recorded | None:
    """What the secretary recorded, where the chair now confirms exactly that."""
    if not action.recorded_by or proposal.recorded != action.name or not binds:
        return None
    recorded = db.session.scalar(select(Recorded).where(Recorded.proposal_id == proposal.id))
    if recorded is not None:
        db.session.delete(recorded)
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
    for earlier in db.session.scalars(select(Recorded).where(Recorded.proposal_id == proposal.id)):
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
    version: Version, proposal: Proposal, case: Case, action: Action, wish: Wish, now: datetime
) -> dict[str, Any]:
    """What was said, complete and consistent. Raises Invalid with every problem at its input."""
    if action.asks is None:
        return {}
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
    for name in action.checks:
        for question, why in CHECKS[name](case, said):
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
