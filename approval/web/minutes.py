"""Minutes of a meeting: drafted from what happened, corrected section by section, read by members of the body."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..deliberation.sections import Minuted
from ..forms.definition import Field
from ..language import LANGUAGES, Text
from ..operations import Invalid
from ..operations.minuting import draft_minutes, edit_minutes
from ..queries import NotFound
from ..queries.minutes import MinutesPage, minutes_page
from .access import open_to
from .asking import Asked, ask, read
from .context import actor, lang, now, t
from .saving import seen

bp = Blueprint("minutes", __name__, url_prefix="/meetings/<int:meeting>/minutes")
LABELS = {
    "opening": (
        Text(en="Opening, in English", fr="Ouverture, en anglais"),
        Text(en="Opening, in French", fr="Ouverture, en français"),
    ),
    "item": (
        Text(en="Item {n}, in English", fr="Point {n}, en anglais"),
        Text(en="Item {n}, in French", fr="Point {n}, en français"),
    ),
    "closing": (
        Text(en="Closing, in English", fr="Levée, en anglais"),
        Text(en="Closing, in French", fr="Levée, en français"),
    ),
}
NOUN = Text(en="the words of this section", fr="le texte de cette section")


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
    given = {f"{s.key}_{code}": s.words.in_(code) for s in _own(page) for code in LANGUAGES}
    return _form(page, ask(_questions(page), given))


@bp.post("/edit")
@open_to("signed in")
def save(meeting: int) -> ResponseReturnValue:
    page = minutes_page(actor(), meeting, now())
    asked = read(_questions(page))  # none where nothing is theirs to correct: the door says why
    if asked.well:
        try:
            edit_minutes(actor(), meeting, _sent(page, asked), seen=seen(), now=now(), lang=lang())
        except Invalid as invalid:
            asked.refuse(invalid.problems)
    if not asked.well:
        return _form(page, asked, 422)
    flash(t("The minutes are saved.", "Le procès-verbal est enregistré."), "success")
    return redirect(url_for(".show", meeting=meeting), 303)


def _keeping(meeting: int) -> MinutesPage:
    """Raises NotFound for members who keep no part of the record, and where nothing is drafted or all is approved."""
    page = minutes_page(actor(), meeting, now())
    if not page.editable:
        raise NotFound(meeting)
    return page


def _own(page: MinutesPage) -> list[Minuted]:
    return [s for s in page.sections if s.key in page.editable]


def _questions(page: MinutesPage) -> list[Field]:
    return [
        Field(
            name=f"{s.key}_{code}",
            kind="text",
            label=label.format(n=s.number),
            noun=NOUN,
            required=True,
            max=20000,
        )
        for s in _own(page)
        for code, label in zip(LANGUAGES, LABELS[s.part], strict=True)
    ]


def _sent(page: MinutesPage, asked: Asked) -> dict[str, Text]:
    """By section. One that the sender may not correct any more goes along, so that the door refuses it and says why."""
    said = {**request.form, **asked.said}
    sent = [s.key for s in page.sections if f"{s.key}_en" in said]
    return {key: Text(en=str(said[f"{key}_en"]), fr=str(said.get(f"{key}_fr") or "")) for key in sent}


def _form(page: MinutesPage, asked: Asked, code: int = 200) -> ResponseReturnValue:
    return render_template("pages/minutes/edit.html", page=page, asked=asked), code
