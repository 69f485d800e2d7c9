"""Move a case on purpose to another version of its workflow: one transaction, one recorded event.

An administrator does it without opening the case. Nothing of what was written, decided or printed changes: each
event keeps the digest of the version it happened under, and documents are made of that one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ..calendar import local_day
from ..desk import Desk
from ..language import Text, listed
from ..models.database import db, transaction
from ..models.proposals import Proposal
from ..models.records import Event
from ..queries import NotFound
from ..queries.facts import MOVED
from ..queries.parties import people_with
from ..queries.transfers import affected
from ..versions import Version
from ..workflow.facts import Actor
from . import NotAllowed
from .administering import insist_administrator
from .arriving import begin_stage, wind_clock
from .loading import insist_unchanged, shared_papers
from .recording import Happening, enqueue, record

CONCERNED = ("proposer", "co_proposer", "sponsor", "team_lead")
ANOTHER = Text(
    en="A case moves between versions of one workflow",
    fr="Un dossier passe d’une version à l’autre d’un même processus",
)
ELSEWHERE = Text(
    en="It follows another version now: look at the list again",
    fr="Il suit maintenant une autre version\u00a0: consultez de nouveau la liste",
)


@dataclass(frozen=True, slots=True)
class Transfer:
    """From one version to another, by which stages, and why."""

    old: str
    new: str
    stages: Mapping[str, str]
    why: str


def transfer(
    desk: Desk, actor: Actor, reference: str, wish: Transfer, *, seen: int, now: datetime
) -> Event | None:
    """The event that records the move; nothing where the case follows that version already.

    Raises NotFound, Stale (somebody acted since the preview), NotAllowed (with every reason).
    """
    insist_administrator(actor)
    with transaction():
        proposal = db.session.scalar(
            select(Proposal).where(Proposal.reference == reference).with_for_update()
        )
        if proposal is None:
            raise NotFound(reference)
        if proposal.digest == wish.new:
            return None
        if proposal.digest != wish.old:
            raise NotAllowed(ELSEWHERE)
        old, new = _both(desk, wish)
        insist_unchanged(proposal, seen)
        [case] = affected(desk, actor, wish.old, wish.new, wish.stages, only=[proposal.id])
        if case.refusals:
            raise NotAllowed(listed(list(case.refusals)))
        return _move(proposal, actor, wish, old, new, now)


def _both(desk: Desk, wish: Transfer) -> tuple[Version, Version]:
    try:
        old, new = desk.versions[wish.old], desk.versions[wish.new]
    except KeyError:
        raise NotFound(wish.new) from None
    if old.workflow.id != new.workflow.id:
        raise NotAllowed(ANOTHER)
    return old, new


def _move(
    proposal: Proposal, actor: Actor, wish: Transfer, old: Version, new: Version, now: datetime
) -> Event:
    here = old.workflow.stage(proposal.stage)
    there = new.workflow.stage(wish.stages[here.name])
    proposal.digest = new.digest
    event = record(
        proposal,
        Happening(
            action=MOVED,
            actor=actor,
            now=now,
            said={
                "reason": wish.why,
                "from": {"digest": old.digest, "version": old.workflow.version},
                "to": {"digest": new.digest, "version": new.workflow.version},
                "stages": {was: is_ for was, is_ in sorted(wish.stages.items()) if was != is_},
            },
            to=there.name,
            roles=frozenset({"administrator"}),
            texts=new.workflow.texts,
        ),
    )
    proposal.holder = there.holder
    if proposal.returned_from:
        proposal.returned_from = wish.stages[proposal.returned_from]
    wind_clock(proposal, here, there, local_day(now))
    begin_stage(new, proposal, there, event, shared_papers(proposal), now)
    _tell(new, proposal, event, now)
    return event


def _tell(new: Version, proposal: Proposal, event: Event, now: datetime) -> None:
    """Those who have a part in the case, and those whose turn it is."""
    known = {r.name for r in new.workflow.roles}
    roles = [r for r in (*CONCERNED, *([proposal.holder] if proposal.holder else [])) if r in known]
    told = {p.id: p for role in roles for p in people_with(new.workflow, proposal, role, local_day(now))}
    for person in told.values():
        if person.id != event.actor_id:
            enqueue(event, "mail", f"notice:{person.id}", now, person=person.id)
