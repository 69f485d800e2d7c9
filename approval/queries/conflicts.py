"""Conflicts of interest in a case, for those who keep its record, and for the person they are about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from ..language import Text
from ..models.database import db
from ..models.meetings import AgendaItem, Motion, Vote
from ..models.records import Event, Statement
from ..models.reviews import Conflict
from ..workflow.definition import Workflow
from ..workflow.links import told

STANDS = {
    "suggested": Text(en="Asked, not answered yet", fr="Question posée, sans réponse encore"),
    "declared": Text(en="Declared", fr="Déclaré"),
    "denied": Text(en="Denied, to be ruled on", fr="Nié, à trancher"),
    "upheld": Text(en="Upheld", fr="Confirmé"),
    "dismissed": Text(en="Dismissed", fr="Écarté"),
}
DONE = {
    "hand_in": Text(en="handed in a sheet", fr="a remis une grille"),
    "record": Text(en="wrote a decision down", fr="a consigné une décision"),
    "confirm": Text(en="took or confirmed a decision", fr="a pris ou confirmé une décision"),
    "vote": Text(en="voted", fr="a voté"),
    "move": Text(en="moved or seconded a motion", fr="a proposé ou appuyé une motion"),
}


@dataclass(frozen=True, slots=True)
class Done:
    """Something that a person had done in deciding a case before they were out of it."""

    what: Text
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """What is on record of one person's conflict."""

    row: Conflict
    links: Sequence[Text]
    before: Sequence[Done]


def own_conflict(proposal: int, person: int) -> Conflict | None:
    """What is on record of the person's conflict in this case."""
    return db.session.scalar(
        select(Conflict).where(Conflict.proposal_id == proposal, Conflict.person_id == person)
    )


def conflicts_of(proposal: int) -> list[Line]:
    """Everything on record of conflicts in a case, oldest first. Two statements."""
    rows = db.session.scalars(
        select(Conflict)
        .join(Conflict.person)
        .options(contains_eager(Conflict.person))
        .where(Conflict.proposal_id == proposal)
        .order_by(Conflict.declared_at, Conflict.id)
    ).all()
    before = _before(proposal) if rows else {}
    return [Line(row, told(row.found.split()), before.get(row.person_id, [])) for row in rows]


def _before(proposal: int) -> dict[int, list[Done]]:
    """By person: what they had done before, as the event that barred them says."""
    said = db.session.scalars(
        select(Statement.said)
        .join(Event, Event.id == Statement.event_id)
        .where(Event.proposal_id == proposal, Event.action.in_(("declare_conflict", "rule_conflict")))
        .order_by(Event.seq)
    )
    return {
        int(one["person"]["id"]): [_done(act) for act in one["before"]] for one in said if one.get("before")
    }


def _done(act: Mapping[str, str]) -> Done:
    return Done(
        DONE.get(act["what"], DONE["confirm"]), datetime.fromisoformat(act["at"]) if act["at"] else None
    )


def done_before(proposal: int, person: int) -> list[dict[str, str]]:
    """What the person, or a delegate for them, has done in deciding a case: recusal after it erases none of it."""
    found: list[dict[str, str]] = []
    mine = or_(Event.actor_id == person, Event.for_id == person)
    deciding = or_(Event.action.in_(("hand_in", "record")), Event.body.is_not(None))
    acts = (
        select(Event.action, Event.at)
        .where(Event.proposal_id == proposal, mine, deciding)
        .order_by(Event.seq)
    )
    for action, at in db.session.execute(acts):
        found.append({"what": action if action in DONE else "confirm", "at": at.isoformat()})
    votes = select(Vote.cast_at).join(Motion, Motion.id == Vote.motion_id).where(Vote.person_id == person)
    moves = select(Motion.opened_at).where(or_(Motion.moved_by_id == person, Motion.seconded_by_id == person))
    for what, when in (("vote", votes), ("move", moves)):
        here = when.join(AgendaItem, AgendaItem.id == Motion.item_id).where(
            AgendaItem.proposal_id == proposal
        )
        found += [{"what": what, "at": at.isoformat() if at else ""} for at in db.session.scalars(here)]
    return sorted(found, key=lambda one: one["at"])


def keeps_record(workflow: Workflow, held: frozenset[str]) -> bool:
    """Whether somebody with these roles reads what is on record of others: the director, chairs and secretaries."""
    binding = (a for s in workflow.stages for a in s.actions if a.body)
    return bool(held & {r for a in binding for r in (*a.by, *a.recorded_by)})
