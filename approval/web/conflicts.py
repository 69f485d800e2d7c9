"""Conflicts of interest: declare one, answer what the system found, rule on what somebody denied."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ..forms.definition import Field, Option
from ..language import Text
from ..operations.conflicts import KINDS, rule
from ..operations.conflicts import declare as declare_own
from ..operations.conflicts import deny as deny_own
from ..queries import NotFound
from ..queries.cases import CasePage, case_page
from ..queries.conflicts import STANDS, Line, conflicts_of, keeps_record, own_conflict
from ..queries.rulings import bench_of
from ..workflow.links import told
from ..workflow.rules import OWN, unsaid
from .access import open_to
from .asking import Asked, ask, read
from .context import actor, desk, now, t, today

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
DENIAL = (
    Field(
        name="why",
        kind="text",
        label=Text(en="Why is it no conflict?", fr="Pourquoi n’est-ce pas un conflit\u00a0?"),
        noun=Text(en="why it is no conflict", fr="pourquoi ce n’est pas un conflit"),
        hint=Text(
            en="The chair reads it and rules on it. Freedom-of-information law covers it.",
            fr="La présidence le lit et tranche. La LAIPVP s’y applique.",
        ),
        required=True,
        max=1000,
    ),
)
RULING = (
    Field(
        name="ruling",
        kind="choice",
        label=Text(en="Is it a conflict of interest?", fr="Y a-t-il conflit d’intérêts\u00a0?"),
        noun=Text(en="whether it is a conflict of interest", fr="s’il y a conflit d’intérêts"),
        required=True,
        options=(
            Option(
                value="upheld",
                label=Text(
                    en="Yes: the person takes no part from now on",
                    fr="Oui\u00a0: la personne ne participe plus dès maintenant",
                ),
            ),
            Option(
                value="dismissed",
                label=Text(en="No: the person takes part", fr="Non\u00a0: la personne participe"),
            ),
        ),
    ),
    Field(
        name="reason",
        kind="text",
        label=Text(en="Your reason", fr="Votre motif"),
        noun=Text(en="your reason", fr="votre motif"),
        hint=Text(en="It stays on record, with your name.", fr="Il demeure consigné, avec votre nom."),
        required=True,
        max=1000,
    ),
)


@bp.get("/")
@open_to("signed in")
def declare(reference: str) -> ResponseReturnValue:
    return _page(_find(reference), ask(FIELDS), ask(DENIAL))


@bp.post("/")
@open_to("signed in")
def record(reference: str) -> ResponseReturnValue:
    page = _find(reference)
    asked = read(FIELDS)
    if not asked.well:
        return _page(page, asked, ask(DENIAL), 422)
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


@bp.post("/none")
@open_to("signed in")
def deny(reference: str) -> ResponseReturnValue:
    page = _find(reference)
    asked = read(DENIAL)
    if not asked.well:
        return _page(page, ask(FIELDS), asked, 422)
    deny_own(desk(), actor(), reference, asked.said["why"], now())
    flash(
        t(
            "Your answer is on record. You can go on; the chair rules on it.",
            "Votre réponse est consignée. Vous pouvez continuer\u00a0; la présidence tranchera.",
        ),
        "success",
    )
    return redirect(url_for("proposals.show", reference=reference), 303)


@bp.get("/<int:person>")
@open_to("signed in")
def ruling(reference: str, person: int) -> ResponseReturnValue:
    return _ruling(*_denied(reference, person), ask(RULING))


@bp.post("/<int:person>")
@open_to("signed in")
def decide(reference: str, person: int) -> ResponseReturnValue:
    page, line = _denied(reference, person)
    asked = read(RULING)
    if not asked.well:
        return _ruling(page, line, asked, 422)
    upheld = asked.said["ruling"] == "upheld"
    rule(desk(), actor(), reference, person, upheld=upheld, why=asked.said["reason"], now=now())
    flash(t("Your ruling is on record.", "Votre décision est consignée."), "success")
    return redirect(url_for(".declare", reference=reference), 303)


def _find(reference: str) -> CasePage:
    """Raises NotFound, also where the case is closed."""
    page = case_page(desk(), actor(), reference, now())
    if page.stage.final:
        raise NotFound(reference)
    return page


def _denied(reference: str, person: int) -> tuple[CasePage, Line]:
    """Raises NotFound unless the reader rules on what this person denied."""
    page = _find(reference)
    line = next((one for one in conflicts_of(page.proposal.id) if one.row.person_id == person), None)
    if line is None or line.row.status != "denied" or not _rules(page, person):
        raise NotFound(person)
    return page, line


def _rules(page: CasePage, person: int) -> bool:
    return actor().id in bench_of(page.version.workflow, page.case, person, today())


def _page(page: CasePage, asked: Asked, denial: Asked, code: int = 200) -> ResponseReturnValue:
    keeps = keeps_record(page.version.workflow, page.roles)
    lines = conflicts_of(page.proposal.id) if keeps else []
    html = render_template(
        "pages/conflicts/declare.html",
        page=page,
        asked=asked,
        denial=denial,
        own=own_conflict(page.proposal.id, actor().id),
        found=told(unsaid(page.case, actor())),
        kinds=KINDS,
        lines=lines,
        rules={
            line.row.person_id
            for line in lines
            if line.row.status == "denied" and _rules(page, line.row.person_id)
        },
        stands=STANDS,
        keeps=keeps,
        has_own_part=bool(page.case.roles_on_case(actor().id) & OWN),
    )
    return html, code


def _ruling(page: CasePage, line: Line, asked: Asked, code: int = 200) -> ResponseReturnValue:
    return render_template("pages/conflicts/ruling.html", page=page, line=line, asked=asked), code
