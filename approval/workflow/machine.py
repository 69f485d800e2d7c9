"""The state machine. The only module that imports ``transitions``."""

from dataclasses import dataclass
from functools import partial

from transitions import EventData, Machine, MachineError, State

from .definition import Action, Workflow
from .facts import Actor, Case
from .rules import Refused, Verdict, destination, elected, judge, roles_of


@dataclass(frozen=True, slots=True)
class Step:
    """An action taken: from where, to where."""

    action: Action
    from_stage: str
    to_stage: str


class Token:
    """What travels through the machine and is thrown away: it knows only where it is."""

    __slots__ = ("stage",)

    def __init__(self, stage: str) -> None:
        self.stage = stage


class Engine:
    """One per workflow version, shared by every request: it keeps no proposal."""

    def __init__(self, workflow: Workflow) -> None:
        self.workflow = workflow
        self._machine = Machine(
            model=None,  # tokens pass through; none is registered, so none is reset or kept alive
            model_attribute="stage",
            states=[State(stage.name, final=stage.final) for stage in workflow.stages],
            initial=workflow.initial,
            auto_transitions=False,  # no to_<stage>() around the rules
            send_event=True,
        )
        for stage in workflow.stages:
            for action in workflow.actions_at(stage.name):
                for to in workflow.targets(stage.name, action):
                    self._machine.add_transition(
                        _trigger(action.name, to), stage.name, to, conditions=partial(self._insist, action)
                    )

    def verdicts(self, case: Case, actor: Actor) -> list[Verdict]:
        """Every action of the case's stage that concerns the actor, open or closed: what the page shows."""
        held = roles_of(self.workflow, case, actor)
        return [
            judge(self.workflow, case, actor, action)
            for action in self.workflow.actions_at(case.stage)
            if held & (action.by | action.recorded_by) or elected(self.workflow, case, actor, action)
        ]

    def verdict(self, case: Case, actor: Actor, name: str) -> Verdict:
        """One action's verdict. Raises LookupError where the stage has no such action."""
        return judge(self.workflow, case, actor, self.workflow.action_at(case.stage, name))

    def take(self, case: Case, actor: Actor, name: str, to: str | None = None) -> Step:
        """Where the action leads, or Refused with every reason; LookupError for an unknown one."""
        action = self.workflow.action_at(case.stage, name)
        verdict = judge(self.workflow, case, actor, action)
        if not verdict.open:
            raise Refused(verdict)  # asked first: the target of a closed action may not even exist
        goal = destination(self.workflow, case, action, to)
        token = Token(case.stage)
        try:
            self._machine.events[_trigger(name, goal)].trigger(token, case=case, actor=actor)
        except (KeyError, MachineError) as error:
            raise LookupError(f"{name} does not lead from {case.stage} to {goal}") from error
        return Step(action, case.stage, token.stage)

    def _insist(self, action: Action, event: EventData) -> bool:
        verdict = judge(self.workflow, event.kwargs["case"], event.kwargs["actor"], action)
        if not verdict.open:
            raise Refused(verdict)
        return True


def _trigger(action: str, to: str) -> str:
    """An action with several targets is several triggers, so that each is known when the file loads."""
    return f"{action}→{to}"
