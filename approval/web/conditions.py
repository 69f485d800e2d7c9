"""The conditions ledger of a case: what is asked, what shows that it is met, who signed it off."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ..forms.definition import Field
from ..language import Text
from ..operations import Invalid
from ..operations.conditions import BRINGERS, add_evidence, close
from ..queries import NotFound
from ..queries.cases import CasePage, case_page, conditions_of
from ..queries.offices import may_sign
from ..queries.people import bodies
from .access import open_to
from .asking import Asked, ask, read
from .context import actor, desk, lang, now, t, today
from .saving import seen

bp = Blueprint("conditions", __name__, url_prefix="/proposals/<reference>/conditions")

EVIDENCE = Field(
    name="evidence",
    kind="text",
    label=Text(en="What shows that it is met", fr="Ce qui montre qu’elle est remplie"),
    noun=Text(en="what shows that the condition is met", fr="ce qui montre que la condition est remplie"),
    hint=Text(
        en="A document and its date, a decision, a name. It is added under your name to what is there.",
        fr="Un document et sa date, une décision, un nom. Le texte s’ajoute sous votre nom à ce qui s’y trouve.",
    ),
    required=True,
    max=2000,
)
CLOSING = EVIDENCE.model_copy(
    update={
        "name": "closing",
        "required": False,
        "hint": Text(
            en="Needed only where nothing above shows it.",
            fr="Nécessaire seulement si rien ne le montre ci-dessus.",
        ),
    }
)
DUE = {
    "next_gate": Text(en="Before the next gate", fr="Avant la prochaine étape"),
    "launch": Text(en="Before launch", fr="Avant le lancement"),
}


@bp.get("/")
@open_to("signed in")
def show(reference: str) -> ResponseReturnValue:
    page = case_page(desk(), actor(), reference, now())
    return render_template(
        "pages/conditions/show.html",
        page=page,
        rows=conditions_of(page),
        due=DUE,
        names=_names(),
        today=today(),
    )


@bp.get("/<int:number>")
@open_to("signed in")
def one(reference: str, number: int) -> ResponseReturnValue:
    page, condition = _find(reference, number)
    return _one(page, condition, ask((EVIDENCE,)), ask((CLOSING,)))


@bp.post("/<int:number>/evidence")
@open_to("signed in")
def bring(reference: str, number: int) -> ResponseReturnValue:
    page, condition = _find(reference, number)
    asked = read((EVIDENCE,))
    if not asked.well and _brings(page, condition):
        return _one(page, condition, asked, ask((CLOSING,)), 422)
    add_evidence(desk(), actor(), reference, number, asked.said["evidence"] or "", now(), lang())
    flash(t("Added to condition {n}.", "Ajouté à la condition {n}.", n=number), "success")
    return redirect(url_for(".one", reference=reference, number=number), 303)


@bp.post("/<int:number>/close")
@open_to("signed in")
def sign_off(reference: str, number: int) -> ResponseReturnValue:
    page, condition = _find(reference, number)
    asked = read((CLOSING,))
    if asked.well or not _signs(page, condition):
        try:
            text = asked.said["closing"] or ""
            close(desk(), actor(), reference, number, seen=seen(), now=now(), evidence=text, lang=lang())
        except Invalid as invalid:
            for problem in invalid.problems:
                asked.at("closing", problem.says)
    if not asked.well:
        return _one(page, condition, ask((EVIDENCE,)), asked, 422)
    flash(t("Condition {n} is signed off.", "La condition {n} est levée.", n=number), "success")
    return redirect(url_for(".show", reference=reference), 303)


def _find(reference: str, number: int) -> tuple[CasePage, Any]:
    """Raises NotFound."""
    page = case_page(desk(), actor(), reference, now())
    found = next((c for c in conditions_of(page) if c.number == number), None)
    if found is None:
        raise NotFound(number)
    return page, found


def _one(
    page: CasePage, condition: Any, asked: Asked, closing: Asked, code: int = 200
) -> ResponseReturnValue:
    html = render_template(
        "pages/conditions/one.html",
        page=page,
        condition=condition,
        due=DUE,
        names=_names(),
        asked=asked,
        closing=closing,
        brings=_brings(page, condition),
        signs=_signs(page, condition),
    )
    return html, code


def _brings(page: CasePage, condition: Any) -> bool:
    return _live(page, condition) and bool(page.roles & BRINGERS)


def _signs(page: CasePage, condition: Any) -> bool:
    return _live(page, condition) and may_sign(page.case, actor(), page.roles, condition.body, today())


def _live(page: CasePage, condition: Any) -> bool:
    return not page.stage.final and not page.proposal.on_hold and condition.closed_at is None


def _names() -> dict[str, Text]:
    return {b.key: b.on(today()).name for b in bodies()}
