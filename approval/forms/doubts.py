"""The closed vocabulary of ``warn``: what could be right but deserves a second look. Never blocks."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from ..language import Text
from .definition import Field, Warn
from .kinds.dates import first_day_of
from .limits import as_date, as_number

Doubt = Callable[[Warn, Any, date], bool]
DOUBTS: dict[str, Doubt] = {}


def doubt(function: Doubt) -> Doubt:
    DOUBTS[function.__name__] = function
    return function


@doubt
def contains_word(warning: Warn, value: Any, _: date) -> bool:
    text = f" {_flat(value)} "
    return any(f" {_flat(word)}" in text for words in warning.words.values() for word in words)


@doubt
def fewer_than(warning: Warn, value: Any, _: date) -> bool:
    size = _size(value)
    return size is not None and warning.value is not None and size < warning.value


@doubt
def more_than(warning: Warn, value: Any, _: date) -> bool:
    size = _size(value)
    return size is not None and warning.value is not None and size > warning.value


@doubt
def no_leading_verb(warning: Warn, value: Any, _: date) -> bool:
    verbs = {_flat(word) for words in warning.words.values() for word in words}
    return any(_flat(line).split(" ")[0] not in verbs for line in _lines(value))


@doubt
def older_than_months(warning: Warn, value: Any, today: date) -> bool:
    days = [d for d in (as_date(v) for v in _dates(value)) if d]
    months = warning.value or 0
    return bool(days) and max(days) < today - timedelta(days=round(months * 30.44))


@doubt
def sooner_than_days(warning: Warn, value: Any, today: date) -> bool:
    day = first_day_of(value)
    return day is not None and day < today + timedelta(days=warning.value or 0)


@doubt
def none_given(_: Warn, value: Any, __: date) -> bool:
    return value in (None, "", [], {})


@doubt
def title_in_use(_: Warn, value: Any, __: date) -> bool:
    """Answered by the register, which the caller asks: here nothing is known."""
    return False


def doubts_of(field: Field, value: Any, today: date, *, taken: bool = False) -> list[Text]:
    """Every warning an answer deserves; an unanswered question only deserves ``none_given``."""
    value = _in_order(field, value)
    said: list[Text] = []
    for warning in field.warn:
        asked = value not in (None, "", [], {}) or warning.name == "none_given"
        if (warning.name == "title_in_use" and taken) or (
            asked and DOUBTS[warning.name](warning, value, today)
        ):
            said.append(warning.says)
    return said


def _in_order(field: Field, value: Any) -> Any:
    """Rows with their columns as declared: not every database keeps the order in which they were written."""
    if field.kind != "rows" or not isinstance(value, list):
        return value
    return [{f.name: row.get(f.name) for f in field.fields} for row in value if isinstance(row, Mapping)]


def _size(value: Any) -> float | None:
    return float(len(value)) if isinstance(value, list) else as_number(value)


def _lines(value: Any) -> list[str]:
    if isinstance(value, list):
        rows = [next(iter(r.values()), "") if isinstance(r, Mapping) else r for r in value]
        return [str(r) for r in rows if r]
    return [str(value)] if value else []


def _dates(value: Any) -> list[Any]:
    among = value if isinstance(value, list) else [value]
    return [r.get("date") if isinstance(r, Mapping) else r for r in among]


def _flat(value: Any) -> str:
    words = " ".join(_lines(value)) if isinstance(value, list) else str(value)
    return " ".join("".join(c if c.isalnum() else " " for c in words.casefold()).split())
