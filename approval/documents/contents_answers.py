"""Answers as blocks of a document: every question asked, every answer given, in the language it was given in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..forms.definition import Answers, Field, Form
from ..forms.kinds import KINDS
from ..language import Lang, Text
from .sheets import Answer, Block, Cell, Column, Listing, Mark, Said, Section, Table, Tone, Words

TYPED = frozenset({"line", "text", "lines", "term"})
"""Kinds whose answers are somebody's own words; the others are said in the document's language."""
SHARES = {
    "text": 9,
    "line": 5,
    "lines": 5,
    "group": 5,
    "rows": 5,
    "date": 3,
    "money": 3,
    "file": 4,
    "files": 4,
}
SHORT = 2
RIGHT = frozenset({"integer", "decimal", "money"})
TONES = {"met": Tone.MET, "partly": Tone.PARTLY, "not": Tone.NOT}
FOLDED = frozenset({"choice", "yes_no", "integer", "decimal", "money", "date"})
"""Kinds whose answers are short: told together in one cell where a table has too many columns."""
SHORT_LINE, LONG = 200, 1000
MOST_COLUMNS = 5
"""More than a page holds."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language of a document and the one that its case is written in."""

    lang: Lang
    spoken: Lang

    def said(self, text: str) -> Words:
        """Somebody's own words, marked where they are in another language than the document."""
        return text if self.spoken == self.lang or not text else Said(text, self.spoken)

    def t(self, en: str, fr: str, **values: Any) -> str:
        words = Text(en=en, fr=fr)
        return (words.format(**values) if values else words).in_(self.lang)


def sections(
    form: Form,
    answers: Answers,
    tongue: Tongue,
    *,
    keep: Callable[[Field], bool] = lambda _: True,
    titled: Callable[[str], str] = str,
    every: bool = True,
) -> list[Section]:
    """A section for each topic that has a question to show.

    ``every`` False leaves out what was not answered: a form as submitted shows its gaps, a record does not.
    """
    found = []
    for topic, fields in form.asked(answers):
        shown = [f for f in fields if keep(f) and (every or not _empty(f, answers.get(f.name)))]
        blocks = [block for f in shown for block in blocks_of(f, answers.get(f.name), tongue)]
        if blocks:
            found.append(Section(titled(topic.title.in_(tongue.lang)), blocks))
    return found


def blocks_of(field: Field, stored: Any, tongue: Tongue) -> list[Block]:
    """One question with its answer: one block, or one a row where rows have more to tell than a page is wide."""
    label = field.label.in_(tongue.lang)
    if field.kind == "rows" and len(_layout(field, stored)[0]) > MOST_COLUMNS:
        every = len(stored)
        titles = [
            f"{label}{tongue.t(', {n} of {all}', ', {n} de {all}', n=n, all=every)}"
            for n in range(1, every + 1)
        ]
        return [
            Answer(title if every > 1 else label, _listed(field.fields, row, tongue), codes=field.evidences)
            for title, row in zip(titles, stored, strict=True)
        ]
    return [Answer(label, value_of(field, stored, tongue), codes=field.evidences)]


def value_of(field: Field, stored: Any, tongue: Tongue) -> Words | Listing | Table:
    """An answer as words, a list or a table; nothing as no words."""
    if _empty(field, stored):
        return ""
    match field.kind:
        case "rows":
            return _rows(field, stored, tongue)
        case "group":
            return _listed(field.fields, stored, tongue)
        case "matrix":
            return _matrix(field, stored, tongue)
        case "lines" | "choices" | "picks" | "files" | "file" | "declaration":
            return _listing(field, stored, tongue)
    return words(field, stored, tongue)


def words(field: Field, stored: Any, tongue: Tongue) -> Words:
    """An answer as one run of words."""
    said = KINDS[field.kind].say(field, stored, tongue.lang)
    return tongue.said(said) if field.kind in TYPED else said


def cell(field: Field, stored: Any, tongue: Tongue) -> Cell:
    """An answer as a cell; a verdict with its own shape."""
    if field.kind == "choice" and stored in TONES:
        return Mark(KINDS[field.kind].say(field, stored, tongue.lang), TONES[stored])
    return words(field, stored, tongue)


