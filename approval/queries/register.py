"""Lists of proposals: filtered, searched, a keyset page at a time; only what the reader may open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, or_, select

from ..language import folded
from ..models.database import db
from ..models.proposals import Assignment, Proposal
from ..workflow.facts import Actor
from .visibility import may_open, sits_aside

SIZE = 50
COLUMNS = (
    Proposal.id,
    Proposal.reference,
    Proposal.title,
    Proposal.stage,
    Proposal.digest,
    Proposal.holder,
    Proposal.product,
    Proposal.origin,
    Proposal.outcome,
    Proposal.on_hold,
    Proposal.recorded,
    Proposal.stage_since,
    Proposal.due_on,
    Proposal.warn_on,
    Proposal.updated_at,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for; every part may be empty."""

    text: str = ""
    stage: str = ""
    holder: str = ""
    product: str = ""
    clock: str = ""
    """``late``, ``soon`` or ``none``."""
    after: str = ""
    """The last row of the page before: its moment and id."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of rows, and where the next begins (empty at the end)."""

    rows: Sequence[Any]
    older: str


def proposals(actor: Actor, wanted: Wanted, today: date) -> Listed:
    """Newest change first. One statement, whatever the number of rows."""
    query = select(*COLUMNS).where(may_open(actor), *_filters(wanted, today))
    query = (
        _from(query, wanted.after).order_by(Proposal.updated_at.desc(), Proposal.id.desc()).limit(SIZE + 1)
    )
    rows = db.session.execute(query).all()
    older = f"{rows[SIZE - 1].updated_at.isoformat()}|{rows[SIZE - 1].id}" if len(rows) > SIZE else ""
    return Listed(rows[:SIZE], older)


def _filters(wanted: Wanted, today: date) -> list[Any]:
    found: list[Any] = []
    for column, value in (
        (Proposal.stage, wanted.stage),
        (Proposal.holder, wanted.holder),
        (Proposal.product, wanted.product),
    ):
        if value:
            found.append(column == value)
    if wanted.clock == "late":
        found.append(Proposal.due_on < today)
    elif wanted.clock == "soon":
        found += [Proposal.warn_on < today, Proposal.due_on >= today]
    elif wanted.clock == "none":
        found.append(Proposal.due_on.is_(None))
    for word in folded(wanted.text).split()[:8]:
        found.append(Proposal.search.contains(word, autoescape=True))
    return found


def _from(query: Any, after: str) -> Any:
    moment, _, last = after.rpartition("|")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return query
    if not last.isdecimal() or at.tzinfo is None:
        return query
    return query.where(
        or_(Proposal.updated_at < at, and_(Proposal.updated_at == at, Proposal.id < int(last)))
    )


def mine(actor: Actor, roles: Sequence[str]) -> Mapping[str, Sequence[Any]]:
    """My work: what waits for me (an office I hold, a part I have), and what of mine waits for others."""
    part = and_(
        Assignment.proposal_id == Proposal.id, Assignment.person_id == actor.id, Assignment.until.is_(None)
    )
    holds = or_(
        and_(Proposal.holder.in_(list(roles) or [""]), ~sits_aside(actor)),
        exists().where(part, Assignment.role == Proposal.holder),
    )
    open_ = and_(may_open(actor), Proposal.outcome.is_(None))
    own = exists().where(part, Assignment.role.in_(("proposer", "co_proposer", "team_lead", "team_member")))
    for_me = (
        select(*COLUMNS)
        .where(open_, holds)
        .order_by(Proposal.due_on.is_(None), Proposal.due_on, Proposal.id.desc())
    )
    waiting = (
        select(*COLUMNS).where(open_, own, ~holds).order_by(Proposal.updated_at.desc(), Proposal.id.desc())
    )
    ended = (
        select(*COLUMNS)
        .where(may_open(actor), Proposal.outcome.is_not(None), own)
        .order_by(Proposal.closed_at.desc())
    )
    return {
        "for_me": db.session.execute(for_me.limit(SIZE)).all(),
        "waiting": db.session.execute(waiting.limit(SIZE)).all(),
        "ended": db.session.execute(ended.limit(10)).all(),
    }


def title_in_use(proposal: Proposal) -> bool:
    """Whether another submitted case, live or past, has this title. Says only that it does, never whose."""
    same = select(Proposal.id).where(
        Proposal.title_key == folded(proposal.title), Proposal.id != proposal.id, Proposal.last_seq > 1
    )
    return bool(proposal.title) and db.session.scalar(same.limit(1)) is not None
