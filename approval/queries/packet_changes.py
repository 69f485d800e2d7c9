"""What a later packet shows otherwise than the one before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ..language import Text
from ..models.minutes import Packet

NEW = Text(en="New on the agenda", fr="Ajouté à l’ordre du jour")
GONE = Text(en="Taken off the agenda", fr="Retiré de l’ordre du jour")
MOVED = Text(en="Moved on the agenda", fr="Déplacé à l’ordre du jour")
PARTS = (
    (("content",), Text(en="Text of the case", fr="Texte du dossier")),
    (("papers",), Text(en="Papers", fr="Documents")),
    (("attachments",), Text(en="Attachments", fr="Pièces jointes")),
    (("ask",), Text(en="Motion", fr="Motion")),
    (("conditions",), Text(en="Conditions", fr="Conditions")),
    (("decided",), Text(en="Decisions so far", fr="Décisions à ce jour")),
    (("questions",), Text(en="Questions and answers", fr="Questions et réponses")),
    (("part", "in_camera", "ground"), Text(en="How it is dealt with", fr="Façon de le traiter")),
    (("title",), Text(en="Title", fr="Titre")),
    (("people",), Text(en="People", fr="Personnes")),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One item that is otherwise; ``number`` is its place now, or was where it is gone."""

    item: int
    number: int
    reference: str
    title: Mapping[str, str]
    language: str
    what: tuple[Text, ...]
    gone: bool = False


def changes(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[Change]:
    """In the order of the agenda, what left it last."""
    was, there = {s["item"]: s for s in before}, {s["item"] for s in after}
    found = [_change(s, what) for s in after if (what := _what(was.get(s["item"]), s))]
    return found + [_change(s, (GONE,), gone=True) for s in before if s["item"] not in there]


def replaced_in(packets: Sequence[Packet], item: int) -> Packet | None:
    """The packet, of these from first to last, that last showed an item otherwise than the one before it did."""
    found: Packet | None = None
    for before, after in pairwise(packets):
        one, other = _digest(before, item), _digest(after, item)
        if one is not None and other is not None and one != other:
            found = after
    return found


def _what(was: Mapping[str, Any] | None, now: Mapping[str, Any]) -> tuple[Text, ...]:
    if was is None:
        return (NEW,)
    if was["digest"] == now["digest"]:
        return (MOVED,) if was["number"] != now["number"] else ()
    told = tuple(words for keys, words in PARTS if any(was.get(k) != now.get(k) for k in keys))
    return told or (Text(en="What is told of the case", fr="Ce qui est dit du dossier"),)


def _change(shown: Mapping[str, Any], what: tuple[Text, ...], *, gone: bool = False) -> Change:
    reference, language = (str(shown.get(key) or "") for key in ("reference", "language"))
    return Change(shown["item"], shown["number"], reference, shown["title"], language, what, gone)


def _digest(packet: Packet, item: int) -> str | None:
    return next((str(s["digest"]) for s in packet.contents if s["item"] == item), None)
