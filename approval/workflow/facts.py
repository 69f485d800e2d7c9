"""The facts that rules may look at: frozen values, made from the database by the caller."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from ..language import Text
from .links import Answered, Tie


@dataclass(frozen=True, slots=True)
class Lent:
    """An office of somebody else that the actor uses for them, between two days."""

    body: str
    office: str
    by: int
    """Who holds it."""
    binds: bool = True
    """Whether votes and confirmations may be given in it: never at the Board (PROCESS.md 2)."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: the person, and the offices they hold in bodies on the day they ask."""

    id: int
    name: str
    offices: frozenset[tuple[str, str]] = frozenset()
    """(body key, office) pairs, the actor's own."""
    acting: frozenset[tuple[str, str, int]] = frozenset()
    """Which of them are held in somebody's place, and whose: (body key, office, person)."""
    lent: tuple[Lent, ...] = ()
    """Offices that others delegated to the actor, who uses them under their own name."""
    email: str = ""
    title: str = ""
    alternate: frozenset[str] = frozenset()
    """Those of the actor's bodies that decide in place of another where conflicts alone break its quorum."""

    @property
    def bodies(self) -> frozenset[str]:
        """Bodies that the actor sits in, or is a delegate to."""
        return self.seats | {lent.body for lent in self.lent}

    @property
    def seats(self) -> frozenset[str]:
        """Bodies that the actor sits in."""
        return frozenset(body for body, _ in self.offices)

    @property
    def usable(self) -> frozenset[tuple[str, str]]:
        """Every office that the actor may use, their own or lent."""
        return self.offices | {(one.body, one.office) for one in self.lent}

    @property
    def binding(self) -> frozenset[tuple[str, str]]:
        """Those of them in which the actor may vote and confirm."""
        return self.offices | {(one.body, one.office) for one in self.lent if one.binds}

    def holds(self, body: str, *offices: str) -> bool:
        """Whether the actor may use one of these offices in the body, their own or lent; any where none is named."""
        return self.sits(body, *offices) or any(
            one.body == body and (not offices or one.office in offices) for one in self.lent
        )

    def sits(self, body: str, *offices: str) -> bool:
        """Whether one of these offices is the actor's own: what no delegate does asks this."""
        return any(b == body and (not offices or o in offices) for b, o in self.offices)

    def without(self, barred: Collection[int]) -> "Actor":
        """The actor without what these persons lent: an office does no more than its holder may."""
        if not self.lent:
            return self
        return replace(self, lent=tuple(one for one in self.lent if one.by not in barred))

    def seated_by(self, alternates: Mapping[str, str], *, deciding: bool) -> "Actor":
        """The actor with the offices that an alternate body lends: those of the body in whose place it decides.

        ``deciding`` takes the office from whoever holds it in that body itself: they still read, and bind no more.
        """
        if not alternates:
            return self

        def seats(body: str) -> list[str]:
            own = [] if deciding and body in alternates else [body]
            return [*own, *(was for was, is_ in alternates.items() if is_ == body)]

        return replace(
            self,
            offices=frozenset((seat, office) for body, office in self.offices for seat in seats(body)),
            acting=frozenset((seat, o, of) for body, o, of in self.acting for seat in seats(body)),
            lent=tuple(replace(one, body=seat) for one in self.lent for seat in seats(one.body)),
        )

    def stands_for(self, body: str, *offices: str) -> int | None:
        """For whom the actor uses these offices: nobody where one is their own, then whose place they take, then a lender."""
        own = {(b, o) for b, o in self.offices if b == body and (not offices or o in offices)}
        places = {(b, o): person for b, o, person in self.acting}
        if own:
            return min(places[seat] for seat in own) if own <= places.keys() else None
        return next(
            (one.by for one in self.lent if one.body == body and (not offices or one.office in offices)), None
        )


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
    hours: int | None = None
    """For how long its body may take it back, as its rules were on that day; nothing where it has none."""


@dataclass(frozen=True, slots=True)
class Presiding:
    """Who presides the meeting that has a case in hand, and which offices of the body could act there without them."""

    person: int
    able: frozenset[str] = frozenset()
    """Offices that somebody held who was present, has no conflict in the case and does not propose it."""


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
class Quiet:
    """That nobody moves a case, at a stage that declares what then follows."""

    since: date
    asks_on: date
    """The first day on which those who may let it lapse can be asked, if nothing happens until then."""
    asked: bool = False
    """Whether they were asked since anything last happened."""


@dataclass(frozen=True, slots=True)
class Case:
    """One proposal as the rules see it, at one moment."""

    stage: str
    now: datetime
    case_roles: Mapping[int, frozenset[str]] = field(default_factory=dict)
    barred: frozenset[int] = frozenset()
    """Persons with a conflict that they declared, or that was upheld."""
    conflicts: Mapping[int, Answered] = field(default_factory=dict)
    """By person: what is on record of a conflict of theirs, whether it bars or not."""
    ties: tuple[Tie, ...] = ()
    """What the system would know somebody by who is linked to the case."""
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
    """Bodies that have the case on the agenda of a meeting, or whose alternate has."""
    presiding: Mapping[str, Presiding] = field(default_factory=dict)
    """By body that decides: who presides its meeting about the case, or that of its alternate."""
    alternates: Mapping[str, str] = field(default_factory=dict)
    """By body whose quorum conflicts alone broke: the one that decides on this case in its place."""
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
    quiet: Quiet | None = None
    """Nothing where the stage declares no idle time."""
    overdue: bool = False
    """The day by which the stage must be done has passed."""
    deciders: frozenset[int] = frozenset()
    """Persons who took a binding decision on this case, or in whose place it was taken."""

    def roles_on_case(self, person: int) -> frozenset[str]:
        return self.case_roles.get(person, frozenset())
