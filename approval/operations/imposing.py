"""Conditions come to be: written in a decision, or found by a review. Each gets a number, an owner and a signer."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from ..calendar import local_day
from ..forms.limits import as_date
from ..language import folded
from ..models.database import db
from ..models.proposals import Proposal
from ..models.records import Event
from ..models.reviews import Condition
from ..queries.findings import required, words_of
from ..queries.parties import people_with
from ..queries.signing import owners
from ..versions import Version
from ..workflow.definition import Imposes
from ..workflow.machine import Step
from .loading import shared_paper

DUE = frozenset({"date", "next_gate", "launch"})


def impose(version: Version, proposal: Proposal, step: Step, event: Event, now: datetime) -> None:
    """What a decision or a review asks becomes numbered rows of the ledger. In the caller's transaction."""
    today = local_day(now)
    if step.action.body:
        said = event.statement.said if event.statement else {}
        rows = said.get("conditions")
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict) and row.get("text"):
                _add(version, proposal, _written(row, step.action.body, event), today)
    if step.action.imposes:
        _found(version, proposal, step.action.imposes, event, today)


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


def _found(version: Version, proposal: Proposal, imposes: Imposes, event: Event, today: date) -> None:
    """Required findings: a new one becomes a condition, one that is carried keeps its number."""
    paper = shared_paper(proposal, imposes.form)
    known = {
        c.finding: c
        for c in db.session.scalars(
            select(Condition).where(Condition.proposal_id == proposal.id, Condition.finding != "")
        )
    }
    for row in required(paper.answers if paper else {}, imposes.question):
        condition = known.get(str(row.get("id")))
        due = as_date(row.get("due"))
        if condition is None:
            made = Condition(
                text=words_of(row),
                owner=str(row.get("owner") or ""),
                due="date" if due else "next_gate",
                due_on=due,
                body=imposes.body,
                event_id=event.id,
                signer_id=event.for_id or event.actor_id,
                finding=str(row.get("id") or ""),
            )
            _add(version, proposal, made, today)
        elif condition.closed_at is None:
            condition.due, condition.due_on = ("date" if due else "next_gate"), due
            if condition.owner != str(row.get("owner") or ""):
                condition.owner = str(row.get("owner") or "")
                condition.owner_id = owner_known(version, proposal, condition.owner, today)
    db.session.flush()


def _add(version: Version, proposal: Proposal, condition: Condition, today: date) -> None:
    highest = select(func.max(Condition.number)).where(Condition.proposal_id == proposal.id)
    condition.proposal_id, condition.number = proposal.id, (db.session.scalar(highest) or 0) + 1
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
    for role in version.workflow.roles if not found else ():
        if words in {folded(role.title.en), folded(role.title.fr)}:
            found |= {p.id for p in people_with(version.workflow, proposal, role.name, today)}
    return found.pop() if len(found) == 1 and found <= readers.keys() else None
