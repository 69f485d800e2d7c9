"""Begin a proposal: by its proposer, by CE on behalf of someone, or from a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ..calendar import local_day
from ..desk import Desk
from ..language import Text
from ..models.database import db, transaction
from ..models.people import Person
from ..models.proposals import Assignment, Proposal
from ..models.records import WorkflowVersion
from ..versions import Version
from ..workflow.facts import Actor
from . import NotAllowed
from .accounts import person_for
from .adopting import catch_up
from .loading import open_proposal
from .parts import assign, settle
from .recording import Happening, enqueue, record
from .writing import begin_paper, refresh

FIRST_FORM = "concept"


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a proposal comes to be."""

    workflow: str = "michener"
    language: str = "en"
    answers: Mapping[str, Any] | None = None
    on_behalf_of: tuple[str, str] | None = None
    """Name and e-mail of the person it is entered for."""


def begin(desk: Desk, actor: Actor | None, beginning: Beginning, *, now: datetime) -> str:
    """Begin a draft; its reference. Entered on behalf of someone, it waits for their confirmation.

    Nobody is the actor where a command brought it in: then only its proposer may write in it.
    """
    with transaction():
        catch_up(desk)
        version = desk.versions.newest(beginning.workflow)
        db.session.execute(  # numbers are given one at a time
            select(WorkflowVersion.digest).where(WorkflowVersion.digest == version.digest).with_for_update()
        )
        proposer = _proposer(actor, beginning, now)
        proposal = _new(version, beginning, now)
        if actor is None or proposer.id != actor.id:
            proposal.unconfirmed, proposal.entered_by_id = True, actor.id if actor else None
        db.session.add(proposal)
        db.session.flush()
        assign(proposal, proposer.id, "proposer", now)
        paper = begin_paper(version, proposal, FIRST_FORM, actor.id if actor else proposer.id, now)
        given = dict(beginning.answers or {})
        given.setdefault("proposer", {"name": proposer.name, "email": proposer.email, **_role(proposer)})
        paper.answers = given
        db.session.flush()
        begun = record(
            proposal, Happening("begin", actor, now, said=_how(beginning), texts=version.workflow.texts)
        )
        refresh(version, proposal, paper, now)
        settle(proposal, paper, now)
        if proposal.unconfirmed:
            enqueue(
                begun, "mail", f"confirm:{proposer.id}", now, person=proposer.id, purpose="confirm_concept"
            )
        return proposal.reference


def confirm(actor: Actor, reference: str, *, now: datetime) -> None:
    """The person for whom a concept was entered says that it is theirs. Raises NotFound, NotAllowed."""
    with transaction():
        proposal = open_proposal(actor, reference)
        if not proposal.unconfirmed:
            return
        if actor.id not in _proposers(proposal):
            raise NotAllowed(
                Text(
                    en="Only the proposer can confirm it",
                    fr="Seule la personne responsable peut le confirmer",
                )
            )
        proposal.unconfirmed = False
        record(proposal, Happening("confirm", actor, now, roles=frozenset({"proposer"})))


def _new(version: Version, beginning: Beginning, now: datetime) -> Proposal:
    initial = version.workflow.stage(version.workflow.initial)
    return Proposal(
        reference=_reference(version, now),
        digest=version.digest,
        stage=initial.name,
        stage_since=now,
        language="fr" if beginning.language == "fr" else "en",
        holder=initial.holder,
        version=1,
        created_at=now,
        updated_at=now,
    )


def _reference(version: Version, now: datetime) -> str:
    """The next number of the year. Two at once: the database refuses the second, which begins again."""
    year = local_day(now).year
    first = version.workflow.reference.format(year=year, number=0)
    prefix = first[: len(first.rstrip("0"))] or first
    count = (
        db.session.scalar(
            select(func.count()).select_from(Proposal).where(Proposal.reference.startswith(prefix))
        )
        or 0
    )
    return version.workflow.reference.format(year=year, number=count + 1)


def _proposer(actor: Actor | None, beginning: Beginning, now: datetime) -> Person:
    if beginning.on_behalf_of is not None:
        return person_for(*beginning.on_behalf_of, now, beginning.language)
    found = db.session.get(Person, actor.id) if actor else None
    if found is None:
        raise LookupError(actor)
    return found


def _proposers(proposal: Proposal) -> set[int]:
    return set(
        db.session.scalars(
            select(Assignment.person_id).where(
                Assignment.proposal_id == proposal.id, Assignment.role == "proposer"
            )
        )
    )


def _role(person: Person) -> dict[str, str]:
    return {"role": person.title} if person.title else {}


def _how(beginning: Beginning) -> dict[str, Any]:
    if beginning.on_behalf_of is None:
        return {}
    name, email = beginning.on_behalf_of
    return {"on_behalf_of": {"name": name, "email": email}}
