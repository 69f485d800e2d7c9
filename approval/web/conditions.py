"""The conditions ledger of a case: what is asked, what shows that it is met, who signed it off or let it go."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from ..language import Text
from ..operations import Invalid
from ..operations.attaching import OF_CONDITIONS
from ..operations.conditions import add_evidence, assign_condition, close, reopen, waive
from ..queries import NotFound
from ..queries.cases import CasePage, case_page
from ..queries.ledger import Line, line_of, lines, sent_files
from ..queries.people import bodies
from ..queries.signing import (
    candidates,
    may_assign,
    may_bring,
    may_reopen,
    may_sign,
    may_waive,
    owners,
    window_end,
)
from .access import open_to
from .asking import Asked, ask, read
from .condition_questions import ASSIGNING, CLOSING, EVIDENCE, REOPENING, WAIVING
from .context import actor, desk, lang, now, t, today
from .saving import seen
from .uploads import take_uploads, takes_files

bp = Blueprint("conditions", __name__, url_prefix="/proposals/<reference>/conditions")


@bp.get("/")
@open_to("signed in")
def show(reference: str) -> ResponseReturnValue:
    page = case_page(desk(), actor(), reference, now())
    rows = lines(page.proposal.id, today())
    return render_template("pages/conditions/show.html", page=page, ledger=rows, bodies=body_names())


@bp.get("/<int:number>")
@open_to("signed in")
def one(reference: str, number: int) -> ResponseReturnValue:
    page, line = _find(reference, number)
    return _one(page, line, ask(EVIDENCE), ask((CLOSING,)))


# ── evidence, and sign-off ───────────────────────────────────────────────────────────────────────────────────────


@bp.post("/<int:number>/evidence")
@open_to("signed in")
@takes_files
def bring(reference: str, number: int) -> ResponseReturnValue:
    page, line = _find(reference, number)
    typed = MultiDict(request.form.items(multi=True))
    uploads = take_uploads(desk(), actor(), reference, OF_CONDITIONS, typed)
    files = {**sent_files(page.proposal.id, actor().id, OF_CONDITIONS), **uploads.files}
    asked = read(EVIDENCE, typed=typed, files=files)
    for name, reasons in uploads.errors.items():
        for why in reasons:
            asked.at(name, why)
    if not typed.get("_file") and (asked.well or not _allowed(page, line)["bring"]):
        try:
            said = asked.said
            file = str(said["file"][0]["id"]) if said["file"] else ""
            text, link = said["evidence"] or "", said["link"] or ""
            add_evidence(desk(), actor(), reference, number, text, now(), lang(), link=link, file=file)
        except Invalid as invalid:
            asked.refuse(invalid.problems)
    if not asked.well or typed.get("_file"):
        return _one(page, line, asked, ask((CLOSING,)), 422 if asked.errors else 200)
    flash(t("Added to condition {n}.", "Ajouté à la condition {n}.", n=number), "success")
    return redirect(url_for(".one", reference=reference, number=number), 303)


@bp.post("/<int:number>/close")
@open_to("signed in")
def sign_off(reference: str, number: int) -> ResponseReturnValue:
    page, line = _find(reference, number)
    asked = read((CLOSING,))
    if asked.well or not _allowed(page, line)["sign"]:
        try:
            text = asked.said["closing"] or ""
            close(desk(), actor(), reference, number, seen=seen(), now=now(), evidence=text, lang=lang())
        except Invalid as invalid:
            asked.refuse(invalid.problems)
    if not asked.well:
        return _one(page, line, ask(EVIDENCE), asked, 422)
    flash(t("Condition {n} is signed off.", "La condition {n} est levée.", n=number), "success")
    return redirect(url_for(".show", reference=reference), 303)


# ── waive, reopen, assign ────────────────────────────────────────────────────────────────────────────────────────


@bp.get("/<int:number>/waive")
@open_to("signed in")
def waiving(reference: str, number: int) -> ResponseReturnValue:
    page, line = _find(reference, number)
    return _act(page, line, "waive", ask((WAIVING,)))


@bp.post("/<int:number>/waive")
@open_to("signed in")
def let_go(reference: str, number: int) -> ResponseReturnValue:
    page, line = _find(reference, number)
    asked = read((WAIVING,))
    if asked.well:
        waive(desk(), actor(), reference, number, asked.said["why"], seen=seen(), now=now(), lang=lang())
        flash(t("Condition {n} is waived.", "L’instance renonce à la condition {n}.", n=number), "success")
        return redirect(url_for(".show", reference=reference), 303)
    return _act(page, line, "waive", asked, 422)


@bp.get("/<int:number>/reopen")
@open_to("signed in")
def reopening(reference: str, number: int) -> ResponseReturnValue:
    page, line = _find(reference, number)
    return _act(page, line, "reopen", ask((REOPENING,)))


@bp.post("/<int:number>/reopen")
@open_to("signed in")
def open_again(reference: str, number: int) -> ResponseReturnValue:
    page, line = _find(reference, number)
    asked = read((REOPENING,))
    if asked.well:
        why = asked.said["reopening"]
        reopen(desk(), actor(), reference, number, why, seen=seen(), now=now(), lang=lang())
        flash(t("Condition {n} is open again.", "La condition {n} est rouverte.", n=number), "success")
        return redirect(url_for(".one", reference=reference, number=number), 303)
    return _act(page, line, "reopen", asked, 422)


@bp.get("/<int:number>/assign")
@open_to("signed in")
def assigning(reference: str, number: int) -> ResponseReturnValue:
    page, line = _find(reference, number)
    condition = line.condition
    given = {
        "owner": condition.owner,
        "account": _picked(condition.owner_id),
        "signer": _picked(condition.signer_id),
    }
    return _act(page, line, "assign", ask(ASSIGNING, given, _sources(page, line)))


@bp.post("/<int:number>/assign")
@open_to("signed in")
def assign(reference: str, number: int) -> ResponseReturnValue:
    page, line = _find(reference, number)
    asked = read(ASSIGNING, _sources(page, line))
    if asked.well:
        people = {name: _person(asked.said[name]) for name in ("account", "signer")}
        try:
            assign_condition(
                desk(),
                actor(),
                reference,
                number,
                owner=asked.said["owner"],
                owner_id=people["account"],
                signer_id=people["signer"],
                seen=seen(),
                now=now(),
                lang=lang(),
            )
        except Invalid as invalid:
            asked.refuse(invalid.problems)
    if not asked.well:
        return _act(page, line, "assign", asked, 422)
    flash(
        t(
            "Saved; those concerned are told.",
            "Enregistré\u00a0: les personnes concernées en sont informées.",
        ),
        "success",
    )
    return redirect(url_for(".one", reference=reference, number=number), 303)


# ── what the pages share ─────────────────────────────────────────────────────────────────────────────────────────


def _find(reference: str, number: int) -> tuple[CasePage, Line]:
    """Raises NotFound."""
    page = case_page(desk(), actor(), reference, now())
    return page, line_of(page.proposal.id, number, today())


def _allowed(page: CasePage, line: Line) -> dict[str, bool]:
    """What the reader may do with it now: what the operations will answer."""
    me, condition, case = actor(), line.condition, page.case
    running = not page.stage.final and not page.proposal.on_hold
    live = running and line.live
    return {
        "bring": live and may_bring(me, page.roles, condition),
        "sign": live and may_sign(case, me, page.roles, condition, today()) is not None,
        "waive": live and may_waive(case, me, condition),
        "assign": live and may_assign(case, me, page.roles, condition, today()) is not None,
        "reopen": running and may_reopen(case, me, page.roles, condition, page.proposal.stage_since, now()),
    }


def _one(page: CasePage, line: Line, asked: Asked, closing: Asked, code: int = 200) -> ResponseReturnValue:
    html = render_template(
        "pages/conditions/one.html",
        page=page,
        line=line,
        condition=line.condition,
        bodies=body_names(),
        asked=asked,
        closing=closing,
        may=_allowed(page, line),
    )
    return html, code


def _act(page: CasePage, line: Line, what: str, asked: Asked, code: int = 200) -> ResponseReturnValue:
    if not _allowed(page, line)[what]:
        raise NotFound(what)
    html = render_template(
        f"pages/conditions/{what}.html",
        page=page,
        condition=line.condition,
        asked=asked,
        until=window_end(line.condition) if what == "reopen" else None,
    )
    return html, code


def _sources(page: CasePage, line: Line) -> dict[str, list[tuple[str, str]]]:
    """Who may own it, and who of the imposing body may sign it off."""
    known = owners(page.proposal.id, today())
    return {
        "owners": [(str(person), name) for person, name in known.items()],
        "signers": candidates(page.case, line.condition.body, today()),
    }


def _picked(person: int | None) -> dict[str, str] | None:
    return {"id": str(person)} if person else None


def _person(picked: Any) -> int | None:
    return int(picked["id"]) if isinstance(picked, dict) and str(picked.get("id")).isdecimal() else None


def ledger_of(page: CasePage) -> dict[str, Any]:
    """What ``components/ledger.html`` needs to show the conditions of a case; asked only where there can be any."""
    rows = lines(page.proposal.id, today()) if page.case.deciders else []
    return {"ledger": rows, "bodies": body_names() if rows else {}}


def body_names() -> dict[str, Text]:
    """By key, what each body is called today."""
    return {b.key: b.on(today()).name for b in bodies()}
