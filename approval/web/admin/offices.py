"""Offices: given and ended, each on a date."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ...forms.definition import Field
from ...language import Text
from ...operations import Invalid, NotAllowed
from ...operations.appointing import Grant, end, grant
from ...queries.people import bodies, name_of, office_title, person_by_id, terms_of
from ..asking import Asked, ask, read
from ..context import actor, lang, now, say, t, today
from ..day_fields import FIRST_DAY, last_day
from .room import bp, day_of, for_administrators, tell

TERM = (
    Field(
        name="seat",
        kind="pick",
        label=Text(en="Office", fr="Fonction"),
        noun=Text(en="the office", fr="la fonction"),
        required=True,
        source="seats",
    ),
    FIRST_DAY,
    last_day(
        Text(en="Empty: until it is ended here", fr="Vide\u00a0: jusqu’à ce qu’on y mette fin ici"),
        required=False,
    ),
)
LAST_DAY = (
    last_day(
        Text(
            en="Through the end of that day. Yesterday ends it at once",
            fr="Jusqu’à la fin de cette journée. La date d’hier y met fin immédiatement",
        )
    ),
)


@bp.get("/people/<int:person>/offices/new")
@for_administrators
def new_office(person: int) -> ResponseReturnValue:
    return _term_form(person, ask(TERM, {"since": today().isoformat()}, _sources()))


@bp.post("/people/<int:person>/offices/new")
@for_administrators
def give_office(person: int) -> ResponseReturnValue:
    asked = read(TERM, _sources())
    if asked.well:
        chosen = asked.said["seat"]
        body, _, office = str(chosen["id"]).partition(":")
        wish = Grant(body, office, day_of(asked.said["since"]) or today(), day_of(asked.said["until"]))
        try:
            words = grant(actor(), person, wish, now=now(), lang=lang())
        except Invalid as invalid:
            asked.refuse(invalid.problems)
        else:
            tell(person, words)
            flash(t("Granted: {what}.", "Accordé\u00a0: {what}.", what=say(words)), "success")
            return redirect(url_for("admin.person", person=person), 303)
    return _term_form(person, asked)


@bp.get("/people/<int:person>/offices/<int:term>/end")
@for_administrators
def ending(person: int, term: int) -> ResponseReturnValue:
    return _end_form(person, term, ask(LAST_DAY, {"until": today().isoformat()}))


@bp.post("/people/<int:person>/offices/<int:term>/end")
@for_administrators
def end_office(person: int, term: int) -> ResponseReturnValue:
    asked = read(LAST_DAY)
    if asked.well:
        last = day_of(asked.said["until"]) or today()
        try:
            whose, words = end(actor(), term, last, now=now(), lang=lang())
        except Invalid as invalid:
            asked.refuse(invalid.problems)
        except NotAllowed as refused:
            asked.at("until", say(refused.why))  # type: ignore[arg-type]
        else:
            tell(whose, words)
            flash(t("Recorded: {what}.", "Consigné\u00a0: {what}.", what=say(words)), "success")
            return redirect(url_for("admin.person", person=whose), 303)
    return _end_form(person, term, asked)


def _sources() -> dict[str, list[tuple[str, str]]]:
    """Every office of every body, as ``body:office``."""
    return {
        "seats": [
            (
                f"{body.key}:{o['name']}",
                f"{say(name_of(body, today()))}{t(': ', chr(160) + ': ')}{say(office_title(body, o['name']))}",
            )
            for body in bodies()
            for o in body.offices
        ]
    }


def _term_form(person: int, asked: Asked) -> ResponseReturnValue:
    html = render_template("pages/admin/office_form.html", known=person_by_id(person), asked=asked)
    return html, 422 if asked.errors else 200


def _end_form(person: int, term: int, asked: Asked) -> ResponseReturnValue:
    known = person_by_id(person)
    about = next((held for held in terms_of(known.id, today()) if held.id == term), None)
    if about is None or (about.until is not None and about.until < today()):
        abort(404)
    html = render_template("pages/admin/end_office.html", known=known, term=about, asked=asked)
    return html, 422 if asked.errors else 200
