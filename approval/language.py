"""English and French: the pair every word a person reads comes as, and how each writes dates and numbers.

Words stand as pairs in the place that says them, not in catalogues: rules and forms speak without a
request, and a missing translation cannot be written.
"""

import unicodedata
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from pydantic import BaseModel, ConfigDict

Lang = Literal["en", "fr"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
ZONE = ZoneInfo("America/Toronto")
REMEMBERED = 4096
"""Days, moments and numbers whose words are kept: a list shows the same few again and again, and Babel takes longer
to write one than a page takes to show it."""


class Text(BaseModel):
    """The same words in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: str
    fr: str

    def in_(self, lang: str) -> str:
        """The words in ``lang`` (French for ``fr``, English for anything else)."""
        return self.fr if lang == "fr" else self.en

    def __str__(self) -> str:
        return self.en

    def format(self, **values: Any) -> "Text":
        """Both languages with ``{name}`` filled in; a value that is a Text gives each language its own."""
        return Text(en=_filled(self.en, values, "en"), fr=_filled(self.fr, values, "fr"))


def _filled(pattern: str, values: dict[str, Any], lang: str) -> str:
    return pattern.format(**{k: v.in_(lang) if isinstance(v, Text) else v for k, v in values.items()})


def listed(parts: list[Text]) -> Text:
    """Several words as one list, separated by commas."""
    return Text(en=", ".join(p.en for p in parts), fr=", ".join(p.fr for p in parts))


def folded(words: str) -> str:
    """As words are searched and sorted: lower case, without accents, single spaces."""
    plain = unicodedata.normalize("NFKD", words.casefold().replace("œ", "oe").replace("æ", "ae"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def searchable(words: str) -> str:
    """Each word once, folded: what a search looks through, which asks for words and parts of words, not for phrases."""
    return " ".join(dict.fromkeys(folded(words).split()))


def same(words: str) -> Text:
    """Words that are the same in both languages (a name, a code)."""
    return Text(en=words, fr=words)


def _locale(lang: str) -> str:
    return "fr_CA" if lang == "fr" else "en_CA"


@lru_cache(maxsize=REMEMBERED)
def format_day(day: date | None, lang: str) -> str:
    """``3 February 2026`` / ``3 février 2026``; nothing for no date."""
    return _first(format_date(day, "d MMMM y", locale=_locale(lang)), lang) if day else ""


@lru_cache(maxsize=REMEMBERED)
def format_moment(moment: datetime | None, lang: str) -> str:
    """A moment in the institution's zone, with the zone said."""
    if moment is None:
        return ""
    pattern = "d MMMM y 'à' H 'h' mm z" if lang == "fr" else "d MMMM y, h:mm a z"
    return _first(format_datetime(moment, pattern, tzinfo=ZONE, locale=_locale(lang)), lang)


def _first(words: str, lang: str) -> str:
    """French says « 1er » for the first of a month."""
    return f"1er{words[1:]}" if lang == "fr" and words.startswith("1 ") else words


@lru_cache(maxsize=REMEMBERED, typed=True)
def format_money(amount: float | None, lang: str) -> str:
    """Canadian dollars, without cents when there are none."""
    if amount is None:
        return ""
    digits = "#,##0" if float(amount).is_integer() else "#,##0.00"
    pattern = f"{digits}\u00a0¤" if lang == "fr" else f"¤{digits}"
    return format_currency(amount, "CAD", pattern, locale=_locale(lang), currency_digits=False).replace(
        "CA", ""
    )


@lru_cache(maxsize=REMEMBERED, typed=True)
def format_number(number: float | None, lang: str) -> str:
    return "" if number is None else format_decimal(number, locale=_locale(lang))
