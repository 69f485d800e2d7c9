"""The first page: my work."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ..calendar import local_day
from ..language import format_day
from ..queries.coming_meetings import coming_meetings
from ..queries.inbox import Item, my_work
from .access import open_to
from .context import actor, address, desk, lang, say, t, today
from .meeting_lines import meeting_line

bp = Blueprint("home", __name__)
SOON = 7
"""Days before its due day from which a line stands out."""


@bp.get("/")
@open_to("public")
def show() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.sign_in"), 303)
    work = my_work(desk(), actor(), today())
    return render_template(
        "pages/home/show.html",
        for_me=_lines(work.for_me),
        waiting=_lines(work.waiting),
        ended=_lines(work.ended),
        meetings=[meeting_line(m, named=True) for m in coming_meetings(desk(), actor(), today())],
    )


@bp.get("/healthz")
@open_to("public")
def health() -> ResponseReturnValue:
    return {"ok": True}


class Line(NamedTuple):
    """One line as the list of tasks shows it."""

    title: str
    url: str
    hint: str
    kind: str
    status: str


def _lines(items: Sequence[Item]) -> list[Line]:
    """What is the same at each line is said once."""
    colon, untitled = t(": ", "\u00a0: "), t("Untitled", "Sans titre")
    since, day, spoken = t("since", "depuis le"), today(), lang()
    lines = []
    for item in items:
        left = (item.due_on - day).days if item.due_on else None
        lines.append(
            Line(
                f"{say(item.verb)}{colon}{item.title or untitled}",
                address(item.endpoint, **_case(item)),
                f"{item.reference} · {since} {format_day(local_day(item.since), spoken)}",
                _kind(item, left),
                _status(item, left),
            )
        )
    return lines


def _case(item: Item) -> dict[str, Any]:
    """What of the case the line leads to: one of its actions or conditions, a person, or all of it."""
    if item.action:
        return {"reference": item.reference, "name": item.action}
    if item.number:
        return {"reference": item.reference, "number": item.number}
    if item.person:
        return {"reference": item.reference, "person": item.person}
    return {"reference": item.reference}


def _kind(item: Item, left: int | None) -> str:
    if left is None:
        return "now" if item.due else ""
    return "late" if left < 0 else "warn" if left <= SOON else "now"


def _status(item: Item, left: int | None) -> str:
    if left is None:
        return say(item.due) if item.due else ""
    if left < 0:
        return t("{n} days over", "{n} jours de retard", n=-left)
    return t("due {day}", "échéance {day}", day=format_day(item.due_on, lang()))
