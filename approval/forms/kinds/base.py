"""What every kind of field answers, side by side: ask, check, keep, show, describe."""

import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as slot
from datetime import date
from typing import Any, ClassVar

from wtforms import Field as Bound
from wtforms import Form as WebForm
from wtforms.validators import StopValidation

from ...language import Lang, Text
from ..definition import Answers, Field
from ..limits import LIMITS

Json = Any
Pairs = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asking:
    """The circumstances in which a form is asked: language, day, and what run-time lists hold."""

    lang: Lang
    today: date
    complete: bool = False
    """Whether required answers must be there; otherwise only what is typed is checked."""
    answers: Answers = slot(default_factory=dict)
    """The whole form's answers, for questions that depend on others."""
    sources: Mapping[str, Sequence[tuple[str, str]]] = slot(default_factory=dict)
    files: Mapping[str, Mapping[str, Any]] = slot(default_factory=dict)
    evidence: Sequence[tuple[str, Text]] = ()
    """Code and title of the workflow's evidence rows."""
    not_required: frozenset[str] = frozenset()
    """Evidence rows that this product need not meet: a matrix does not ask them."""


@dataclass(frozen=True, slots=True)
class Plain:
    """One run of words; line ends count."""

    shape: ClassVar[str] = "plain"
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    shape: ClassVar[str] = "items"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: names of columns, then rows of words. The first column heads its row."""

    shape: ClassVar[str] = "grid"
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Each row's head, and its other cells with the names of their columns."""
        for row in self.rows:
            yield row[0], list(zip(self.columns[1:], row[1:], strict=True))


Shown = Plain | Items | Grid | None


class AskedForm(WebForm):
    """A WTForms form made from questions; each bound field knows the question it came from."""

    specs: ClassVar[Mapping[str, Field]] = {}
    kinds: ClassVar[Mapping[str, "Kind"]] = {}
    asking: ClassVar[Asking]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, spec in self.specs.items():
            bound = self._fields[name]
            bound.spec, bound.type_name, bound.warnings = spec, spec.kind, ()
            bound.more = spec.more
            bound.answered = not self.kinds[name].empty(self.kinds[name].store(bound))
            if spec.item:
                bound.item_label = spec.item.in_(self.asking.lang)

    def kept(self) -> dict[str, Json]:
        """What to keep of each question, as typed where it could not be read."""
        return {name: self.kinds[name].store(self._fields[name]) for name in self.specs}


class Kind(ABC):
    """One class per kind: all that the system does with such an answer is here."""

    name: ClassVar[str]

    @abstractmethod
    def widget(self, field: Field, asking: Asking) -> Any:
        """The WTForms field that asks for it and is its only validator."""

    @abstractmethod
    def schema(self, field: Field) -> dict[str, Json]:
        """Its JSON Schema."""

    @abstractmethod
    def store(self, bound: Bound) -> Json:
        """From a bound field to what an answer keeps; raw text where it could not be read."""

    def load(self, name: str, field: Field, stored: Json) -> Pairs:
        """From what an answer keeps to form data, so that JSON passes the same checks."""
        if stored is not None:
            yield name, str(stored)

    def empty(self, stored: Json) -> bool:
        """Whether nothing was answered."""
        return stored is None or stored in ("", [], {})

    @abstractmethod
    def show(self, field: Field, stored: Json, lang: str) -> Shown:
        """From what an answer keeps to what a person reads, on pages and in documents."""

    def say(self, field: Field, stored: Json, lang: str) -> str:
        """The same as one line of words: for letters, tables, searches and comparison."""
        return in_line(self.show(field, stored, lang))


def in_line(shown: Shown) -> str:
    """What is shown, as one line of words."""
    match shown:
        case Plain(text):
            return text
        case Items(items):
            return "; ".join(items)
        case Grid(_, rows):
            return "; ".join(" · ".join(cell for cell in row if cell) for row in rows)
    return ""


def enter(field: Field) -> Text:
    """The error for a missing answer that is typed."""
    noun = field.called
    return Text(en=f"Enter {noun.en}", fr=f"Indiquez {noun.fr}")


def choose(field: Field) -> Text:
    """The error for a missing answer that is chosen."""
    noun = field.called
    return Text(en=f"Choose {noun.en}", fr=f"Choisissez {noun.fr}")


class Present:
    """Required where the form is asked completely; else an empty answer passes unchecked."""

    def __init__(self, field: Field, asking: Asking, missing: Text) -> None:
        self.field, self.asking, self.missing = field, asking, missing
        self.field_flags = {"required": True} if self._always() else {"optional": True}

    def _always(self) -> bool:
        return self.field.required

    def __call__(self, form: WebForm, bound: Bound) -> None:
        if _has_data(bound):
            return
        if bound.errors and bound.raw_data and any(str(r).strip() for r in bound.raw_data):
            raise StopValidation  # typed, but not readable: that error is already there
        bound.errors[:] = []
        if self.asking.complete and (self.field.required or self._called_for(form)):
            raise StopValidation(self.missing.in_(self.asking.lang))
        raise StopValidation

    def _called_for(self, form: WebForm) -> bool:
        when = self.field.required_when
        if when is None:
            return False
        beside = form.data.get(when.field) if when.field in form else self.asking.answers.get(when.field)
        return when.holds({when.field: beside})


class Limit:
    """One of the closed rules of ``forms/limits.py``, in the language of the form."""

    def __init__(self, rule: str, field: Field, asking: Asking) -> None:
        self.name, _, self.argument = rule.partition(":")
        self.field, self.asking = field, asking

    def __call__(self, form: WebForm, bound: Bound) -> None:
        beside = {**self.asking.answers, **getattr(form, "kept", dict)()}
        value = beside.get(self.field.name, bound.data)
        why = LIMITS[self.name](value, self.argument, beside, self.asking.today)
        if why is not None:
            raise StopValidation(why.in_(self.asking.lang))


def limits(field: Field, asking: Asking) -> list[Limit]:
    return [Limit(rule, field, asking) for rule in field.rules]


_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tidy(value: Any) -> Any:
    """Text as it is kept: whole, with plain line ends, without what is no text in any database or PDF.

    Control characters, half surrogates and non-characters go, and the marks that turn the direction of what
    follows: they can make a title read as something else. Joiners, accents and new emoji stay.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if text.replace("\n", "").isprintable():  # as nearly all that is typed: nothing in it can be what goes
        return text.strip()
    return "".join(c for c in text if c in "\n\t" or _is_text(c)).strip()


def _is_text(c: str) -> bool:
    return unicodedata.category(c) not in {"Cc", "Cs"} and c not in _TURNING and ord(c) & 0xFFFE != 0xFFFE


def typed(bound: Bound) -> str:
    """What was typed into an input that could not be read, to be shown again."""
    return str(tidy(str(bound.raw_data[0]))) if bound.raw_data else ""


def labels(field: Field, asking: Asking) -> dict[str, Any]:
    """Label and hint, as every WTForms field takes them."""
    return {
        "label": field.label.in_(asking.lang),
        "description": field.hint.in_(asking.lang) if field.hint else "",
    }


def _has_data(bound: Bound) -> bool:
    data = bound.data
    if isinstance(data, str):
        return bool(data.strip())
    if isinstance(data, bool):
        return data  # an unticked box is no answer
    return data not in (None, [], {})
