"""My work: what waits for me, with a verb and a date; what of mine waits for others; what has ended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, select

from ..desk import Desk
from ..language import Text
from ..models.database import db
from ..models.proposals import Paper, Proposal
from ..models.records import Recorded
from ..workflow.facts import Actor
from .register import mine
from .rulings import Waiting, to_answer, to_rule
from .visibility import may_deliberate, may_open


@dataclass(frozen=True, slots=True)
class Item:
    """One line of work."""

    reference: str
    title: str
    verb: Text
    stage: Text
    due_on: date | None
    since: datetime
    endpoint: str = "proposals.show"
    action: str = ""
    person: int = 0
    """Whom it is about, where the page asks."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a person's first page holds."""

    for_me: Sequence[Item]
    waiting: Sequence[Item]
    ended: Sequence[Item]


CONFIRM = Text(en="Confirm the decision", fr="Confirmer la décision")
ASSESS = Text(en="Hand in your assessment", fr="Remettre votre évaluation")
ANSWER = Text(en="Say whether you have a conflict of interest", fr="Dire si vous êtes en conflit d’intérêts")
RULE = Text(en="Rule on a conflict of interest", fr="Trancher une question de conflit d’intérêts")
OWN = Text(en="Waiting for others", fr="En attente d’autres personnes")


def my_work(desk: Desk, actor: Actor, today: date) -> Work:
    """As many statements, whatever the number of cases."""
    roles = sorted(
        {
            r.name
            for v in desk.versions.values()
            for r in v.workflow.roles
            if r.body and actor.holds(r.body, *r.offices)
        }
    )
    rows = mine(actor, roles)
    asked = [_conflict(desk, ANSWER, row) for row in to_answer(actor)]
    denied = [_conflict(desk, RULE, row, row.person) for row in to_rule(desk, actor, today)]
    first = [*asked, *denied, *_to_confirm(desk, actor), *_to_assess(desk, actor)]
    taken = {item.reference for item in first}
    rest = [_item(desk, row) for row in rows["for_me"] if row.reference not in taken]
    return Work(
        [*first, *rest],
        [_item(desk, row) for row in rows["waiting"]],
        [_item(desk, row) for row in rows["ended"]],
    )


def _item(desk: Desk, row: Any) -> Item:
    stage = desk.versions[row.digest].workflow.stage(row.stage)
    return Item(row.reference, row.title, stage.title, stage.title, row.due_on, row.stage_since)


def _conflict(desk: Desk, verb: Text, row: Waiting, person: int = 0) -> Item:
    stage = desk.versions[row.digest].workflow.stage(row.stage).title
    page = "conflicts.ruling" if person else "conflicts.declare"
    return Item(row.reference, row.title, verb, stage, None, row.since, page, person=person)


def _to_confirm(desk: Desk, actor: Actor) -> list[Item]:
    """Decisions written down by a secretary that this chair may confirm."""
    rows = db.session.execute(
        select(
            Proposal.reference,
            Proposal.title,
            Proposal.digest,
            Proposal.stage,
            Proposal.due_on,
            Recorded.action,
            Recorded.at,
        )
        .join(Recorded, and_(Recorded.proposal_id == Proposal.id, Recorded.action == Proposal.recorded))
        .where(may_deliberate(actor))
        .order_by(Recorded.at)
        .limit(50)
    )
    found = []
    binding = replace(actor, lent=tuple(one for one in actor.lent if one.binds))
    for row in rows:
        workflow = desk.versions[row.digest].workflow
        action = workflow.action_at(row.stage, row.action)
        seats = [workflow.role(name) for name in action.by]
        if any(r.body and binding.holds(r.body, *r.offices) for r in seats):
            stage = workflow.stage(row.stage).title
            found.append(
                Item(row.reference, row.title, CONFIRM, stage, row.due_on, row.at, "actions.show", row.action)
            )
    return found


def _to_assess(desk: Desk, actor: Actor) -> list[Item]:
    """Sheets of this assessor that are not handed in, on cases that are being assessed."""
    rows = db.session.execute(
        select(
            Proposal.reference,
            Proposal.title,
            Proposal.digest,
            Proposal.stage,
            Proposal.due_on,
            Paper.form,
            Paper.updated_at,
        )
        .join(Paper, Paper.proposal_id == Proposal.id)
        .where(
            may_open(actor),
            Paper.person_id == actor.id,
            Paper.handed_in_at.is_(None),
            Proposal.outcome.is_(None),
        )
        .order_by(Proposal.due_on, Proposal.id)
        .limit(50)
    )
    found = []
    for row in rows:
        stage = desk.versions[row.digest].workflow.stage(row.stage)
        if stage.review and row.form in stage.review.forms:
            found.append(Item(row.reference, row.title, ASSESS, stage.title, row.due_on, row.updated_at))
    return found
