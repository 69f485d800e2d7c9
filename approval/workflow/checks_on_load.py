"""What a workflow file must respect. Every problem with its place, and all of them at once."""

from collections.abc import Collection, Iterator, Mapping

from .checks import CHECKS
from .definition import DECIDED_FROM, HERE, RETURNED_FROM, Action, Anywhere, Requirement, Stage, Workflow
from .guards import GUARDS

_SPECIAL = {HERE, RETURNED_FROM, DECIDED_FROM}


class WorkflowError(Exception):
    """A workflow cannot be used; ``problems`` says everything that is wrong, with places."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def inconsistencies(
    workflow: Workflow, forms: Collection[str], letters: Collection[str], bodies: Collection[str]
) -> list[str]:
    """Every name that leads nowhere, every stage that cannot be reached or left."""
    return [
        *_repeated(workflow),
        *(f"texts: no form named {t!r}" for t in workflow.texts if t not in forms),
        *_roles(workflow, bodies),
        *(p for stage in workflow.stages for p in _stage(workflow, stage, forms)),
        *(
            p
            for where, action in _actions(workflow)
            for p in _action(workflow, where, action, forms, letters, bodies)
        ),
        *_unreachable(workflow),
        *_stuck(workflow),
        *_documents(workflow, forms),
    ]


def _actions(workflow: Workflow) -> Iterator[tuple[str, Action]]:
    for stage in workflow.stages:
        for action in stage.actions:
            yield f"stage.{stage.name}.{action.name}", action
    for action in workflow.anywhere:
        yield f"anywhere.{action.name}", action


def _repeated(workflow: Workflow) -> Iterator[str]:
    for kind, names in (
        ("stage", [s.name for s in workflow.stages]),
        ("role", [r.name for r in workflow.roles]),
        ("document", [d.name for d in workflow.documents]),
        ("station", [s.name for s in workflow.stations]),
        ("evidence", [e.code for e in workflow.evidence]),
    ):
        yield from (
            f"{kind}.{n}: declared more than once" for n in sorted({n for n in names if names.count(n) > 1})
        )
    for stage in workflow.stages:
        names = [a.name for a in workflow.actions_at(stage.name)]
        yield from (
            f"stage.{stage.name}.{n}: declared more than once"
            for n in sorted({n for n in names if names.count(n) > 1})
        )


def _roles(workflow: Workflow, bodies: Collection[str]) -> Iterator[str]:
    for role in workflow.roles:
        if role.body and role.body not in bodies:
            yield f"role.{role.name}: no body named {role.body!r}"
        if not role.body and not role.on_case:
            yield f"role.{role.name}: says neither a body nor on_case"


def _stage(workflow: Workflow, stage: Stage, forms: Collection[str]) -> Iterator[str]:
    where = f"stage.{stage.name}"
    roles = {r.name for r in workflow.roles}
    if stage.station not in {s.name for s in workflow.stations}:
        yield f"{where}.station: no station named {stage.station!r}"
    if stage.holder and stage.holder not in roles:
        yield f"{where}.holder: no role named {stage.holder!r}"
    yield from (f"{where}.readers: no role named {r!r}" for r in stage.readers if r not in roles)
    for paper in stage.papers:
        if paper.form not in forms:
            yield f"{where}.papers: no form named {paper.form!r}"
        yield from (
            f"{where}.papers.{paper.form}: no role named {r!r}"
            for r in (*paper.editors, *paper.readers)
            if r not in roles
        )
    if stage.clock:
        days = [d for d in (stage.clock.target, stage.clock.warn, stage.clock.due) if d is not None]
        if days != sorted(days) or min(days) < 1:
            yield f"{where}.clock: target, warn and due must rise from at least one day"
    if stage.review:
        yield from (f"{where}.review: no form named {f!r}" for f in stage.review.forms if f not in forms)
        if stage.review.by not in roles:
            yield f"{where}.review: no role named {stage.review.by!r}"
    if stage.final and stage.actions:
        yield f"{where}: has an outcome, so it declares no action (use [[anywhere]] with when_final)"


def _action(
    workflow: Workflow,
    where: str,
    action: Action,
    forms: Collection[str],
    letters: Collection[str],
    bodies: Collection[str],
) -> Iterator[str]:
    stages, roles = {s.name for s in workflow.stages}, {r.name for r in workflow.roles}
    documents = {d.name for d in workflow.documents}
    if not action.by:
        yield f"{where}.by: nobody may take it"
    for setting, names, known, kind in (
        ("to", action.to, stages | _SPECIAL, "stage"),
        ("by", action.by, roles, "role"),
        ("not_by", action.not_by, roles, "role"),
        ("recorded_by", action.recorded_by, roles, "role"),
        ("notify", action.notify, roles, "role"),
        ("asks", [action.asks] if action.asks else [], forms, "form"),
        ("freezes", action.freezes, forms, "form"),
        ("documents", action.documents, documents, "document"),
        ("letter", [action.letter] if action.letter else [], letters, "letter"),
        ("body", [action.body] if action.body else [], bodies, "body"),
        ("imposes.form", [action.imposes.form] if action.imposes else [], action.freezes, "frozen form"),
        ("imposes.body", [action.imposes.body] if action.imposes else [], bodies, "body"),
        ("requires", [r.name for r in action.requires], GUARDS, "guard"),
        ("checks", action.checks, CHECKS, "check"),
    ):
        yield from (
            f"{where}.{setting}: no {kind} named {name!r}" for name in sorted(set(names) - set(known))
        )
    every = {a.name for _, a in _actions(workflow)}
    there = {"form": forms, "stage": stages, "body": bodies, "action": every, "due point": DUE_POINTS}
    yield from (p for need in action.requires for p in _argument(where, need, there))
    if isinstance(action, Anywhere):
        yield from (
            f"{where}: no stage named {s!r}" for s in (*action.except_at, *action.only_at) if s not in stages
        )


_NAMED = {
    "form_complete": "form",
    "checklist_done": "form",
    "reached": "stage",
    "not_reached": "stage",
    "on_agenda": "body",
    "first_time": "action",
    "conditions_closed": "due point",
}
_COUNTED = {
    "assessors_named",
    "sheets_in",
    "team_ready",
    "within_days_of_decision",
    "within_hours_of_decision",
}
_KINDS = {"product", "product_not"}
DUE_POINTS = ("next_gate", "launch")


def _argument(where: str, need: Requirement, names: Mapping[str, Collection[str]]) -> Iterator[str]:
    """A guard's one argument: a name that exists, a number of at least one, a product, or none."""
    kind = _NAMED.get(need.name)
    whole = isinstance(need.value, int) and not isinstance(need.value, bool)
    if kind and (not isinstance(need.value, str) or need.value not in names[kind]):
        yield f"{where}.requires.{need.name}: no {kind} named {need.value!r}"
    elif need.name in _COUNTED and not (whole and need.value >= 1):
        yield f"{where}.requires.{need.name}: needs a whole number of at least 1, not {need.value!r}"
    elif need.name in _KINDS and not isinstance(need.value, str):
        yield f"{where}.requires.{need.name}: needs a kind of product"
    elif need.name in set(GUARDS) - set(_NAMED) - _COUNTED - _KINDS and need.value is not True:
        yield f"{where}.requires.{need.name}: takes no value"


