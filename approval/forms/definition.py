"""What a form is, as written in ``forms/<name>.toml``: frozen values, no behaviour beyond look-up."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic import Field as Setting

from ..language import Lang, Text

KindName = Literal[
    "line",
    "text",
    "email",
    "url",
    "integer",
    "decimal",
    "money",
    "date",
    "term",
    "choice",
    "choices",
    "yes_no",
    "confirm",
    "declaration",
    "pick",
    "picks",
    "file",
    "files",
    "lines",
    "group",
    "rows",
    "matrix",
]
Answers = Mapping[str, Any]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Without what was derived from the fields as they were."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied


class Option(_Frozen):
    """One of the values to choose from, or one row of a matrix."""

    value: str
    label: Text
    hint: Text | None = None
    starred: bool = False
    """A gate row: its value decides whether a gate opens (PROCESS.md 4.2)."""
    weight: int = 0
    bars: tuple[str, ...] = ()
    """Column values that this row does not allow (n/a on a gate row)."""
    optional: bool = False
    evidences: tuple[str, ...] = ()
    """Rows of the evidence matrix that this criterion judges."""


class When(_Frozen):
    """A question is asked only where an earlier answer is one of these values."""

    field: str
    among: tuple[str, ...] = Setting(alias="in")

    def holds(self, answers: Answers) -> bool:
        """A tick and a yes are the value ``yes``, typed or kept."""
        value = answers.get(self.field)
        values = value if isinstance(value, list) else [value]
        return any((_YES_NO[v] if isinstance(v, bool) else v) in self.among for v in values)


_YES_NO = {True: "yes", False: "no"}


class Warn(_Frozen):
    """A named doubt about an answer (``forms/doubts.py``). It asks; it never blocks."""

    name: str
    value: int | None = None
    words: dict[Lang, tuple[str, ...]] = {}
    says: Text


class Field(_Frozen):
    """One question."""

    name: str = Setting(pattern=r"^[a-z][a-z0-9_]*$")
    kind: KindName
    label: Text
    noun: Text | None = None
    """How an error names it: "Enter {noun}" / « Indiquez {noun} »."""
    hint: Text | None = None
    item: Text | None = None
    """What one row or line is called: "Add another: {item}"."""
    required: bool = False
    more: bool = False
    """Folded under "more detail"."""
    brief: bool = False
    """Told first, where a case is read on one page."""
    min: float | None = None
    """Smallest number; fewest characters of a text; fewest rows."""
    max: float | None = None
    """Largest number; most characters of a text; most rows."""
    max_words: int | None = None
    unit: Text | None = None
    options: tuple[Option, ...] = ()
    source: str | None = None
    """Where the options of a pick come from at run time, for example ``members:smt``."""
    fields: tuple["Field", ...] = ()
    """Sub-questions of a group, columns of rows or of a matrix."""
    rows_from: Literal["evidence"] | None = None
    """A matrix whose rows are the workflow's evidence rows instead of ``options``."""
    when: When | None = None
    required_when: When | None = None
    """In a matrix or in rows: required where a sibling column has one of these values."""
    rules: tuple[str, ...] = ()
    """Names from ``forms/limits.py``, for example ``not_after_today`` or ``not_only:attendance``."""
    warn: tuple[Warn, ...] = ()
    evidences: tuple[str, ...] = ()
    """Rows of the evidence matrix that this answer evidences."""

    @model_validator(mode="after")
    def _whole(self) -> "Field":
        if self.kind in {"choice", "choices", "declaration"} and not self.options:
            raise ValueError(f"{self.name}: a {self.kind} needs options")
        if self.kind in {"group", "rows", "matrix"} and not self.fields:
            raise ValueError(f"{self.name}: a {self.kind} needs fields")
        if self.kind in {"pick", "picks"} and not self.source:
            raise ValueError(f"{self.name}: a {self.kind} needs a source")
        return self

    @property
    def called(self) -> Text:
        """How an error names the question."""
        return self.noun or Text(en=f"“{self.label.en}”", fr=f"«\u00a0{self.label.fr}\u00a0»")


class Section(_Frozen):
    """One topic, one page."""

    name: str = Setting(pattern=r"^[a-z][a-z0-9_-]*$")
    title: Text
    intro: Text | None = None
    when: When | None = None
    fields: tuple[Field, ...] = Setting(alias="field")


class Guide(_Frozen):
    """What stands beside a question: what is wanted, an example, the assessor's criterion."""

    wanted: Text
    example: Text | None = None
    criterion: Text | None = None


class Form(_Frozen):
    """A whole form. ``extends`` names another form whose sections come first."""

    name: str = ""
    title: Text
    intro: Text | None = None
    extends: str | None = None
    also_required: tuple[str, ...] = ()
    """Fields of the extended form that this one requires."""
    leaves_out: tuple[str, ...] = ()
    """Fields of the extended form that this one does not ask again."""
    carries: tuple[str, ...] = ()
    """Other forms whose answers of the same name are carried over when this one is begun."""
    sections: tuple[Section, ...] = Setting(alias="section")
    guide: dict[str, Guide] = {}

    def section(self, name: str) -> Section:
        """Raises LookupError where there is none."""
        for section in self.sections:
            if section.name == name:
                return section
        raise LookupError(name)

    def asked(self, answers: Answers) -> Iterator[tuple[Section, tuple[Field, ...]]]:
        """The sections and questions that these answers call for."""
        for section in self.sections:
            if section.when is None or section.when.holds(answers):
                yield section, asked(section.fields, answers)

    def fields(self) -> Mapping[str, Field]:
        return self._fields

    def evidencing(self, code: str) -> tuple[Field, ...]:
        """The questions whose answers evidence this row of the matrix."""
        return self._evidencing.get(code, ())

    @cached_property
    def _fields(self) -> Mapping[str, Field]:
        return {field.name: field for section in self.sections for field in section.fields}

    @cached_property
    def _evidencing(self) -> Mapping[str, tuple[Field, ...]]:
        found: dict[str, tuple[Field, ...]] = defaultdict(tuple)
        for field in self.fields().values():
            for code in dict.fromkeys(field.evidences):
                found[code] += (field,)
        return dict(found)


def asked(fields: tuple[Field, ...], answers: Answers) -> tuple[Field, ...]:
    return tuple(f for f in fields if f.when is None or f.when.holds(answers))
