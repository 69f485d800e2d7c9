"""The closed vocabulary of ``checks``: what the decision just typed must respect, beyond its form.

Each says at which question and why. What depends on the case's facts alone is a guard instead.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from ..language import Text, format_day
from .facts import Case

Said = Mapping[str, Any]
Finding = tuple[str, Text]
Check = Callable[[Case, Said], Iterator[Finding]]
CHECKS: dict[str, Check] = {}


def check(function: Check) -> Check:
    CHECKS[function.__name__] = function
    return function


@check
def gates_explained(case: Case, said: Said) -> Iterator[Finding]:
    """``support`` needs every gate row at 3, or the director's own value and reason (PROCESS.md 9)."""
    rows = [r for r in said.get("director_values") or [] if isinstance(r, dict)]
    explained = {str(r.get("gate")) for r in rows if _number(r.get("value")) >= 3 and r.get("reason")}
    short = [g for g in case.gates if g.lowest < 3 and g.key not in explained]
    if short:
        en, fr = "; ".join(g.label.en for g in short), "; ".join(g.label.fr for g in short)
        yield (
            "director_values",
            Text(
                en="An assessor scored these below 3. Give your own value of 3 or more and the reason, "
                f"or choose another outcome: {en}",
                fr="Une note inférieure à 3 a été donnée à ces critères. Indiquez votre propre valeur (3 ou plus) "
                f"et le motif, ou choisissez une autre issue\u00a0: {fr}",
            ),
        )


@check
def difference_explained(case: Case, said: Said) -> Iterator[Finding]:
    """The director decides otherwise than every assessor recommends only with a reason (PROCESS.md 3)."""
    if case.recommended and case.taking not in case.recommended and not said.get("differs"):
        yield (
            "differs",
            Text(
                en="No assessor recommends this: say where you differ from the assessors, and why",
                fr="Aucune évaluation ne recommande cette issue\u00a0: précisez ce en quoi vous vous écartez des "
                "évaluations, et pourquoi",
            ),
        )


@check
def condition_for_each_gate(case: Case, said: Said) -> Iterator[Finding]:
    """``support_with_conditions`` needs a condition for each gate row below 3 (PROCESS.md 9)."""
    needed = max(1, sum(1 for g in case.gates if g.lowest < 3))
    got = len(said.get("conditions") or [])
    if got < needed:
        yield (
            "conditions",
            Text(
                en=f"Write at least {needed} condition(s): one for each gate that is not met",
                fr=f"Rédigez au moins {needed} condition(s)\u00a0: une pour chaque exigence qui n’est pas satisfaite",
            ),
        )


@check
def mover_is_not_seconder(_: Case, said: Said) -> Iterator[Finding]:
    moved, seconded = _id(said.get("moved_by")), _id(said.get("seconded_by"))
    if moved and moved == seconded:
        yield (
            "seconded_by",
            Text(
                en="The mover cannot second the motion",
                fr="La personne qui propose ne peut pas appuyer la motion",
            ),
        )


@check
def none_conflicted(case: Case, said: Said) -> Iterator[Finding]:
    """Neither mover nor seconder has a conflict, nor is a proposer."""
    own = {p for p, roles in case.case_roles.items() if roles & {"proposer", "co_proposer"}}
    conflicted = {str(p) for p in case.barred | own} | {
        _id(r.get("member")) for r in said.get("conflicts") or [] if isinstance(r, dict)
    }
    for name in ("moved_by", "seconded_by"):
        if _id(said.get(name)) in conflicted - {None}:
            yield (
                name,
                Text(
                    en="This person has a conflict of interest in this case and cannot move or second",
                    fr="Cette personne est en conflit d’intérêts dans ce dossier et ne peut ni proposer ni appuyer",
                ),
            )


@check
def effective_not_before_meeting(_: Case, said: Said) -> Iterator[Finding]:
    effective, meeting = said.get("effective_date"), (said.get("meeting") or {}).get("date")
    if effective and meeting and str(effective) < str(meeting):
        met = date.fromisoformat(str(meeting))
        yield (
            "effective_date",
            Text(
                en=f"The effective date must not be before the meeting of {format_day(met, 'en')}",
                fr=f"La date d’effet ne doit pas précéder la réunion du {format_day(met, 'fr')}",
            ),
        )


@check
def tally_within_present(_: Case, said: Said) -> Iterator[Finding]:
    votes = sum(_number(said.get(n)) for n in ("votes_for", "votes_against", "abstentions"))
    present = len(said.get("present") or [])
    if votes > present:
        yield (
            "votes_for",
            Text(
                en=f"{votes} votes were entered and {present} members were present",
                fr=f"{votes} voix sont inscrites alors que {present} membres étaient présents",
            ),
        )


@check
def fallback_named(_: Case, said: Said) -> Iterator[Finding]:
    """Chair fallback: say why there was no consensus (PROCESS.md 9)."""
    if said.get("decision_method") == "chair_fallback" and not (said.get("objections") or ""):
        yield (
            "objections",
            Text(
                en="Say what the objections were: the Chair and Vice-Chair decided because there was no consensus",
                fr="Précisez les objections\u00a0: la présidence et la vice-présidence ont décidé faute de consensus",
            ),
        )


def _id(picked: Any) -> str | None:
    return str(picked.get("id")) if isinstance(picked, dict) else None


def _number(value: Any) -> int:
    return (
        int(value) if isinstance(value, int | float) or (isinstance(value, str) and value.isdecimal()) else 0
    )
