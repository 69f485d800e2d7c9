"""Records: series and their rules, legal holds, what is due to go and what has gone."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ..forms.definition import Field
from ..language import Text
from ..operations import Invalid
from ..operations.disposing import lift_hold, place_hold
from ..queries import NotFound
from ..queries.cases import CasePage, case_page
from ..queries.holdings import (
    KEEPERS,
    LOOKERS,
    disposals,
    due_in,
    every_series,
    holdings,
    holds,
    open_hold,
)
from ..queries.visibility import may_open
from ..workflow.rules import PROPOSERS
from .access import open_to
from .asking import Asked, ask, read
from .context import actor, desk, lang, now, t, today
from .saving import seen

bp = Blueprint("records", __name__)
WHY = Field(
    name="why",
    kind="text",
    label=Text(en="Reason", fr="Motif"),
    noun=Text(en="the reason", fr="le motif"),
    hint=Text(
        en="The matter and who asked for it. Only those who keep the records and the auditor read it.",
        fr="L’affaire et la personne qui l’a demandé. Seules les personnes responsables des documents et la "
        "vérification le lisent.",
    ),
    required=True,
    min=10,
    max=1000,
)


@bp.get("/records/")
@open_to("office", ("audit", "ce", "registrar"), ("auditor", "director", "deputy_director", "registrar", "deputy_registrar"))  # fmt: skip
def index() -> ResponseReturnValue:
    return render_template(
        "pages/records/index.html",
        series=every_series(desk()),
        waiting=holdings(desk(), may_open(actor())),
        holds=holds(actor()),
        gone=disposals(actor()),
        today=today(),
    )


@bp.get("/proposals/<reference>/records/")
@open_to("signed in")
def show(reference: str) -> ResponseReturnValue:
    return _show(_find(reference), ask((WHY,)))


@bp.post("/proposals/<reference>/records/hold")
@open_to("signed in")
def hold(reference: str) -> ResponseReturnValue:
    page = _find(reference)
    asked = read((WHY,))
    if asked.well:
        try:
            place_hold(desk(), actor(), reference, asked.said["why"], seen=seen(), now=now(), lang=lang())
        except Invalid as invalid:
            asked.refuse(invalid.problems)
    if not asked.well:
        return _show(page, asked, 422)
    flash(t("The legal hold is placed.", "L’élimination est suspendue."), "success")
    return redirect(url_for(".show", reference=reference), 303)


@bp.post("/proposals/<reference>/records/lift")
@open_to("signed in")
def lift(reference: str) -> ResponseReturnValue:
    page = _find(reference)
    asked = read((WHY,))
    if asked.well:
        try:
            lift_hold(desk(), actor(), reference, asked.said["why"], seen=seen(), now=now(), lang=lang())
        except Invalid as invalid:
            asked.refuse(invalid.problems)
    if not asked.well:
        return _show(page, asked, 422)
    flash(t("The legal hold is lifted.", "La suspension de l’élimination est levée."), "success")
    return redirect(url_for(".show", reference=reference), 303)


def _find(reference: str) -> CasePage:
    """Raises NotFound for whoever neither keeps records nor audits, and for a proposer of the case."""
    page = case_page(desk(), actor(), reference, now())
    if not page.roles & LOOKERS or page.roles & PROPOSERS:
        raise NotFound(reference)
    return page


def _show(page: CasePage, asked: Asked, code: int = 200) -> ResponseReturnValue:
    reference = page.proposal.reference
    html = render_template(
        "pages/records/show.html",
        page=page,
        asked=asked,
        series=every_series(desk()),
        waiting=due_in(desk(), page.proposal),
        held=open_hold(page.proposal.id),
        holds=holds(actor(), reference),
        gone=disposals(actor(), reference),
        keeps=bool(page.roles & KEEPERS),
        today=today(),
    )
    return html, code
