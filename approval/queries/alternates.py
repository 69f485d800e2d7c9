"""Which body decides on a case in place of another, whose quorum conflicts of interest alone broke (PROCESS.md 2)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from ..models.database import db
from ..models.meetings import Alternate
from ..models.proposals import Proposal
from ..workflow.definition import Workflow
from ..workflow.facts import Actor


def sits_instead(proposal: int, body: str) -> str:
    """The body that decides on the case where this one would: its alternate, or itself."""
    return db.session.scalar(select(instead_of(proposal, body))) or body


def instead_of(proposal: int, body: str) -> ColumnElement[str]:
    """The same inside a query."""
    found = select(Alternate.alternate).where(Alternate.proposal_id == proposal, Alternate.body == body)
    return func.coalesce(found.scalar_subquery(), body)


def decides_as(proposal: int, body: str) -> frozenset[str]:
    """The bodies as which this one decides on a case: itself, unless another does, and each in whose place it does."""
    return as_which(alternates_of((proposal,)).get(proposal, {}), body)


def as_which(instead: Mapping[str, str], body: str) -> frozenset[str]:
    own = frozenset() if body in instead else frozenset({body})
    return own | {was for was, is_ in instead.items() if is_ == body}


def others_of(body: str) -> frozenset[str]:
    """The bodies in whose place this one decides on some case."""
    return frozenset(db.session.scalars(select(Alternate.body).where(Alternate.alternate == body).distinct()))


def alternates_of(proposals: Collection[int]) -> Mapping[int, Mapping[str, str]]:
    """By case and body: the one in its place. One statement."""
    found: dict[int, dict[str, str]] = {}
    rows = select(Alternate.proposal_id, Alternate.body, Alternate.alternate)
    for proposal, body, instead in db.session.execute(rows.where(Alternate.proposal_id.in_(proposals))):
        found.setdefault(proposal, {})[body] = instead
    return found


def instead_roles(workflows: Iterable[Workflow], actor: Actor) -> Collection[tuple[str, str, str]]:
    """What roles the actor has where a body of theirs decides in place of another: (theirs, the other, role)."""
    return {
        (own, role.body, role.name)
        for workflow in workflows
        for role in workflow.roles
        for own in actor.alternate
        if role.body and role.body != own and actor.holds(own, *role.offices)
    }


def referred(body: Any, to: str | None = None) -> ColumnElement[bool]:
    """Whether a case of a query was referred from a body, to a certain one or to any."""
    about = (Alternate.proposal_id == Proposal.id, Alternate.body == body)
    wanted = about if to is None else (*about, Alternate.alternate == to)
    return select(Alternate.id).where(and_(*wanted)).correlate(Proposal).exists()
