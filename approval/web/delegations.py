"""My delegations: lend an office of mine, see who acts for whom, take it back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ..forms.definition import Field
from ..forms.limits import as_date
from ..language import Text
from ..mail import deliver
from ..operations import Invalid
from ..operations.delegating import Told, Wish, delegate, end_delegation
from ..operations.mailing_links import mail_word
from ..queries.delegations import delegations_of, lendable
from .access import open_to
from .asking import Asked, ask, read
from .context import actor, desk, lang, now, say, t, today
from .day_fields import FIRST_DAY, last_day
from .later import later

bp = Blueprint("delegations", __name__, url_prefix="/account/delegations")
FIELDS = (
    Field(
        name="seat",
        kind="pick",
        label=Text(en="Which office of yours?", fr="Laquelle de vos fonctions\u00a0?"),
        noun=Text(en="the office", fr="la fonction"),
        required=True,
        source="seats",
    ),
    Field(
        name="email",
        kind="email",
        label=Text(en="Who acts for you?", fr="Qui agit en votre nom\u00a0?"),
        noun=Text(en="the e-mail address of the person", fr="l’adresse de courriel de la personne"),
        hint=Text(
            en="The e-mail address of somebody who may sign in here",
            fr="L’adresse de courriel d’une personne qui peut se connecter ici",
        ),
        required=True,
    ),
    FIRST_DAY,
    last_day(Text(en="Through the end of that day", fr="Jusqu’à la fin de cette journée")),
    Field(
        name="why",
        kind="line",
        label=Text(en="Why?", fr="Pourquoi\u00a0?"),
        noun=Text(en="why", fr="le motif"),
        hint=Text(en="Both of you and administrators read it", fr="Vous deux et l’administration le lisez"),
        required=True,
        max=200,
    ),
)
SUBJECT = Text(en="Acting for somebody: {site}", fr="Agir au nom de quelqu’un\u00a0: {site}")


@bp.get("/")
@open_to("signed in")
def index() -> ResponseReturnValue:
    return render_template(
        "pages/delegations/index.html",
        given=delegations_of(actor().id, today()),
        me=actor().id,
        today=today(),
        lends=bool(lendable(actor().id, today())),
    )


@bp.get("/new")
@open_to("signed in")
def new() -> ResponseReturnValue:
    return _form(ask(FIELDS, {"since": today().isoformat()}, _sources()))


@bp.post("/new")
@open_to("signed in")
def give() -> ResponseReturnValue:
    asked = read(FIELDS, _sources())
    if asked.well:
        said = asked.said
        body, _, office = str(said["seat"]["id"]).partition(":")
        since, until = (as_date(said[name]) or today() for name in ("since", "until"))
        try:
            done = delegate(
                actor(), Wish(body, office, said["email"], since, until, said["why"]), now=now(), lang=lang()
            )
        except Invalid as invalid:
            asked.refuse(invalid.problems)
        else:
            return _told(done)
    return _form(asked)


@bp.post("/<int:delegation>/end")
@open_to("signed in")
def end(delegation: int) -> ResponseReturnValue:
    return _told(end_delegation(actor(), delegation, now=now()))


def _told(done: Told) -> ResponseReturnValue:
    """Both hear of it by mail."""
    settings, moment = desk().settings, now()
    post = deliver(settings)
    for person in (done.giver, done.taker):
        later(lambda person=person: mail_word(post, settings, person, SUBJECT, done.what, now=moment))  # type: ignore[misc]
    flash(t("Recorded: {what}.", "Consigné\u00a0: {what}.", what=say(done.what)), "success")
    return redirect(url_for(".index"), 303)


def _sources() -> dict[str, list[tuple[str, str]]]:
    return {"seats": [(seat, say(words)) for seat, words in lendable(actor().id, today())]}


def _form(asked: Asked) -> ResponseReturnValue:
    html = render_template("pages/delegations/new.html", asked=asked, lends=bool(_sources()["seats"]))
    return html, 422 if asked.errors else 200
