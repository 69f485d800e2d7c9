"""A body for those who sit in it: its rules, its offices, and who acts in the place of somebody away."""

import io
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from ..forms.definition import Field
from ..forms.limits import as_date
from ..language import Text
from ..operations import Invalid
from ..operations.standing_in import Acting, appoint_acting, end_acting
from ..queries.bodies import empty_offices, seats
from ..queries.instruments import instrument_of
from ..queries.standing_in import body_to_read, could_act, may_appoint, places
from .access import open_to
from .admin.room import tell
from .asking import Asked, ask, read
from .body_words import facts_of
from .context import actor, desk, lang, now, say, t, today
from .day_fields import FIRST_DAY, last_day

bp = Blueprint("bodies", __name__, url_prefix="/bodies")

ACTING = (
    Field(
        name="term",
        kind="pick",
        label=Text(en="Who is away?", fr="Quelle est la personne absente\u00a0?"),
        noun=Text(en="who is away", fr="la personne absente"),
        required=True,
        source="places",
    ),
    Field(
        name="person",
        kind="pick",
        label=Text(en="Who acts in this place?", fr="Qui assure l’intérim\u00a0?"),
        noun=Text(en="who acts", fr="la personne qui assure l’intérim"),
        required=True,
        source="people",
    ),
    FIRST_DAY,
    last_day(
        Text(
            en="It can be ended sooner, when the person is back",
            fr="On peut y mettre fin plus tôt, au retour de la personne",
        )
    ),
    Field(
        name="why",
        kind="line",
        label=Text(en="Why", fr="Motif"),
        noun=Text(en="why", fr="le motif"),
        hint=Text(
            en="On record, and read by the body: no more than “away” is needed",
            fr="Consigné et lu par l’instance\u00a0: «\u00a0absence\u00a0» suffit",
        ),
        required=True,
        max=200,
    ),
)


@bp.get("/<key>")
@open_to("signed in")
def show(key: str) -> ResponseReturnValue:
    """``on`` is the day whose roster is shown."""
    body = body_to_read(actor(), key)
    day = as_date(request.args.get("on", "")) or today()
    everybody = seats(body, day)
    return render_template(
        "pages/bodies/show.html",
        body=body,
        seats=[s for s in everybody if s.running(day)],
        empty=empty_offices(body, everybody, day),
        facts=facts_of(body, body.on(day)),
        appoints=may_appoint(actor(), key),
        day=day,
        today=today(),
    )


@bp.get("/<key>/instrument/<since>")
@open_to("signed in")
def instrument(key: str, since: str) -> ResponseReturnValue:
    day = as_date(since)
    if day is None:
        abort(404)
    content = instrument_of(desk(), actor(), key, day)
    name = f"{key}-{day.isoformat()}.pdf"
    answer = send_file(io.BytesIO(content), "application/pdf", as_attachment=True, download_name=name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@bp.get("/<key>/acting")
@open_to("signed in")
def acting(key: str) -> ResponseReturnValue:
    body = _to_staff(key)
    return _form(body, ask(ACTING, {"since": today().isoformat()}, _sources(body)))


@bp.post("/<key>/acting")
@open_to("signed in")
def appoint(key: str) -> ResponseReturnValue:
    body = _to_staff(key)
    asked = read(ACTING, _sources(body))
    if asked.well:
        said = asked.said
        wish = Acting(
            int(said["term"]["id"]), int(said["person"]["id"]), _day(said["since"]), _day(said["until"]), said["why"]
        )  # fmt: skip
        try:
            words = appoint_acting(actor(), key, wish, now=now(), lang=lang())
        except Invalid as invalid:
            asked.refuse(invalid.problems)
        else:
            tell(wish.person, words)
            flash(t("Appointed: {what}.", "Désignation\u00a0: {what}.", what=say(words)), "success")
            return redirect(_back(key), 303)
    return _form(body_to_read(actor(), key), asked)


@bp.post("/<key>/acting/<int:term>/end")
@open_to("signed in")
def end(key: str, term: int) -> ResponseReturnValue:
    whose, words = end_acting(actor(), key, term, now=now())
    tell(whose, words)
    flash(t("Recorded: {what}.", "Consigné\u00a0: {what}.", what=say(words)), "success")
    return redirect(_back(key), 303)


def _to_staff(key: str) -> Any:
    """The body, for whoever appoints in it. Raises NotFound."""
    body = body_to_read(actor(), key)
    if not may_appoint(actor(), key):
        abort(404)
    return body


def _back(key: str) -> str:
    """To the page of the body that its reader has."""
    room = "admin.body" if actor().holds("administration") else "bodies.show"
    return url_for(room, key=key)


def _sources(body: Any) -> dict[str, list[tuple[str, str]]]:
    here = [(str(i), f"{name}, {say(office)}") for i, name, office in places(body, today())]
    return {"places": here, "people": [(str(p.id), p.name) for p in could_act(today()) if p.id != actor().id]}


def _day(kept: Any) -> date:
    return as_date(kept) or today()


def _form(body: Any, asked: Asked) -> ResponseReturnValue:
    html = render_template(
        "pages/bodies/acting.html", body=body, asked=asked, today=today(), back=_back(body.key)
    )
    return html, 422 if asked.errors else 200
