"""What changed between two sets of answers, question by question, in words."""

import difflib
import re
from dataclasses import dataclass
from typing import Any, Literal

from .definition import Answers, Field, Form
from .kinds import KINDS
from .kinds.tables import ROW_ID

Piece = tuple[Literal["same", "out", "in"], str]


@dataclass(frozen=True, slots=True)
class Changed:
    """One question whose answer differs, word by word."""

    field: Field
    label: str
    pieces: tuple[Piece, ...]


def changes(form: Form, before: Answers, after: Answers, lang: str) -> list[Changed]:
    """Every question answered differently; order as in the form. A row's id is no answer."""
    return [
        Changed(
            f,
            f.label.in_(lang),
            pieces(KINDS[f.kind].say(f, before.get(n), lang), KINDS[f.kind].say(f, after.get(n), lang)),
        )
        for n, f in form.fields().items()
        if _answer(f, before.get(n)) != _answer(f, after.get(n))
    ]


def _answer(field: Field, kept: Any) -> Any:
    if KINDS[field.kind].empty(kept):
        return None
    if field.kind == "rows" and isinstance(kept, list):
        return [
            {k: v for k, v in row.items() if k != ROW_ID} if isinstance(row, dict) else row for row in kept
        ]
    return kept


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Runs of the same, removed and added words; each word keeps its trailing space (ENGINEERING.md)."""
    old, new = re.findall(r"\S+\s*|\s+", before), re.findall(r"\S+\s*|\s+", after)
    found: list[Piece] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(old[a:b])))
            continue
        if a < b:
            found.append(("out", "".join(old[a:b])))
        if c < d:
            found.append(("in", "".join(new[c:d])))
    return tuple(found)
