"""Fill a form in from its declaration alone: plausible answers, marked as a demonstration, that pass every check.

For demonstrations and measurements, which must carry concepts that nobody has seen through forms that anybody
may have written. What is answered and right is left as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as slot
from typing import Any

from ..language import Text
from . import web
from .definition import Field, Form, Option
from .inventing import Inventor
from .kinds import KINDS, Asking, Json
from .kinds.tables import Matrix
from .limits import as_number

ROUNDS = 6
_NOT_MADE = frozenset({"file", "files", "url"})


class Unfillable(Exception):
    """The form asks what cannot be made up; ``problems`` says what is left."""

    def __init__(self, form: str, problems: list[web.Problem]) -> None:
        super().__init__(f"{form}: " + "; ".join(f"{p.path}: {p.says}" for p in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Filler:
    """Fills forms in for one case. ``hints`` are better answers for questions of that name, where they fit.

    A list for the first column of a table makes one row of each.
    """

    inventor: Inventor
    hints: Mapping[str, Json] = slot(default_factory=dict)

    @property
    def asking(self) -> Asking:
        return self.inventor.asking

    def complete(self, form: Form, given: Mapping[str, Json]) -> dict[str, Json]:
        """The answers with everything that was missing or wrong put right. Raises Unfillable."""
        answers = dict(given)
        problems: list[web.Problem] = []
        for _ in range(ROUNDS):
            problems = web.check(form, replace(self.asking, answers=answers))
            if not problems:
                return answers
            wrong = frozenset(p.path for p in problems)
            for name in dict.fromkeys(p.field for p in problems):
                answers[name] = self._mended(form.fields()[name], answers.get(name), name, wrong, answers)
        raise Unfillable(form.name, problems)

    # ── by place ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _mended(
        self, field: Field, value: Json, path: str, wrong: frozenset[str], beside: Mapping[str, Json]
    ) -> Json:
        """The answer with whatever is wrong in it made anew."""
        if field.kind == "group":
            return self._mended_parts(field.fields, value, path, wrong, beside)
        if field.kind == "matrix":
            kept = value if isinstance(value, dict) else {}
            rows = {o.value: self._columns(field, o) for o in Matrix().rows_of(field, self.asking)}
            return kept | {
                key: self._mended_parts(columns, kept.get(key), f"{path}-{key}", wrong, beside)
                for key, columns in rows.items()
                if _within(f"{path}-{key}", wrong)
            }
        if field.kind == "rows":
            rows_ = [r for r in value if isinstance(r, dict)] if isinstance(value, list) else []
            if path in wrong:
                return self._rows(field, rows_, beside)
            return [
                self._mended_parts(field.fields, row, f"{path}-{n}", wrong, beside)
                for n, row in enumerate(rows_)
            ]
        return self._made(field, beside)

    def _mended_parts(
        self,
        fields: tuple[Field, ...],
        value: Json,
        path: str,
        wrong: frozenset[str],
        beside: Mapping[str, Json],
    ) -> dict[str, Json]:
        kept = dict(value) if isinstance(value, dict) else {}
        if not kept:
            return self._parts(fields, beside)
        for part in fields:
            if _within(f"{path}-{part.name}", wrong):
                around = {**beside, **kept}
                kept[part.name] = self._mended(
                    part, kept.get(part.name), f"{path}-{part.name}", wrong, around
                )
        return kept

    @staticmethod
    def _columns(field: Field, row: Option) -> tuple[Field, ...]:
        """The questions of one row: only what it allows, and named after it."""
        return tuple(
            column.model_copy(
                update={
                    "options": tuple(o for o in column.options if o.value not in row.bars),
                    "label": Text(
                        en=f"{column.label.en} ({row.label.en})", fr=f"{column.label.fr} ({row.label.fr})"
                    ),
                }
            )
            for column in field.fields
        )

    def _parts(self, fields: tuple[Field, ...], beside: Mapping[str, Json]) -> dict[str, Json]:
        """Every part of a new group or row, but for files and what is asked only sometimes."""
        found: dict[str, Json] = {}
        for part in fields:
            around = {**beside, **found}
            asked = part.required_when is None or part.required_when.holds(around)
            if part.kind not in _NOT_MADE and asked and (part.when is None or part.when.holds(around)):
                found[part.name] = self._made(part, around)
        return found

    def _rows(
        self, field: Field, rows: list[dict[str, Json]], beside: Mapping[str, Json]
    ) -> list[dict[str, Json]]:
        rules = dict(r.partition(":")[::2] for r in field.rules)
        first = field.fields[0].name
        if "each_of" in rules:
            source, column, ticked = [*rules["each_of"].split(":"), ""][:3]
            told = {_folded(r.get(column)) for r in rows if not ticked or r.get(ticked) is True}
            other, _dot, theirs = source.partition(".")
            wanted = [str(r.get(theirs) or "") for r in beside.get(other) or [] if isinstance(r, dict)]
            lacking = [one for one in dict.fromkeys(wanted) if one and _folded(one) not in told]
            rows = [
                *rows,
                *(
                    self._row(field, beside, {column: one} | ({ticked: True} if ticked else {}))
                    for one in lacking
                ),
            ]
        elif not rows:
            heads = self.hints.get(first)
            heads = heads if isinstance(heads, list) else [""] * (3 if "adds_up" in rules else 1)
            rows = [self._row(field, beside, {first: head} if head else {}) for head in heads]
        while len(rows) < int(field.min or 0):
            rows.append(self._row(field, beside, {}))
        if "adds_up" in rules:
            _share(rows, rules["adds_up"], beside)
        return [{"id": f"row{n}", **row} for n, row in enumerate(rows[: int(field.max or 200)], 1)]

    def _row(self, field: Field, beside: Mapping[str, Json], given: Mapping[str, Json]) -> dict[str, Json]:
        return {**self._parts(field.fields, {**beside, **given}), **given}

    def _made(self, field: Field, beside: Mapping[str, Json]) -> Json:
        """A new answer of the field's kind."""
        hint = self.hints.get(field.name)
        if hint not in (None, "", [], {}) and self._fits(field, hint):
            return hint
        if field.kind == "group":
            return self._parts(field.fields, beside)
        if field.kind == "rows":
            return self._rows(field, [], beside)
        if field.kind == "matrix":
            rows = [o for o in Matrix().rows_of(field, self.asking) if not o.optional]
            return {o.value: self._parts(self._columns(field, o), beside) for o in rows}
        return self.inventor.answer(field, beside)

    def _fits(self, field: Field, hint: Json) -> bool:
        asking = replace(self.asking, answers={field.name: hint}, complete=True)
        bound = web.bind((field,), asking)
        return bool(bound.validate()) and not KINDS[field.kind].empty(bound.kept()[field.name])


def _within(path: str, wrong: frozenset[str]) -> bool:
    return any(w == path or w.startswith(f"{path}-") for w in wrong)


def _share(rows: list[dict[str, Json]], rule: str, beside: Mapping[str, Json]) -> None:
    """A total shared among the rows, to the hundredth."""
    column, _, total = rule.partition(":")
    whole = as_number(beside.get(total)) or 0
    part = round(whole / len(rows), 2)
    for row in rows:
        row[column] = part
    rows[-1][column] = round(whole - part * (len(rows) - 1), 2)


def _folded(value: Any) -> str:
    return " ".join(str(value or "").split()).casefold().rstrip(".")
