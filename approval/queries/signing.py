"""Who may bring evidence for a condition, sign it off, waive it, or say who sees to it (PROCESS.md 3 and 9)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from ..calendar import local_day
from ..models.bodies import Body, Membership
from ..models.database import db
from ..models.people import Person
from ..models.proposals import Assignment, Audience
from ..models.reviews import Condition, Conflict
from ..workflow.facts import Actor, Case
from ..workflow.rules import OWN, impartial, unencumbered
from .offices import able
from .people import holders, in_term

BRINGERS = frozenset({"ce_staff", "proposer", "co_proposer", "sponsor", "team_lead", "team_member"})
"""Whoever may add evidence, in any stage, besides the owner (PROCESS.md 9, Conditions)."""
HEADS = ("chair", "vice_chair", "director", "deputy_director", "lead")
"""Offices that speak for a body: they waive its conditions, and sign where the one named cannot."""
DIRECTORS = ("director", "deputy_director")
SIGNING = (*HEADS, "secretary", "deputy_secretary")
"""Offices that sign where nobody was named."""


@dataclass(frozen=True, slots=True)
class Authority:
    """That somebody may act; ``acting_for`` is who gave it them, where it is not their own."""

    acting_for: int | None = None


def may_bring(actor: Actor, held: frozenset[str], condition: Condition) -> bool:
    """Whether the actor adds to what shows that a condition is met."""
    return bool(held & BRINGERS) or actor.id == condition.owner_id


def may_sign(
    case: Case, actor: Actor, held: frozenset[str], condition: Condition, today: date
) -> Authority | None:
    """The person named, or their delegate; where they cannot act, their successor or whoever heads the body.

    Where nobody can act for the body once conflicts are counted, the director of Continuing Education.
    """
    if not impartial(case, actor.id):
        return None
    body, named = condition.body, condition.signer_id
    given = _givers(case, actor, body)
    if named is not None and named in able(case, body, (), today):
        if actor.id == named:
            return Authority()
        return Authority(named) if named in {person for person, _ in given} else None
    offices = SIGNING if named is None else tuple({*heads_of(body), *_held_by(named, body)})
    return _by_office(case, actor, held, body, offices, given, today)


def may_assign(
    case: Case, actor: Actor, held: frozenset[str], condition: Condition, today: date
) -> Authority | None:
    """Whether the actor says who owns a condition and who signs it off: the head of the imposing body."""
    if not impartial(case, actor.id):
        return None
    given = _givers(case, actor, condition.body)
    return _by_office(case, actor, held, condition.body, heads_of(condition.body), given, today)


def may_waive(case: Case, actor: Actor, condition: Condition) -> bool:
    """Only the body that imposed it, through its head; a delegate does not waive."""
    return impartial(case, actor.id) and actor.sits(condition.body, *heads_of(condition.body))


def may_reopen(
    case: Case,
    actor: Actor,
    held: frozenset[str],
    condition: Condition,
    since: datetime,
    now: datetime,
) -> bool:
    """Within the retraction window of the imposing body, until the case has moved on (``since`` is when it last did).

    Whoever closed it by mistake, the person who signs, or the head of the body.
    """
    closed = condition.closed_at
    if closed is None or not impartial(case, actor.id) or now > window_end(condition) or since >= closed:
        return False
    own = actor.id == condition.closed_by_id
    today = local_day(now)
    return (
        own or may_sign(case, actor, held, condition, today) is not None or may_waive(case, actor, condition)
    )


def window_end(condition: Condition) -> datetime:
    """When a sign-off can no longer be taken back. Raises ValueError for a condition that is open."""
    if condition.closed_at is None:
        raise ValueError(condition.number)
    body = db.session.scalar(select(Body).where(Body.key == condition.body))
    hours = body.on(local_day(condition.closed_at)).retraction_hours if body else 0
    return condition.closed_at + timedelta(hours=hours)


def heads_of(body: str) -> tuple[str, ...]:
    """The offices that head a body; every office of one that declares none of the usual."""
    found = db.session.scalar(select(Body.offices).where(Body.key == body)) or []
    names = [str(office["name"]) for office in found]
    return tuple(n for n in names if n in HEADS) or tuple(names)


def candidates(case: Case, body: str, today: date) -> list[tuple[str, str]]:
    """(id, name) of whoever could sign for a body: its members who are neither conflicted nor proposers."""
    members = sorted(holders(body, (), today), key=lambda p: p.name)
    return [(str(p.id), p.name) for p in members if impartial(case, p.id)]


def owners(proposal: int, today: date) -> dict[int, str]:
    """By id, the name of whoever could own a condition here: those who may open the case and have an account."""
    part = select(Assignment.person_id).where(Assignment.proposal_id == proposal, Assignment.until.is_(None))
    reached = (
        select(Membership.person_id)
        .join(Body, Body.id == Membership.body_id)
        .join(Audience, Audience.body == Body.key)
        .where(Audience.proposal_id == proposal, *in_term(today))
    )
    barred = select(Conflict.person_id).where(Conflict.proposal_id == proposal, Conflict.bars)
    rows = db.session.execute(
        select(Person.id, Person.name)
        .where(
            Person.may_sign_in,
            or_(Person.id.in_(part), Person.id.in_(reached)),
            or_(Person.id.not_in(barred), Person.id.in_(part.where(Assignment.role.in_(OWN)))),
        )
        .order_by(Person.name)
    )
    return {person: name for person, name in rows}  # noqa: C416 - rows are no pairs to dict()'s type


def _by_office(
    case: Case,
    actor: Actor,
    held: frozenset[str],
    body: str,
    offices: tuple[str, ...],
    given: frozenset[tuple[int, str]],
    today: date,
) -> Authority | None:
    if offices and actor.sits(body, *offices):
        return Authority(actor.stands_for(body, *offices))
    there = able(case, body, offices, today) if offices else frozenset()
    if through := {person for person, office in given if office in offices} & there:
        return Authority(min(through))
    if "ce_director" not in held or there:
        return None
    return Authority(unencumbered(case, actor).stands_for("ce", *DIRECTORS))


def _givers(case: Case, actor: Actor, body: str) -> frozenset[tuple[int, str]]:
    """Who let the actor act for them in this body, by which office; only those who could act themselves."""
    return frozenset(
        (one.by, one.office) for one in actor.lent if one.body == body and impartial(case, one.by)
    )


def _held_by(person: int, body: str) -> frozenset[str]:
    """Offices that somebody held in a body, whenever."""
    rows = select(Membership.office).join(Body, Body.id == Membership.body_id)
    return frozenset(db.session.scalars(rows.where(Membership.person_id == person, Body.key == body)))
