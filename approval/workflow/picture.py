"""A workflow as a table that a person can review: who may do what, at which stage, needing what, leading where."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from ..language import Text, listed
from .definition import Action, Requirement, Stage, Workflow


@dataclass(frozen=True, slots=True)
class Line:
    """One action at one stage."""

    stage: str
    action: str
    by: str
    needs: str
    to: str


HEAD = Line("stage", "action", "by", "needs", "to")
WIDTHS = (16, 23, 32, 40, 20)
"""Characters a column has: the whole table fits a wide terminal and a printed page on its side."""
_GLUE = "\u00a0"  # no line ends here


def who_may_what(workflow: Workflow) -> Iterator[Line]:
    """Every action of every stage, in the order of the file; final stages last by that order."""
    for stage in workflow.stages:
        for action in workflow.actions_at(stage.name):
            yield Line(stage.name, action.name, _by(action), _needs(action), _to(workflow, stage, action))


def table(workflow: Workflow) -> str:
    """The same as plain text, and who may write which form."""
    parts = [f"{workflow.id}, version {workflow.version}: who may do what", "", *_row(_cells(HEAD))]
    before = ""
    for line in who_may_what(workflow):
        if line.stage != before:
            parts.append("")
        parts += _row(_cells(line) if line.stage != before else ("", *_cells(line)[1:]))
        before = line.stage
    return "\n".join([*parts, "", *_writers(workflow), ""])


def _row(cells: tuple[str, ...]) -> list[str]:
    """One line of the table, on as many lines of text as its fullest cell needs."""
    wrapped = [_wrapped(cell, width) for cell, width in zip(cells, WIDTHS, strict=True)]
    lines = zip_longest(*wrapped, fillvalue="")
    return ["  ".join(part.ljust(w) for part, w in zip(line, WIDTHS, strict=True)).rstrip() for line in lines]


def _wrapped(cell: str, width: int) -> list[str]:
    parts = cell.split("\n")
    lines = [line for part in parts for line in textwrap.wrap(part, width, break_on_hyphens=False) or [""]]
    return [line.replace(_GLUE, " ") for line in lines]


def _writers(workflow: Workflow) -> Sequence[str]:
    """Who may write which form at which stage; who fills in sheets."""
    found = ["who may write what", ""]
    for stage in workflow.stages:
        found += [f"{stage.name}: {paper.form} by {', '.join(paper.editors)}" for paper in stage.papers]
        if stage.review:
            found.append(
                f"{stage.name}: {' or '.join(stage.review.forms)} by {stage.review.by}, blind until handed in"
            )
    return found


def _cells(line: Line) -> tuple[str, str, str, str, str]:
    return (line.stage, line.action, line.by, line.needs, line.to)


def _by(action: Action) -> str:
    parts = [", ".join(sorted(action.by))]
    if action.recorded_by:
        parts.append(f"recorded by {', '.join(sorted(action.recorded_by))}")
    if action.not_by:
        parts.append(f"never {', '.join(sorted(action.not_by))}")
    return "\n".join(parts)


def _needs(action: Action) -> str:
    parts = []
    if action.requires:
        parts.append(", ".join(_need(r) for r in action.requires))
    if action.checks:
        parts.append(f"checked: {', '.join(action.checks)}")
    if action.on_hold:
        parts.append("open while on hold")
    return "\n".join(parts) or "-"


def _need(requirement: Requirement) -> str:
    return requirement.name if requirement.value is True else f"{requirement.name}{_GLUE}{requirement.value}"


def _to(workflow: Workflow, stage: Stage, action: Action) -> str:
    targets = [t if t != stage.name else "stays" for t in workflow.targets(stage.name, action)]
    return " or ".join(targets)


@dataclass(frozen=True, slots=True)
class Row:
    """One action at one stage, in the words of the workflow. ``needs`` keeps the names of the file."""

    key: tuple[str, str]
    stage: Text
    action: Text
    by: Text
    recorded_by: Text
    needs: str
    to: Text


def in_words(workflow: Workflow) -> list[Row]:
    """Who may do what, as people read it; in the order of the file."""
    titles = {s.name: s.title for s in workflow.stages}
    return [
        Row(
            key=(stage.name, action.name),
            stage=stage.title,
            action=action.label,
            by=_titles(workflow, action.by),
            recorded_by=_titles(workflow, action.recorded_by),
            needs=_needs(action).replace(_GLUE, " ") if action.requires or action.checks else "",
            to=listed([titles[t] for t in workflow.targets(stage.name, action)]),
        )
        for stage in workflow.stages
        for action in workflow.actions_at(stage.name)
    ]


def _titles(workflow: Workflow, roles: frozenset[str]) -> Text:
    return listed([r.title for r in workflow.roles if r.name in roles])


@dataclass(frozen=True, slots=True)
class Difference:
    """What a version says of an action otherwise than another: ``new``, ``changed`` or ``gone``."""

    kind: str
    row: Row
    before: Row | None = None


def differences(before: Workflow, after: Workflow) -> list[Difference]:
    """By the order of the later version; what is gone comes last."""
    was = {row.key: row for row in in_words(before)}
    is_ = {row.key: row for row in in_words(after)}
    found = [
        Difference("changed" if key in was else "new", row, was.get(key))
        for key, row in is_.items()
        if was.get(key) != row
    ]
    return [*found, *(Difference("gone", row) for key, row in was.items() if key not in is_)]
