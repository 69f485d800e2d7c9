"""Conflicts of interest: declared, denied, ruled on; on record from then on, never erased (PROCESS.md 2 and 9)."""

from datetime import datetime

from sqlalchemy import select

from ..calendar import local_day
from ..desk import Desk
from ..digests import digest
from ..language import Text
from ..models.database import db, transaction
from ..models.people import Person
from ..models.proposals import Assignment, Proposal
from ..models.reviews import Conflict
from ..queries import NotFound
from ..queries.conflicts import done_before
from ..queries.rulings import bench_of
from ..queries.visibility import visible_to
from ..workflow.facts import Actor
from ..workflow.links import DECLARED, DENIED, DISMISSED, UPHELD
from ..workflow.rules import unsaid
from . import NotAllowed
from .declaring import tell_meetings
from .opening import Opened, open_case
from .recording import enqueue
from .suggesting import conflict_of, written

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
    en="A conflict in this case is already on record: it stands",
    fr="Un conflit est déjà consigné dans ce dossier\u00a0: il demeure",
)
CLOSED = Text(
    en="The case is closed: there is nothing left to take part in",
    fr="Le dossier est clos\u00a0: il n’y a plus rien à quoi prendre part",
)
NOTHING_ASKED = Text(
    en="Nothing waits for your answer in this case",
    fr="Aucune question n’attend votre réponse dans ce dossier",
)
NOT_DENIED = Text(
    en="There is nothing to rule on: the person has not denied it, or it is already ruled on",
    fr="Il n’y a rien à trancher\u00a0: la personne n’a rien nié, ou c’est déjà tranché",
)
NOT_RULER = Text(
    en="The chair of the body rules on this; where it is the chair’s own, the vice-chair",
    fr="Cela revient à la présidence de l’instance\u00a0; s’il s’agit de la sienne, à la vice-présidence",
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


def deny(desk: Desk, actor: Actor, reference: str, why: str, now: datetime) -> None:
    """The actor says that the links found are no conflict. The chair rules on it; until then nothing is barred.

    Raises NotFound, NotAllowed (nothing was found or asked, closed).
    """
    with transaction():
        opened = open_case(desk, actor, reference, now)
        _insist_open(opened)
        found = unsaid(opened.case, actor)
        if not found:
            raise NotAllowed(NOTHING_ASKED)
        row = _row(opened, actor.id)
        row.status, row.bars, row.answered_at, row.ruled_at = DENIED, False, now, None
        row.found = written({*row.found.split(), *found})
        row.description = _before(why, row.description)
        said = {
            "person": _named(actor.id, actor.name),
            "found": sorted(found),
            "description_digest": digest(why),
        }
        event = opened.note("deny_conflict", said)
        for ruler in sorted(bench_of(opened.version.workflow, opened.case, actor.id, local_day(now))):
            enqueue(event, "mail", f"notice:{ruler}", now, person=ruler)


def rule(
    desk: Desk, actor: Actor, reference: str, person: int, *, upheld: bool, why: str, now: datetime
) -> None:
    """The chair rules on what the person denied: upheld bars them, dismissed does not; the reason is kept.

    Raises NotFound, NotAllowed (not theirs to rule on, nothing to rule on, asked about a conflict of their own).
    """
    with transaction():
        opened = open_case(desk, actor, reference, now)
        _insist_open(opened)
        row = conflict_of(opened.proposal, person)
        if row is None:
            raise NotFound(person)
        opened.asked()
        bench = bench_of(opened.version.workflow, opened.case, person, local_day(now))
        if actor.id not in bench:
            raise NotAllowed(NOT_RULER)
        if row.status != DENIED:
            raise NotAllowed(NOT_DENIED)
        row.status, row.bars = (UPHELD, True) if upheld else (DISMISSED, False)
        row.ruled_by_id, row.ruled_at, row.ruling = actor.id, now, _before(why, row.ruling)
        said: dict[str, object] = {
            "person": _named(person, row.person.name),
            "ruling": row.status,
            "description_digest": digest(why),
        }
        if upheld:
            said |= _out_of_it(opened, person)
        event = opened.note("rule_conflict", said, acting_for=bench[actor.id])
        enqueue(event, "mail", f"notice:{person}", now, person=person, bare="upheld" if upheld else "")
        opened.tell(event, *_secretaries(opened), but=(person,))
        if upheld:
            tell_meetings(opened.proposal.id, person, row.person.name, actor, now)


def _declare(
    opened: Opened, person: int, name: str, kind: str, description: str, said: dict[str, object] | None = None
) -> None:
    _insist_open(opened)
    if person in opened.case.barred:
        raise NotAllowed(ALREADY)
    if kind not in KINDS:
        raise LookupError(kind)
    row = _row(opened, person)
    row.status, row.bars, row.answered_at, row.ruled_at = DECLARED, True, opened.now, None
    row.kind, row.description = kind, _before(description, row.description)
    event = opened.note(
        "declare_conflict",
        {
            "person": _named(person, name),
            "kind": kind,
            "description_digest": digest(description),
            **_out_of_it(opened, person),
            **(said or {}),
        },
    )
    opened.tell(event, "ce_director", *_secretaries(opened), but=(person,))
    where = (said or {}).get("meeting")
    there = where.get("meeting") if isinstance(where, dict) else None
    tell_meetings(opened.proposal.id, person, name, opened.actor, opened.now, meeting=there)


def _insist_open(opened: Opened) -> None:
    if opened.version.workflow.stage(opened.proposal.stage).final:
        raise NotAllowed(CLOSED)


def _row(opened: Opened, person: int) -> Conflict:
    """The person's one row, begun if there is none."""
    found = conflict_of(opened.proposal, person)
    if found is None:
        found = Conflict(
            proposal_id=opened.proposal.id,
            person_id=person,
            kind="",
            description="",
            found="",
            declared_at=opened.now,
        )
        db.session.add(found)
    return found


def _before(new: str, earlier: str) -> str:
    """New words stand before those that were there: nothing anybody said goes."""
    return f"{new}\n\n{earlier}" if earlier else new


def _named(person: int, name: str) -> dict[str, object]:
    return {"id": person, "name": name}


def _out_of_it(opened: Opened, person: int) -> dict[str, object]:
    """End the person's parts that must pass to others, and say what they had done before: it stays on record."""
    released = _release(opened, person)
    db.session.flush()
    return {"released": released, "before": done_before(opened.proposal.id, person)}


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
