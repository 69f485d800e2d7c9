"""Write down what happened: the event, its chain, the texts it froze, what is to be done about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from ..calendar import local_day
from ..digests import considered, digest
from ..models.chain import hash_of
from ..models.database import db, rows_of
from ..models.proposals import Paper, Proposal, Revision
from ..models.records import IN_FORCE, Event, Job, Statement
from ..queries.alternates import sits_instead
from ..queries.bodies import in_force
from ..queries.chamber import sits_on
from ..queries.motions import place_of
from ..workflow.facts import Actor


@dataclass(frozen=True, slots=True)
class Happening:
    """What is about to be written down."""

    action: str
    actor: Actor | None
    now: datetime
    said: Mapping[str, Any] = field(default_factory=dict)
    form: str | None = None
    to: str | None = None
    body: str | None = None
    roles: frozenset[str] = frozenset()
    freezes: tuple[str, ...] = ()
    key: str | None = None
    acting_for: int | None = None
    elected: bool = False
    """Whether the actor confirms as whom the meeting elected to preside."""
    texts: tuple[str, ...] = ()
    """Forms whose latest revisions the event is about."""
    sheet: Paper | None = None
    """A sheet that is handed in: frozen like any other paper."""


def record(proposal: Proposal, happening: Happening) -> Event:
    """Add the next event of a proposal and move it where the event says. Inside the caller's transaction.

    The proposal's version rises by one with each event, so a page that was read before is told.
    """
    texts, said = _frozen(proposal, happening), _said(proposal, happening)
    to = happening.to or proposal.stage
    proposal.updated_at = happening.now
    event = Event(
        proposal_id=proposal.id,
        seq=proposal.last_seq + 1,
        version=proposal.version + 1,
        at=happening.now.astimezone(UTC),
        actor_id=happening.actor.id if happening.actor else None,
        for_id=happening.acting_for,
        roles=sorted(happening.roles),
        action=happening.action,
        from_stage=proposal.stage,
        to_stage=to,
        body=happening.body,
        workflow_digest=proposal.digest,
        content_digest=considered(texts.digests),
        said_digest=digest(said),
        key=happening.key,
        previous=proposal.last_hash,
        hash="",
    )
    event.hash = hash_of(event)
    event.statement = Statement(form=happening.form, said=said)
    db.session.add(event)
    proposal.version = event.version
    proposal.last_seq, proposal.last_hash, proposal.stage = event.seq, event.hash, to
    db.session.flush()
    for revision in texts.new:
        revision.event_id = event.id
        db.session.add(revision)
    if texts.new:
        db.session.flush()
    return event


def _said(proposal: Proposal, happening: Happening) -> dict[str, Any]:
    """What was said; a binding decision keeps with it the body, its rule and its members of the day it was taken.

    Where an alternate decided, it is that one; ``in_place_of`` tells for whom.
    """
    said = dict(happening.said)
    if happening.body:
        day, sat = _day_of(proposal, happening), sits_instead(proposal.id, happening.body)
        said[IN_FORCE] = in_force(sat, day)
        said[IN_FORCE]["decided_by"] = happening.actor.name if happening.actor else ""
        if happening.elected:
            said[IN_FORCE]["elected"] = True
        if sat != happening.body:
            other = in_force(happening.body, day)
            said[IN_FORCE]["in_place_of"] = {"key": other["key"], "name": other["name"]}
    return said


def _day_of(proposal: Proposal, happening: Happening) -> date:
    """When a body decided: at the meeting that has the case in hand, on whatever day its chair confirms it."""
    place = place_of(proposal.id, happening.body or "")
    if place is None or place.meeting.opened_at is None:
        return local_day(happening.now)
    return sits_on(place.meeting, place.meeting.closed_at or happening.now)


_REVISIONS = (
    select(Revision.form, Revision.number, Revision.digest)
    .where(Revision.proposal_id == bindparam("proposal"))
    .order_by(Revision.number)
)


def latest_revisions(proposal_id: int) -> dict[str, Any]:
    """By form: number and digest of the newest frozen text."""
    return {r.form: r for r in rows_of(_REVISIONS, proposal=proposal_id)}


def enqueue(event: Event, kind: str, subject: str, due: datetime, **payload: Any) -> None:
    """Something to do after the commit: one row, unique by event, kind and subject."""
    enqueue_all(event, [(kind, subject, payload)], due)


def enqueue_all(event: Event, wanted: Iterable[tuple[str, str, Mapping[str, Any]]], due: datetime) -> None:
    """Several such things, each as its kind, subject and payload: one statement, however many."""
    rows = [
        {"event_id": event.id, "kind": kind, "subject": subject, "payload": dict(payload), "due_at": due}
        for kind, subject, payload in wanted
    ]
    if rows:
        db.session.connection().execute(insert(Job.__table__), rows)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class _Texts:
    digests: Mapping[str, str]
    new: tuple[Revision, ...]


def _frozen(proposal: Proposal, happening: Happening) -> _Texts:
    latest = latest_revisions(proposal.id)
    digests = {form: r.digest for form, r in latest.items() if form in happening.texts}
    new: list[Revision] = []
    for paper in _papers(proposal, happening):
        name = digest(paper.answers)
        known = latest.get(paper.form)
        if paper.form in happening.texts:
            digests[paper.form] = name
        if known is None or known.digest != name or paper.person_id is not None:
            number = known.number + 1 if known else 1
            new.append(
                Revision(
                    proposal_id=proposal.id,
                    form=paper.form,
                    number=number,
                    digest=name,
                    answers=dict(paper.answers),
                )
            )
    return _Texts(digests, tuple(new))


def _papers(proposal: Proposal, happening: Happening) -> Iterable[Paper]:
    if happening.sheet is not None:
        return [happening.sheet]
    if not happening.freezes:
        return []
    return db.session.scalars(
        select(Paper).where(
            Paper.proposal_id == proposal.id, Paper.person_id.is_(None), Paper.form.in_(happening.freezes)
        )
    ).all()
