"""Answers made of answers: a group, rows that repeat, a matrix with fixed rows."""

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Field as Bound
from wtforms import Form as WebForm
from wtforms import FormField, HiddenField
from wtforms.validators import StopValidation

from ...language import Text
from ..definition import Field, Option
from .base import AskedForm, Asking, Grid, Json, Kind, Pairs, Shown, labels, limits
from .lists import READ, Repeated, _Count, how_many

ROW_ID = "id"
_ROW = re.compile(r"[A-Za-z0-9_-]{1,40}")


def _kinds() -> Mapping[str, Kind]:
    from . import KINDS  # the registry holds this module's kinds: it cannot be read while they are made

    return KINDS


def sub_form(fields: Sequence[Field], asking: Asking, base: type[AskedForm] = AskedForm) -> type[AskedForm]:
    """A WTForms class of these questions."""
    kinds = _kinds()
    members: dict[str, Any] = {f.name: kinds[f.kind].widget(f, asking) for f in fields}
    members |= {
        "specs": {f.name: f for f in fields},
        "kinds": {f.name: kinds[f.kind] for f in fields},
        "asking": asking,
    }
    return type("SubForm", (base,), members)


class Nested(FormField):
    """A form within a form; its group rules speak at the last question they name."""

    def __init__(self, form_class: type[WebForm], *, rules: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(form_class, **kwargs)
        self.rules = rules

    def validate(self, form: WebForm, extra_validators: Any = ()) -> bool:
        well = bool(super().validate(form, extra_validators))
        for rule in self.rules if well else ():
            try:
                rule(form, self)
            except StopValidation as why:
                last = self.form._fields[rule.argument.rsplit(",", 1)[-1]]
                last.errors = [*last.errors, str(why)]
                return False
        return well


class RowForm(AskedForm):
    """A row; one left wholly empty is no row, and a row needs at least its first answer."""

    id = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        return not self.filled() or super().validate(extra_validators)

    def filled(self) -> bool:
        kept = self.kept()
        return any(not self.kinds[name].empty(value) for name, value in kept.items())


class Group(Kind):
    """A few questions that belong together."""

    name = "group"

    def widget(self, field: Field, asking: Asking) -> Any:
        inner = tuple(f.model_copy(update={"required": f.required and field.required}) for f in field.fields)
        return Nested(sub_form(inner, asking), rules=limits(field, asking), **labels(field, asking))

    def store(self, bound: Bound) -> Json:
        kept = {k: v for k, v in bound.form.kept().items() if not bound.form.kinds[k].empty(v)}
        return kept or None

    def load(self, name: str, field: Field, stored: Json) -> Pairs:
        kinds = _kinds()
        for sub in field.fields:
            yield from kinds[sub.kind].load(f"{name}-{sub.name}", sub, _part(stored, sub.name))

    def schema(self, field: Field) -> dict[str, Json]:
        return _object(field.fields, [f.name for f in field.fields if f.required and field.required])

    def show(self, field: Field, stored: Json, lang: str) -> Shown:
        kinds = _kinds()
        rows = [(f.label.in_(lang), kinds[f.kind].say(f, _part(stored, f.name), lang)) for f in field.fields]
        return Grid(("", ""), tuple(r for r in rows if r[1])) if any(r[1] for r in rows) else None


class Rows(Kind):
    """Rows that repeat, each known by a hidden id and never by its position."""

    name = "rows"

    def widget(self, field: Field, asking: Asking) -> Any:
        first = field.fields[0]
        columns = (first.model_copy(update={"required": True}), *field.fields[1:])
        return Repeated(
            FormField(sub_form(columns, asking, RowForm), label=field.label.in_(asking.lang)),
            min_entries=1,
            max_entries=READ,
            validators=[_RowCount(field, asking), *limits(field, asking)],
            **labels(field, asking),
        )

    def store(self, bound: Bound) -> Json:
        used: set[str] = set()
        return [self._row(entry.form, used) for entry in bound.entries if entry.form.filled()]

    @staticmethod
    def _row(form: AskedForm, used: set[str]) -> dict[str, Json]:
        """What to keep of a row; an id that is none of ours, or another row's, is replaced."""
        sent = form._fields[ROW_ID].data or ""
        name = sent if _ROW.fullmatch(sent) and sent not in used else secrets.token_hex(4)
        used.add(name)
        kept = {k: v for k, v in form.kept().items() if not form.kinds[k].empty(v)}
        return {ROW_ID: name, **kept}

    def load(self, name: str, field: Field, stored: Json) -> Pairs:
        kinds = _kinds()
        for n, row in enumerate(stored if isinstance(stored, list) else []):
            yield f"{name}-{n}-{ROW_ID}", str(_part(row, ROW_ID) or "")
            for sub in field.fields:
                yield from kinds[sub.kind].load(f"{name}-{n}-{sub.name}", sub, _part(row, sub.name))

    def schema(self, field: Field) -> dict[str, Json]:
        required = [f.name for n, f in enumerate(field.fields) if n == 0 or f.required]
        row = _object(field.fields, required)
        row["properties"][ROW_ID] = {"type": "string"}
        return {"type": "array", "items": row, **how_many(field)}

    def show(self, field: Field, stored: Json, lang: str) -> Shown:
        kinds = _kinds()
        rows = [
            tuple(kinds[f.kind].say(f, _part(row, f.name), lang) for f in field.fields)
            for row in stored or []
        ]
        used = [n for n in range(len(field.fields)) if any(row[n] for row in rows)]
        if not used:
            return None
        return Grid(
            tuple(field.fields[n].label.in_(lang) for n in used),
            tuple(tuple(row[n] for n in used) for row in rows),
        )


class Matrix(Kind):
    """Fixed rows (criteria, evidence rows, checklist lines), the same questions of each."""

    name = "matrix"

    def rows_of(self, field: Field, asking: Asking | None) -> tuple[Option, ...]:
        if field.rows_from == "evidence" and asking is not None:
            return tuple(
                Option(value=code, label=Text(en=f"{code} {title.en}", fr=f"{code} {title.fr}"))
                for code, title in asking.evidence
                if code not in asking.not_required
            )
        return tuple(o for o in field.options if asking is None or o.value not in asking.not_required)

    def widget(self, field: Field, asking: Asking) -> Any:
        rows = self.rows_of(field, asking)
        members: dict[str, Any] = {}
        for row in rows:
            columns = tuple(self._column(f, row, field) for f in field.fields)
            members[row.value] = Nested(
                sub_form(columns, asking),
                label=row.label.in_(asking.lang),
                description=row.hint.in_(asking.lang) if row.hint else "",
            )
        whole = type("MatrixForm", (WebForm,), members)
        return Nested(whole, rules=(), **labels(field, asking))

    @staticmethod
    def _column(column: Field, row: Option, matrix: Field) -> Field:
        options = tuple(o for o in column.options if o.value not in row.bars)
        needed = column.required and matrix.required and not row.optional
        return column.model_copy(update={"options": options, "required": needed})

    def store(self, bound: Bound) -> Json:
        kept = {name: Group.store(_kinds()["group"], row) for name, row in bound.form._fields.items()}  # type: ignore[arg-type]
        return {name: row for name, row in kept.items() if row} or None

    def load(self, name: str, field: Field, stored: Json) -> Pairs:
        kinds = _kinds()
        for row in stored if isinstance(stored, dict) else ():
            for sub in field.fields:
                yield from kinds[sub.kind].load(f"{name}-{row}-{sub.name}", sub, _part(stored[row], sub.name))

    def schema(self, field: Field) -> dict[str, Json]:
        if field.rows_from:
            return {"type": "object", "additionalProperties": _object(field.fields, [])}
        rows = {o.value: tuple(self._column(f, o, field) for f in field.fields) for o in field.options}
        return {
            "type": "object",
            "properties": {value: _object(columns, []) for value, columns in rows.items()},
            "additionalProperties": False,
        }

    def show(self, field: Field, stored: Json, lang: str) -> Shown:
        if not isinstance(stored, dict) or not stored:
            return None
        kinds = _kinds()
        named = {o.value: o.label.in_(lang) for o in field.options}
        order = [*named, *(k for k in stored if k not in named)]
        rows = tuple(
            (
                named.get(key, key),
                *(kinds[f.kind].say(f, _part(stored[key], f.name), lang) for f in field.fields),
            )
            for key in order
            if key in stored
        )
        return Grid(("", *(f.label.in_(lang) for f in field.fields)), rows)


class _RowCount(_Count):
    def _count(self, bound: Bound) -> int:
        return sum(1 for entry in bound.entries if entry.form.filled())


def _part(stored: Json, name: str) -> Json:
    return stored.get(name) if isinstance(stored, dict) else None


def _object(fields: Sequence[Field], required: list[str]) -> dict[str, Json]:
    kinds = _kinds()
    return {
        "type": "object",
        "properties": {f.name: {"title": f.label.en, **kinds[f.kind].schema(f)} for f in fields},
        "required": required,
        "additionalProperties": False,
    }
