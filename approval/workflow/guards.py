"""The closed vocabulary of ``requires``. A guard answers why not, or nothing when all is well."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from ..language import Text
from .facts import Actor, Case
from .idleness import asked_whether_to_go_on, left_idle

Guard = Callable[[Case, Actor, Any], Text | None]
GUARDS: dict[str, Guard] = {}


def guard(function: Guard) -> Guard:
    GUARDS[function.__name__] = function
    return function


def _unless(well: bool, en: str, fr: str) -> Text | None:
    return None if well else Text(en=en, fr=fr)


@guard
def form_complete(case: Case, _: Actor, form: str) -> Text | None:
    missing = case.missing.get(form)
    if missing is None:
        return Text(en="This form has not been started yet", fr="Ce formulaire n’est pas encore commencé")
    n = len(missing)
    return _unless(
        not missing,
        f"{n} answers are still to be given or corrected"
        if n > 1
        else "One answer is still to be given or corrected",
        f"Il reste {n} réponses à donner ou à corriger"
        if n > 1
        else "Il reste une réponse à donner ou à corriger",
    )


@guard
def confirmed_by_proposer(case: Case, _: Actor, __: Any) -> Text | None:
    return _unless(
        not case.unconfirmed,
        "The person it was entered for has not confirmed it yet",
        "La personne au nom de qui le formulaire a été saisi ne l’a pas encore confirmé",
    )


@guard
def intake_open(case: Case, _: Actor, __: Any) -> Text | None:
    return _unless(
        case.intake_open, "The intake check is already done", "La vérification à la réception est déjà faite"
    )


@guard
def intake_done(case: Case, _: Actor, __: Any) -> Text | None:
    return _unless(
        not case.intake_open,
        "Continuing Education has not finished the intake check",
        "La formation continue n’a pas terminé la vérification à la réception",
    )


@guard
def assessors_named(case: Case, _: Actor, least: int) -> Text | None:
    return _unless(
        case.assessors >= int(least),
        "No assessor has been named yet",
        "Aucune personne n’est encore chargée d’évaluer",
    )


@guard
def sheets_in(case: Case, _: Actor, least: int) -> Text | None:
    """Every named assessor has handed in, and at least so many sheets are in."""
    wanted = max(int(least), case.assessors)
    lacking = wanted - case.sheets_in
    return _unless(
        lacking <= 0,
        f"{lacking} assessment sheet(s) still to be handed in",
        f"Il reste {lacking} grille(s) d’évaluation à remettre",
    )


@guard
def a_sheet_in(case: Case, _: Actor, __: Any) -> Text | None:
    return _unless(
        case.sheets_in >= 1,
        "At least one assessment sheet must be handed in first",
        "Au moins une grille d’évaluation doit d’abord être remise",
    )


@guard
def on_agenda(case: Case, _: Actor, body: str) -> Text | None:
    return _unless(
        body in case.agenda,
        "It is not on the agenda of a meeting yet: the secretary places it",
        "Le dossier n’est pas encore à l’ordre du jour d’une réunion\u00a0: le secrétariat l’y inscrit",
    )


@guard
def product(case: Case, _: Actor, wanted: str) -> Text | None:
    return _unless(
        case.product == wanted, "This is for micro-courses only", "Cette action est réservée aux microcours"
    )


@guard
def product_not(case: Case, _: Actor, unwanted: str) -> Text | None:
    return _unless(
        case.product != unwanted,
        "A micro-course ends with the Senior Management Team and does not go to the Board",
        "Un microcours prend fin avec l’équipe de la haute direction et n’est pas soumis au conseil",
    )


@guard
def conditions_closed(case: Case, _: Actor, point: str) -> Text | None:
    """Each open condition by its number and in its words: whoever reads it can go and meet it."""
    due = [c for c in case.open_conditions if point in {"launch", c.due}]
    return _unless(
        not due,
        "; ".join(f"Condition {c.number} is still open: “{shortened(c.text)}”" for c in due),
        "\u00a0; ".join(
            f"La condition {c.number} n’est pas levée\u00a0: «\u00a0{shortened(c.text)}\u00a0»" for c in due
        ),
    )


@guard
def findings_carried(case: Case, _: Actor, __: Any) -> Text | None:
    """A required finding cannot vanish between versions of a review (PROCESS.md 4.4)."""
    lost, late = case.findings.lost, [shortened(words) for words in case.findings.late]
    en = [
        f"Condition {c.number} comes from a required finding that is still open: “{shortened(c.text)}”. "
        "Keep the finding as it was, as required; what is new goes into a row of its own"
        for c in lost
    ] + [f"The day by which to act on a new finding is past: “{words}”" for words in late]
    fr = [
        f"La condition {c.number} vient d’une constatation obligatoire qui n’est pas levée\u00a0: "
        f"«\u00a0{shortened(c.text)}\u00a0». Gardez-la telle quelle et obligatoire\u00a0; "
        "ce qui est nouveau va dans une autre ligne"
        for c in lost
    ] + [f"L’échéance d’une nouvelle constatation est passée\u00a0: «\u00a0{words}\u00a0»" for words in late]
    return _unless(not en, "; ".join(en), "\u00a0; ".join(fr))


def shortened(words: str, most: int = 120) -> str:
    """The beginning of a text that is quoted, on one line."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1].rsplit(" ", 1)[0].rstrip(" ·;,.…") + " …"


