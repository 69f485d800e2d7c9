"""What a form file must respect beyond its shape: names that exist, in places that make sense."""

from collections.abc import Callable, Iterator, Mapping

from .definition import Field, Form, When
from .doubts import DOUBTS
from .kinds.tables import RowForm
from .limits import LIMITS

RESERVED = frozenset(name for name in dir(RowForm) if not name.startswith("_"))
"""What a WTForms form calls its own: a question of such a name would break the page that asks it."""
_DECIDES = {"choice", "choices", "yes_no", "confirm"}
_MEASURED = {"line", "text", "email", "url", "term", "integer", "decimal", "money", "lines", "rows"}
_NEEDS_VALUE = {"fewer_than", "more_than", "older_than_months", "sooner_than_days"}
_NEEDS_WORDS = {"contains_word", "no_leading_verb"}
Beside = Mapping[str, Field]


def inconsistencies(form: Form, evidence: frozenset[str]) -> Iterator[str]:
    """Every problem of a form, with its place."""
    where = f"forms/{form.name}"
    names = [f.name for s in form.sections for f in s.fields]
    titles = [s.name for s in form.sections]
    yield from (f"{where}.{n}: asked more than once" for n in _twice(names))
    yield from (f"{where}.{n}: two sections have this name" for n in _twice(titles))
    beside = form.fields()
    for section in form.sections:
        yield from _when(f"{where}.{section.name}.when", section.when, beside)
        for field in section.fields:
            yield from _field(f"{where}.{field.name}", field, beside, evidence)
    yield from (f"{where}.guide: no question named {n!r}" for n in form.guide if n not in names)


def _twice(names: list[str]) -> list[str]:
    return sorted({n for n in names if names.count(n) > 1})


def _field(where: str, field: Field, beside: Beside, evidence: frozenset[str]) -> Iterator[str]:
    if field.name in RESERVED:
        yield f"{where}: a question cannot be named {field.name!r}"
    yield from (f"{where}.evidences: no evidence row {e!r}" for e in field.evidences if e not in evidence)
    for setting, when in (("when", field.when), ("required_when", field.required_when)):
        yield from _when(f"{where}.{setting}", when, beside)
    yield from _options(where, field)
    yield from _needless(where, field)
    yield from _rules(where, field, beside)
    yield from _warnings(where, field)
    yield from (f"{where}.{n}: asked more than once" for n in _twice([f.name for f in field.fields]))
    inner = {f.name: f for f in field.fields}
    for sub in field.fields:
        yield from _field(f"{where}.{sub.name}", sub, {**beside, **inner}, evidence)


def _when(where: str, when: When | None, beside: Beside) -> Iterator[str]:
    if when is None:
        return
    asked = beside.get(when.field)
    if asked is None:
        yield f"{where}: no question named {when.field!r}"
    elif asked.kind not in _DECIDES:
        yield f"{where}: {when.field!r} is a {asked.kind}, which nothing can depend on"
    else:
        known = {o.value for o in asked.options} if asked.options else {"yes", "no"}
        yield from (f"{where}: {when.field!r} has no value {v!r}" for v in when.among if v not in known)


def _options(where: str, field: Field) -> Iterator[str]:
    values = [o.value for o in field.options]
    yield from (f"{where}.options: {v!r} is there more than once" for v in _twice(values))
    if field.kind != "matrix":
        return
    if not field.options and not field.rows_from:
        yield f"{where}.options: a matrix needs rows: options, or rows_from"
    yield from (f"{where}.options: a row cannot be named {v!r}" for v in values if v in RESERVED)
    columns = {o.value for f in field.fields for o in f.options}
    yield from (
        f"{where}.options.{o.value}.bars: no column has the value {v!r}"
        for o in field.options
        for v in o.bars
        if v not in columns
    )


def _needless(where: str, field: Field) -> Iterator[str]:
    """Settings that would be read by nobody: whoever wrote them expects otherwise."""
    if field.kind not in _MEASURED and (field.min is not None or field.max is not None):
        yield f"{where}: min and max mean nothing for a {field.kind}"
    if field.kind in {"group", "matrix"}:
        if field.required_when:
            yield f"{where}.required_when: say it at the questions of the {field.kind}"
        if field.required and not any(f.required for f in field.fields):
            yield f"{where}.required: none of its questions is required"


def _rules(where: str, field: Field, beside: Beside) -> Iterator[str]:
    for rule in field.rules:
        name, _, argument = rule.partition(":")
        if name not in LIMITS:
            yield f"{where}.rules: no rule named {rule!r}"
        elif (name == "ordered") != (field.kind == "group") or field.kind in {"matrix", "file", "files"}:
            yield f"{where}.rules: {name!r} is no rule for a {field.kind}"
        elif not _ARGUMENTS.get(name, _none)(argument, field, beside):
            yield f"{where}.rules: {rule!r} names a question or value that is not there"


def _none(argument: str, _: Field, __: Beside) -> bool:
    return not argument


def _sibling(argument: str, _: Field, beside: Beside) -> bool:
    return argument in beside


def _column(name: str, field: Field | None) -> bool:
    return field is not None and any(f.name == name for f in field.fields)


def _all_columns(argument: str, field: Field, _: Beside) -> bool:
    return all(_column(name, field) for name in argument.split(","))


def _value(argument: str, field: Field, _: Beside) -> bool:
    return any(o.value == argument for o in field.options)


def _sum(argument: str, field: Field, beside: Beside) -> bool:
    column, _, total = argument.partition(":")
    return _column(column, field) and total in beside


def _cover(argument: str, field: Field, beside: Beside) -> bool:
    source, column, *ticked = argument.split(":")
    rows, _, theirs = source.partition(".")
    mine = all(_column(name, field) for name in (column, *ticked))
    return len(ticked) <= 1 and mine and _column(theirs, beside.get(rows))


def _answered(argument: str, _: Field, beside: Beside) -> bool:
    other, _colon, value = argument.partition(":")
    return other in beside and _value(value, beside[other], beside)


_ARGUMENTS: dict[str, Callable[[str, Field, Beside], bool]] = {
    "at_most": _sibling,
    "not_before": _sibling,
    "ordered": _all_columns,
    "no_cycles": lambda argument, field, beside: (
        _column("name", field) and _all_columns(argument, field, beside)
    ),
    "not_only": _value,
    "only_with": _answered,
    "adds_up": _sum,
    "each_of": _cover,
}


def _warnings(where: str, field: Field) -> Iterator[str]:
    for warning in field.warn:
        if warning.name not in DOUBTS:
            yield f"{where}.warn: no warning named {warning.name!r}"
        if warning.name in _NEEDS_VALUE and warning.value is None:
            yield f"{where}.warn.{warning.name}: says no value"
        if warning.name in _NEEDS_WORDS and not any(warning.words.values()):
            yield f"{where}.warn.{warning.name}: says no words"
