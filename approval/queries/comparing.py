"""Sheets side by side: each criterion with its evidence, the lowest value of a gate, and where assessors differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..forms.definition import Field, Form, Option
from ..forms.kinds import KINDS
from ..language import Text

APART = 2
"""Points between two scores that make a disagreement (PROCESS.md 9, Gate rows)."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one assessor put in one place of the sheet."""

    word: str
    comment: str = ""
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion, or one question, with everybody's answer in the order of the sheets."""

    label: Text
    gate: bool
    evidence: Sequence[tuple[str, str]]
    said: Sequence[Said]
    lowest: int | None = None
    """The lowest score: the value of a gate row."""
    apart: bool = False


def criteria(
    form: Form, sheets: Sequence[Mapping[str, Any]], text: Form, answers: Mapping[str, Any], lang: str
) -> list[Line]:
    """Every scored row of the form, with the answers of the text that evidence it."""
    return [
        _line(field, row, sheets, answers_about(text, answers, row.evidences, lang), lang)
        for field in form.fields().values()
        if field.kind == "matrix"
        for row in field.options
    ]


def remarks(form: Form, sheets: Sequence[Mapping[str, Any]], lang: str) -> list[Line]:
    """Every other question that somebody answered."""
    found = []
    for field in form.fields().values():
        said = [Said(KINDS[field.kind].say(field, s.get(field.name), lang)) for s in sheets]
        if field.kind != "matrix" and any(one.word for one in said):
            found.append(Line(field.label, gate=False, evidence=(), said=said))
    return found


def figure(form: Form, sheets: Sequence[Mapping[str, Any]]) -> float | None:
    """The weighted mean out of 4 over the criteria that carry a weight; for Continuing Education alone, advisory.

    Nothing where the form has no weights or nothing weighted is scored.
    """
    total = weight = 0.0
    for field in form.fields().values():
        for row in field.options if field.kind == "matrix" else ():
            scores = [s for s in (_score(sheet, field, row) for sheet in sheets) if s is not None]
            if row.weight and scores:
                total += row.weight * sum(scores) / len(scores)
                weight += row.weight
    return round(total / weight, 2) if weight else None


def answers_about(
    form: Form, answers: Mapping[str, Any], codes: Sequence[str], lang: str
) -> list[tuple[str, str]]:
    """The answers that evidence these rows of the matrix: (question, words)."""
    from ..forms.kinds import KINDS

    return [
        (f.label.in_(lang), words)
        for f in form.fields().values()
        if set(f.evidences) & set(codes) and (words := KINDS[f.kind].say(f, answers.get(f.name), lang))
    ]


def _line(
    field: Field,
    row: Option,
    sheets: Sequence[Mapping[str, Any]],
    evidence: Sequence[tuple[str, str]],
    lang: str,
) -> Line:
    columns = {f.name: f for f in field.fields}
    said = [_said(columns, _row(sheet, field, row), lang) for sheet in sheets]
    scores = [s.score for s in said if s.score is not None]
    return Line(
        row.label,
        row.starred,
        evidence,
        said,
        lowest=min(scores, default=None),
        apart=bool(scores) and max(scores) - min(scores) >= APART,
    )


def _said(columns: Mapping[str, Field], given: Mapping[str, Any], lang: str) -> Said:
    score = columns.get("score")
    word = KINDS[score.kind].say(score, given.get("score"), lang) if score else ""
    return Said(word, str(given.get("comment") or ""), _number(given.get("score")))


def _score(sheet: Mapping[str, Any], field: Field, row: Option) -> int | None:
    return _number(_row(sheet, field, row).get("score"))


def _row(sheet: Mapping[str, Any], field: Field, row: Option) -> Mapping[str, Any]:
    found = (sheet.get(field.name) or {}).get(row.value)
    return found if isinstance(found, dict) else {}


def _number(value: Any) -> int | None:
    return int(value) if str(value).isdigit() else None