def columns(fields: Sequence[Field], tongue: Tongue) -> list[Column]:
    return [
        Column(f.label.in_(tongue.lang), "right" if f.kind in RIGHT else "left", SHARES.get(f.kind, SHORT))
        for f in fields
    ]


def rows_of(field: Field, stored: Any) -> Iterable[tuple[str, Text, Mapping[str, Any]]]:
    """The answered rows of a matrix in their declared order: value, label, answers."""
    named = {o.value: o.label for o in field.options}
    found = stored if isinstance(stored, dict) else {}
    for key in [*named, *(k for k in found if k not in named)]:
        if isinstance(found.get(key), dict):
            yield key, named.get(key, Text(en=key, fr=key)), found[key]


def _rows(field: Field, stored: Any, tongue: Tongue) -> Listing | Table:
    kept, folded = _layout(field, stored)
    if len(kept) == 1 and not folded:
        return Listing([words(kept[0], row.get(kept[0].name), tongue) for row in stored])
    heads = columns(kept, tongue)
    rows = [[cell(f, row.get(f.name), tongue) for f in kept] for row in stored]
    if folded:
        heads.append(Column(tongue.t("Details", "Précisions"), share=4))
        rows = [[*cells, _told(folded, row, tongue)] for cells, row in zip(rows, stored, strict=True)]
    return Table("", heads, rows)


def _layout(field: Field, stored: Any) -> tuple[list[Field], list[Field]]:
    """The columns of a table, and what is folded into one more where they are too many for a page."""
    used = _used(field, stored)
    folded: list[Field] = []
    for small in (_is_small, _is_short):
        if len(used) + bool(folded) > MOST_COLUMNS:
            folded += [f for f in used[1:] if small(f)]
            used = [f for f in used if f not in folded]
    return used, folded


def _is_small(field: Field) -> bool:
    return field.kind in FOLDED


def _is_short(field: Field) -> bool:
    return field.kind == "line" and (field.max or LONG) <= SHORT_LINE


def _told(fields: Sequence[Field], row: Mapping[str, Any], tongue: Tongue) -> str:
    """Small answers as lines of one cell."""
    said = [(f.label.in_(tongue.lang), KINDS[f.kind].say(f, row.get(f.name), tongue.lang)) for f in fields]
    return "\n".join(f"{label}{_colon(label, tongue.lang)} {words}" for label, words in said if words)


def _colon(label: str, lang: Lang) -> str:
    """Between a label and its words; a question needs none."""
    return "" if label.endswith("?") else "\u00a0:" if lang == "fr" else ":"


def _matrix(field: Field, stored: Any, tongue: Tongue) -> Table:
    first = Column(tongue.t("Row", "Ligne"), share=5)
    rows = [
        [label.in_(tongue.lang), *(cell(f, row.get(f.name), tongue) for f in field.fields)]
        for _, label, row in rows_of(field, stored)
    ]
    return Table("", [first, *columns(field.fields, tongue)], rows)


def _listed(fields: Sequence[Field], stored: Any, tongue: Tongue) -> Table:
    """Questions that belong together, one a line."""
    shown = [f for f in fields if not _empty(f, stored.get(f.name))]
    heads = [
        Column(tongue.t("Question", "Question"), share=2),
        Column(tongue.t("Answer", "Réponse"), share=5),
    ]
    return Table("", heads, [[f.label.in_(tongue.lang), words(f, stored.get(f.name), tongue)] for f in shown])


def _listing(field: Field, stored: Any, tongue: Tongue) -> Listing:
    if field.kind == "lines":
        return Listing([tongue.said(str(line)) for line in stored])
    shown = KINDS[field.kind].show(field, stored, tongue.lang)
    return Listing(list(getattr(shown, "items", ())))


def _used(field: Field, stored: Any) -> list[Field]:
    """The columns that any row has answered."""
    rows = stored if isinstance(stored, list) else []
    return [f for f in field.fields if any(not _empty(f, row.get(f.name)) for row in rows)]


def _empty(field: Field, stored: Any) -> bool:
    return KINDS[field.kind].empty(stored)
