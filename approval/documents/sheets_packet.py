"""What a packet says of itself and of each item, before it has a look: frozen values, as in ``sheets``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .sheets import Condition, Evidence, Fact, Imprint, Mark, Must, Stop, Words


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the contents: where it leads, and the page where that begins (0 while it is not known yet)."""

    title: Words
    anchor: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the agenda; one that the reader is barred from says so and nothing else."""

    number: int
    title: Words = ""
    reference: str = ""
    marks: Sequence[str] = ()
    """In camera, replaced on a day."""
    barred: bool = False
    brief: Place | None = None
    papers: Sequence[Place] = ()
    files: Sequence[str] = ()
    """Files without pages, which are enclosed as they are."""


@dataclass(frozen=True, slots=True)
class Part:
    """Items one after the other that are dealt with alike: by consent, in discussion, for information."""

    title: str
    says: str
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Changed:
    """What is otherwise than in the packet before."""

    number: str
    what: str
    title: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What stands before the items: cover, changes, agenda with page numbers, document control."""

    imprint: Imprint
    authority: str = ""
    lead: Words = ""
    facts: Sequence[Fact] = ()
    parts: Sequence[Part] = ()
    changes: Sequence[Changed] = ()
    replaces: str = ""
    """Which packet it takes the place of; nothing for the first."""
    note: Words = ""
    control: Sequence[Fact] = ()
    money: Sequence[Fact] = ()
    musts: Sequence[Must] = ()
    rail: Sequence[Stop] = ()
    layout: Literal["packet"] = "packet"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put before the meeting, and its answer if there is one."""

    question: Words
    by: str
    answer: Words = ""
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """A gate that the case has passed."""

    gate: str
    outcome: Mark
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One item on one page: what is asked, and what there is to know before saying yes or no."""

    imprint: Imprint
    number: int
    kicker: str
    """Part and session: "For decision · In camera"."""
    stage: str = ""
    replaced: str = ""
    ask: Words = ""
    facts: Sequence[Fact] = ()
    money: Sequence[Fact] = ()
    people: Sequence[Fact] = ()
    matrix: Sequence[Evidence] = ()
    passed: Sequence[Passed] = ()
    conditions: Sequence[Condition] = ()
    questions: Sequence[Asked] = ()
    layout: Literal["item"] = "item"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image that was attached. Raises ValueError unless it carries itself."""

    imprint: Imprint
    source: str
    alt: str
    layout: Literal["image"] = "image"

    def __post_init__(self) -> None:
        if not self.source.startswith("data:image/"):
            raise ValueError("a picture is printed from what it carries itself")
