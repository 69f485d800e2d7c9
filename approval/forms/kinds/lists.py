"""Answers that are a list of single lines."""

from collections.abc import Iterator
from typing import Any

from wtforms import Field as Bound
from wtforms import FieldList, StringField
from wtforms import Form as WebForm
from wtforms.validators import StopValidation

from ...language import Text
from ..definition import Field
from .base import Asking, Items, Json, Kind, Pairs, Shown, enter, labels, limits, tidy
from .words import LINE

MOST = 200
"""How many rows anything may have, unless it says fewer."""
READ = 1000
"""How many are read of what was sent; beyond that it is no form that a person filled in."""


class Repeated(FieldList):
    """Inputs that repeat, numbered by whole numbers that a form can hold; other names are passed over."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        start = f"{prefix}-"
        for key in formdata:
            number = key[len(start) :].split("-", 1)[0] if key.startswith(start) else ""
            if number.isascii() and number.isdecimal() and len(number) <= 6:
                yield int(number)


class Lines(Kind):
    """One line a row; ``max`` is how many."""

    name = "lines"

    def widget(self, field: Field, asking: Asking) -> Any:
        one = StringField(field.label.in_(asking.lang), filters=[tidy], validators=[_Short(asking.lang)])
        return Repeated(
            one,
            min_entries=1,
            max_entries=READ,
            validators=[_Count(field, asking), *limits(field, asking)],
            **labels(field, asking),
        )

    def store(self, bound: Bound) -> Json:
        return [line for line in bound.data or [] if line]

    def load(self, name: str, field: Field, stored: Json) -> Pairs:
        for n, line in enumerate(stored if isinstance(stored, list) else []):
            yield f"{name}-{n}", str(line)

    def schema(self, field: Field) -> dict[str, Json]:
        return {"type": "array", "items": {"type": "string", "maxLength": LINE}, **how_many(field)}

    def show(self, field: Field, stored: Json, lang: str) -> Shown:
        return Items(tuple(str(line) for line in stored)) if stored else None


def how_many(field: Field) -> dict[str, Json]:
    """The number of rows or choices, as JSON Schema says it."""
    least = int(field.min or field.required)
    return {**({"minItems": least} if least else {}), "maxItems": int(field.max or MOST)}


class _Short:
    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, form: WebForm, bound: Bound) -> None:
        if len(bound.data or "") > LINE:
            why = Text(
                en=f"Each line must be {LINE} characters or fewer",
                fr=f"Chaque ligne ne doit pas dépasser {LINE} caractères",
            )
            raise StopValidation(why.in_(self.lang))


class _Count:
    """Between so many and so many rows."""

    def __init__(self, field: Field, asking: Asking) -> None:
        self.field, self.asking = field, asking
        self.field_flags = {"required": True} if field.required or field.min else {"optional": True}

    def __call__(self, form: WebForm, bound: Bound) -> None:
        count, noun = self._count(bound), self.field.called
        most = int(self.field.max or MOST)
        if count > most:
            why = Text(
                en=f"There can be {most} at most: there are {count}",
                fr=f"Il peut y en avoir au plus {most}\u00a0: il y en a {count}",
            )
            raise StopValidation(why.in_(self.asking.lang))
        least = int(self.field.min or (1 if self._called_for(form) else 0))
        if self.asking.complete and count < least:
            why = (
                enter(self.field)
                if least == 1
                else Text(
                    en=f"Enter {noun.en}: at least {least}", fr=f"Indiquez {noun.fr}\u00a0: au moins {least}"
                )
            )
            raise StopValidation(why.in_(self.asking.lang))

    def _called_for(self, form: WebForm) -> bool:
        when = self.field.required_when
        if self.field.required or when is None:
            return self.field.required
        beside = form.data.get(when.field) if when.field in form else self.asking.answers.get(when.field)
        return when.holds({when.field: beside})

    def _count(self, bound: Bound) -> int:
        return sum(1 for line in bound.data or [] if line)
