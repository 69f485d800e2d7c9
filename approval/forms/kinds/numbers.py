"""Answers in numbers: how many, how long, how much."""

import re
from decimal import Decimal as Exact
from typing import Any

from wtforms import Field as Bound
from wtforms import Form as WebForm
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from ...language import Text, format_money, format_number
from ..definition import Field
from .base import Asking, Json, Kind, Pairs, Plain, Present, Shown, enter, labels, limits, tidy, typed

_WRITTEN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-", "$": None})
_ENGLISH = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?", re.ASCII)
"""Thousands set off by commas; "0,125" is none of these, nor is "1200,505"."""
_EITHER = re.compile(r"[+-]?(?:\d{1,3}(?: \d{3})+|\d*)(?:[.,]\d*)?", re.ASCII)


class NumberBox(Bound):
    """Reads ``1,200.50``, ``1 200,50`` and ``1200``; keeps what it could not read."""

    widget = TextInput()

    def __init__(self, *, whole: bool, unreadable: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.whole, self.unreadable = whole, unreadable

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = tidy(str(valuelist[0])) if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = read_number(text, whole=self.whole)
        except ValueError as error:
            raise ValueError(self.unreadable) from error


def read_number(text: str, *, whole: bool) -> float | int:
    """A number as people in Ontario write it in either language. Raises ValueError.

    What could be read in two ways with different sizes ("1.200,50") is not guessed at.
    """
    plain = text.translate(_WRITTEN).strip()
    if _ENGLISH.fullmatch(plain):
        plain = plain.replace(",", "")
    elif not _EITHER.fullmatch(plain):
        raise ValueError(text)
    number = float(plain.replace(",", ".").replace(" ", ""))
    if abs(number) > 1e12 or (whole and not number.is_integer()):
        raise ValueError(text)
    return int(number) if number.is_integer() else number


class Between:
    """Not smaller or larger than declared."""

    def __init__(self, field: Field, asking: Asking) -> None:
        self.least, self.most, self.lang = field.min, field.max, asking.lang

    def __call__(self, form: WebForm, bound: Bound) -> None:
        if self.least is not None and bound.data < self.least:
            n = format_number(self.least, self.lang)
            raise StopValidation(
                Text(en=f"This must be {n} or more", fr=f"Le nombre doit être d’au moins {n}").in_(self.lang)
            )
        if self.most is not None and bound.data > self.most:
            n = format_number(self.most, self.lang)
            raise StopValidation(
                Text(en=f"This must be {n} or less", fr=f"Le nombre doit être d’au plus {n}").in_(self.lang)
            )


class Integer(Kind):
    name = "integer"
    whole = True
    unreadable = Text(en="Enter a whole number, like 12", fr="Indiquez un nombre entier, par exemple 12")

    def widget(self, field: Field, asking: Asking) -> Any:
        return NumberBox(
            whole=self.whole,
            unreadable=self.unreadable.in_(asking.lang),
            validators=[Present(field, asking, enter(field)), Between(field, asking), *limits(field, asking)],
            render_kw={"inputmode": "numeric" if self.whole else "decimal", "autocomplete": "off"},
            **labels(field, asking),
        )

    def store(self, bound: Bound) -> Json:
        if bound.data is not None:
            return bound.data
        return typed(bound) or None

    def load(self, name: str, field: Field, stored: Json) -> Pairs:
        if isinstance(stored, float):
            yield name, f"{Exact(repr(stored)):f}"  # never 1e-05, which nobody types
        else:
            yield from super().load(name, field, stored)

    def schema(self, field: Field) -> dict[str, Json]:
        ends = {"minimum": field.min, "maximum": field.max}
        return {"type": "integer" if self.whole else "number"} | {
            k: v for k, v in ends.items() if v is not None
        }

    def show(self, field: Field, stored: Json, lang: str) -> Shown:
        if self.empty(stored):
            return None
        if isinstance(stored, str):
            return Plain(stored)
        unit = f"\u00a0{field.unit.in_(lang)}" if field.unit else ""
        return Plain(self.digits(stored, lang) + unit)

    def digits(self, number: float, lang: str) -> str:
        return format_number(number, lang)


class Decimal(Integer):
    name = "decimal"
    whole = False
    unreadable = Text(en="Enter a number, like 1.5", fr="Indiquez un nombre, par exemple 1,5")


class Money(Decimal):
    """Canadian dollars."""

    name = "money"
    unreadable = Text(
        en="Enter an amount in dollars, like 1,200", fr="Indiquez un montant en dollars, par exemple 1 200"
    )

    def digits(self, number: float, lang: str) -> str:
        return format_money(number, lang)
