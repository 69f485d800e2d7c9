"""Declare a conflict of interest: on record from then on, never erased (PROCESS.md 9, Conflicts)."""

from datetime import datetime

from sqlalchemy import select

from ..desk import Desk
from ..digests import digest
from ..language import Text
from ..models.database import db, transaction
from ..models.people import Person
from ..models.proposals import Assignment, Proposal
from ..models.reviews import Conflict
from ..queries.visibility import visible_to
from ..workflow.facts import Actor
from . import NotAllowed
from .opening import Opened, open_case

KINDS: dict[str, Text] = {
    "employment": Text(en="I work for or with the partner", fr="Je travaille pour le partenaire ou avec lui"),
    "financial": Text(en="I have a financial interest", fr="J’ai un intérêt financier"),
    "property": Text(en="I own intellectual property in it", fr="J’y détiens de la propriété intellectuelle"),
    "supplier": Text(
        en="I supply it, or am close to a supplier", fr="J’en suis fournisseur ou proche d’un fournisseur"
    ),
    "competing": Text(en="I have a competing program", fr="J’ai un programme concurrent"),
    "family": Text(
        en="A family member or close friend is involved",
        fr="Un membre de ma famille ou un proche y participe",
    ),
    "paid": Text(en="I would be paid from it", fr="J’en tirerais une rémunération"),
    "other": Text(en="Something else", fr="Autre"),
}
"""PROCESS.md 4.3, conflict declaration."""
ALREADY = Text(
    en="A conflict in this case is already declared: it stands",
    fr="Un conflit est déjà déclaré dans ce dossier\u00a0: il demeure",
)
CLOSED = Text(
    en="The case is closed: there is nothing left to take part in",
    fr="Le dossier est clos\u00a0: il n’y a plus rien à quoi prendre part",
)


def declare(desk: Desk, actor: Actor, reference: str, kind: str, description: str, now: datetime) -> bool:
    """The actor's own declaration, also after having acted; whether the case stays open to them.

    From then on the actor neither reads the packet nor assesses, reviews, minutes, deliberates or votes; what
    is theirs as proposer or team member stays theirs. Raises NotFound, NotAllowed (declared before, closed).
    """
    with transaction():
        opened = open_case(desk, actor, reference, now)
        _declare(opened, actor.id, actor.name, kind, description)
        return db.session.scalar(visible_to(actor).where(Proposal.id == opened.proposal.id)) is not None


def declare_for(opened: Opened, person: Person, kind: str, description: str, said: dict[str, object]) -> None:
    """What a member declared in the room, written down by the secretary. Inside the caller's transaction."""
    _declare(opened, person.id, person.name, kind, description, said)


def _declare(
    opened: Opened, person: int, name: str, kind: str, description: str, said: dict[str, object] | None = None
) -> None:
    proposal = opened.proposal
    if opened.version.workflow.stage(proposal.stage).final:
        raise NotAllowed(CLOSED)
    if person in opened.case.barred:
        raise NotAllowed(ALREADY)
    if kind not in KINDS:
        raise LookupError(kind)
    db.session.add(
        Conflict(
            proposal_id=proposal.id,
            person_id=person,
            kind=kind,
            description=description,
            declared_at=opened.now,
        )
    )
    released = _release(opened, person)
    db.session.flush()
    event = opened.note(
        "declare_conflict",
        {
            "person": {"id": person, "name": name},
            "kind": kind,
            "description_digest": digest(description),
            "released": released,
            **(said or {}),
        },
    )
    opened.tell(event, "ce_director", *_secretaries(opened))


def _release(opened: Opened, person: int) -> list[str]:
    """Parts in the case that must pass to somebody else. A sheet that led to a decision stays on record."""
    stages = opened.version.workflow.stages
    here = opened.version.workflow.stage(opened.proposal.stage)
    ending = {"quality_reviewer"}
    if here.review or here.pauses_clock:
        ending |= {s.review.by for s in stages if s.review}
    mine = db.session.scalars(
        select(Assignment).where(
            Assignment.proposal_id == opened.proposal.id,
            Assignment.person_id == person,
            Assignment.until.is_(None),
            Assignment.role.in_(sorted(ending)),
        )
    ).all()
    for assignment in mine:
        assignment.until = opened.now
    return sorted(a.role for a in mine)


def _secretaries(opened: Opened) -> list[str]:
    """Whoever keeps the record of the body that decides at this stage."""
    here = opened.version.workflow.stage(opened.proposal.stage)
    return sorted({role for action in here.actions for role in action.recorded_by})
