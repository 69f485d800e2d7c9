"""Resources asked of the proposer's side, and their confirmation by the owner of the budget."""

from typing import Any

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from ..forms.definition import Field
from ..language import Text
from ..operations.resourcing import ask_resource, confirm_resource, drop_resource
from ..queries import NotFound
from ..queries.team import TeamPage
from .access import open_to
from .asking import ask, read
from .context import actor, desk, now, t, today
from .saving import seen
from .team import WHEN, back, day_of, find, form_page

bp = Blueprint("resourcing", __name__, url_prefix="/proposals/<reference>/team/resources")

RESOURCE = (
    Field(
        name="what",
        kind="line",
        label=Text(en="What is asked for", fr="Ce qui est demandé"),
        noun=Text(en="what is asked for", fr="ce qui est demandé"),
        required=True,
        max=200,
    ),
    Field(name="amount", kind="money", label=Text(en="Amount", fr="Montant"), min=0),
    Field(
        name="owner",
        kind="line",
        label=Text(en="Owner of the budget", fr="Responsable du budget"),
        noun=Text(en="the owner of the budget", fr="la personne responsable du budget"),
        required=True,
        max=120,
    ),
)
CONFIRMING = (
    WHEN,
    Field(
        name="how",
        kind="line",
        label=Text(en="Who confirmed it, and how", fr="Qui l’a confirmée, et comment"),
        noun=Text(en="who confirmed it, and how", fr="qui l’a confirmée, et comment"),
        hint=Text(en="For example: M. Osei, by e-mail", fr="Par exemple\u00a0: M. Osei, par courriel"),
        required=True,
        max=200,
    ),
)


@bp.get("/new")
@open_to("signed in")
def new(reference: str) -> ResponseReturnValue:
    return form_page(find(reference, "ce"), "resource", ask(RESOURCE))


@bp.post("/new")
@open_to("signed in")
def create(reference: str) -> ResponseReturnValue:
    found, asked = find(reference, "ce"), read(RESOURCE)
    if not asked.well:
        return form_page(found, "resource", asked, code=422)
    said = asked.said
    ask_resource(
        desk(), actor(), reference, said["what"], said["amount"], said["owner"], seen=seen(), now=now()
    )
    flash(t("The resource is asked for.", "La ressource est demandée."), "success")
    return back(reference)


@bp.get("/<int:number>")
@open_to("signed in")
def confirming(reference: str, number: int) -> ResponseReturnValue:
    found = find(reference, "confirms")
    one = _resource(found, number)
    return form_page(found, "confirm", ask(CONFIRMING, {"on": today().isoformat()}), one)


@bp.post("/<int:number>")
@open_to("signed in")
def confirm(reference: str, number: int) -> ResponseReturnValue:
    found, asked = find(reference, "confirms"), read(CONFIRMING)
    one = _resource(found, number)
    if not asked.well:
        return form_page(found, "confirm", asked, one, 422)
    confirm_resource(
        desk(), actor(), reference, number, day_of(asked), asked.said["how"], seen=seen(), now=now()
    )
    flash(t("The resource is confirmed.", "La ressource est confirmée."), "success")
    return back(reference)


@bp.post("/<int:number>/drop")
@open_to("signed in")
def drop(reference: str, number: int) -> ResponseReturnValue:
    drop_resource(desk(), actor(), reference, number, seen=seen(), now=now())
    flash(t("The resource is no longer asked for.", "La ressource n’est plus demandée."), "success")
    return back(reference)


def _resource(found: TeamPage, number: int) -> Any:
    for one in found.resources:
        if one.id == number and one.confirmed_on is None:
            return one
    raise NotFound(number)
