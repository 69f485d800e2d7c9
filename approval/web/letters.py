"""Decision letters: read exactly as they will leave, edited until then, sent at once where wanted."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ..forms.definition import Field
from ..language import Text
from ..operations import Invalid
from ..operations.letters import edit as change
from ..operations.letters import send_now
from ..queries import NotFound
from ..queries.cases import CasePage, case_page
from ..queries.letters import letter_of, letters_of, may_handle
from .access import open_to
from .asking import Asked, ask, read
from .context import actor, desk, lang, now, t
from .saving import seen

bp = Blueprint("letters", __name__, url_prefix="/proposals/<reference>/letters")

WORDS = (
    Field(
        name="subject",
        kind="line",
        label=Text(en="Subject", fr="Objet"),
        noun=Text(en="the subject", fr="l’objet"),
        required=True,
        max=200,
    ),
    Field(
        name="body",
        kind="text",
        label=Text(en="Letter", fr="Lettre"),
        noun=Text(en="the letter", fr="la lettre"),
        hint=Text(
            en="Plain text; an empty line begins a paragraph.",
            fr="Texte simple\u00a0; une ligne vide sépare les paragraphes.",
        ),
        required=True,
        max=10000,
    ),
)


@bp.get("/")
@open_to("signed in")
def index(reference: str) -> ResponseReturnValue:
    page = case_page(desk(), actor(), reference, now())
    mine = [one for one in letters_of(page.proposal.id) if _handles(page, one)]
    if not mine and not _office(page):
        raise NotFound(reference)
    return render_template("pages/letters/index.html", page=page, letters=mine)


@bp.get("/<int:letter>")
@open_to("signed in")
def show(reference: str, letter: int) -> ResponseReturnValue:
    page, found = _find(reference, letter)
    return render_template(
        "pages/letters/show.html", page=page, letter=found, sender=desk().settings.sender, open=_open(found)
    )


@bp.get("/<int:letter>/edit")
@open_to("signed in")
def edit(reference: str, letter: int) -> ResponseReturnValue:
    page, found = _find(reference, letter, unsent=True)
    return _edit(page, found, ask(WORDS, {"subject": found.subject, "body": found.body}))


@bp.post("/<int:letter>/edit")
@open_to("signed in")
def save(reference: str, letter: int) -> ResponseReturnValue:
    page, found = _find(reference, letter)
    asked = read(WORDS)
    if asked.well:
        said = asked.said
        try:
            change(
                desk(),
                actor(),
                reference,
                letter,
                said["subject"],
                said["body"],
                seen=seen(),
                now=now(),
                lang=lang(),
            )
        except Invalid as invalid:
            asked.refuse(invalid.problems)
    if not asked.well:
        return _edit(page, found, asked, 422)
    flash(t("The letter is saved as you see it.", "La lettre est enregistrée telle quelle."), "success")
    return redirect(url_for(".show", reference=reference, letter=letter), 303)


@bp.get("/<int:letter>/send")
@open_to("signed in")
def confirm(reference: str, letter: int) -> ResponseReturnValue:
    page, found = _find(reference, letter, unsent=True)
    return render_template("pages/letters/send.html", page=page, letter=found, sender=desk().settings.sender)


@bp.post("/<int:letter>/send")
@open_to("signed in")
def send(reference: str, letter: int) -> ResponseReturnValue:
    send_now(desk(), actor(), reference, letter, seen=seen(), now=now())
    flash(t("The letter is on its way.", "La lettre est partie."), "success")
    return redirect(url_for(".show", reference=reference, letter=letter), 303)


def _find(reference: str, letter: int, *, unsent: bool = False) -> tuple[CasePage, Any]:
    """Raises NotFound for whoever does not handle this letter, and for an edit of one that has left."""
    page = case_page(desk(), actor(), reference, now())
    found = letter_of(page.proposal.id, letter)
    if not _handles(page, found) or (unsent and not _open(found)):
        raise NotFound(letter)
    return page, found


def _handles(page: CasePage, letter: Any) -> bool:
    return may_handle(page.case, page.roles, actor(), letter.event.body)


def _office(page: CasePage) -> bool:
    """Whether the reader handles letters of this case at all, once there are some."""
    bodies = {a.body for s in page.version.workflow.stages for a in s.actions}
    return any(may_handle(page.case, page.roles, actor(), body) for body in bodies)


def _open(letter: Any) -> bool:
    return letter.sent_at is None and letter.cancelled_at is None


def _edit(page: CasePage, letter: Any, asked: Asked, code: int = 200) -> ResponseReturnValue:
    return render_template("pages/letters/edit.html", page=page, letter=letter, asked=asked), code
