"""An assessor's own sheet: written beside the concept, saved while it is written, handed in once."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from ..forms import web
from ..forms.definition import Field, Section
from ..forms.display import reading
from ..forms.kinds import Asking
from ..forms.kinds.base import AskedForm
from ..operations.assessing import hand_in
from ..operations.writing import write
from ..queries import NotFound
from ..queries.assessing import GONE, Assessment, Seat, assessment, considered
from ..workflow.retention import is_tombstone
from ..workflow.rules import SAY_FIRST, unsaid
from .access import open_to
from .context import actor, desk, lang, now, say, t, today
from .saving import as_json, more_rows, remove_row, row_wish, seen

bp = Blueprint("sheets", __name__, url_prefix="/proposals/<reference>/assessment/sheet")


@bp.get("/")
@open_to("signed in")
def show(reference: str) -> ResponseReturnValue:
    found, own = _own(reference)
    if unsaid(found.page.case, actor()):
        flash(say(SAY_FIRST), "warning")
        return redirect(url_for("conflicts.declare", reference=reference), 303)
    bound = web.bind(_fields(found, own), _asking(found, own))
    more_rows(bound, request.args.get("more", ""))
    return _sheet(found, own, bound)


@bp.post("/")
@open_to("signed in")
def save(reference: str) -> ResponseReturnValue:
    found, own = _own(reference)
    typed = MultiDict(request.form.items(multi=True))
    bound = web.bind(_fields(found, own), _asking(found, own), typed)
    wish = row_wish(bound, typed.get("_row", ""))
    if wish.startswith("remove:"):
        remove_row(bound, wish)
    kept = web.kept_of(bound)
    outcome = write(desk(), actor(), reference, _paper(own).form, kept, seen=seen(), now=now())
    if request.headers.get("X-Requested-With"):
        return as_json(outcome)
    if wish:
        question = wish.split(":")[1]
        more = question if wish.startswith("add:") else None
        return redirect(url_for(".show", reference=reference, more=more, _anchor=f"q-{question}"), 303)
    if typed.get("_do") == "exit":
        flash(t("Your sheet is saved.", "Votre grille est enregistrée."), "success")
        return redirect(url_for("assessing.show", reference=reference), 303)
    if not bound.validate():
        return _sheet(*_own(reference), bound, code=422)
    return redirect(url_for(".check", reference=reference), 303)


@bp.get("/hand-in")
@open_to("signed in")
def check(reference: str) -> ResponseReturnValue:
    found, own = _own(reference)
    form = found.page.version.forms[_paper(own).form]
    problems = web.check(form, _asking(found, own)) if own.state != "in" else []
    return render_template(
        "pages/assessing/check.html",
        found=found,
        page=found.page,
        own=own,
        form=form,
        problems=[(url_for(".show", reference=reference, _anchor=f"q-{p.field}"), p.says) for p in problems],
        reading=list(reading(form, _paper(own).answers, lang(), answered=own.state in {"in", "stale"})),
        gone=GONE if is_tombstone(_paper(own).answers) else None,
    )


@bp.post("/hand-in")
@open_to("signed in")
def give(reference: str) -> ResponseReturnValue:
    hand_in(desk(), actor(), reference, seen=seen(), now=now(), lang=lang())
    flash(
        t("Your sheet is handed in and locked.", "Votre grille est remise et verrouillée."),
        "success",
    )
    return redirect(url_for("assessing.show", reference=reference), 303)


def _own(reference: str) -> tuple[Assessment, Seat]:
    """Raises NotFound for whoever has no sheet in this case."""
    found = assessment(desk(), actor(), reference, now())
    if found.own is None or found.own.sheet is None:
        raise NotFound(reference)
    return found, found.own


def _paper(own: Seat) -> Any:
    return own.sheet


def _fields(found: Assessment, own: Seat) -> tuple[Field, ...]:
    form = found.page.version.forms[_paper(own).form]
    return tuple(f for _, fields in form.asked(_paper(own).answers) for f in fields)


def _asking(found: Assessment, own: Seat) -> Asking:
    version = found.page.version
    return Asking(
        lang=lang(),
        today=today(),
        complete=True,
        answers=_paper(own).answers,
        evidence=version.evidence,
        not_required=version.not_required(found.page.proposal.product),
    )


def _sheet(found: Assessment, own: Seat, bound: AskedForm, code: int = 200) -> ResponseReturnValue:
    if own.state == "in" or not found.active:
        return redirect(url_for(".check", reference=found.page.proposal.reference), 303)
    version = found.page.version
    form = version.forms[_paper(own).form]
    text = considered(found.page.proposal.id, version.workflow)
    concept, answered = version.forms[version.workflow.texts[0]], text.answers if text else {}
    told = reading(concept, answered, lang(), answered=True)
    html = render_template(
        "pages/assessing/sheet.html",
        found=found,
        page=found.page,
        own=own,
        form=form,
        sections=[(s, [bound[f.name] for f in fields]) for s, fields in form.asked(_paper(own).answers)],
        errors=[(f"#{p.path}", p.says) for p in web.problems_of(bound)] if code != 200 else [],
        reading=[(_apart(section), answers) for section, answers in told],
    )
    return html, code


def _apart(section: Section) -> Section:
    """The same topic under an id of its own: the sheet beside it has topics of the same name."""
    return section.model_copy(update={"name": f"text-{section.name}"})