def _edges(workflow: Workflow) -> dict[str, set[str]]:
    known = {s.name for s in workflow.stages}
    return {
        s.name: {t for a in workflow.actions_at(s.name) for t in workflow.targets(s.name, a) if t in known}
        for s in workflow.stages
    }


def _unreachable(workflow: Workflow) -> Iterator[str]:
    edges, met, ahead = _edges(workflow), set[str](), [workflow.initial]
    if workflow.initial not in edges:
        yield f"initial: no stage named {workflow.initial!r}"
        return
    while ahead:
        if (here := ahead.pop()) not in met:
            met.add(here)
            ahead += edges[here]
    yield from (f"stage.{s.name}: no action leads there" for s in workflow.stages if s.name not in met)


def _stuck(workflow: Workflow) -> Iterator[str]:
    edges = _edges(workflow)
    ending = {s.name for s in workflow.stages if s.final}
    while grown := {name for name, to in edges.items() if name not in ending and to & ending}:
        ending |= grown
    for stage in workflow.stages:
        if not stage.final and not any(a.to != (HERE,) for a in workflow.actions_at(stage.name)):
            yield f"stage.{stage.name}: has no action that leaves it, so a proposal would be stuck there"
        elif stage.name not in ending:
            yield f"stage.{stage.name}: no way leads from it to a final stage"


def _documents(workflow: Workflow, forms: Collection[str]) -> Iterator[str]:
    roles = {r.name for r in workflow.roles}
    for document in workflow.documents:
        yield from (
            f"document.{document.name}: no form named {f!r}" for f in document.forms if f not in forms
        )
        yield from (
            f"document.{document.name}: no role named {r!r}" for r in document.readers if r not in roles
        )
