"""Deciding: a page that says in plain words what will happen, then the one door."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..forms import web
from ..forms.display import reading
from ..forms.kinds import Asking
from ..operations import Invalid, Stale
from ..operations.advancing import Wish, advance
from ..operations.confirming import send_back
from ..operations.loading import insist_unchanged
from ..operations.writing import keep_decision
from ..queries import cases
from ..queries.cases import own_paper
from ..queries.defaults import defaults_for
from ..queries.sources import sources_of
from ..workflow.definition import Action
from ..workflow.rules import Verdict
from .access import open_to
from .conditions import ledger_of
from .context import actor, clock_time, desk, lang, now, say, t, today
from .saving import more_rows, remove_row, row_wish, seen
from .stepup import needs_proof

bp = Blueprint("actions", __name__, url_prefix="/proposals/<reference>/actions/<name>")


@bp.get("/")
@open_to("signed in")
def show(reference: str, name: str) -> ResponseReturnValue:
    page = cases.case_page(desk(), actor(), reference, now())
    verdict = _verdict(page, name)
    return (needs_proof() if _binds(verdict) else None) or _decide(page, verdict)


@bp.post("/")
@open_to("signed in")
def take(reference: str, name: str) -> ResponseReturnValue:
    page = cases.case_page(desk(), actor(), reference, now())
    if done := cases.done_by(page.proposal, actor(), request.form.get("key")):  # the same wish, sent again
        return _taken(page, reference, done)
    if name not in {v.action.name for v in page.verdicts}:
        insist_unchanged(page.proposal, seen())  # who took it from here is told before that it is gone
    verdict = _verdict(page, name)
    bound = _bound(page, verdict.action, request.form)
    if bound and (row := row_wish(bound, request.form.get("_row", ""))):
        return _change_rows(reference, name, bound, row)
    if _binds(verdict) and (asked := needs_proof()):
        return asked
    wish = Wish(
        action=name,
        seen=seen(),
        said=web.kept_of(bound) if bound else {},
        to=request.form.get("to") or None,
        key=request.form.get("key") or None,
        lang=lang(),
    )
    try:
        event = advance(desk(), actor(), reference, wish, now=now())
    except Invalid as invalid:
        return _decide(
            page, verdict, bound, errors=[(f"#{p.path}", p.says) for p in invalid.problems], code=422
        )
    except Stale as stale:
        fresh = cases.case_page(desk(), actor(), reference, now())
        still = next((v for v in fresh.verdicts if v.action.name == name), None)
        if still is None:
            raise
        return _decide(fresh, still, bound, stale=stale, code=409)
    return _taken(page, reference, event)


def _taken(page: cases.CasePage, reference: str, event: Any) -> ResponseReturnValue:
    """To the case, with what was done."""
    if event.action == "record":
        said = t(
            "Written down. It binds when the chair confirms it.",
            "Consigné. La décision prendra effet lorsque la présidence l’aura confirmée.",
        )
    else:
        action = page.version.workflow.action_at(event.from_stage, event.action)
        said = t("Done: {what}.", "C’est fait\u00a0: {what}.", what=say(action.label))
    flash(said, "success")
    return redirect(url_for("proposals.show", reference=reference), 303)


def _change_rows(reference: str, name: str, bound: Any, wish: str) -> ResponseReturnValue:
    """A row more or less, and nothing decided: what was typed is kept for its writer, as autosave does it."""
    question = wish.split(":")[1]
    if wish.startswith("remove:"):
        remove_row(bound, wish)
    keep_decision(desk(), actor(), reference, name, web.kept_of(bound), now=now())
    more = question if wish.startswith("add:") else None
    here = url_for(
        ".show", reference=reference, name=name, more=more, seen=seen() or None, _anchor=f"q-{question}"
    )
    return redirect(here, 303)


@bp.post("/draft")
@open_to("signed in")
def keep(reference: str, name: str) -> ResponseReturnValue:
    """Autosave: the decision as it is being written, for its writer alone.

    The page still shows the case as it was when it was read: its ``seen`` stays what it was.
    """
    page = cases.case_page(desk(), actor(), reference, now())
    bound = _bound(page, _verdict(page, name).action, request.form)
    kept = keep_decision(desk(), actor(), reference, name, web.kept_of(bound) if bound else {}, now=now())
    return {
        "version": seen(),
        "saved_at": clock_time(kept.at),
        "conflict": False,
        "message": "",
    }


@bp.post("/send-back")
@open_to("signed in")
def unrecord(reference: str, name: str) -> ResponseReturnValue:  # noqa: ARG001 - part of the address
    """The chair does not confirm: the secretary writes it down anew."""
    send_back(desk(), actor(), reference, request.form.get("why", ""), now=now())
    flash(t("Sent back to the secretary.", "Renvoyé au secrétariat."), "success")
    return redirect(url_for("proposals.show", reference=reference), 303)


def _binds(verdict: Verdict) -> bool:
    """A body's decision that takes effect at once is taken by somebody who has just proved who they are."""
    return verdict.open and bool(verdict.action.body) and not verdict.records


