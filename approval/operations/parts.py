"""Parts that people have in a case: given, ended, and read off the concept's list of co-proposers."""

from datetime import datetime

from sqlalchemy import select

from ..models.database import db
from ..models.proposals import Assignment, Paper, Proposal
from .accounts import person_for


def assign(proposal: Proposal, person: int, role: str, now: datetime) -> Assignment:
    """Give a person a role on the case; the same role twice is once. In the caller's transaction."""
    held = next((a for a in _held(proposal, role) if a.person_id == person), None)
    if held is None:
        held = Assignment(proposal_id=proposal.id, person_id=person, role=role, since=now)
        db.session.add(held)
        db.session.flush()
    return held


def settle(proposal: Proposal, paper: Paper, now: datetime) -> None:
    """Co-proposers named in the concept have their part of the case, and those taken off no longer do."""
    rows = paper.answers.get("co_proposers")
    named = {
        person_for(str(row["name"]), str(row["email"]), now).id
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict) and row.get("name") and "@" in str(row.get("email", ""))
    }
    for held in _held(proposal, "co_proposer"):
        if held.person_id not in named:
            held.until = now
    for person in sorted(named):
        assign(proposal, person, "co_proposer", now)


def _held(proposal: Proposal, role: str) -> list[Assignment]:
    return list(
        db.session.scalars(
            select(Assignment).where(
                Assignment.proposal_id == proposal.id, Assignment.role == role, Assignment.until.is_(None)
            )
        )
    )