@guard
def team_ready(case: Case, _: Actor, least: int) -> Text | None:
    return _unless(
        case.team_lead and case.team_external and case.team_accepted >= int(least),
        f"The advisory team needs a lead and at least {least} members who have accepted, one of them external",
        f"L’équipe consultative doit compter une personne responsable et au moins {least} membres qui ont accepté, "
        "dont une personne de l’externe",
    )


@guard
def resources_confirmed(case: Case, _: Actor, __: Any) -> Text | None:
    n = case.resources_open
    return _unless(
        n == 0,
        f"{n} resource(s) asked for are not confirmed by their budget owner",
        f"{n} ressource(s) demandée(s) ne sont pas confirmées par la personne responsable du budget",
    )


@guard
def endorsement_confirmed(case: Case, _: Actor, __: Any) -> Text | None:
    return _unless(
        case.endorsed or case.product == "micro_course",
        "The partner has not confirmed both the demand and the assessment",
        "Le partenaire n’a pas confirmé à la fois la demande et l’évaluation",
    )


@guard
def quality_review_met(case: Case, _: Actor, __: Any) -> Text | None:
    return _unless(
        not case.existing or case.quality in {"meets", "meets_with_changes"},
        "The curriculum quality review of the existing program is not met yet",
        "L’examen de la qualité du programme existant n’est pas encore concluant",
    )


@guard
def checklist_done(case: Case, _: Actor, form: str) -> Text | None:
    n = case.checklist_open.get(form)
    return _unless(
        n == 0,
        "The hand-off checklist has not been started"
        if n is None
        else f"{n} line(s) of the checklist are open",
        "La liste de transfert n’est pas commencée"
        if n is None
        else f"Il reste {n} ligne(s) à cocher dans la liste",
    )


@guard
def not_reached(case: Case, _: Actor, stage: str) -> Text | None:
    return _unless(
        stage not in case.reached,
        "The case belongs to the institution now: ask the sponsor or the CE director",
        "Le dossier appartient maintenant à l’établissement\u00a0: adressez-vous à la personne qui le parraine ou à la "
        "direction de la formation continue",
    )


@guard
def reached(case: Case, _: Actor, stage: str) -> Text | None:
    return _unless(stage in case.reached, "It is too early for this", "Il est trop tôt pour cette action")


@guard
def within_days_of_decision(case: Case, _: Actor, days: int) -> Text | None:
    return _within(case, timedelta(days=int(days)), f"{days} days", f"{days} jours")


@guard
def within_hours_of_decision(case: Case, _: Actor, hours: int) -> Text | None:
    """The hours of the body that decided; those of the workflow where it says none."""
    if case.decided is not None and case.decided.hours is not None:
        hours = case.decided.hours
    return _within(case, timedelta(hours=int(hours)), f"{hours} hours", f"{hours} heures")


def _within(case: Case, window: timedelta, en: str, fr: str) -> Text | None:
    if case.decided is None:
        return Text(
            en="There is no decision to go back on", fr="Il n’y a aucune décision sur laquelle revenir"
        )
    return _unless(
        case.now - case.decided.at <= window,
        f"The {en} after the decision are over",
        f"Le délai de {fr} après la décision est écoulé",
    )


@guard
def next_body_not_acted(case: Case, _: Actor, __: Any) -> Text | None:
    return _unless(
        case.decided is not None and not case.decided.overtaken,
        "The next body has already acted",
        "L’instance suivante a déjà agi",
    )


@guard
def same_body(case: Case, actor: Actor, __: Any) -> Text | None:
    return _unless(
        case.decided is not None and actor.seated_by(case.alternates, deciding=True).holds(case.decided.body),
        "Only the body that decided can retract its decision",
        "Seule l’instance qui a décidé peut retirer sa décision",
    )


@guard
def not_decider(case: Case, actor: Actor, __: Any) -> Text | None:
    """Neither the actor nor anybody for whom they may act."""
    return _unless(
        not {actor.id, *(one.by for one in actor.lent)} & case.deciders,
        "Someone who did not take the decision must reconsider it",
        "La révision revient à une personne qui n’a pas pris la décision",
    )


@guard
def first_time(case: Case, _: Actor, action: str) -> Text | None:
    return _unless(
        action not in case.taken,
        "This has been done once and cannot be done again",
        "Cela ne peut se faire qu’une fois",
    )


for _of_idle_cases in (left_idle, asked_whether_to_go_on):
    guard(_of_idle_cases)