def _verdict(page: cases.CasePage, name: str) -> Verdict:
    found = next((v for v in page.verdicts if v.action.name == name), None)
    if found is None:
        abort(404)
    return found


def _decide(
    page: cases.CasePage,
    verdict: Verdict,
    bound: Any = None,
    *,
    errors: Any = (),
    stale: Stale | None = None,
    code: int = 200,
) -> ResponseReturnValue:
    action = verdict.action
    recorded = cases.recorded_of(page) if page.proposal.recorded == action.name else None
    confirms = recorded is not None and not verdict.records
    form = page.version.forms.get(action.asks or "")
    if confirms:
        bound = None  # the record is confirmed as it stands: there is nothing to type
    elif bound is None and form:
        kept = own_paper(page, actor(), action.asks or "")
        bound = _bound(page, action, None, kept or (recorded.said if recorded else None))
        more_rows(bound, request.args.get("more", ""))
    sections = (
        [(s, [bound[f.name] for f in s.fields if f.name in bound]) for s in form.sections]
        if form and bound
        else []
    )
    html = render_template(
        "pages/actions/decide.html",
        page=page,
        seen=min(request.args.get("seen", page.proposal.version, type=int), page.proposal.version),
        verdict=verdict,
        action=action,
        form=form,
        sections=sections,
        guides={f: {k: say(v) for k, v in g if v} for f, g in form.guide.items()} if form else {},
        errors=list(errors),
        stale=stale,
        recorded=recorded,
        confirms=confirms,
        told=list(reading(form, recorded.said, lang())) if form and recorded else [],
        targets=_targets(page, action),
        key=request.form.get("key") or uuid4().hex,
        title=say(action.label),
        **(ledger_of(page) if action.body else {}),
    )
    return html, code


def _bound(page: cases.CasePage, action: Action, formdata: Any, answers: Any = None) -> Any:
    form = page.version.forms.get(action.asks or "")
    if form is None:
        return None
    asking = Asking(
        lang=lang(),
        today=today(),
        complete=True,
        answers=answers or _defaults(page, form),
        sources=sources_of(page.version, form, page.proposal, lang(), today()),
        evidence=page.version.evidence,
        not_required=page.version.not_required(page.proposal.product),
    )
    bound = web.bind(tuple(form.fields().values()), asking, formdata)
    if formdata is not None:
        bound.validate()
    return bound


def _defaults(page: cases.CasePage, form: Any) -> dict[str, Any]:
    """What is already known, so that a secretary types it once."""
    return defaults_for(page, form, lang(), today())


def _targets(page: cases.CasePage, action: Action) -> list[tuple[str, str]]:
    if len(action.to) < 2:
        return []
    return [(to, say(page.version.workflow.stage(to).title)) for to in action.to if not to.startswith("@")]
