"""Answers that are days, or a term that holds one."""

import re
from datetime import date
from typing import Any

from wtforms import Field as Bound
from wtforms import StringField
from wtforms.widgets import DateInput

from ...language import Text, format_day
from ..definition import Field
from ..limits import as_date
from .base import Asking, Json, Kind, Plain, Present, Shown, enter, labels, limits, tidy, typed
from .words import Line


class DayBox(Bound):
    """Reads an ISO day, as a date input sends it; keeps what it could not read."""

    widget = DateInput()

    def __init__(self, *, unreadable: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unreadable = unreadable

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = tidy(str(valuelist[0])) if valuelist else ""
        self.data = None
        if text:
            try:
                day = date.fromisoformat(text)
            except ValueError as error:
                raise ValueError(self.unreadable) from error
            if not 1900 <= day.year <= 2200:
                raise ValueError(self.unreadable)
            self.data = day.isoformat()


class Day(Kind):
    name = "date"
    unreadable = Text(
        en="Enter a date like 2027-09-21 (year, month, day)",
        fr="Indiquez une date comme 2027-09-21 (année, mois, jour)",
    )

    def widget(self, field: Field, asking: Asking) -> Any:
        return DayBox(
            unreadable=self.unreadable.in_(asking.lang),
            validators=[Present(field, asking, enter(field)), *limits(field, asking)],
            **labels(field, asking),
        )

    def store(self, bound: Bound) -> Json:
        return bound.data or typed(bound) or None

    def schema(self, field: Field) -> dict[str, Json]:
        return {"type": "string", "format": "date"}

    def show(self, field: Field, stored: Json, lang: str) -> Shown:
        if self.empty(stored):
            return None
        return Plain(format_day(as_date(stored), lang) or str(stored))


class Term(Line):
    """A date, or a term in words ("Fall 2027")."""

    name = "term"
    wtf = StringField

    def show(self, field: Field, stored: Json, lang: str) -> Shown:
        return None if self.empty(stored) else Plain(format_day(as_date(stored), lang) or str(stored))


_TERMS = {
    "winter": 1,
    "hiver": 1,
    "spring": 5,
    "printemps": 5,
    "summer": 5,
    "été": 5,
    "ete": 5,
    "fall": 9,
    "autumn": 9,
    "automne": 9,
}


def first_day_of(term: Any) -> date | None:
    """The day a date or a term in words begins, where it can be told."""
    if day := as_date(term):
        return day
    words = re.findall(r"[^\W\d_]+|\d{4}", str(term or "").casefold())
    year = next((int(w) for w in words if w.isdecimal()), None)
    month = next((_TERMS[w] for w in words if w in _TERMS), None)
    return date(year, month or 1, 1) if year and 1900 <= year <= 2200 else None
