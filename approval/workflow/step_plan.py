"""Where a step is inserted, after which model, and under which names."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ..language import Text
from .definition import Action, Stage, Workflow
from .phrases import Phrase
from .step_words import CHAIR, CHAIRS, CONDITIONS, DECLINE, DEFER, ENDORSE, RETURN

FAMILY = (ENDORSE, CONDITIONS, DEFER, RETURN, DECLINE)
"""What a body that endorses can do with a case."""
SECRETARIES = ("secretary", "deputy_secretary")
USUAL_HOURS = 24
NO_PLACE = Text(
    en="No step forward leads from “{after}” to “{before}”",
    fr="Aucune étape ne mène de «\u00a0{after}\u00a0» à «\u00a0{before}\u00a0»",
)
NO_CHAIR = Text(
    en="{body} has no office of a chair, who confirms its decisions",
    fr="{body} n’a pas de présidence, qui confirme les décisions",
)
NO_SECRETARY = Text(
    en="{body} has no office of a secretary, who records its decisions",
    fr="{body} n’a pas de secrétariat, qui consigne les décisions",
)
NO_MODEL = Text(
    en="A step is made like one in which a body endorses, and this workflow has none: write it in its files",
    fr="Une étape est calquée sur celle où une instance recommande, et ce processus n’en a pas\u00a0: rédigez-la dans ses fichiers",
)


class Unfit(Exception):
    """The step cannot be inserted; ``problems`` says everything that keeps it from being."""

    def __init__(self, problems: list[Text]) -> None:
        super().__init__("; ".join(p.en for p in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step to insert: between which stages, before which body, what it is called."""

    after: str
    before: str
    body: str
    """The body's key."""
    name: Text
    phrase: Phrase
    title: Text
    """Of the stage."""
    offices: tuple[str, ...]
    """Names of the offices that the body has."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A step with everything that is called after it."""

    step: NewStep
    workflow: Workflow
    model: Stage
    """The stage that the new one is made like."""
    prefix: str
    """What names of forms and letters begin with."""
    roles: dict[str, str]
    """By part (member, chair, vice_chair, secretary): the role of the workflow."""

    @property
    def stage(self) -> str:
        return f"{self.prefix}_review"

    @property
    def record(self) -> str:
        return f"{self.prefix}_record"

    @property
    def modelled(self) -> dict[str, Action]:
        return {a.name: a for a in self.model.actions if a.name in FAMILY}

    @property
    def chairs(self) -> list[str]:
        return [self.roles[part] for part in ("chair", "vice_chair") if part in self.roles]

    def member_of(self, body: str) -> str | None:
        """The role of everybody who sits in a body."""
        sitting = [r for r in self.workflow.roles if r.body == body]
        return max(sitting, key=lambda r: len(r.offices)).name if sitting else None

    def secretaries_of(self, stage: str) -> list[str]:
        """Roles that record decisions at a stage."""
        found = {r for a in self.workflow.stage(stage).actions for r in a.recorded_by}
        return sorted(found)

    def filled(self, words: Text) -> Text:
        """Words with the body, its chair, the next stage and the retraction window put in."""
        phrase, next_ = self.step.phrase, self.workflow.stage(self.step.before).title
        return words.format(
            the=phrase.text,
            The=phrase.capital,
            of=phrase.of,
            Name=self.step.name,
            next=next_,
            chairs=CHAIRS if "vice_chair" in self.roles else CHAIR,
            hours=_hours(self.workflow),
        )


def places(workflow: Workflow) -> list[tuple[Stage, Stage]]:
    """Between which stages a step can be inserted: wherever a step forward leads on."""
    found: dict[tuple[str, str], tuple[Stage, Stage]] = {}
    for stage in workflow.stages:
        for action in stage.actions:
            for to in action.to if action.tone == "go" else ():
                if not to.startswith("@") and to != stage.name and not workflow.stage(to).final:
                    found[stage.name, to] = (stage, workflow.stage(to))
    return list(found.values())


def plan_of(workflow: Workflow, step: NewStep, files: Collection[str] = ()) -> Plan:
    """``files`` are those that are there: none of them is written over. Raises Unfit with everything that keeps the step from being inserted there."""
    model = _model(workflow, step)
    problems = list(_problems(workflow, step, model))
    if problems or model is None:
        raise Unfit(problems)
    stages = {s.name for s in workflow.stages}
    names = (step.body, *(f"{step.body}_{letter}" for letter in "bcdefghijklmnopqrstuvwxyz"))
    known = [file.partition("/")[2] for file in files]
    prefix = next(
        name
        for name in names
        if f"{name}_review" not in stages and not any(file.startswith(f"{name}_") for file in known)
    )
    return Plan(step, workflow, model, prefix, _roles(workflow, step))


def _problems(workflow: Workflow, step: NewStep, model: Stage | None) -> Iterator[Text]:
    if (step.after, step.before) not in {(a.name, b.name) for a, b in places(workflow)}:
        yield NO_PLACE.format(after=step.after, before=step.before)
    if "chair" not in step.offices:
        yield NO_CHAIR.format(body=step.name)
    if not set(SECRETARIES) & set(step.offices):
        yield NO_SECRETARY.format(body=step.name)
    if model is None:
        yield NO_MODEL


def _model(workflow: Workflow, step: NewStep) -> Stage | None:
    """The stage before, the stage after, else the nearest one ahead of both that endorses."""
    able = {s.name: s for s in workflow.stages if _endorses(s)}
    if not able:
        return None
    for name in (step.after, step.before):
        if name in able:
            return able[name]
    order = [s.name for s in workflow.stages]
    here = order.index(step.after) if step.after in order else 0
    return able[min(able, key=lambda name: (order.index(name) > here, abs(order.index(name) - here)))]


def _endorses(stage: Stage) -> bool:
    family = [a for a in stage.actions if a.name in FAMILY]
    bodies = {a.body for a in family}
    whole = len(family) == len(FAMILY) and len(bodies) == 1 and None not in bodies
    return whole and all(a.asks and a.letter and a.recorded_by for a in family)


def _roles(workflow: Workflow, step: NewStep) -> dict[str, str]:
    """Roles of the body by part: those that the workflow has already, else new ones."""
    parts: dict[str, Collection[str]] = {
        "member": step.offices,
        "chair": ("chair",),
        "vice_chair": ("vice_chair",),
        "secretary": SECRETARIES,
    }
    taken = {r.name: r for r in workflow.roles}
    found: dict[str, str] = {}
    for part, offices in parts.items():
        held = set(offices) & set(step.offices)
        same = [r.name for r in workflow.roles if r.body == step.body and set(r.offices) == held]
        free = next(n for n in (f"{step.body}_{part}", f"{step.body}_{part}_b") if n not in taken)
        if held:
            found[part] = same[0] if same else free
    return found


def _hours(workflow: Workflow) -> int:
    """For how long a decision can be retracted."""
    wanted = (r.value for a in workflow.anywhere for r in a.requires if r.name == "within_hours_of_decision")
    return int(next(wanted, USUAL_HOURS))
