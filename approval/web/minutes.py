"""Minutes of a meeting: drafted from what happened, corrected by its secretary, read by its members."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ..forms.definition import Field
from ..language import Text
from ..operations import Invalid
from ..operations.minuting import draft_minutes, edit_minutes
from ..queries import NotFound
from ..queries.minutes import MinutesPage, minutes_page
from .access import open_to
from .asking import Asked, ask, read
from .context import actor, lang, now, t
from .saving import seen

bp = Blueprint("minutes", __name__, url_prefix="/meetings/<int:meeting>/minutes")
WORDS = (
    Field(
        name="text_en",
        kind="text",
        label=Text(en="Minutes in English", fr="Procès-verbal en anglais"),
        noun=Text(en="the minutes in English", fr="le procès-verbal en anglais"),
        required=True,
        max=60000,
    ),
    Field(
        name="text_fr",
        kind="text",
        label=Text(en="Minutes in French", fr="Procès-verbal en français"),
        noun=Text(en="the minutes in French", fr="le procès-verbal en français"),
        required=True,
        max=60000,
    ),
)


@bp.get("/")
@open_to("signed in")
def show(meeting: int) -> ResponseReturnValue:
    return render_template("pages/minutes/show.html", page=minutes_page(actor(), meeting, now()))


@bp.post("/")
@open_to("signed in")
def draft(meeting: int) -> ResponseReturnValue:
    draft_minutes(actor(), meeting, now=now())
    flash(
        t("The minutes are drafted from what happened.", "Le procès-verbal est rédigé à partir du registre."),
        "success",
    )
    return redirect(url_for(".show", meeting=meeting), 303)


@bp.get("/edit")
@open_to("signed in")
def edit(meeting: int) -> ResponseReturnValue:
    page = _keeping(meeting)
    given = {"text_en": page.minutes.text_en, "text_fr": page.minutes.text_fr} if page.minutes else {}
    return _form(page, ask(WORDS, given))


@bp.post("/edit")
@open_to("signed in")
def save(meeting: int) -> ResponseReturnValue:
    page = _keeping(meeting)
    asked = read(WORDS)
    if asked.well:
        text = Text(en=asked.said["text_en"], fr=asked.said["text_fr"])
        try:
            edit_minutes(actor(), meeting, text, seen=seen(), now=now(), lang=lang())
        except Invalid as invalid:
            asked.refuse(invalid.problems)
    if not asked.well:
        return _form(page, asked, 422)
    flash(t("The minutes are saved.", "Le procès-verbal est enregistré."), "success")
    return redirect(url_for(".show", meeting=meeting), 303)


def _keeping(meeting: int) -> MinutesPage:
    """Raises NotFound for members who do not keep the record, and where nothing is drafted."""
    page = minutes_page(actor(), meeting, now())
    if not page.keeps or page.minutes is None:
        raise NotFound(meeting)
    return page


def _form(page: MinutesPage, asked: Asked, code: int = 200) -> ResponseReturnValue:
    return render_template("pages/minutes/edit.html", page=page, asked=asked), code
