"""Conditions come to be: written in a decision, or found by a review. Each gets a number, an owner and a signer."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from ..calendar import local_day
from ..forms.limits import as_date
from ..language import folded
from ..models.database import db
from ..models.proposals import Paper, Proposal
from ..models.records import Event
from ..models.reviews import Condition
from ..queries.alternates import sits_instead
from ..queries.findings import required, words_of
from ..queries.parties import parties
from ..queries.signing import owners
from ..versions import Version
from ..workflow.machine import Step
from ..workflow.reviews import Imposes

DUE = frozenset({"date", "next_gate", "launch"})


def impose(
    version: Version,
    proposal: Proposal,
    step: Step,
    event: Event,
    papers: Mapping[str, Paper],
    now: datetime,
) -> None:
    """What a decision or a review asks becomes numbered rows of the ledger. In the caller's transaction."""
    today = local_day(now)
    made: list[Condition] = []
    if step.action.body:
        said = event.statement.said if event.statement else {}
        rows = said.get("conditions")
        made += [
            _written(row, sits_instead(proposal.id, step.action.body), event)
            for row in (rows if isinstance(rows, list) else [])
            if isinstance(row, dict) and row.get("text")
        ]
    if imposes := step.action.imposes:
        paper = papers.get(imposes.form)
        made += _found(version, proposal, imposes, paper.answers if paper else {}, event, today)
    _number(version, proposal, made, today)


def _written(row: Mapping[str, Any], body: str, event: Event) -> Condition:
    """A condition as a decision words it; who confirmed the decision signs it off where nobody was named."""
    due = str(row.get("due") or "next_gate")
    signer = row.get("signer")
    named = int(signer["id"]) if isinstance(signer, dict) and str(signer.get("id")).isdecimal() else None
    return Condition(
        text=str(row["text"]),
        owner=str(row.get("owner") or ""),
        due=due if due in DUE else "next_gate",
        due_on=as_date(row.get("due_on")) if due == "date" else None,
        body=body,
        event_id=event.id,
        signer_id=named or event.for_id or event.actor_id,
    )


def _found(
    version: Version,
    proposal: Proposal,
    imposes: Imposes,
    answers: Mapping[str, Any],
    event: Event,
    today: date,
) -> list[Condition]:
    """Required findings: a new one becomes a condition, one that is carried keeps its number."""
    made: list[Condition] = []
    known = {
        c.finding: c
        for c in db.session.scalars(
            select(Condition).where(Condition.proposal_id == proposal.id, Condition.finding != "")
        )
    }
    for row in required(answers, imposes.question):
        condition = known.get(str(row.get("id")))
        due = as_date(row.get("due"))
        if condition is None:
            found = Condition(
                text=words_of(row),
                owner=str(row.get("owner") or ""),
                due="date" if due else "next_gate",
                due_on=due,
                body=imposes.body,
                event_id=event.id,
                signer_id=event.for_id or event.actor_id,
                finding=str(row.get("id") or ""),
            )
            made.append(found)
        elif condition.closed_at is None:
            condition.due, condition.due_on = ("date" if due else "next_gate"), due
            if condition.owner != str(row.get("owner") or ""):
                condition.owner = str(row.get("owner") or "")
                condition.owner_id = owner_known(version, proposal, condition.owner, today)
    return made


def _number(version: Version, proposal: Proposal, made: Sequence[Condition], today: date) -> None:
    """New conditions follow the last one of the case; each owner who is known here by an account gets theirs."""
    if made:
        highest = select(func.max(Condition.number)).where(Condition.proposal_id == proposal.id)
        for number, condition in enumerate(made, (db.session.scalar(highest) or 0) + 1):
            condition.proposal_id, condition.number = proposal.id, number
            condition.owner_id = owner_known(version, proposal, condition.owner, today)
            db.session.add(condition)
    db.session.flush()


def owner_known(version: Version, proposal: Proposal, owner: str, today: date) -> int | None:
    """Whose account an owner's name means: somebody who may open the case, or the one holder of a role.

    Nobody where two could be meant: a person then chooses.
    """
    words = folded(owner)
    if not words:
        return None
    readers = owners(proposal.id, today)
    found = {person for person, name in readers.items() if folded(name) == words}
    if not found:
        roles = version.workflow.roles
        meant = [r.name for r in roles if words in {folded(r.title.en), folded(r.title.fr)}]
        held = parties(version.workflow, proposal, meant, today)
        found = {p.id for people in held.values() for p in people}
    return found.pop() if len(found) == 1 and found <= readers.keys() else None
