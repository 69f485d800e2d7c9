"""The facts that rules may look at: frozen values, made from the database by the caller."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ..language import Text


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: the person, and the offices they hold in bodies on the day they ask."""

    id: int
    name: str
    offices: frozenset[tuple[str, str]] = frozenset()
    """(body key, office) pairs."""

    @property
    def bodies(self) -> frozenset[str]:
        return frozenset(body for body, _ in self.offices)

    def holds(self, body: str, *offices: str) -> bool:
        """Whether the actor holds one of these offices in the body; any office where none is named."""
        return any(b == body and (not offices or o in offices) for b, o in self.offices)


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate row of the sheets that are in: the lowest score given (PROCESS.md 9)."""

    key: str
    label: Text
    lowest: int


@dataclass(frozen=True, slots=True)
class Deciding:
    """The last binding decision: where it was taken, by which body and person, when."""

    stage: str
    body: str
    by: int
    at: datetime
    event: int
    overtaken: bool = False
    """Whether the next body has recorded anything since."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A condition that is still open, and before what it is due: ``next_gate`` or ``launch``."""

    number: int
    text: str
    owner: str = ""
    due: str = "next_gate"


@dataclass(frozen=True, slots=True)
class Findings:
    """How the review that is being written stands to the findings before it."""

    lost: tuple[Owed, ...] = ()
    """Required findings that are open and that it no longer holds."""
    late: tuple[str, ...] = ()
    """New required findings whose day is already past, in their own words."""


@dataclass(frozen=True, slots=True)
class Case:
    """One proposal as the rules see it, at one moment."""

    stage: str
    now: datetime
    case_roles: Mapping[int, frozenset[str]] = field(default_factory=dict)
    barred: frozenset[int] = frozenset()
    """Persons with a declared conflict."""
    product: str = "micro_credential"
    existing: bool = False
    on_hold: bool = False
    returned_from: str | None = None
    resume_at: str | None = None
    """Where a resubmission goes: never past a body whose considered text has changed."""
    reached: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()
    """Names of every action taken so far."""
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By form: what is still to answer. A form not begun is absent."""
    unconfirmed: bool = False
    """Entered on behalf of someone who has not confirmed it yet."""
    intake_open: bool = False
    assessors: int = 0
    sheets_in: int = 0
    gates: tuple[Gate, ...] = ()
    recommended: frozenset[str] = frozenset()
    """What the sheets that are in recommend: names of actions."""
    taking: str = ""
    """The action whose answers are being checked."""
    agenda: frozenset[str] = frozenset()
    """Bodies that have the case on the agenda of a meeting."""
    open_conditions: tuple[Owed, ...] = ()
    """Those due by a gate ahead, or whose day has passed, in the order of their numbers."""
    findings: Findings = Findings()
    team_accepted: int = 0
    team_lead: bool = False
    team_external: bool = False
    resources_open: int = 0
    endorsed: bool = False
    quality: str | None = None
    checklist_open: Mapping[str, int] = field(default_factory=dict)
    decided: Deciding | None = None
    recorded: str | None = None
    """The action that a secretary has recorded and that waits for the chair."""
    staffed: frozenset[tuple[str, str]] = frozenset()
    """(body key, office) pairs that somebody holds today."""
    deciders: frozenset[int] = frozenset()
    """Persons who took a binding decision on this case."""

    def roles_on_case(self, person: int) -> frozenset[str]:
        return self.case_roles.get(person, frozenset())
