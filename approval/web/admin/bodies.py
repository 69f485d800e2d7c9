"""Bodies: how they decide from which day on, who sits in them, and new ones."""

from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ...forms.limits import as_date
from ...language import Text, same
from ...operations import Invalid
from ...operations.constituting import Change, constitute, withdraw
from ...operations.establishing import NewBody, Office, establish
from ...queries.bodies import body_lines, empty_offices, seats
from ...queries.body_rules import RULES, rules_of, seen_of_body
from ...queries.people import body_by_key
from ..asking import Asked
from ..body_words import facts_of
from ..context import actor, lang, now, t, today
from ..uploads import takes_files
from .body_fields import CONSTITUTION, SECTIONS, SINCE
from .body_forms import asked_of, typed_of, values_of
from .office_fields import KIND, OFFICES, OTHER, SEATS, USUAL
from .room import bp, for_administrators

NEW = (KIND, OFFICES, *CONSTITUTION)


@bp.get("/bodies")
@for_administrators
def bodies() -> ResponseReturnValue:
    return render_template("pages/admin/bodies.html", lines=body_lines(today()), rules=RULES, today=today())


@bp.get("/bodies/<key>")
@for_administrators
def body(key: str) -> ResponseReturnValue:
    """``on`` is the day whose roster is shown."""
    known, day = body_by_key(key), _day_asked("on")
    everybody = seats(known, day)
    return render_template(
        "pages/admin/body.html",
        body=known,
        seats=everybody,
        empty=empty_offices(known, everybody, day),
        lines=rules_of(known, today()),
        facts=facts_of(known, known.on(today())),
        seen=seen_of_body(known),
        day=day,
        today=today(),
    )


@bp.get("/bodies/<key>/edit")
@for_administrators
def change_body(key: str) -> ResponseReturnValue:
    """``on`` is the day whose rules the form begins with, and from which the change is to hold."""
    known, day = body_by_key(key), max(_day_asked("on"), today())
    asked = asked_of(CONSTITUTION, known.on(day), key, since=day.isoformat())
    return _form(known, asked, seen_of_body(known), day)


@bp.post("/bodies/<key>/edit")
@for_administrators
@takes_files
def save_body(key: str) -> ResponseReturnValue:
    known, seen, shown = body_by_key(key), request.form.get("seen", ""), _day_asked("shown", request.form)
    asked, whole = typed_of(CONSTITUTION, key)
    if not whole or not asked.well:
        return _form(known, asked, seen, shown)
    before = known.on(shown)
    # only what was changed on the page is changed: other rules may hold on the day that was chosen
    wanted = {n: v for n, v in values_of(asked.said).items() if v != getattr(before, n)}
    since = as_date(asked.said["since"]) or today()
    try:
        constitute(actor(), key, Change(since, wanted), seen=seen, now=now(), lang=lang())
    except Invalid as invalid:
        asked.refuse(invalid.problems)
        return _form(body_by_key(key), asked, seen, shown)
    flash(
        t(
            "Saved. Decisions taken before keep the rule they were taken under.",
            "Enregistré. Les décisions déjà prises gardent la règle en vigueur à leur date.",
        ),
        "success",
    )
    return redirect(url_for("admin.body", key=key), 303)


@bp.post("/bodies/<key>/rules/<since>/withdraw")
@for_administrators
def withdraw_rules(key: str, since: str) -> ResponseReturnValue:
    day = as_date(since)
    if day is None:
        abort(404)
    withdraw(actor(), key, day, seen=request.form.get("seen", ""), now=now())
    flash(
        t("Withdrawn: the change will not begin.", "Retirée\u00a0: la modification n’aura pas lieu."),
        "success",
    )
    return redirect(url_for("admin.body", key=key), 303)


@bp.get("/bodies/new")
@for_administrators
def new_body() -> ResponseReturnValue:
    offices = [{"id": name, "office": name, "most": most, "votes": votes} for name, most, votes in USUAL]
    usual = {
        "since": today().isoformat(),
        "kind": "committee",
        "offices": offices,
        "rule": "majority",
        "quorum_kind": "half",
        "conflicted_count": "no",
        "conflicted_leave": "yes",
        "written_resolution": "no",
        "cadence": "as_called",
        "meets_at": "09:00",
        "agenda_days": 5,
        "packet_days": 3,
        "retraction_hours": 24,
    }
    return _new_form(asked_of(NEW, None, "", **usual))


@bp.post("/bodies/new")
@for_administrators
@takes_files
def create_body() -> ResponseReturnValue:
    asked, whole = typed_of(NEW, "")
    if not whole or not asked.well:
        return _new_form(asked)
    said = asked.said
    offices = [_office(row) for row in said["offices"]]
    since = as_date(said["since"]) or today()
    try:
        key = establish(
            actor(), NewBody(said["kind"], offices, since, values_of(said)), now=now(), lang=lang()
        )
    except Invalid as invalid:
        asked.refuse(invalid.problems)
        return _new_form(asked)
    flash(
        t(
            "Established. Now give its offices to people.",
            "Instance créée. Confiez maintenant ses fonctions à des personnes.",
        ),
        "success",
    )
    return redirect(url_for("admin.body", key=key), 303)


def _office(row: Any) -> Office:
    """One office as typed; the usual ones have their usual words."""
    name = row["office"] if row["office"] != OTHER else f"{OTHER}_{row['id']}"
    usual = SEATS.get(row["office"], same(""))
    title = Text(en=row.get("title_en") or usual.en, fr=row.get("title_fr") or usual.fr)
    return Office(name, title, row.get("most"), row["votes"] == "yes")


def _day_asked(name: str, values: Any = None) -> date:
    """A day in the address or the form; today where there is none."""
    return as_date((values or request.args).get(name, "")) or today()


def _form(known: Any, asked: Asked, seen: str, shown: date) -> ResponseReturnValue:
    html = render_template(
        "pages/admin/body_form.html",
        body=known,
        today=today(),
        asked=asked,
        seen=seen,
        shown=shown,
        sections=SECTIONS,
        since=SINCE,
    )
    return html, 422 if asked.errors else 200


def _new_form(asked: Asked) -> ResponseReturnValue:
    html = render_template("pages/admin/body_new.html", asked=asked, sections=SECTIONS)
    return html, 422 if asked.errors else 200
