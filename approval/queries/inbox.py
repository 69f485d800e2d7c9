"""My work: what waits for me, with a verb and a date; what of mine waits for others; what has ended."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from ..desk import Desk
from ..language import Text
from ..models.database import rows_of
from ..models.proposals import Assignment, Paper, Proposal
from ..models.records import Event, Recorded
from ..workflow.definition import Workflow
from ..workflow.facts import Actor
from .alternates import alternates_of, instead_roles
from .idle import still_asked
from .ledger import due_of, waiting_for
from .register import mine
from .rulings import Waiting, conflicts_waiting
from .visibility import ASIDE, OPEN, READER, as_reader


class Item(NamedTuple):
    """One line of work."""

    reference: str
    title: str
    verb: Text
    due_on: date | None
    since: datetime
    endpoint: str = "proposals.show"
    action: str = ""
    number: int = 0
    """Of the condition it is about; 0 where it is about none."""
    due: Text | None = None
    """Before what it is due, where that is no day."""
    person: int = 0
    """Whom it is about, where the page asks."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a person's first page holds."""

    for_me: Sequence[Item]
    waiting: Sequence[Item]
    ended: Sequence[Item]


CONFIRM = Text(en="Confirm the decision", fr="Confirmer la décision")
SHOW = Text(en="Show that condition {n} is met", fr="Montrer que la condition {n} est remplie")
SIGN = Text(en="Sign off condition {n}", fr="Lever la condition {n}")
ASSESS = Text(en="Hand in your assessment", fr="Remettre votre évaluation")
CHOOSE = Text(en="Say whether it goes on", fr="Dire si le dossier se poursuit")
ANSWER = Text(en="Say whether you have a conflict of interest", fr="Dire si vous êtes en conflit d’intérêts")
RULE = Text(en="Rule on a conflict of interest", fr="Trancher une question de conflit d’intérêts")
OWN = Text(en="Waiting for others", fr="En attente d’autres personnes")


def my_work(desk: Desk, actor: Actor, today: date) -> Work:
    """As many statements whatever the number of cases; no rule is asked about any of them."""
    workflows = {digest: version.workflow for digest, version in desk.versions.items()}
    roles = frozenset().union(*(w.held_by(actor.usable) for w in workflows.values()))
    binding = frozenset().union(*(w.held_by(actor.binding) for w in workflows.values()))
    instead = instead_roles(workflows.values(), actor)
    rows = mine(actor, _bodies_of(workflows, roles), sorted(instead))
    first = [
        *(_conflict(row) for row in conflicts_waiting(workflows, actor, today)),
        *_to_confirm(workflows, actor, binding | {role for _, _, role in instead}),
        *_to_assess(workflows, actor),
        *_to_choose(workflows, actor, roles),
    ]
    taken = {item.reference for item in first}
    return Work(
        [
            *first,
            *_conditions(actor),
            *(_item(workflows, row) for row in rows["for_me"] if row.reference not in taken),
        ],
        [_item(workflows, row) for row in rows["waiting"]],
        [_item(workflows, row) for row in rows["ended"]],
    )


def _bodies_of(workflows: Mapping[str, Workflow], roles: Collection[str]) -> Mapping[str, str]:
    """By role: the body whose office gives it."""
    given = {r.name: r.body or "" for w in workflows.values() for r in w.roles if r.name in roles}
    return dict(sorted(given.items()))


def _item(workflows: Mapping[str, Workflow], row: Any) -> Item:
    title = workflows[row.digest].stage(row.stage).title
    return Item(row.reference, row.title, title, row.due_on, row.stage_since)


_CASE = (Proposal.reference, Proposal.title, Proposal.digest, Proposal.stage, Proposal.due_on)
_TO_CONFIRM = (
    select(Proposal.id, *_CASE, Recorded.action, Recorded.at)
    .join(Recorded, and_(Recorded.proposal_id == Proposal.id, Recorded.action == Proposal.recorded))
    .where(OPEN, ~ASIDE, Recorded.action.in_(bindparam("actions", expanding=True)))
    .order_by(Recorded.at)
    .limit(50)
)
_TO_ASSESS = (
    select(*_CASE, Paper.form, Paper.updated_at)
    .join(Paper, Paper.proposal_id == Proposal.id)
    .where(OPEN, Paper.person_id == READER, Paper.handed_in_at.is_(None), Proposal.outcome.is_(None))
    .order_by(Proposal.due_on, Proposal.id)
    .limit(50)
)


