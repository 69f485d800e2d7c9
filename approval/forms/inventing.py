"""Make up one answer of each simple kind: plausible, marked as a demonstration, within what its question allows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as slot
from datetime import timedelta
from itertools import count
from typing import Any, Literal

from ..language import Text
from .definition import Field, KindName
from .kinds import Asking, Json
from .limits import as_date, as_number

Leaning = Literal["for", "return", "against"]
MARK = Text(en="Demonstration: ", fr="Démonstration\u00a0: ")
STANDS = Text(
    en=" This stands for what those who answer for “{title}” would write here.",
    fr=" Ce texte tient lieu de ce qu’écriraient ici les responsables de «\u00a0{title}\u00a0».",
)
MORE = Text(
    en=" It is long enough to show how such a text is set, read and compared.",
    fr=" Il est assez long pour montrer comment un tel texte est mis en page, lu et comparé.",
)
FAVOURED: dict[Leaning, tuple[str, ...]] = {
    "for": ("support", "met", "meets", "yes", "3", "4", "consensus", "none", "carried", "next_gate", "low"),
    "return": ("return", "partly", "2", "3", "consensus", "none", "carried"),
    "against": ("not_support", "not", "1", "2", "consensus", "none", "defeated"),
}
"""Of the options offered, which one each leaning takes; the first one where it offers none of these."""
_LATER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Inventor:
    """Invents answers to the questions of one case, called ``title``."""

    asking: Asking
    title: str = ""
    leaning: Leaning = "for"
    _turn: Any = slot(default_factory=count)

    def answer(self, field: Field, beside: Mapping[str, Json]) -> Json:
        """A new answer. ``beside`` holds the answers it must agree with. Raises KeyError for a composite kind."""
        return MAKERS[field.kind](self, field, beside)

    def words(self, field: Field, _: Mapping[str, Json]) -> str:
        """What the question is about, marked; as long as it must be and no longer than it may be."""
        lang = self.asking.lang
        text = MARK.in_(lang) + field.label.in_(lang).rstrip(" ?\u00a0")
        if field.kind == "text":
            text += "." + STANDS.in_(lang).format(title=_short(self.title, 90))
        while len(text) < int(field.min or 0):
            text += MORE.in_(lang)
        if field.max_words:
            text = " ".join(text.split(" ")[: field.max_words])
        return _short(text, int(field.max or 240))

    def lines(self, field: Field, beside: Mapping[str, Json]) -> list[str]:
        one = field.model_copy(update={"min": None, "max": None})
        return [self.words(one, beside)] * max(int(field.min or 1), 1)

    def number(self, field: Field, beside: Mapping[str, Json]) -> float | int:
        """The middle of what is allowed; something usual where nothing is said."""
        usual: float = 1000 if field.kind == "money" else 10
        if field.min is not None and field.max is not None:
            usual = round((field.min + field.max) / 2) or field.max
        others = [as_number(beside.get(r.partition(":")[2])) for r in field.rules if r.startswith("at_most:")]
        ends = [e for e in (field.max, *others) if e is not None]
        made = min([max(usual, field.min or 0), *ends])
        return int(made) if float(made).is_integer() else made

    def day(self, field: Field, beside: Mapping[str, Json]) -> str:
        """Today where it must be past, a month after the day it must not precede, else a month from today."""
        rules = dict(r.partition(":")[::2] for r in field.rules)
        today = self.asking.today
        start = as_date(beside.get(rules.get("not_before", ""))) or today
        return (today if "not_after_today" in rules else start + _LATER).isoformat()

    def term(self, field: Field, beside: Mapping[str, Json]) -> str:
        year = self.asking.today.year + 1
        return f"Automne {year}" if self.asking.lang == "fr" else f"Fall {year}"

    def choice(self, field: Field, beside: Mapping[str, Json]) -> str:
        """What the leaning favours; scores it likes equally, in turn."""
        offered = [o.value for o in field.options]
        refused = {r.partition(":")[2] for r in field.rules if r.startswith("not_only:")}
        liked = [v for v in FAVOURED[self.leaning] if v in offered]
        if len(liked) > 1 and all(v.isdecimal() for v in liked):
            turn: int = next(self._turn)
            return liked[turn % len(liked)]
        return (liked or [v for v in offered if v not in refused] or offered)[0]

    def declared(self, field: Field, beside: Mapping[str, Json]) -> dict[str, bool]:
        return dict.fromkeys((o.value for o in field.options), True)

    def picked(self, field: Field, beside: Mapping[str, Json]) -> Json:
        """Each question that picks from a list takes the next one: a mover is not the seconder."""
        found = self.all_picked(field, beside)
        return found[next(self._turn) % len(found)] if found else None

    def all_picked(self, field: Field, beside: Mapping[str, Json]) -> list[dict[str, str]]:
        return [
            {"id": value, "name": words} for value, words in self.asking.sources.get(field.source or "", ())
        ]

    def files(self, field: Field, beside: Mapping[str, Json]) -> list[dict[str, Any]]:
        """Files cannot be made up: one that the case has already."""
        return [dict(f) for f in self.asking.files.values()][:1]


MAKERS: dict[KindName, Callable[[Inventor, Field, Mapping[str, Json]], Json]] = {
    "line": Inventor.words,
    "text": Inventor.words,
    "lines": Inventor.lines,
    "email": lambda *_: "demonstration@institute.example",
    "url": lambda *_: "https://institute.example/demonstration",
    "integer": Inventor.number,
    "decimal": Inventor.number,
    "money": Inventor.number,
    "date": Inventor.day,
    "term": Inventor.term,
    "choice": Inventor.choice,
    "choices": lambda self, field, beside: [self.choice(field, beside)],
    "yes_no": lambda *_: True,
    "confirm": lambda *_: True,
    "declaration": Inventor.declared,
    "pick": Inventor.picked,
    "picks": Inventor.all_picked,
    "file": Inventor.files,
    "files": Inventor.files,
}


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
