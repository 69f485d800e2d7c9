"""Who sits, who is there, who may not take part in an item, and whether they are enough."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

from ..language import Text

CHAIR, VICE_CHAIR = "chair", "vice_chair"
MAJORITY_OF_SEATS, TWO_THIRDS = "half", "two_thirds"


@dataclass(frozen=True, slots=True)
class Seat:
    """A person with a vote in the body on the day; whoever holds two offices has one seat."""

    person: int
    name: str
    offices: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rules:
    """How a body decides, as in force on the day."""

    rule: str
    quorum: str = MAJORITY_OF_SEATS
    conflicted_count: bool = False
    """Whether a conflicted member who is there counts in the quorum of the item."""
    conflicted_leave: bool = True
    alternate: str = ""
    """The body that decides where conflicts alone break the quorum; nothing where there is none."""
    delegates_vote: bool = False
    """Whether a delegate may cast the vote of a member. Never at the Board."""


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many are needed, how many count, and what it would be without conflicts."""

    needed: int
    counted: int
    without_conflicts: int

    @property
    def met(self) -> bool:
        return self.counted >= self.needed

    @property
    def broken_by_conflicts(self) -> bool:
        """Enough are there, and conflicts alone leave too few: an alternate body decides, if there is one (PROCESS.md 2)."""
        return not self.met and self.without_conflicts >= self.needed


@dataclass(frozen=True, slots=True)
class Sitting:
    """One item at one moment of a meeting."""

    rules: Rules
    seats: Mapping[int, Seat]
    """By person: every seat of the body that day."""
    present: frozenset[int] = frozenset()
    barred: frozenset[int] = frozenset()
    """Proposers of the case and persons with a conflict in it."""
    presiding: int | None = None
    """Whoever those present elected for the meeting or the item, where chair and vice-chair are away or barred."""
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def eligible(self) -> frozenset[int]:
        """Who may move, second and vote: seated, there, not barred."""
        return frozenset(p for p in self.seats if p in self.present and p not in self.barred)

    @property
    def quorum(self) -> Quorum:
        there = frozenset(p for p in self.seats if p in self.present)
        counted = there if self.rules.conflicted_count else there - self.barred
        return Quorum(needed(self.rules.quorum, len(self.seats)), len(counted), len(there))

    def holder(self, office: str) -> int | None:
        """Who holds an office of the body that day."""
        return next((p for p, seat in sorted(self.seats.items()) if office in seat.offices), None)

    def why_not(self, person: int) -> Text | None:
        """Why a person may not vote on this item now; nothing where they may."""
        if person not in self.seats:
            return Text(
                en="You have no vote in this body on that day",
                fr="Vous n’avez pas droit de vote dans cette instance ce jour-là",
            )
        if person in self.barred:
            return Text(
                en="You have a conflict of interest in this item, or it is your own proposal: you do not vote on it",
                fr="Vous êtes en conflit d’intérêts pour ce point, ou il s’agit de votre proposition\u00a0: vous n’y "
                "votez pas",
            )
        if person not in self.present:
            return Text(
                en="You are not recorded as present: ask the secretary",
                fr="Vous n’êtes pas inscrit parmi les personnes présentes\u00a0: adressez-vous au secrétariat",
            )
        return None


def needed(quorum: str, seats: int) -> int:
    """How many members make a quorum. Raises ValueError for a rule that there is not."""
    if quorum == MAJORITY_OF_SEATS:
        return seats // 2 + 1
    if quorum == TWO_THIRDS:
        return max(1, ceil(seats * 2 / 3))
    return int(quorum)
