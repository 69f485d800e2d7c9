"""Proposals: the list, one case, its history and its beginning."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..forms import web
from ..forms.definition import Field
from ..forms.display import brief, reading
from ..forms.kinds import Asking
from ..language import Text
from ..operations.drafting import Beginning, begin, confirm
from ..queries import cases, evidence
from ..queries.documents import documents_of
from ..queries.places import places
from ..queries.register import Wanted, proposals
from ..workflow.retention import is_tombstone
from ..workflow.rules import PROPOSERS
from .access import open_to
from .conditions import ledger_of
from .context import actor, desk, lang, now, say, t, today

bp = Blueprint("proposals", __name__, url_prefix="/proposals")
NAME = Field(
    name="name",
    kind="line",
    label=Text(en="Name", fr="Nom"),
    noun=Text(en="their name", fr="son nom"),
    required=True,
    max=120,
)
EMAIL = Field(
    name="email",
    kind="email",
    label=Text(en="E-mail", fr="Courriel"),
    noun=Text(en="their e-mail address", fr="son adresse de courriel"),
    required=True,
)


@bp.get("/")
@open_to("signed in")
def index() -> ResponseReturnValue:
    names = ("text", "stage", "holder", "product", "clock", "after")
    wanted = Wanted(**{n: request.args.get(n, "")[:200] for n in names})
    listed = proposals(actor(), wanted, today())
    older = {**{n: v for n in names if (v := getattr(wanted, n)) and n != "after"}, "after": listed.older}
    return render_template(
        "pages/proposals/index.html",
        rows=[_row(row) for row in listed.rows],
        wanted=wanted,
        filtered=any(getattr(wanted, n) for n in names[:-1]),
        stages=_stages(),
        holders=_holders(),
        older=url_for(".index", **older) if listed.older else "",
    )


@bp.get("/<reference>/")
@open_to("signed in")
def show(reference: str) -> ResponseReturnValue:
    page = cases.case_page(desk(), actor(), reference, now())
    paper = page.text
    form = page.version.forms[paper.form] if paper else None
    return render_template(
        "pages/proposals/show.html",
        page=page,
        rail=cases.rail(page),
        clock=cases.clock_of(page, today()),
        holder=_holder(page),
        recorded=cases.recorded_of(page) if page.proposal.recorded else None,
        papers=[(p, say(page.version.forms[f].title), f, w) for p, f, w in cases.papers_for(page, actor())],
        places=places(page.version.workflow, page.case, actor()),
        matrix=_matrix(page),
        reading=list(reading(form, paper.answers, lang())) if form and paper else [],
        documents=documents_of(page, lang()),
        brief=brief(form, paper.answers, lang()) if form and paper else [],
        lead=str(paper.answers.get("description") or "") if paper else "",
        verdicts=not any(is_tombstone(p.answers) for p in page.loaded.papers),
        mine=bool(page.roles & PROPOSERS),
        **ledger_of(page),
    )


@bp.get("/<reference>/history")
@open_to("signed in")
def history(reference: str) -> ResponseReturnValue:
    page = cases.case_page(desk(), actor(), reference, now())
    return render_template(
        "pages/proposals/history.html",
        page=page,
        rail=cases.rail(page),
        events=cases.history(page),
        forms=page.version.forms,
    )


@bp.get("/new")
@open_to("signed in")
def new() -> ResponseReturnValue:
    return render_template(
        "pages/proposals/new.html", for_other=_for_other_form(), errors=[], ce=actor().holds("ce")
    )


@bp.post("/new")
@open_to("signed in")
def create() -> ResponseReturnValue:
    behalf = None
    if request.form.get("for") == "other" and actor().holds("ce"):
        bound = _for_other_form(request.form)
        if not bound.validate():
            errors = [(f"#{p.path}", p.says) for p in web.problems_of(bound)]
            return render_template("pages/proposals/new.html", for_other=bound, errors=errors, ce=True), 422
        said = bound.kept()
        behalf = (str(said["name"]), str(said["email"]))
    reference = begin(desk(), actor(), Beginning(language=lang(), on_behalf_of=behalf), now=now())
    return redirect(url_for("papers.tasks", reference=reference, form="concept"), 303)


@bp.post("/<reference>/confirm")
@open_to("signed in")
def confirm_mine(reference: str) -> ResponseReturnValue:
    confirm(actor(), reference, now=now())
    flash(
        t("Thank you: this concept is yours now.", "Merci\u00a0: ce concept est maintenant le vôtre."),
        "success",
    )
    return redirect(url_for(".show", reference=reference), 303)


def _for_other_form(formdata: Any = None) -> Any:
    return web.bind((NAME, EMAIL), Asking(lang=lang(), today=today(), complete=True), formdata)


def _matrix(page: cases.CasePage) -> list[evidence.Row]:
    paper = page.text
    if paper is None:
        return []
    judged = page.paper("evidence_verdicts")
    case = page.case
    assessing = page.stage.review is not None
    own_copy = bool(page.roles & PROPOSERS) and (assessing or case.decided is None)
    blind = assessing and case.sheets_in < case.assessors  # a verdict would tell one assessor another's sheet
    shown = (
        {}
        if own_copy or blind
        else evidence.verdicts_of(page.version, page.case, judged.answers if judged else None)
    )
    form = page.version.forms[paper.form]
    return evidence.matrix(
        page.version, form, paper.answers, lang(), verdicts=shown, product=page.proposal.product
    )


def _holder(page: cases.CasePage) -> str:
    if page.stage.holder is None:
        return ""
    return say(page.version.workflow.role(page.stage.holder).title)


def _row(row: Any) -> dict[str, Any]:
    workflow = desk().versions[row.digest].workflow
    stage = workflow.stage(row.stage)
    return {
        "reference": row.reference,
        "title": row.title or t("Untitled", "Sans titre"),
        "stage": say(stage.title),
        "awaits": say(stage.awaits) if stage.awaits else "",
        "holder": say(workflow.role(row.holder).title) if row.holder else "",
        "since": row.stage_since,
        "due_on": row.due_on,
        "kind": tag_kind(row),
        "tag": tag_word(row),
        "recorded": row.recorded,
        "key": uuid4().hex,
    }


def tag_kind(row: Any) -> str:
    """How a row stands: shape, word and colour."""
    if row.outcome:
        return "stop" if row.outcome != "done" else "ok"
    if row.on_hold:
        return "plain"
    if row.due_on and row.due_on < today():
        return "late"
    return "warn" if row.warn_on and row.warn_on < today() else "now"


def tag_word(row: Any) -> str:
    if row.on_hold:
        return t("On hold", "En suspens")
    return {
        "stop": t("Closed", "Clos"),
        "ok": t("Done", "Terminé"),
        "late": t("Overdue", "En retard"),
        "warn": t("Due soon", "Échéance proche"),
    }.get(tag_kind(row), t("Under way", "En cours"))


def _stages() -> list[tuple[str, str]]:
    found = {s.name: say(s.title) for v in desk().versions.values() for s in v.workflow.stages}
    return list(found.items())


def _holders() -> list[tuple[str, str]]:
    found = {
        s.holder: say(v.workflow.role(s.holder).title)
        for v in desk().versions.values()
        for s in v.workflow.stages
        if s.holder
    }
    return list(found.items())
