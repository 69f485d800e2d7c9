"""The way through a workflow: from where a case is to where it should end, action by action."""

from collections.abc import Mapping
from dataclasses import dataclass

from .definition import HERE, RETURNED_FROM, Action, Workflow
from .facts import Actor, Case
from .guards import GUARDS

LAUNCHED = "active"
_NOBODY = Actor(0, "")
_KIND = frozenset({"product", "product_not"})


@dataclass(frozen=True, slots=True)
class Turn:
    """An action to take, and where to where its target is chosen."""

    action: Action
    to: str


def goal_of(workflow: Workflow, expected: str = "") -> str:
    """The stage at which a case with this expected result ends.

    ``Not supported`` and its like name a stage; ``Returned …`` is where changes are made; all else is launch.
    """
    wanted = "_".join(expected.casefold().split())
    for stage in workflow.stages:
        if wanted == stage.name:
            return stage.name
    if wanted.startswith("returned"):
        return next(s.name for s in workflow.stages if any(RETURNED_FROM in a.to for a in s.actions))
    names = [s.name for s in workflow.stages]
    return LAUNCHED if LAUNCHED in names else next(s.name for s in workflow.stages if s.outcome == "done")


def way(workflow: Workflow, case: Case, goal: str) -> Turn | None:
    """The next action towards the goal by the shortest way; a body's decision before an office's, else as declared.

    Nothing where the goal is reached, or cannot be.
    """
    ahead = _distances(workflow, case, goal)
    turns = [
        Turn(action, to)
        for action in workflow.stage(case.stage).actions
        if _of_this_kind(case, action)
        for to in workflow.targets(case.stage, action)
        if ahead.get(to, 99) < ahead.get(case.stage, 99)
    ]
    return min(turns, key=lambda t: (ahead[t.to], t.action.body is None), default=None)


def on_the_spot(workflow: Workflow, case: Case) -> list[Action]:
    """Steps forward that leave the case where it is: accepted as complete, a briefing note issued."""
    actions = workflow.stage(case.stage).actions
    return [a for a in actions if a.tone == "go" and a.to == (HERE,) and _of_this_kind(case, a)]


def _distances(workflow: Workflow, case: Case, goal: str) -> Mapping[str, int]:
    """By stage: how many actions it is away from the goal. Stages that do not lead there are absent."""
    leads = {
        s.name: {t for a in s.actions if _leads_on(case, a) for t in workflow.targets(s.name, a)}
        for s in workflow.stages
    }
    found, edge = {goal: 0}, {goal}
    while edge:
        edge = {name for name, to in leads.items() if name not in found and to & edge}
        found |= dict.fromkeys(edge, max(found.values()) + 1)
    return found


def _leads_on(case: Case, action: Action) -> bool:
    """A way back to where it came from is no way forward, wherever it may lead."""
    return RETURNED_FROM not in action.to and _of_this_kind(case, action)


def _of_this_kind(case: Case, action: Action) -> bool:
    """Whether this kind of product goes this way at all."""
    return not any(GUARDS[r.name](case, _NOBODY, r.value) for r in action.requires if r.name in _KIND)
