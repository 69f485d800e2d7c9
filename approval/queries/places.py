"""Where a reader can go from a case: the rooms of the committees, each with the words of its link."""

from collections.abc import Callable

from ..language import Text
from ..workflow.definition import Workflow
from ..workflow.facts import Actor, Case
from ..workflow.rules import PROPOSERS, reading_roles, unsaid
from .assessing import ADMITTED
from .holdings import LOOKERS
from .questions import ANSWERERS
from .team import FORMING

Asks = Callable[[Workflow, Case, Actor, frozenset[str]], bool]


def places(workflow: Workflow, case: Case, actor: Actor) -> list[tuple[str, Text]]:
    """(endpoint, words) pairs; each endpoint takes the case's ``reference``. What a reader may not open is left out."""
    held = reading_roles(workflow, case, actor)
    found = [(endpoint, words) for endpoint, words, asks in _PLACES if asks(workflow, case, actor, held)]
    asked = bool(unsaid(case, actor))
    return [(place, ASKED if asked and place == CONFLICT else words) for place, words in found]


def _assesses(workflow: Workflow, case: Case, actor: Actor, held: frozenset[str]) -> bool:
    own = case.roles_on_case(actor.id) & PROPOSERS
    return (
        bool(held & ADMITTED) and not own and any(s.name in case.reached for s in workflow.stages if s.review)
    )


def _teams(_: Workflow, case: Case, __: Actor, ___: frozenset[str]) -> bool:
    return bool(case.reached & set(FORMING))


def _conditions(_: Workflow, case: Case, __: Actor, ___: frozenset[str]) -> bool:
    return bool(case.deciders)


def _letters(workflow: Workflow, case: Case, actor: Actor, held: frozenset[str]) -> bool:
    """Offices that may have letters to send: the page itself shows only theirs."""
    offices = {r for s in workflow.stages for a in s.actions for r in a.recorded_by} | {"ce_staff"}
    own = case.roles_on_case(actor.id) & PROPOSERS
    return bool(held & offices) and not own and case.reached != {workflow.initial}


def _conflicts(workflow: Workflow, case: Case, actor: Actor, _: frozenset[str]) -> bool:
    return actor.id not in case.barred and not workflow.stage(case.stage).final


def _questions(workflow: Workflow, case: Case, _: Actor, held: frozenset[str]) -> bool:
    """Once the case has come before a body that meets, for those who ask, answer or look on."""
    meets = {
        s.name for s in workflow.stages if any(r.name == "on_agenda" for a in s.actions for r in a.requires)
    }
    bodies = {
        r.name
        for r in workflow.roles
        if r.body in {a.body for s in workflow.stages for a in s.actions if a.recorded_by}
    }
    return bool(case.reached & meets) and bool(held & (ANSWERERS | bodies | {"ce_staff", "auditor"}))


def _records(_: Workflow, case: Case, actor: Actor, held: frozenset[str]) -> bool:
    return bool(held & LOOKERS) and not case.roles_on_case(actor.id) & PROPOSERS


CONFLICT = "conflicts.declare"
ASKED = Text(en="Say whether you have a conflict", fr="Dire si vous êtes en conflit d’intérêts")
_PLACES: tuple[tuple[str, Text, Asks], ...] = (
    ("assessing.show", Text(en="Assessment", fr="Évaluation"), _assesses),
    ("team.show", Text(en="Advisory team", fr="Équipe consultative"), _teams),
    ("conditions.show", Text(en="Conditions", fr="Conditions"), _conditions),
    ("questions.show", Text(en="Questions", fr="Questions"), _questions),
    ("letters.index", Text(en="Letters", fr="Lettres"), _letters),
    ("records.show", Text(en="Records", fr="Conservation"), _records),
    (
        CONFLICT,
        Text(en="Declare a conflict of interest", fr="Déclarer un conflit d’intérêts"),
        _conflicts,
    ),
)
