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
    verdict = _verdict(page, name)
    if _binds(verdict) and (asked := needs_proof()):
        return asked
    bound = _bound(page, verdict.action, request.form)
    seen = request.form.get("seen", "")
    wish = Wish(
        action=name,
        seen=int(seen) if seen.isdecimal() else 0,
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
    if event.action == "record":
        flash(
            t(
                "Written down. It binds when the chair confirms it.",
                "Consigné. La décision prendra effet lorsque la présidence l’aura confirmée.",
            ),
            "success",
        )
    else:
        flash(t("Done: {what}.", "C’est fait\u00a0: {what}.", what=say(verdict.action.label)), "success")
    return redirect(url_for("proposals.show", reference=reference), 303)


@bp.post("/draft")
@open_to("signed in")
def keep(reference: str, name: str) -> ResponseReturnValue:
    """Autosave: the decision as it is being written, for its writer alone."""
    page = cases.case_page(desk(), actor(), reference, now())
    bound = _bound(page, _verdict(page, name).action, request.form)
    kept = keep_decision(desk(), actor(), reference, name, web.kept_of(bound) if bound else {}, now=now())
    return {
        "version": page.proposal.version,
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
    if bound is None and form and not confirms:
        kept = own_paper(page, actor(), action.asks or "")
        bound = _bound(page, action, None, (recorded.said if recorded else None) or kept)
    sections = (
        [(s, [bound[f.name] for f in s.fields if f.name in bound]) for s in form.sections]
        if form and bound
        else []
    )
    html = render_template(
        "pages/actions/decide.html",
        page=page,
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
