"""Open a case to change a fact that rules read: its rows, its facts, and what everyone must respect first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..calendar import local_day
from ..desk import Desk
from ..language import Text, listed
from ..models.proposals import Proposal
from ..models.records import Event
from ..queries.facts import facts_of
from ..queries.parties import parties
from ..versions import Version
from ..workflow.definition import Workflow
from ..workflow.facts import Actor, Case
from ..workflow.rules import OWN, PROPOSERS, SAY_FIRST, principal, reading_roles, roles_of, unsaid
from . import NotAllowed
from .loading import insist_unchanged, open_proposal
from .recording import Happening, enqueue_all, record

CLOSED = Text(
    en="The case is closed: nothing of it changes any more",
    fr="Le dossier est clos\u00a0: plus rien n’y change",
)
ON_HOLD = Text(
    en="The case is on hold: resume it first",
    fr="Le dossier est en suspens\u00a0: il faut d’abord le reprendre",
)
OWN_PROPOSAL = Text(
    en="Nobody acts for the institution on their own proposal: someone else must do this",
    fr="Nul n’agit au nom de l’établissement dans sa propre proposition\u00a0: cela revient à quelqu’un d’autre",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A case locked for this transaction, as rules see it, and who asks."""

    proposal: Proposal
    version: Version
    case: Case
    held: frozenset[str]
    actor: Actor
    now: datetime
    used: list[frozenset[str]] = field(default_factory=list)
    """The roles that were asked for, the last of them for what is done now."""

    def under_way(self) -> None:
        """Raises NotAllowed where the case is closed or on hold (PROCESS.md 9, I8 and "Hold is a flag")."""
        if self.version.workflow.stage(self.proposal.stage).final:
            raise NotAllowed(CLOSED)
        if self.proposal.on_hold:
            raise NotAllowed(ON_HOLD)

    def only(self, roles: frozenset[str]) -> None:
        """Raises NotAllowed for anybody who holds none of these roles."""
        if not self.held & roles:
            raise NotAllowed(reserved(self.version.workflow, roles))
        self.used.append(roles)

    def impartial(self) -> None:
        """Raises NotAllowed for a proposer of the case (PROCESS.md 9, Conflicts)."""
        if self.case.roles_on_case(self.actor.id) & PROPOSERS:
            raise NotAllowed(OWN_PROPOSAL)

    def asked(self) -> None:
        """Raises NotAllowed for somebody with a link to the case who has not said yet whether it is a conflict."""
        if unsaid(self.case, self.actor):
            raise NotAllowed(SAY_FIRST)

    @property
    def acting_for(self) -> int | None:
        """In whose place the actor does what asked for the last roles."""
        if not self.used:
            return None
        return principal(self.version.workflow, self.case, self.actor, self.used[-1] & self.held)

    def note(self, action: str, said: Mapping[str, Any], **more: Any) -> Event:
        """Write down what was just changed: the version rises and the chain grows by one event."""
        happening = Happening(
            action=action,
            actor=self.actor,
            now=self.now,
            said=said,
            roles=roles_of(self.version.workflow, self.case, self.actor),
            texts=self.version.workflow.texts,
            **{"acting_for": self.acting_for, **more},
        )
        return record(self.proposal, happening)

    def tell(self, event: Event, *roles: str, but: Collection[int] = ()) -> None:
        """One notice for each holder of these roles, but for the one who acted and whom the event is about."""
        self.tell_people(event, self.holders_of(*roles) - frozenset(but))

    def tell_people(self, event: Event, people: set[int]) -> None:
        """One notice for each, but for the one who acted and for whoever is barred from the case."""
        barred = {p for p in self.case.barred if not self.case.roles_on_case(p) & OWN}
        told = sorted(people - barred - {self.actor.id})
        enqueue_all(event, [("mail", f"notice:{person}", {"person": person}) for person in told], self.now)

    def holders_of(self, *roles: str) -> set[int]:
        """Everyone who has one of these roles on the case today."""
        found = parties(self.version.workflow, self.proposal, roles, local_day(self.now))
        return {p.id for held in found.values() for p in held}


def open_case(desk: Desk, actor: Actor, reference: str, now: datetime, *, seen: int | None = None) -> Opened:
    """The case, locked. Raises NotFound, and Stale where ``seen`` is no longer its version."""
    proposal = open_proposal(actor, reference)
    if seen is not None:
        insist_unchanged(proposal, seen)
    version = desk.versions[proposal.digest]
    case = facts_of(desk, proposal, now)
    return Opened(proposal, version, case, reading_roles(version.workflow, case, actor), actor, now)


def reserved(workflow: Workflow, roles: frozenset[str]) -> Text:
    """The reason for somebody whose part this is not."""
    who = listed([r.title for r in workflow.roles if r.name in roles])
    return Text(en=f"This is for: {who.en}", fr=f"Cette action est réservée à\u00a0: {who.fr}")
