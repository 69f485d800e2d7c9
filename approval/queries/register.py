"""Lists of proposals: filtered, searched, a keyset page at a time; only what the reader may open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, or_, select, tuple_, union_all
from sqlalchemy.orm import aliased

from ..language import folded
from ..models.database import db, rows_of
from ..models.meetings import Alternate
from ..models.proposals import Assignment, Proposal
from ..workflow.facts import Actor
from .alternates import referred
from .visibility import ASIDE, OPEN, READER, as_reader

SIZE = 50
MOST_ID = 2**31 - 1
"""What a database takes as the number of a row."""
FILTERS = ("stage", "holder", "product")
CLOCKS = ("late", "soon", "none")
COLUMNS = (
    Proposal.id,
    Proposal.reference,
    Proposal.title,
    Proposal.stage,
    Proposal.digest,
    Proposal.holder,
    Proposal.outcome,
    Proposal.on_hold,
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
    words = folded(wanted.text).split()[:8]
    equal = tuple(name for name in FILTERS if getattr(wanted, name))
    after = _place(wanted.after)
    clock = wanted.clock if wanted.clock in CLOCKS else ""
    statement = _listing(equal, clock, len(words), from_=after is not None)
    rows = rows_of(
        statement,
        **as_reader(actor),
        **{name: getattr(wanted, name) for name in equal},
        **({"today": today} if clock in ("late", "soon") else {}),
        **{f"word{n}": _literal(word) for n, word in enumerate(words)},
        **({"at": after[0], "last": after[1]} if after else {}),
    )
    older = f"{rows[SIZE - 1].updated_at.isoformat()}|{rows[SIZE - 1].id}" if len(rows) > SIZE else ""
    return Listed(rows[:SIZE], older)


@cache
def _listing(equal: tuple[str, ...], clock: str, words: int, *, from_: bool) -> Select[*tuple[Any, ...]]:
    """The statement for these filters, whatever their values: built once for each way to filter."""
    query = select(*COLUMNS).where(OPEN, *(getattr(Proposal, name) == bindparam(name) for name in equal))
    if clock == "late":
        query = query.where(Proposal.due_on < bindparam("today"))
    elif clock == "soon":
        query = query.where(Proposal.warn_on < bindparam("today"), Proposal.due_on >= bindparam("today"))
    elif clock == "none":
        query = query.where(Proposal.due_on.is_(None))
    for n in range(words):
        query = query.where(Proposal.search.contains(bindparam(f"word{n}"), escape="/"))
    if from_:
        at: BindParameter[datetime] = bindparam("at")
        last: BindParameter[int] = bindparam("last")
        query = query.where(
            or_(Proposal.updated_at < at, and_(Proposal.updated_at == at, Proposal.id < last))
        )
    return query.order_by(Proposal.updated_at.desc(), Proposal.id.desc()).limit(SIZE + 1)


def _literal(word: str) -> str:
    """A word as LIKE takes it: its own ``%`` and ``_`` stand for themselves."""
    return word.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _place(after: str) -> tuple[datetime, int] | None:
    """The last row of the page before; nothing where what the address says is none."""
    moment, _, last = after.rpartition("|")
    try:
        at = datetime.fromisoformat(moment)
        place = (at.astimezone(UTC), int(last))
    except (ValueError, OverflowError):
        return None
    return place if at.tzinfo and 0 <= place[1] <= MOST_ID else None


def mine(
    actor: Actor, roles: Mapping[str, str], instead: Sequence[tuple[str, str, str]] = ()
) -> Mapping[str, Sequence[Any]]:
    """My work: what waits for me (an office I hold, a part I have), and what of mine waits for others.

    ``roles`` tells each role's body. ``instead``: what roles an alternate has where it decides in place of another, as
    (alternate, the other, role).
    """
    me = {**as_reader(actor), "roles": list(roles) or [""]}
    each = {f"role{n}": role for n, role in enumerate(roles)}
    each |= {f"body{n}": body for n, body in enumerate(roles.values())}
    placed = {"instead": list(instead)} if instead else {}
    return {
        "for_me": rows_of(_for_me(len(roles), instead=bool(instead)), **me, **each, **placed),
        "waiting": rows_of(_WAITING, **me),
        "ended": rows_of(_ENDED, **me),
    }


@cache
def _for_me(roles: int, *, instead: bool) -> Select[*tuple[Any, ...]]:
    """What waits for so many roles, the most urgent first; also where an alternate decides ``instead``.

    The first of each role are taken by the index of its holder and due day, and only those are sorted together:
    the work of a large office takes no longer than that of a small one.
    """
    here = (OPEN, Proposal.outcome.is_(None))
    office = (*here, ~ASIDE)
    held = [
        select(Proposal.id).where(
            *office, Proposal.holder == bindparam(f"role{n}"), ~referred(bindparam(f"body{n}"))
        )
        for n in range(roles)
    ]
    if instead:
        place = tuple_(Alternate.alternate, Alternate.body, Proposal.holder)
        in_place = place.in_(bindparam("instead", expanding=True))
        held.append(
            select(Proposal.id).join(Alternate, Alternate.proposal_id == Proposal.id).where(*office, in_place)
        )
    own = aliased(Assignment)  # OPEN asks the table too
    part = (
        select(Proposal.id)
        .join(own, own.proposal_id == Proposal.id)
        .where(*here, own.role == Proposal.holder, own.person_id == READER, own.until.is_(None))
    )
    first = union_all(*(_soonest(query).limit(SIZE).subquery().select() for query in (*held, part)))
    return _soonest(select(*COLUMNS).where(Proposal.id.in_(first))).limit(SIZE)


def _soonest(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.order_by(Proposal.due_on.asc().nulls_last(), Proposal.id.desc())


def _in_part(role: ColumnElement[bool]) -> ColumnElement[bool]:
    """Cases in which the reader has a part now; found from the reader's parts, not from the cases."""
    parts = select(Assignment.proposal_id).where(
        Assignment.person_id == READER, Assignment.until.is_(None), role
    )
    return Proposal.id.in_(parts)


_OWN = _in_part(Assignment.role.in_(("proposer", "co_proposer", "team_lead", "team_member")))
_HELD = or_(
    and_(Proposal.holder.in_(bindparam("roles", expanding=True)), ~ASIDE),
    _in_part(Assignment.role == Proposal.holder),
)
_WAITING = (
    select(*COLUMNS)
    .where(OPEN, Proposal.outcome.is_(None), _OWN, ~_HELD)
    .order_by(Proposal.updated_at.desc(), Proposal.id.desc())
    .limit(SIZE)
)
_ENDED = (
    select(*COLUMNS)
    .where(OPEN, Proposal.outcome.is_not(None), _OWN)
    .order_by(Proposal.closed_at.desc(), Proposal.id.desc())
    .limit(10)
)


def title_in_use(proposal: Proposal) -> bool:
    """Whether another submitted case, live or past, has this title. Says only that it does, never whose."""
    same = select(Proposal.id).where(
        Proposal.title_key == folded(proposal.title), Proposal.id != proposal.id, Proposal.last_seq > 1
    )
    return bool(proposal.title) and db.session.scalar(same.limit(1)) is not None
