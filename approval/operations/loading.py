"""Find what is to be changed, inside the transaction that changes it."""

from sqlalchemy import select

from ..models.database import db
from ..models.people import Person
from ..models.proposals import Paper, Proposal
from ..models.records import Event
from ..queries import NotFound
from ..queries.acts import ASSESSING
from ..queries.visibility import ONE, as_reader
from ..workflow.facts import Actor
from . import Stale

_LOCKED = ONE.with_for_update(of=Proposal)


def open_proposal(actor: Actor, reference: str) -> Proposal:
    """The proposal, locked for this transaction. Raises NotFound where the actor may not open it."""
    proposal = db.session.scalar(_LOCKED, {**as_reader(actor), "reference": reference})
    if proposal is None:
        raise NotFound(reference)
    return proposal


def insist_unchanged(proposal: Proposal, seen: int) -> None:
    """Raises Stale, saying who acted, where the proposal is no longer as it was seen.

    Somebody's act is told before what the system noted upon it. Who assesses is said to nobody here: the page may be a
    proposer's (PROCESS.md 4.2).
    """
    if proposal.version == seen:
        return
    last = db.session.execute(
        select(Person.name, Event.at, Event.action)
        .select_from(Event)
        .outerjoin(Person, Person.id == Event.actor_id)
        .where(Event.proposal_id == proposal.id, Event.version > seen)
        .order_by(Event.actor_id.is_(None), Event.seq.desc())
        .limit(1)
    ).first()
    if last is None:
        raise Stale
    raise Stale("" if last.action in ASSESSING else last.name or "", last.at)


def shared_paper(proposal: Proposal, form: str) -> Paper | None:
    """The case's one paper of this form."""
    return db.session.scalar(
        select(Paper).where(Paper.proposal_id == proposal.id, Paper.form == form, Paper.person_id.is_(None))
    )


def shared_papers(proposal: Proposal) -> dict[str, Paper]:
    """The case's papers that are nobody's own, by form."""
    papers = db.session.scalars(
        select(Paper).where(Paper.proposal_id == proposal.id, Paper.person_id.is_(None))
    )
    return {paper.form: paper for paper in papers}


def sheet_of(proposal: Proposal, person: int, *forms: str) -> Paper | None:
    """The person's own paper of one of these forms: a sheet, or a decision being written."""
    return db.session.scalar(
        select(Paper)
        .where(Paper.proposal_id == proposal.id, Paper.person_id == person, Paper.form.in_(forms))
        .limit(1)
    )
