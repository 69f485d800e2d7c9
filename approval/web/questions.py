"""Questions before a meeting: members ask on the page of the case, its proposer answers there."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..operations import Invalid
from ..operations.asking import answer_question, ask_question
from ..queries import NotFound
from ..queries.cases import CasePage, case_page
from ..queries.places import places
from ..queries.questions import rounds_of
from .access import open_to
from .context import actor, desk, lang, now, t

bp = Blueprint("questions", __name__, url_prefix="/proposals/<reference>/questions")


@bp.get("/")
@open_to("signed in")
def show(reference: str) -> ResponseReturnValue:
    return _page(case_page(desk(), actor(), reference, now()))


@bp.post("/<int:item>/ask")
@open_to("signed in")
def put(reference: str, item: int) -> ResponseReturnValue:
    page = case_page(desk(), actor(), reference, now())
    found = next((r for r in rounds_of(page, actor()) if r.item.id == item), None)
    if found is None:
        raise NotFound(item)
    words = request.form.get("question", "")
    try:
        ask_question(desk(), actor(), found.meeting.id, item, words, now=now(), lang=lang())
    except Invalid as invalid:
        return _page(page, [(f"#question-{item}", p.says) for p in invalid.problems], 422)
    flash(
        t(
            "Your question is asked; the proposer is told.",
            "Votre question est posée\u00a0; la personne responsable en est informée.",
        ),
        "success",
    )
    return redirect(url_for(".show", reference=reference), 303)


@bp.post("/<int:question>/answer")
@open_to("signed in")
def answer(reference: str, question: int) -> ResponseReturnValue:
    page = case_page(desk(), actor(), reference, now())
    words = request.form.get("answer", "")
    try:
        answer_question(desk(), actor(), reference, question, words, now=now(), lang=lang())
    except Invalid as invalid:
        return _page(page, [(f"#answer-{question}", p.says) for p in invalid.problems], 422)
    flash(
        t(
            "Your answer is recorded and goes into the packet.",
            "Votre réponse est consignée et versée au cahier.",
        ),
        "success",
    )
    return redirect(url_for(".show", reference=reference), 303)


def _page(
    page: CasePage, errors: list[tuple[str, str]] | None = None, code: int = 200
) -> ResponseReturnValue:
    html = render_template(
        "pages/questions/show.html",
        page=page,
        rounds=rounds_of(page, actor()),
        places=places(page.version.workflow, page.case, actor()),
        errors=errors or [],
        typed=request.form,
    )
    return html, code
