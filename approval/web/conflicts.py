"""Declare a conflict of interest: one page that says in plain words what follows."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ..forms.definition import Field, Option
from ..language import Text
from ..operations.conflicts import KINDS
from ..operations.conflicts import declare as declare_own
from ..queries import NotFound
from ..queries.cases import CasePage, case_page
from ..queries.conflicts import conflicts_of, keeps_record, own_conflict
from ..workflow.rules import OWN
from .access import open_to
from .asking import Asked, ask, read
from .context import actor, desk, now, t

bp = Blueprint("conflicts", __name__, url_prefix="/proposals/<reference>/conflict")

FIELDS = (
    Field(
        name="kind",
        kind="choice",
        label=Text(en="What kind of interest is it?", fr="De quel intérêt s’agit-il\u00a0?"),
        noun=Text(en="what kind of interest it is", fr="la nature de l’intérêt"),
        required=True,
        options=tuple(Option(value=value, label=label) for value, label in KINDS.items()),
    ),
    Field(
        name="description",
        kind="text",
        label=Text(en="In a few words", fr="En quelques mots"),
        noun=Text(en="a few words about it", fr="quelques mots à ce sujet"),
        hint=Text(
            en="Enough for the chair to understand. Chairs, secretaries and the director of Continuing Education "
            "read it; freedom-of-information law covers it.",
            fr="Assez pour que la présidence comprenne. Les présidences, les secrétariats et la direction de la "
            "formation continue le lisent\u00a0; la LAIPVP s’y applique.",
        ),
        required=True,
        max=1000,
    ),
)


@bp.get("/")
@open_to("signed in")
def declare(reference: str) -> ResponseReturnValue:
    return _page(_find(reference), ask(FIELDS))


@bp.post("/")
@open_to("signed in")
def record(reference: str) -> ResponseReturnValue:
    page = _find(reference)
    asked = read(FIELDS)
    if not asked.well:
        return _page(page, asked, 422)
    said = asked.said
    still = declare_own(desk(), actor(), reference, said["kind"], said["description"], now())
    flash(
        t(
            "Your conflict of interest is on record. You take no part in deciding this case.",
            "Votre conflit d’intérêts est consigné. Vous ne participez pas à la décision dans ce dossier.",
        ),
        "success",
    )
    target = url_for("proposals.show", reference=reference) if still else url_for("home.show")
    return redirect(target, 303)


def _find(reference: str) -> CasePage:
    """Raises NotFound, also where the case is closed."""
    page = case_page(desk(), actor(), reference, now())
    if page.stage.final:
        raise NotFound(reference)
    return page


def _page(page: CasePage, asked: Asked, code: int = 200) -> ResponseReturnValue:
    keeps = keeps_record(page.version.workflow, page.roles)
    html = render_template(
        "pages/conflicts/declare.html",
        page=page,
        asked=asked,
        own=own_conflict(page.proposal.id, actor().id),
        kinds=KINDS,
        declared=conflicts_of(page.proposal.id) if keeps else (),
        keeps=keeps,
        has_own_part=bool(page.case.roles_on_case(actor().id) & OWN),
    )
    return html, code
