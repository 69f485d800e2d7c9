"""The documents of a meeting: minutes as a PDF, and certified extracts for partners and ministries."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..operations.certifying import certify_extract, order_own_copy, print_minutes
from ..queries.meeting_documents import meeting_paper, papers_page
from .access import open_to
from .context import actor, desk, now, t

bp = Blueprint("meeting_documents", __name__, url_prefix="/meetings/<int:meeting>/documents")
FRAGMENT = "pages/meeting_documents/list.html"


@bp.get("")
@open_to("signed in")
def index(meeting: int) -> ResponseReturnValue:
    """A page of its own; the list alone where a page asks again while a document is being made."""
    template = FRAGMENT if request.headers.get("X-Requested-With") else "pages/meeting_documents/index.html"
    return render_template(template, page=papers_page(actor(), meeting, now()))


@bp.post("/minutes")
@open_to("signed in")
def minutes(meeting: int) -> ResponseReturnValue:
    print_minutes(actor(), meeting, now=now())
    return _ordered(meeting)


@bp.post("/copy")
@open_to("signed in")
def copy(meeting: int) -> ResponseReturnValue:
    order_own_copy(actor(), meeting, now=now())
    return _ordered(meeting)


@bp.post("/extract/<int:item>")
@open_to("signed in")
def extract(meeting: int, item: int) -> ResponseReturnValue:
    certify_extract(actor(), meeting, item, now=now())
    return _ordered(meeting)


def _ordered(meeting: int) -> ResponseReturnValue:
    flash(
        t(
            "It is being made in both languages, and appears in the list in a moment.",
            "Le document est en préparation dans les deux langues et paraîtra dans la liste dans un instant.",
        ),
        "success",
    )
    return redirect(url_for(".index", meeting=meeting), 303)


@bp.get("/<digest>")
@open_to("signed in")
def show(meeting: int, digest: str) -> ResponseReturnValue:
    found = meeting_paper(actor(), meeting, digest)
    name = f"{found.entry.meeting.body.key}-{found.entry.meeting.held_on.isoformat()}"
    what = "minutes" if found.name.startswith("minutes") else found.name.replace(":", "-")
    name = f"{name}-{what}-{found.language}.pdf"
    answer = Response(desk().storage.get(found.digest), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
