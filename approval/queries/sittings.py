"""What a sitting of a body must know about people and one case: who is out of it, who must speak first, who votes for whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, union

from ..models.bodies import Body, Delegation, Membership
from ..models.database import db
from ..models.proposals import Assignment
from ..models.reviews import Conflict
from ..workflow.links import SUGGESTED
from ..workflow.rules import PROPOSERS
from .people import BOARD, in_term, lent_on


def barred_from(proposal_id: int) -> frozenset[int]:
    """Persons out of a case: their conflict was declared or upheld, or they propose it. One statement."""
    conflicted = select(Conflict.person_id).where(Conflict.proposal_id == proposal_id, Conflict.bars)
    authors = select(Assignment.person_id).where(
        Assignment.proposal_id == proposal_id,
        Assignment.role.in_(sorted(PROPOSERS)),
        Assignment.until.is_(None),
    )
    return frozenset(db.session.scalars(union(conflicted, authors)))


def asked_first(proposal_id: int) -> frozenset[int]:
    """Persons who were asked about a link to the case and have not answered: they neither score, vote nor confirm yet."""
    asked = (Conflict.proposal_id == proposal_id, Conflict.status == SUGGESTED)
    return frozenset(db.session.scalars(select(Conflict.person_id).where(*asked)))


@dataclass(frozen=True, slots=True)
class Aside:
    """Who sits aside for an item, and what the body's rules of the day say about them."""

    barred: frozenset[int]
    count: bool
    """Whether they count in the quorum of the item where they are there."""
    leave: bool
    """Whether they leave the room, or stay and keep silent."""

    def counted(self, present: frozenset[int]) -> frozenset[int]:
        """Those of the members present who make the quorum of the item."""
        return present if self.count else present - self.barred

    def in_the_room(self, present: frozenset[int]) -> frozenset[int]:
        """Those of the members present who remain while the item is dealt with."""
        return present - self.barred if self.leave else present


def aside(body: Body, proposal_id: int, day: date) -> Aside:
    """For one case before a body on a day."""
    rules = body.on(day)
    return Aside(barred_from(proposal_id), rules.conflicted_count, rules.conflicted_leave)


def proxies(body: Body, day: date) -> Mapping[int, int]:
    """By member: the delegate who may cast their vote on a day, where they are not there themselves.

    One seat, one vote: nobody who has a vote of their own gets a second one, nobody casts two, and at the Board
    nobody votes for another.
    """
    if body.kind == BOARD:
        return {}
    voting = {o["name"] for o in body.offices if o.get("votes", True)}
    seats = set(
        db.session.scalars(
            select(Membership.person_id).where(
                Membership.body_id == body.id, Membership.office.in_(sorted(voting)), *in_term(day)
            )
        )
    )
    given = db.session.execute(
        select(Delegation.from_id, Delegation.to_id)
        .where(Delegation.body_id == body.id, Delegation.office.in_(sorted(voting)), *lent_on(day))
        .order_by(Delegation.id)
    )
    return one_each([(giver, taker) for giver, taker in given if taker not in seats])


def one_each(given: list[tuple[int, int]]) -> dict[int, int]:
    """Each giver and each taker at most once, the earliest first."""
    kept: dict[int, int] = {}
    for giver, taker in given:
        if giver not in kept and taker not in kept.values():
            kept[giver] = taker
    return kept
