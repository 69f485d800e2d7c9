"""What an alternate body gives back: the case that it was to decide on in place of another."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ..forms.definition import Field
from ..language import Text
from ..operations import Invalid
from ..operations.referring import give_back as give
from ..queries import NotFound
from ..queries.meetings import Waiting, my_bodies, waiting_for
from .access import open_to
from .asking import Asked, ask, read
from .context import actor, desk, lang, now, t

bp = Blueprint("referrals", __name__, url_prefix="/meetings/referred/<body>/<reference>")
WHY = (
    Field(
        name="why",
        kind="text",
        label=Text(en="Why it goes back", fr="Motif du renvoi"),
        noun=Text(en="why it goes back", fr="le motif du renvoi"),
        hint=Text(
            en="For example: too few of this body may decide either, or the conflicts are over. It is on record.",
            fr="Par exemple\u00a0: ici aussi, trop peu de membres peuvent décider, ou les conflits n’existent plus. Le motif "
            "est consigné.",
        ),
        required=True,
        max=1000,
    ),
)


@bp.get("/back")
@open_to("signed in")
def give_back(body: str, reference: str) -> ResponseReturnValue:
    return _page(body, reference, ask(WHY))


@bp.post("/back")
@open_to("signed in")
def send(body: str, reference: str) -> ResponseReturnValue:
    asked = read(WHY)
    if asked.well:
        try:
            give(desk(), actor(), body, reference, asked.said["why"], now=now(), lang=lang())
        except Invalid as invalid:
            asked.refuse(invalid.problems)
    if not asked.well:
        return _page(body, reference, asked, 422)
    flash(
        t("The case is back with the other body.", "Le dossier est de retour devant l’autre instance."),
        "success",
    )
    return redirect(url_for("meetings.index"), 303)


def _page(body: str, reference: str, asked: Asked, code: int = 200) -> ResponseReturnValue:
    html = render_template(
        "pages/meetings/give_back.html", body=body, case=_case(body, reference), asked=asked
    )
    return html, code


def _case(body: str, reference: str) -> Waiting:
    """Raises NotFound unless the actor keeps the agenda of a body before which it waits in place of another."""
    found = next((b for b in my_bodies(desk(), actor()) if b.key == body), None)
    waiting = waiting_for(desk(), actor(), found, now()) if found else []
    case = next((w for w in waiting if w.reference == reference and w.instead and w.keeps), None)
    if case is None:
        raise NotFound(reference)
    return case
