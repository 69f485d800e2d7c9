"""A form as WTForms: the inputs, the one validator, and what is kept of what was typed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from .definition import Answers, Field, Form, Section, asked
from .kinds import KINDS, Asking, Json
from .kinds.base import AskedForm
from .kinds.tables import sub_form


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an answer: the input it belongs to, the question, and what to do."""

    path: str
    field: str
    section: str
    says: str


def bind(fields: Sequence[Field], asking: Asking, formdata: Any = None) -> AskedForm:
    """A WTForms form of these questions, filled from form data or from ``asking.answers``."""
    data = flat(fields, asking.answers) if formdata is None else formdata
    return sub_form(fields, asking)(formdata=data, prefix="")


def bind_section(section: Section, asking: Asking, formdata: Any = None) -> AskedForm:
    """One topic: the questions that the answers so far call for."""
    return bind(asked(section.fields, asking.answers), asking, formdata)


def flat(fields: Sequence[Field], answers: Answers) -> MultiDict[str, str]:
    """Kept answers as form data, so that JSON and stored text pass the same checks as a browser's."""
    pairs = [pair for f in fields for pair in KINDS[f.kind].load(f.name, f, answers.get(f.name))]
    return MultiDict(pairs)


def kept_of(bound: AskedForm) -> dict[str, Json]:
    """What to keep of a topic: every question of it, unanswered ones as nothing."""
    return {k: None if bound.kinds[k].empty(v) else v for k, v in bound.kept().items()}


def problems_of(bound: AskedForm, section: str = "") -> list[Problem]:
    """Every problem of a validated form, each with the id of the input to mend."""
    found: list[Problem] = []
    for name in bound.specs:
        field = bound._fields[name]
        found += [Problem(path, name, section, says) for path, says in _errors(field)]
    return found


def check(form: Form, asking: Asking) -> list[Problem]:
    """Everything that keeps these answers from being a complete form."""
    asking = replace(asking, complete=True)
    found: list[Problem] = []
    for section, fields in form.asked(asking.answers):
        bound = bind(fields, asking)
        if not bound.validate():
            found += problems_of(bound, section.name)
    return found


def warnings_of(form: Form, asking: Asking, *, taken: bool = False) -> dict[str, list[str]]:
    """Doubts by question. They ask and never block (PROCESS.md 4)."""
    from .doubts import doubts_of  # doubts read kinds: imported when asked, not in a circle

    return {
        f.name: [w.in_(asking.lang) for w in said]
        for _, fields in form.asked(asking.answers)
        for f in fields
        if (said := doubts_of(f, asking.answers.get(f.name), asking.today, taken=taken))
    }


def _errors(field: Any) -> Iterator[tuple[str, str]]:
    inner = getattr(field, "form", None)
    if inner is not None:
        for sub in inner:
            row = f"{sub.label.text}: " if getattr(sub, "form", None) is not None else ""
            yield from ((path, row + says) for path, says in _errors(sub))
        return
    for n, entry in enumerate(getattr(field, "entries", ()), 1):
        row = f"{n}. " if len(field.entries) > 1 else ""
        yield from ((path, row + says) for path, says in _errors(entry))
    for error in field.errors:
        if isinstance(error, str):
            yield field.id, error
