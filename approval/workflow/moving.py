"""What it means for a case to go on by another version of its workflow: where it lands, what keeps it, what changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..language import Text, listed
from .definition import Action, Stage, Workflow

CLOSED = Text(
    en="It is closed: it keeps the version it ended with",
    fr="Il est clos\u00a0: il garde la version de sa clôture",
)
RECORDED = Text(
    en="A decision is written down and waits for the chair: let it be confirmed or sent back first",
    fr="Une décision est consignée et attend la présidence\u00a0: qu’elle soit d’abord confirmée ou renvoyée",
)
NOWHERE = Text(
    en="Its stage has no counterpart: choose one in the map of stages",
    fr="Son étape n’a pas de correspondance\u00a0: choisissez-en une dans le tableau des étapes",
)
ENDING = Text(
    en="It would land at a stage that ends it: choose another one",
    fr="Il aboutirait à une étape finale\u00a0: choisissez-en une autre",
)
NO_WAY_BACK = Text(
    en="The stage that returned it has no counterpart: it would not find back",
    fr="L’étape qui l’a renvoyé n’a pas de correspondance\u00a0: il ne retrouverait pas son chemin",
)
LOST = {
    "form": Text(en="These forms of it are unknown there: {names}", fr="Ces formulaires y sont inconnus\u00a0: {names}"),
    "role": Text(en="These parts that people have in it are unknown there: {names}", fr="Ces rôles y sont inconnus\u00a0: {names}"),
    "document": Text(en="These documents of it could be read by nobody there: {names}", fr="Ces documents n’y seraient lisibles par personne\u00a0: {names}"),
}  # fmt: skip
ON_AGENDA = Text(
    en="It is on an agenda of {body}, which does not decide where it would land: take it off first",
    fr="Il est à l’ordre du jour de {body}, qui ne décide pas à l’étape d’arrivée\u00a0: retirez-l’en d’abord",
)
CLOCK_ENDS = Text(en="Its clock ends", fr="Son délai prend fin")
CLOCK_BEGINS = Text(en="A clock of {days} days begins", fr="Un délai de {days} jours commence")
CLOCK_CHANGES = Text(en="Its clock becomes {days} days", fr="Son délai passe à {days} jours")
SHEETS_SHUT = Text(
    en="Assessment sheets that are not handed in are shut",
    fr="Les grilles d’évaluation qui ne sont pas remises sont fermées",
)
SHUT = Text(en="No longer open: {actions}", fr="N’est plus possible\u00a0: {actions}")
OPENED = Text(en="Newly open: {actions}", fr="Devient possible\u00a0: {actions}")
LEADS = Text(
    en="“{action}” then leads to “{stage}”", fr="«\u00a0{action}\u00a0» mène alors à «\u00a0{stage}\u00a0»"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a case decides whether it can be moved."""

    stage: str
    returned_from: str | None = None
    recorded: bool = False
    forms: frozenset[str] = frozenset()
    """Forms it has papers or frozen texts of."""
    roles: frozenset[str] = frozenset()
    """Parts that people have in it."""
    documents: frozenset[str] = frozenset()
    """Names of documents made of it, or being made."""
    agenda: Mapping[str, Text] | None = None
    """Bodies that have it on the agenda of a meeting, with what they are called."""


@dataclass(frozen=True, slots=True)
class Versions:
    """From which workflow version to which, by which map of stages."""

    old: Workflow
    new: Workflow
    forms: frozenset[str]
    """Forms of the new version."""
    stages: Mapping[str, str]
    """Old stage to new stage; one that is absent has no counterpart."""

    def target(self, stage: str) -> Stage | None:
        name = self.stages.get(stage)
        return next((s for s in self.new.stages if s.name == name), None)


def usual_map(old: Workflow, new: Workflow) -> dict[str, str]:
    """Stages of the same name."""
    known = {s.name for s in new.stages}
    return {s.name: s.name for s in old.stages if s.name in known}


def obstacles(versions: Versions, case: Standing) -> Iterator[Text]:
    """Everything that keeps a case from being moved."""
    if versions.old.stage(case.stage).final:
        yield CLOSED
        return
    there = versions.target(case.stage)
    if case.recorded:
        yield RECORDED
    if there is None:
        yield NOWHERE
        return
    if there.final:
        yield ENDING
    if case.returned_from and versions.target(case.returned_from) is None:
        yield NO_WAY_BACK
    new = versions.new
    known = {
        "form": (case.forms, versions.forms),
        "role": (case.roles, {r.name for r in new.roles}),
        "document": (case.documents, {d.name for d in new.documents}),
    }
    for kind, (has, there_are) in known.items():
        if missing := sorted(has - there_are):
            yield LOST[kind].format(names=", ".join(missing))
    deciding = {a.body for a in there.actions}
    for body, name in (case.agenda or {}).items():
        if body not in deciding:
            yield ON_AGENDA.format(body=name)


def changes(versions: Versions, stage: str) -> list[Text]:
    """What a case at this stage finds different afterwards: clocks, sheets, what may be done and where it leads."""
    here, there = versions.old.stage(stage), versions.target(stage)
    if there is None:
        return []
    found = [*_clock(here, there)]
    if here.review and not there.review:
        found.append(SHEETS_SHUT)
    before = {a.name: a for a in versions.old.actions_at(here.name)}
    after = {a.name: a for a in versions.new.actions_at(there.name)}
    if gone := [a.label for n, a in before.items() if n not in after]:
        found.append(SHUT.format(actions=listed(gone)))
    if fresh := [a.label for n, a in after.items() if n not in before]:
        found.append(OPENED.format(actions=listed(fresh)))
    for name in before.keys() & after.keys():
        found += _leads(versions, before[name], after[name])
    return found


def _clock(here: Stage, there: Stage) -> Iterator[Text]:
    if here.clock and not there.clock:
        yield CLOCK_ENDS
    elif there.clock and not here.clock:
        yield CLOCK_BEGINS.format(days=there.clock.due)
    elif here.clock and there.clock and here.clock != there.clock:
        yield CLOCK_CHANGES.format(days=there.clock.due)


def _leads(versions: Versions, before: Action, after: Action) -> Iterator[Text]:
    """Targets of an action that its old ones are not the counterparts of."""
    known = {versions.stages.get(to, to) for to in before.to}
    for to in after.to:
        if to not in known and not to.startswith("@"):
            yield LEADS.format(action=after.label, stage=versions.new.stage(to).title)
