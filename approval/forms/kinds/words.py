"""Answers in words: a line, a text, an address."""

import re
from typing import Any

from wtforms import EmailField, StringField, TextAreaField, URLField
from wtforms import Field as Bound
from wtforms import Form as WebForm
from wtforms.validators import StopValidation

from ...language import Text as Pair
from ..definition import Field
from .base import Asking, Json, Kind, Plain, Present, Shown, enter, labels, limits, tidy

LINE = 250
TEXT = 20_000
EMAIL = re.compile(r"^[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+$")


class Measure:
    """Between so many and so many characters, and at most so many words."""

    def __init__(self, field: Field, asking: Asking, most: int) -> None:
        self.field, self.lang, self.most = field, asking.lang, most

    def __call__(self, form: WebForm, bound: Bound) -> None:
        text = bound.data or ""
        if why := self._why_not(text):
            raise StopValidation(why.in_(self.lang))

    def _why_not(self, text: str) -> Pair | None:
        length, words = len(text), len(text.split())
        least, most, noun = int(self.field.min or 0), self.most, self.field.called
        if length > most:
            return Pair(
                en=f"This must be {most} characters or fewer: it has {length}",
                fr=f"Le texte ne doit pas dépasser {most} caractères\u00a0: il en compte {length}",
            )
        if length < least:
            return Pair(
                en=f"Write a little more about {noun.en}: at least {least} characters, this has {length}",
                fr=f"Développez un peu {noun.fr}\u00a0: au moins {least} caractères, le texte en compte {length}",
            )
        if self.field.max_words and words > self.field.max_words:
            return Pair(
                en=f"This must be {self.field.max_words} words or fewer: it has {words}",
                fr=f"Le texte ne doit pas dépasser {self.field.max_words} mots\u00a0: il en compte {words}",
            )
        return None


class Line(Kind):
    """One line of words."""

    name = "line"
    wtf: type[Bound] = StringField
    longest = LINE

    def most(self, field: Field) -> int:
        return int(field.max or self.longest)

    def widget(self, field: Field, asking: Asking) -> Any:
        checks = [Present(field, asking, enter(field)), Measure(field, asking, self.most(field))]
        kw: dict[str, Any] = {"maxlength": None}
        if field.max and self.name == "text":
            kw["data-max"] = str(int(field.max))
        return self.wtf(
            validators=[*checks, *self.format(asking), *limits(field, asking)],
            filters=[tidy],
            render_kw={k: v for k, v in kw.items() if v},
            **labels(field, asking),
        )

    def format(self, asking: Asking) -> list[Any]:
        """Further checks of the form that words must have."""
        return []

    def store(self, bound: Bound) -> Json:
        return bound.data or None

    def schema(self, field: Field) -> dict[str, Json]:
        least = int(field.min or field.required)
        return {"type": "string", "maxLength": self.most(field), **({"minLength": least} if least else {})}

    def show(self, field: Field, stored: Json, lang: str) -> Shown:
        return None if self.empty(stored) else Plain(str(stored))


class Text(Line):
    """Several lines of words."""

    name = "text"
    wtf = TextAreaField
    longest = TEXT


class Email(Line):
    name = "email"
    wtf = EmailField

    def format(self, asking: Asking) -> list[Any]:
        why = Pair(
            en="Enter an e-mail address like name@example.org",
            fr="Indiquez une adresse de courriel comme nom@exemple.org",
        )
        return [_Pattern(EMAIL, why.in_(asking.lang))]

    def schema(self, field: Field) -> dict[str, Json]:
        return {**super().schema(field), "format": "email"}


class Url(Line):
    name = "url"
    wtf = URLField
    longest = 500

    def format(self, asking: Asking) -> list[Any]:
        why = Pair(
            en="Enter a web address that begins with https:// or http://",
            fr="Indiquez une adresse Web qui commence par https:// ou http://",
        )
        return [_Pattern(re.compile(r"^https?://[^\s/]+\.[^\s]+$"), why.in_(asking.lang))]

    def schema(self, field: Field) -> dict[str, Json]:
        return {**super().schema(field), "format": "uri"}


class _Pattern:
    def __init__(self, pattern: re.Pattern[str], why: str) -> None:
        self.pattern, self.why = pattern, why

    def __call__(self, form: WebForm, bound: Bound) -> None:
        if bound.data and not self.pattern.match(bound.data):
            raise StopValidation(self.why)
