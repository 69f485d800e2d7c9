"""The agenda of a meeting as its secretary arranges it: order, part, in camera, other business."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..language import Text
from ..operations import Invalid
from ..operations.arranging import add_business, arrange, sort_item
from ..operations.placing import PARTS
from ..queries import NotFound
from ..queries.meetings import MeetingPage, meeting_page
from .access import open_to
from .asking import Asked, ask, read
from .context import actor, desk, lang, now, t
from .meeting_forms import BUSINESS

bp = Blueprint("agenda", __name__, url_prefix="/meetings/<int:meeting>/agenda")


@bp.get("/business")
@open_to("signed in")
def business(meeting: int) -> ResponseReturnValue:
    return _business(_keeping(meeting), ask(BUSINESS, {"part": "discussion"}))


@bp.post("/business")
@open_to("signed in")
def add(meeting: int) -> ResponseReturnValue:
    found = _keeping(meeting)
    asked = read(BUSINESS)
    if asked.well:
        said = asked.said
        title = Text(en=said.get("title_en") or "", fr=said.get("title_fr") or "")
        try:
            add_business(actor(), meeting, title, part=said["part"], now=now(), lang=lang())
        except Invalid as invalid:
            for problem in invalid.problems:
                asked.at("title_en", problem.says)
    if not asked.well:
        return _business(found, asked, 422)
    flash(t("It is on the agenda.", "Le point est à l’ordre du jour."), "success")
    return redirect(url_for("meetings.show", meeting=meeting), 303)


@bp.post("/order")
@open_to("signed in")
def order(meeting: int) -> ResponseReturnValue:
    """``move`` is ``<item>:up`` or ``<item>:down`` from a button; ``order`` the whole list from a script that drags."""
    found = _keeping(meeting)
    listed = [e.id for e in found.agenda]
    asked = [int(i) for i in request.form.get("order", "").split(",") if i.isdecimal()]
    item, _, way = request.form.get("move", "").partition(":")
    if asked and set(asked) <= set(listed):
        listed = asked + [i for i in listed if i not in asked]
    elif item.isdecimal() and int(item) in listed:
        at = listed.index(int(item))
        to = max(0, at - 1) if way == "up" else min(len(listed) - 1, at + 1)
        listed.insert(to, listed.pop(at))
    else:
        abort(404)
    arrange(actor(), meeting, listed, now=now())
    return redirect(url_for("meetings.show", meeting=meeting, _anchor=f"item-{item or listed[0]}"), 303)


@bp.post("/<int:item>/sort")
@open_to("signed in")
def sort(meeting: int, item: int) -> ResponseReturnValue:
    part = request.form.get("part", "")
    if part not in PARTS:
        abort(404)
    ground = request.form.get("ground", "")
    sort_item(actor(), meeting, item, part=part, in_camera=bool(ground), ground=ground, now=now())
    return redirect(url_for("meetings.show", meeting=meeting, _anchor=f"item-{item}"), 303)


def _keeping(meeting: int) -> MeetingPage:
    """Raises NotFound for members who do not keep the agenda."""
    found = meeting_page(desk(), actor(), meeting, now())
    if not found.keeps:
        raise NotFound(meeting)
    return found


def _business(found: MeetingPage, asked: Asked, code: int = 200) -> ResponseReturnValue:
    return render_template("pages/meetings/business.html", found=found, asked=asked), code
