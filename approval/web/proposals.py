"""Proposals: the list, one case, its history and its beginning."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..calendar import local_day
from ..forms import web
from ..forms.definition import Field
from ..forms.display import brief, reading
from ..forms.kinds import Asking
from ..language import Text, format_day, format_moment
from ..operations.drafting import Beginning, begin, confirm
from ..queries import cases, evidence, heads
from ..queries.body_rules import names_of_bodies
from ..queries.documents import documents_of
from ..queries.places import places
from ..queries.register import Wanted, proposals
from ..queries.standing import in_words
from ..workflow.retention import is_tombstone
from ..workflow.rules import PROPOSERS
from .access import open_to
from .conditions import ledger_of
from .context import actor, address, desk, lang, now, say, t, today

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
        rows=_lines(listed.rows, today()),
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
        instead=_instead(page),
        recorded=cases.recorded_of(page) if page.proposal.recorded else None,
        papers=[(p, say(page.version.forms[f].title), f, w) for p, f, w in cases.papers_for(page, actor())],
        places=places(page.version.workflow, page.case, actor()),
        matrix=_matrix(page),
        reading=list(reading(form, paper.answers, lang(), answered=True)) if form and paper else None,
        documents=documents_of(page, lang()),
        brief=brief(form, paper.answers, lang()) if form and paper else [],
        lead=str(paper.answers.get("description") or "") if paper else "",
        verdicts=not any(is_tombstone(p.answers) for p in page.loaded.papers),
        mine=bool(page.roles & PROPOSERS),
        head=heads.head_of(page),
        asks_head=heads.may_ask_again(page),
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
        lines=_told(cases.history(desk(), page)),
    )


def _told(events: Sequence[cases.Told]) -> list[dict[str, str]]:
    """The history as its list shows it; the newest line stands out."""
    office, system, spoken = (
        t("Continuing Education", "Formation continue"),
        t("The system", "Le système"),
        lang(),
    )
    lines: list[dict[str, str]] = []
    for told in events:
        event = told.event
        who = told.who or (office if event.actor_id else system)
        if told.acted_for:
            who = in_words(who, told.acted_for, acting=told.acting).in_(spoken)
        moved = event.from_stage != event.to_stage
        lines.append(
            {
                "title": told.label.in_(spoken),
                "kind": "done" if lines else "now",
                "when": f"{told.from_.in_(spoken)} › {told.to.in_(spoken)}" if moved else "",
                "who": f"{who}, {format_moment(event.at, spoken)} · {event.hash[:12]}",
                "text": told.said.get("rationale") or told.said.get("reason") or "",
            }
        )
    return lines


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


def _instead(page: cases.CasePage) -> str:
    """The body that decides in place of the holder's, where conflicts of interest left that one without a quorum."""
    holder = page.stage.holder
    body = page.version.workflow.role(holder).body if holder else None
    found = page.case.alternates.get(body or "")
    name = names_of_bodies(today()).get(found) if found else None
    return say(name) if name else ""


class Line(NamedTuple):
    """One row of the list, in the order in which its template takes it apart."""

    url: str
    title: str
    reference: str
    stage: str
    kind: str
    holder: str
    since: str
    due: str


def _lines(rows: Sequence[Any], day: date) -> list[Line]:
    """The rows as the list shows them: what a stage is called is looked up once, not at each row."""
    called: dict[tuple[str, str, str | None], tuple[str, str]] = {}
    spoken, untitled, lines = lang(), t("Untitled", "Sans titre"), []
    for row in rows:
        place = (row.digest, row.stage, row.holder)
        if place not in called:
            called[place] = _called(*place)
        stage, holder = called[place]
        url = address("proposals.show", reference=row.reference)
        since, due = format_day(local_day(row.stage_since), spoken), format_day(row.due_on, spoken)
        title = row.title or untitled
        lines.append(Line(url, title, row.reference, stage, _kind(row, day), holder, since, due))
    return lines


def _called(digest: str, stage: str, holder: str | None) -> tuple[str, str]:
    """What a stage and its holder are called in the reader's language."""
    workflow = desk().versions[digest].workflow
    return say(workflow.stage(stage).title), say(workflow.role(holder).title) if holder else ""


def _kind(row: Any, day: date) -> str:
    """How a row stands: shape, word and colour."""
    if row.outcome:
        return "stop" if row.outcome != "done" else "ok"
    if row.on_hold:
        return "plain"
    if row.due_on and row.due_on < day:
        return "late"
    return "warn" if row.warn_on and row.warn_on < day else "now"


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
