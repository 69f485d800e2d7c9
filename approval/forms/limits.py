"""The closed vocabulary of ``rules``: what an answer must respect. Each says why not, or nothing."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ..language import Text, format_day

Limit = Callable[[Any, str, Mapping[str, Any], date], Text | None]
LIMITS: dict[str, Limit] = {}


def limit(function: Limit) -> Limit:
    LIMITS[function.__name__] = function
    return function


def as_date(value: Any) -> date | None:
    """A date from its ISO text, or nothing where it is none."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def as_number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


@limit
def not_after_today(value: Any, _: str, __: Mapping[str, Any], today: date) -> Text | None:
    day = as_date(value)
    if day is None or day <= today:
        return None
    return Text(
        en="The date must be today or in the past", fr="La date doit être celle d’aujourd’hui ou antérieure"
    )


@limit
def not_before_today(value: Any, _: str, __: Mapping[str, Any], today: date) -> Text | None:
    day = as_date(value)
    if day is None or day >= today:
        return None
    return Text(
        en="The date must be today or in the future", fr="La date doit être celle d’aujourd’hui ou ultérieure"
    )


@limit
def only_with(value: Any, argument: str, beside: Mapping[str, Any], _: date) -> Text | None:
    """An answer that another one rules out: a date beside "before launch" says two things."""
    other, _colon, wanted = argument.partition(":")
    if value in (None, "") or beside.get(other) == wanted or not beside.get(other):
        return None
    return Text(
        en="Leave this empty, or change the answer before it: the two do not go together",
        fr="Laissez ce champ vide ou modifiez la réponse précédente : les deux ne vont pas ensemble",
    )


@limit
def not_only(value: Any, alone: str, _: Mapping[str, Any], __: date) -> Text | None:
    """A choice that is refused on its own (attendance is no assessment: PROCESS.md 4.1)."""
    if value != [alone]:
        return None
    return (
        Text(
            en="Attendance alone is not an assessment: choose a method that shows what learners can do",
            fr="La présence à elle seule n’est pas une évaluation\u00a0: choisissez une méthode qui montre ce que les "
            "personnes apprenantes savent faire",
        )
        if alone == "attendance"
        else Text(en="Choose at least one more", fr="Choisissez-en au moins une autre")
    )


@limit
def at_most(value: Any, other: str, beside: Mapping[str, Any], _: date) -> Text | None:
    number, most = as_number(value), as_number(beside.get(other))
    if number is None or most is None or number <= most:
        return None
    return Text(
        en=f"This must be {most:g} or less: it is part of the total",
        fr=f"Le nombre doit être d’au plus {most:g}\u00a0: il fait partie du total",
    )


@limit
def ordered(value: Any, names: str, _: Mapping[str, Any], __: date) -> Text | None:
    numbers = [as_number((value or {}).get(name)) for name in names.split(",")]
    given = [n for n in numbers if n is not None]
    if given == sorted(given):
        return None
    return Text(
        en="The numbers must rise from the lowest to the highest",
        fr="Les nombres doivent aller du plus bas au plus élevé",
    )


@limit
def not_before(value: Any, other: str, beside: Mapping[str, Any], _: date) -> Text | None:
    day, first = as_date(value), as_date(beside.get(other))
    if day is None or first is None or day >= first:
        return None
    return Text(
        en=f"The date must not be before {format_day(first, 'en')}",
        fr=f"La date ne doit pas précéder le {format_day(first, 'fr')}",
    )


@limit
def no_cycles(value: Any, column: str, _: Mapping[str, Any], __: date) -> Text | None:
    """Rows that name others they wait for must not wait in a circle."""
    rows = _rows(value)
    waits = {_folded(r.get("name")): {_folded(n) for n in _names(r.get(column))} for r in rows}
    for start in waits:
        met, ahead = set(), [start]
        while ahead:
            for then in waits.get(ahead.pop(), ()):
                if then == start:
                    return Text(
                        en=f"“{start}” depends on itself, by way of the others",
                        fr=f"«\u00a0{start}\u00a0» dépend de lui-même par l’intermédiaire des autres",
                    )
                if then not in met:
                    met.add(then)
                    ahead.append(then)
    return None


@limit
def adds_up(value: Any, argument: str, beside: Mapping[str, Any], _: date) -> Text | None:
    column, _sep, total = argument.partition(":")
    rows = _rows(value)
    wanted = as_number(beside.get(total))
    got = sum(as_number(r.get(column)) or 0 for r in rows)
    if not rows or wanted is None or abs(got - wanted) < 0.01:
        return None
    return Text(
        en=f"These add up to {got:g}, and the total given is {wanted:g}: change one of them",
        fr=f"La somme est de {got:g} et le total indiqué est de {wanted:g}\u00a0: modifiez l’un des deux",
    )


@limit
def each_of(value: Any, argument: str, beside: Mapping[str, Any], _: date) -> Text | None:
    """Every value of a column of other rows (``rows.column``) stands in a column here, with a yes where named."""
    source, column, ticked = [*argument.split(":"), ""][:3]
    other, _dot, theirs = source.partition(".")
    rows = _rows(value)
    named = {_folded(r.get(column)) for r in rows if not ticked or r.get(ticked) is True}
    wanted = [str(r.get(theirs) or "") for r in _rows(beside.get(other))]
    lacking = [w for w in wanted if w and _folded(w) not in named]
    if not lacking:
        return None
    what = "; ".join(lacking)
    return Text(
        en=f"Each competency needs a row with a summative assessment. Missing: {what}",
        fr=f"Chaque compétence doit avoir une ligne avec une évaluation sommative. Il manque\u00a0: {what}",
    )


def _rows(value: Any) -> list[dict[str, Any]]:
    """The rows of an answer; an import may have brought something else in their place."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _names(value: Any) -> list[str]:
    return [n for n in str(value or "").replace(";", ",").split(",") if n.strip()]


def _folded(value: Any) -> str:
    return " ".join(str(value or "").split()).casefold().rstrip(".")
