"""The packet of a meeting: what it shows, one's own copy, who publishes it and who opened it."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..forms.definition import Field
from ..language import Text
from ..operations import Invalid
from ..operations.packeting import MOST, note_opening, order_copy, publish
from ..queries.packets import openings as openings_of
from ..queries.packets import own_copy, packet_page, preview
from .access import open_to
from .asking import Asked, ask, read
from .context import actor, desk, lang, now, t
from .saving import seen

bp = Blueprint("packets", __name__, url_prefix="/meetings/<int:meeting>/packet")
FRAGMENT = "pages/packets/copies.html"
NOTE = (
    Field(
        name="note",
        kind="text",
        label=Text(en="A word to the members", fr="Un mot aux membres"),
        noun=Text(en="the note", fr="la note"),
        hint=Text(
            en="It stands before the agenda, in every copy: name no item here that a member may not read about.",
            fr="Il paraît avant l’ordre du jour, dans chaque exemplaire\u00a0: n’y nommez aucun point qu’un membre ne peut "
            "consulter.",
        ),
        max=MOST,
    ),
)


@bp.get("")
@open_to("signed in")
def show(meeting: int) -> ResponseReturnValue:
    """A page of its own; the reader's copies alone where a page asks again while one is being made."""
    template = FRAGMENT if request.headers.get("X-Requested-With") else "pages/packets/show.html"
    return render_template(template, page=packet_page(actor(), meeting, now()))


@bp.get("/publish")
@open_to("signed in")
def prepare(meeting: int) -> ResponseReturnValue:
    return _prepare(meeting, ask(NOTE))


@bp.post("/publish")
@open_to("signed in")
def put_out(meeting: int) -> ResponseReturnValue:
    asked = read(NOTE)
    if asked.well:
        try:
            note = str(asked.said.get("note") or "")
            publish(desk(), actor(), meeting, note, seen=seen(), now=now(), lang=lang())
        except Invalid as invalid:
            asked.refuse(invalid.problems)
    if not asked.well:
        return _prepare(meeting, asked, 422)
    flash(
        t(
            "The packet is published. Copies are being made, and the members are told.",
            "Le cahier est publié. Les exemplaires sont en préparation et les membres en sont informés.",
        ),
        "success",
    )
    return redirect(url_for(".show", meeting=meeting), 303)


def _prepare(meeting: int, asked: Asked, code: int = 200) -> ResponseReturnValue:
    page, items = preview(desk(), actor(), meeting, now())
    return render_template("pages/packets/publish.html", page=page, items=items, asked=asked), code


@bp.post("/copy")
@open_to("signed in")
def copy(meeting: int) -> ResponseReturnValue:
    order_copy(actor(), meeting, request.form.get("language", ""), now=now())
    flash(
        t(
            "Your copy is being made. It appears here in a moment.",
            "Votre exemplaire est en préparation. Il paraîtra ici dans un instant.",
        ),
        "success",
    )
    return redirect(url_for(".show", meeting=meeting), 303)


@bp.get("/<int:number>/<any(en, fr):language>")
@open_to("signed in")
def download(meeting: int, number: int, language: str) -> ResponseReturnValue:
    """The reader's own copy; that it was opened is noted, for the secretary alone."""
    found = own_copy(actor(), meeting, number, language, now())
    packet, pdf = found.packet_id, desk().storage.get(found.digest)
    name = (
        f"{found.packet.meeting.body.key}-{found.packet.meeting.held_on.isoformat()}-{number}-{language}.pdf"
    )
    note_opening(actor(), packet, now=now())
    answer = Response(pdf, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.get("/openings")
@open_to("signed in")
def openings(meeting: int) -> ResponseReturnValue:
    page = packet_page(actor(), meeting, now())
    return render_template("pages/packets/openings.html", page=page, people=openings_of(page))
