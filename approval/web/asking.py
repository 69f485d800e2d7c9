"""Little forms: a few declared questions, bound to what was typed, with their errors at their fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as slot
from typing import Any

from flask import request

from ..forms import web
from ..forms.definition import Field
from ..forms.kinds import Asking
from ..forms.kinds.base import AskedForm
from .context import lang, today

Errors = list[tuple[str, str]]
"""(address of the input, what to do) pairs, for the error summary."""


@dataclass(slots=True)
class Asked:
    """A little form as it stands: what its inputs show, what is wrong, what was answered."""

    form: AskedForm
    errors: Errors = slot(default_factory=list)
    said: dict[str, Any] = slot(default_factory=dict)

    @property
    def well(self) -> bool:
        return not self.errors

    def refuse(self, problems: Iterable[Any]) -> None:
        """Show what an operation found wrong: at its input, and in the summary."""
        for problem in problems:
            self.at(problem.path, problem.says)

    def at(self, path: str, why: str) -> None:
        """Say what is wrong at one input."""
        self.errors.append((f"#{path}", why))
        if path in self.form:
            bound = self.form[path]
            bound.errors = [*bound.errors, why]


def ask(
    fields: Sequence[Field],
    given: Mapping[str, Any] | None = None,
    sources: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> Asked:
    """The form as first shown, filled in with ``given``."""
    asking = Asking(lang=lang(), today=today(), complete=True, answers=given or {}, sources=sources or {})
    return Asked(web.bind(fields, asking))


def read(
    fields: Sequence[Field],
    sources: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    *,
    typed: Any = None,
    files: Mapping[str, Mapping[str, Any]] | None = None,
) -> Asked:
    """The form as it was sent, checked; everything typed stays in its inputs.

    ``files`` are those already kept, by key; ``typed`` is the form with their keys in it.
    """
    asking = Asking(lang=lang(), today=today(), complete=True, sources=sources or {}, files=files or {})
    bound = web.bind(fields, asking, request.form if typed is None else typed)
    if bound.validate():
        return Asked(bound, said=bound.kept())
    return Asked(bound, [(f"#{p.path}", p.says) for p in web.problems_of(bound)], bound.kept())
