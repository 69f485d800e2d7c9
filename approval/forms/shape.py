"""Whether answers that come as JSON have the shape of a form. What they say is checked later, at submission."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .definition import Form
from .limits import as_date
from .schema import json_schema

MOST_ROWS = 200
"""No list of a form holds more."""
_NAMES = {"object": "a group of answers {…}", "array": "a list […]", "string": "text in quotation marks",
          "integer": "a whole number", "number": "a number", "boolean": "true or false"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one place in the answers; ``refuses`` where they cannot be taken with it."""

    place: str
    says: str
    refuses: bool


def remarks(form: Form, answers: Mapping[str, Any]) -> list[Remark]:
    """Every problem of shape, and every value that is kept as text although the form does not offer it.

    ``null`` is an answer not given. Lengths, ranges and missing answers are not looked at.
    """
    return list(_look(json_schema(form), answers, ""))


def _look(schema: Mapping[str, Any], value: Any, place: str) -> Iterator[Remark]:
    if value is None:
        return
    if "enum" in schema:
        yield from _offered(schema, value, place)
    elif not _is(wanted := _type(schema), value):
        yield Remark(place or "the file", f"must be {_NAMES[wanted]}", refuses=True)
    elif wanted == "object":
        yield from _group(schema, value, place)
    elif wanted == "array":
        yield from _list(schema, value, place)
    elif schema.get("format") == "date" and value and as_date(value) is None:
        yield Remark(place, f"{_short(value)} is not a date like 2027-09-21: kept as text", refuses=False)


def _group(schema: Mapping[str, Any], value: Mapping[str, Any], place: str) -> Iterator[Remark]:
    known = schema.get("properties", {})
    rest = schema.get("additionalProperties", True)
    for name, inner in value.items():
        where = f"{place}.{name}" if place else str(name)
        if name in known:
            yield from _look(known[name], inner, where)
        elif isinstance(rest, Mapping):
            yield from _look(rest, inner, where)
        elif rest is False:
            yield Remark(where, "is not asked by this form", refuses=True)


def _list(schema: Mapping[str, Any], value: list[Any], place: str) -> Iterator[Remark]:
    if len(value) > MOST_ROWS:
        yield Remark(place, f"has {len(value)} entries; {MOST_ROWS} at most can be kept", refuses=True)
        return
    for n, inner in enumerate(value, 1):
        yield from _look(schema.get("items", {}), inner, f"{place}.{n}")


def _offered(schema: Mapping[str, Any], value: Any, place: str) -> Iterator[Remark]:
    if not isinstance(value, str):
        yield Remark(place, "must be text in quotation marks", refuses=True)
    elif value and value not in schema["enum"]:
        yield Remark(place, f"{_short(value)} is not in the list: kept as text", refuses=False)


def _type(schema: Mapping[str, Any]) -> str:
    return "boolean" if "const" in schema else str(schema.get("type", "string"))


def _is(wanted: str, value: Any) -> bool:
    if isinstance(value, bool):
        return wanted == "boolean"
    if wanted == "integer":
        return isinstance(value, int | float)  # 2.5 where a whole number is asked is kept, and asked about
    kinds: dict[str, tuple[type, ...]] = {
        "object": (dict,),
        "array": (list,),
        "string": (str,),
        "number": (int, float),
    }
    return isinstance(value, kinds.get(wanted, ()))


def _short(value: str) -> str:
    shown = value if len(value) <= 60 else f"{value[:59]}…"
    return repr(shown)
