"""Minutes as sections: the opening, one for each item, the closing. A copy may leave out any item.

Whoever is barred from the case of an item does not get its section: its number stays, and nothing else of it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..language import Text, same

OPENING, ITEM, CLOSING = "opening", "item", "closing"
NONE = same("")
LEFT_OUT = Text(
    en="Item {n}: left out of your copy, because of a conflict of interest",
    fr="Point {n}\u00a0: omis de votre exemplaire, en raison d’un conflit d’intérêts",
)


@dataclass(frozen=True, slots=True)
class Minuted:
    """A section of minutes, in both languages. One that is left out says its number and nothing else."""

    part: str
    words: Text = NONE
    item: int | None = None
    number: int = 0
    title: Text = NONE
    left_out: bool = False

    @property
    def key(self) -> str:
        """What tells it from the others of the same minutes; an address of an input begins with it."""
        return f"{self.part}_{self.item}" if self.item is not None else self.part

    @property
    def heading(self) -> Text:
        """Number and title of an item; of one left out that it is; of the opening and the closing nothing."""
        if self.left_out:
            return LEFT_OUT.format(n=self.number)
        if self.item is None:
            return NONE
        return Text(en=f"{self.number}. {self.title.en}", fr=f"{self.number}. {self.title.fr}")


def minuted(kept: Sequence[Mapping[str, Any]]) -> list[Minuted]:
    """Sections, from how a table or a log keeps them."""
    return [
        Minuted(
            part=str(one["part"]),
            words=Text.model_validate(one["words"]),
            item=one["item"],
            number=int(one["number"]),
            title=Text.model_validate(one["title"]),
        )
        for one in kept
    ]


def as_kept(sections: Sequence[Minuted]) -> list[dict[str, Any]]:
    """Sections as a table or a log keeps them. Of a copy with something left out there is nothing to keep."""
    return [
        {
            "part": one.part,
            "words": one.words.model_dump(),
            "item": one.item,
            "number": one.number,
            "title": one.title.model_dump(),
        }
        for one in sections
    ]


def without(sections: Sequence[Minuted], items: Collection[int]) -> list[Minuted]:
    """The same, but of these items only that they are left out."""
    return [replace(s, words=NONE, title=NONE, left_out=True) if s.item in items else s for s in sections]