def _to_confirm(workflows: Mapping[str, Workflow], actor: Actor, roles: frozenset[str]) -> list[Item]:
    """Decisions written down by a secretary that this chair may confirm. Who confirms nothing is not asked about.

    ``roles`` are those that the actor could have in some case; in which the actor has them, the case's alternates say.
    """
    actions = {name for w in workflows.values() for (_, name), by in w.confirmed_by.items() if by & roles}
    if not actions:
        return []
    rows = rows_of(_TO_CONFIRM, **as_reader(actor), actions=sorted(actions))
    instead = alternates_of({row.id for row in rows}) if rows else {}

    def confirms(row: Any) -> bool:
        workflow = workflows[row.digest]
        seated = actor.seated_by(instead.get(row.id, {}), deciding=True)
        by = workflow.confirmed_by.get((row.stage, row.action), frozenset())
        return bool(by & workflow.held_by(seated.binding))

    return [
        Item(row.reference, row.title, CONFIRM, row.due_on, row.at, "actions.show", row.action)
        for row in rows
        if confirms(row)
    ]


def _conditions(actor: Actor) -> list[Item]:
    """Conditions that the actor owns and has shown nothing for, and those shown that the actor signs off."""
    return [
        Item(
            row.reference,
            row.title,
            (SIGN if row.signs else SHOW).format(n=row.number),
            row.due_on,
            row.stage_since,
            "conditions.one",
            number=row.number,
            due=None if row.due_on else due_of(row),
        )
        for row in waiting_for(actor)
    ]


def _conflict(row: Waiting) -> Item:
    """A question to the reader, or somebody's answer that the reader rules on."""
    verb, page = (RULE, "conflicts.ruling") if row.person else (ANSWER, "conflicts.declare")
    return Item(row.reference, row.title, verb, None, row.since, page, person=row.person)


def _to_assess(workflows: Mapping[str, Workflow], actor: Actor) -> list[Item]:
    """Sheets of this assessor that are not handed in, on cases that are being assessed."""
    found = []
    for row in rows_of(_TO_ASSESS, **as_reader(actor)):
        review = workflows[row.digest].stage(row.stage).review
        if review and row.form in review.forms:
            found.append(Item(row.reference, row.title, ASSESS, row.due_on, row.updated_at))
    return found


_PART = aliased(Assignment)
_TO_CHOOSE = (
    select(*_CASE, Event.at, _PART.role)
    .join(Event, Event.proposal_id == Proposal.id)
    .outerjoin(
        _PART,
        and_(
            *(_PART.proposal_id == Proposal.id, _PART.person_id == READER, _PART.until.is_(None)),
            _PART.role.in_(bindparam("choosers", expanding=True)),
        ),
    )
    .where(OPEN, still_asked())
    .where(
        or_(_PART.role.is_not(None), and_(Proposal.stage.in_(bindparam("stages", expanding=True)), ~ASIDE))
    )
    .order_by(Event.at, Proposal.id)
    .limit(50)
)


def _to_choose(workflows: Mapping[str, Workflow], actor: Actor, roles: frozenset[str]) -> list[Item]:
    """Cases that nobody moved, and about which this person was asked whether they go on."""
    choosers = {d: w.choosers for d, w in workflows.items()}
    every = frozenset().union(*(by for stages in choosers.values() for by in stages.values()))
    stages = {stage for found in choosers.values() for stage, by in found.items() if by & roles}
    found = rows_of(_TO_CHOOSE, **as_reader(actor), choosers=sorted(every), stages=sorted(stages))
    asked = (row for row in found if choosers[row.digest][row.stage] & {*roles, row.role})
    items = {row.reference: Item(row.reference, row.title, CHOOSE, row.due_on, row.at) for row in asked}
    return list(items.values())
