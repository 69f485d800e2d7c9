"""The assessment of a concept: who assesses, how far they are, all sheets side by side."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ..forms.definition import Field, Option
from ..language import Text
from ..operations import Invalid
from ..operations.assessing import name_assessors
from ..operations.inviting import Outsider
from ..queries import NotFound, comparing
from ..queries.assessing import Assessment, Seat, assessment, considered, eligible, kind_is_settled
from .access import open_to
from .asking import Asked, ask, read
from .context import actor, desk, lang, now, say, t
from .saving import seen

bp = Blueprint("assessing", __name__, url_prefix="/proposals/<reference>/assessment")
FEWER = Text(
    en="Tick to confirm a reduced review, or choose at least {usual} assessors",
    fr="Cochez pour confirmer une évaluation réduite, ou choisissez au moins {usual} personnes",
)


def _find(reference: str) -> Assessment:
    return assessment(desk(), actor(), reference, now())


@bp.get("/")
@open_to("signed in")
def show(reference: str) -> ResponseReturnValue:
    found = _find(reference)
    text = considered(found.page.proposal.id, found.page.version.workflow)
    answers = text.answers if text else {}
    form, sheets = _sheets(found)
    concept = found.page.version.forms[found.page.version.workflow.texts[0]]
    return render_template(
        "pages/assessing/show.html",
        found=found,
        page=found.page,
        states=_states(),
        lines=comparing.criteria(form, sheets, concept, answers, lang()) if sheets else [],
        remarks=comparing.remarks(form, sheets, lang()) if sheets else [],
        figure=comparing.figure(form, sheets) if found.ce and sheets else None,
    )


def _sheets(found: Assessment) -> tuple[Any, list[dict[str, Any]]]:
    papers = [s.sheet for s in found.sheets if s.sheet]
    form = found.page.version.forms[papers[0].form if papers else found.review.forms[0]]
    return form, [dict(p.answers) for p in papers]


def _states() -> dict[str, tuple[str, str]]:
    return {
        "todo": ("draft", t("Not started", "À commencer")),
        "writing": ("now", t("Being written", "En rédaction")),
        "in": ("ok", t("Handed in", "Remise")),
        "stale": ("warn", t("On an earlier text", "Sur un texte antérieur")),
    }


# ── naming ───────────────────────────────────────────────────────────────────────────────────────────────────────


@bp.get("/assessors")
@open_to("signed in")
def assessors(reference: str) -> ResponseReturnValue:
    found = _naming(reference)
    free = [s for s in found.seats if s.state not in {"in", "stale"}]
    kind = kind_is_settled(found.page.proposal.id, found.review) or (
        found.seats[0].sheet.form if found.seats and found.seats[0].sheet else found.review.forms[0]
    )
    given = {"people": [{"id": str(s.person.id)} for s in free], "kind": kind}
    return _assessors(found, ask(_questions(found), given, _sources(found)))


@bp.post("/assessors")
@open_to("signed in")
def name(reference: str) -> ResponseReturnValue:
    found = _naming(reference)
    asked = read(_questions(found), _sources(found))
    people = {int(p["id"]) for p in asked.said["people"]} | {s.person.id for s in _fixed(found)}
    address = str(asked.said["outside"] or "")
    outsider = Outsider(address, str(asked.said["outside_name"] or "")) if "@" in address else None
    count = len(people) + bool(outsider)
    if count and count < found.review.usual and not asked.said["reduced"]:
        asked.at("reduced", say(FEWER.format(usual=found.review.usual)))
    if asked.well:
        try:
            form = (
                asked.said["kind"]
                or kind_is_settled(found.page.proposal.id, found.review)
                or found.review.forms[0]
            )
            name_assessors(desk(), actor(), reference, people, form, seen(), now(), lang(), outsider)
        except Invalid as invalid:
            asked.refuse(invalid.problems)
    if not asked.well:
        return _assessors(found, asked, 422)
    flash(t("The assessors are named and told.", "Les personnes désignées en sont informées."), "success")
    return redirect(url_for(".show", reference=reference), 303)


def _naming(reference: str) -> Assessment:
    found = _find(reference)
    if not found.names:
        raise NotFound(reference)
    return found


def _assessors(found: Assessment, asked: Asked, code: int = 200) -> ResponseReturnValue:
    html = render_template(
        "pages/assessing/assessors.html", found=found, page=found.page, asked=asked, fixed=_fixed(found)
    )
    return html, code


def _fixed(found: Assessment) -> list[Seat]:
    """Whoever has handed in stays; unless a conflict was declared since."""
    return [
        s for s in found.seats if s.state in {"in", "stale"} and s.person.id not in found.page.case.barred
    ]


def _questions(found: Assessment) -> tuple[Field, ...]:
    forms = found.page.version.forms
    kinds = tuple(Option(value=f, label=forms[f].title) for f in found.review.forms)
    settled = kind_is_settled(found.page.proposal.id, found.review)
    kind = Field(
        name="kind",
        kind="choice",
        label=Text(en="Kind of sheet", fr="Type de grille"),
        noun=Text(en="the kind of sheet", fr="le type de grille"),
        hint=Text(
            en="Someone has begun to write: the kind stays.",
            fr="Une personne a commencé à écrire\u00a0: le type demeure.",
        )
        if settled
        else None,
        required=True,
        options=tuple(o for o in kinds if not settled or o.value == settled),
    )
    return (*PEOPLE, kind, _reduced(found.review.usual))


def _reduced(usual: int) -> Field:
    return Field(
        name="reduced",
        kind="confirm",
        label=Text(en="Reduced review", fr="Évaluation réduite"),
        hint=Text(
            en=f"Tick where fewer than {usual} assess. It is recorded, and the report says so.",
            fr=f"À cocher si moins de {usual} personnes évaluent. C’est consigné et le rapport en fait état.",
        ),
    )


PEOPLE = (
    Field(
        name="people",
        kind="picks",
        label=Text(en="Assessors from Continuing Education", fr="Personnes de la formation continue"),
        noun=Text(en="the assessors", fr="les personnes qui évaluent"),
        source="assessors",
    ),
    Field(
        name="outside",
        kind="email",
        label=Text(en="Invite somebody from outside", fr="Inviter une personne de l’externe"),
        noun=Text(en="the e-mail address", fr="l’adresse de courriel"),
        hint=Text(
            en="Their e-mail address. They see this case only, and are told how to sign in.",
            fr="Son adresse de courriel. La personne ne voit que ce dossier et apprend comment se connecter.",
        ),
    ),
    Field(
        name="outside_name",
        kind="line",
        label=Text(en="Their name", fr="Son nom"),
        noun=Text(en="the name of the person from outside", fr="le nom de la personne de l’externe"),
        hint=Text(
            en="Only where nobody with this address is known here yet.",
            fr="Seulement si cette adresse n’est pas encore connue ici.",
        ),
        max=120,
    ),
)


def _sources(found: Assessment) -> dict[str, Sequence[tuple[str, str]]]:
    """Who can be chosen, each with the sheets they have open now."""
    fixed = {s.person.id for s in _fixed(found)}
    staff = {p.id: (p.name, load) for p, load in eligible(found.page, now()) if p.id not in fixed}
    seated = {s.person.id: (s.person.name, s.load) for s in found.seats if s.person.id not in fixed}
    return {"assessors": [(str(one), _loaded(*words)) for one, words in (staff | seated).items()]}


def _loaded(person: str, load: int) -> str:
    if load == 0:
        return t("{who} (no open sheet)", "{who} (aucune grille en cours)", who=person)
    if load == 1:
        return t("{who} (1 open sheet)", "{who} (1 grille en cours)", who=person)
    return t("{who} ({n} open sheets)", "{who} ({n} grilles en cours)", who=person, n=load)
