"""What a meeting did, as its minutes and their extracts tell it: frozen values, of nothing but the record.

Motions, decisions, conditions, conflicts, and dissent that a member asked for; never what somebody said. Whoever
prints minutes needs these and no table.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from ..language import Text
from .sections import Minuted, without


@dataclass(frozen=True, slots=True)
class Dissent:
    """A member's own words, written down because the member asked for it."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class MotionPut:
    """A motion that was put, and how it ended."""

    number: str
    kind: str
    """``main``, ``amendment``, ``close``, ``rise``, ``postpone``, ``refer``, ``receive``."""
    text: str
    language: str
    """In which the text is written."""
    moved_by: str
    seconded_by: str
    result: Text
    """In words: "Carried unanimously"; empty where it was withdrawn without a vote."""
    passed: bool
    votes: Mapping[str, int]
    """How many, by ``for``, ``against``, ``abstain``, ``objection``."""
    needed: int | None
    counted: int | None
    """Quorum of the item when the vote was closed: needed, and members counted."""
    dissents: Sequence[Dissent] = ()


@dataclass(frozen=True, slots=True)
class Recused:
    """A member with a conflict of interest in an item: they left the room, kept silent, or took no part at all."""

    name: str
    done: str
    """``left``, ``silent`` or ``away``."""


@dataclass(frozen=True, slots=True)
class Imposed:
    """A condition that the body imposed."""

    number: int
    text: str
    owner: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The decision was retracted: the day, and why."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class ItemHeld:
    """An item as it was dealt with. Of one in camera the public wording alone is ever printed."""

    item: int
    number: int
    title: Text
    reference: str = ""
    language: str = ""
    """Of the case's own words."""
    in_camera: bool = False
    ground: Text | None = None
    public_wording: str = ""
    recused: Sequence[Recused] = ()
    motions: Sequence[MotionPut] = ()
    conditions: Sequence[Imposed] = ()
    outcome: Text | None = None
    """What came of it where no motion tells: received, not reached, postponed."""
    taken_back: TakenBack | None = None

    def in_public(self) -> Sequence[MotionPut]:
        """Motions that everybody may read: of an item in camera those to close and to rise."""
        return [m for m in self.motions if not self.in_camera or m.kind in {"close", "rise"}]


@dataclass(frozen=True, slots=True)
class Approval:
    """By which motion of which meeting minutes were approved."""

    motion: str
    on: date


@dataclass(frozen=True, slots=True)
class Proceedings:
    """A whole meeting."""

    reference: str
    """``SMT-2026-03-20``."""
    body: Text
    held_on: date
    kind: str
    starts: str
    place: str
    presided: str
    kept_by: Text
    """Who kept the record, and in whose place."""
    present: Sequence[str]
    regrets: Sequence[str]
    opened_at: datetime | None
    closed_at: datetime | None
    authority: Text
    """The instrument under which the body acts, as in force on the day."""
    items: Sequence[ItemHeld]
    sections: Sequence[Minuted] = ()
    """The minutes as drafted and edited; none for an extract."""
    approved: Approval | None = None

    def without(self, items: Collection[int]) -> "Proceedings":
        """What somebody may read of it who is barred from these items."""
        kept = [i for i in self.items if i.item not in items]
        return replace(self, items=kept, sections=without(self.sections, items))

    def item(self, item: int) -> ItemHeld:
        """Raises LookupError where the meeting had none such."""
        found = next((i for i in self.items if i.item == item), None)
        if found is None:
            raise LookupError(item)
        return found
