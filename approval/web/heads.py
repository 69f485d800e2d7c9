"""The head of department's link: a summary of one concept and two buttons. Whoever holds it needs no account."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..forms.definition import Field
from ..language import Text
from ..operations import NotAllowed, Stale
from ..operations import heads as operations
from ..operations.accounts import USED
from ..operations.throttling import TooMany, count_try
from ..queries import heads
from .access import open_to
from .asking import Asked, ask, read
from .context import actor, desk, lang, now, say, t
from .tries import seconds, too_many

bp = Blueprint("heads", __name__)
COMMENT = (
    Field(
        name="comment",
        kind="text",
        label=Text(en="Comment", fr="Commentaire"),
        noun=Text(en="the comment", fr="le commentaire"),
        hint=Text(
            en="Read by the proposer and by everyone who considers the proposal.",
            fr="Lu par la personne responsable et par toutes les personnes qui examinent la proposition.",
        ),
        max=1000,
    ),
)
ANSWERS = {"supports": True, "does_not": False}


@bp.get("/head/<token>")
@open_to("public")
def show(token: str) -> ResponseReturnValue:
    """Changes nothing: mail scanners follow links."""
    return _counted(token) or _page(token, ask(COMMENT))


@bp.post("/head/<token>")
@open_to("public")
def answer(token: str) -> ResponseReturnValue:
    if slowed := _counted(token):
        return slowed
    asked, chosen = read(COMMENT), ANSWERS.get(request.form.get("_do", ""))
    if chosen is None:
        asked.at("comment", t("Press one of the two buttons", "Appuyez sur l’un des deux boutons"))
    if chosen is None or not asked.well:
        return _page(token, asked, 422)
    try:
        operations.answer(
            desk(),
            token,
            request.form.get("about", ""),
            str(asked.said.get("comment") or ""),
            supports=chosen,
            now=now(),
        )
    except Stale:
        changed = t(
            "The concept was changed while you read it. This is the new text: read it, then answer",
            "Le concept a été modifié pendant votre lecture. Voici le nouveau texte\u00a0: lisez-le, puis répondez",
        )
        asked.at("comment", changed)
        return _page(token, asked, 409)
    except NotAllowed as refused:
        if refused.why == USED:
            return _gone()
        asked.at("comment", say(refused.why) if isinstance(refused.why, Text) else str(refused.why))
        return _page(token, asked, 409)
    return redirect(url_for(".thanks", lang=lang()), 303)


@bp.get("/head/thanks")
@open_to("public")
def thanks() -> ResponseReturnValue:
    return render_template("pages/heads/thanks.html")


@bp.post("/proposals/<reference>/head")
@open_to("signed in")
def ask_again(reference: str) -> ResponseReturnValue:
    here = redirect(url_for("proposals.show", reference=reference), 303)
    try:
        operations.ask_again(desk(), actor(), reference, request.remote_addr or "", now=now())
    except TooMany as many:
        flash(too_many(many), "warning")
        return here
    flash(t("The link is sent again.", "Le lien est envoyé de nouveau."), "success")
    return here


def _page(token: str, asked: Asked, code: int = 200) -> ResponseReturnValue:
    found = heads.head_page(desk(), token, lang(), now())
    if found is None:
        return _gone()
    html = render_template("pages/heads/show.html", head=found, token=token, asked=asked)
    return html, code


def _gone() -> ResponseReturnValue:
    return render_template("pages/heads/gone.html"), 410


def _counted(token: str) -> ResponseReturnValue | None:
    """An answer for whoever knocks too often; nothing for others."""
    try:
        count_try("answer", token, request.remote_addr or "", now())
    except TooMany as many:
        words = render_template("pages/heads/gone.html", wait=too_many(many))
        return Response(words, 429, {"Retry-After": str(seconds(many))})
    return None
