"""Bodies: how they decide, who sits in them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ...forms.definition import Field, Option, When
from ...forms.limits import as_date
from ...language import Text
from ...operations import Invalid
from ...operations.constituting import Change, constitute
from ...queries.bodies import QUORUM_HALF, RULES, body_lines, quorum_words, seats, seen_of_body
from ...queries.people import body_by_key
from ..asking import Asked, ask, read
from ..context import actor, lang, now, t, today
from .room import bp, for_administrators

CONSTITUTION = (
    Field(
        name="since",
        kind="date",
        label=Text(en="In force from", fr="En vigueur à compter du"),
        noun=Text(en="the day from which it holds", fr="la date d’entrée en vigueur"),
        required=True,
    ),
    Field(
        name="name_en",
        kind="line",
        label=Text(en="Name in English", fr="Nom en anglais"),
        noun=Text(en="the name in English", fr="le nom en anglais"),
        required=True,
        max=120,
    ),
    Field(
        name="name_fr",
        kind="line",
        label=Text(en="Name in French", fr="Nom en français"),
        noun=Text(en="the name in French", fr="le nom en français"),
        required=True,
        max=120,
    ),
    Field(
        name="rule",
        kind="choice",
        label=Text(en="How it decides", fr="Règle de décision"),
        noun=Text(en="how it decides", fr="la règle de décision"),
        required=True,
        options=tuple(Option(value=value, label=label) for value, label in RULES.items()),
    ),
    Field(
        name="quorum_kind",
        kind="choice",
        label=Text(en="Quorum", fr="Quorum"),
        noun=Text(en="the quorum", fr="le quorum"),
        required=True,
        options=(
            Option(
                value=QUORUM_HALF,
                label=Text(en="More than half of the members", fr="Plus de la moitié des membres"),
            ),
            Option(value="number", label=Text(en="A number of members", fr="Un nombre de membres")),
        ),
    ),
    Field(
        name="quorum_number",
        kind="integer",
        label=Text(en="How many members", fr="Nombre de membres"),
        noun=Text(en="how many members make the quorum", fr="le nombre de membres du quorum"),
        hint=Text(en="Only for a number", fr="Seulement pour un nombre"),
        min=1,
        max=99,
        required_when=When(field="quorum_kind", among=("number",)),
    ),
    Field(
        name="agenda_days",
        kind="integer",
        label=Text(
            en="Items are in so many days before a meeting", fr="Dépôt des points, en jours avant la réunion"
        ),
        noun=Text(
            en="how many days before a meeting items must be in", fr="le nombre de jours avant la réunion"
        ),
        required=True,
        min=0,
        max=120,
    ),
    Field(
        name="retraction_hours",
        kind="integer",
        label=Text(
            en="A decision can be retracted for so many hours",
            fr="Une décision peut être rétractée pendant, en heures",
        ),
        noun=Text(
            en="for how many hours a decision can be retracted", fr="le délai de rétractation en heures"
        ),
        hint=Text(
            en="Decision letters leave when they are over", fr="Les lettres de décision partent à leur terme"
        ),
        required=True,
        min=0,
        max=720,
    ),
    Field(
        name="instrument_en",
        kind="line",
        label=Text(en="By-law or terms of reference, in English", fr="Règlement ou mandat, en anglais"),
        noun=Text(
            en="the by-law or terms of reference in English", fr="le règlement ou le mandat en anglais"
        ),
        hint=Text(
            en="With section and date, as records of decision cite it",
            fr="Avec l’article et la date, comme les décisions le citent",
        ),
        required=True,
    ),
    Field(
        name="instrument_fr",
        kind="line",
        label=Text(en="By-law or terms of reference, in French", fr="Règlement ou mandat, en français"),
        noun=Text(
            en="the by-law or terms of reference in French", fr="le règlement ou le mandat en français"
        ),
        required=True,
    ),
)
KEPT = ("name_en", "name_fr", "rule", "agenda_days", "retraction_hours", "instrument_en", "instrument_fr")


@bp.get("/bodies")
@for_administrators
def bodies() -> ResponseReturnValue:
    return render_template("pages/admin/bodies.html", lines=body_lines(today()), rules=RULES, today=today())


@bp.get("/bodies/<key>")
@for_administrators
def body(key: str) -> ResponseReturnValue:
    known = body_by_key(key)
    return render_template(
        "pages/admin/body.html",
        body=known,
        seats=seats(known, today()),
        rules=RULES,
        quorum=quorum_words(known.on(today()).quorum),
        in_force=known.on(today()),
        today=today(),
    )


@bp.get("/bodies/<key>/edit")
@for_administrators
def change_body(key: str) -> ResponseReturnValue:
    known = body_by_key(key)
    rules = known.on(today())
    half = rules.quorum == QUORUM_HALF
    given = {name: getattr(rules, name) for name in KEPT}
    given["since"] = today().isoformat()
    given["quorum_kind"] = QUORUM_HALF if half else "number"
    given["quorum_number"] = None if half else int(rules.quorum)
    return _form(key, ask(CONSTITUTION, given), seen_of_body(known))


@bp.post("/bodies/<key>/edit")
@for_administrators
def save_body(key: str) -> ResponseReturnValue:
    asked, seen = read(CONSTITUTION), request.form.get("seen", "")
    if not asked.well:
        return _form(key, asked, seen)
    said = asked.said
    quorum = QUORUM_HALF if said["quorum_kind"] == QUORUM_HALF else str(said["quorum_number"])
    wanted = Change(
        as_date(said["since"]) or today(), {"quorum": quorum, **{name: said[name] for name in KEPT}}
    )
    try:
        constitute(actor(), key, wanted, seen=seen, now=now(), lang=lang())
    except Invalid as invalid:
        asked.refuse(invalid.problems)
        return _form(key, asked, seen)
    flash(
        t(
            "Saved. Decisions taken before keep the rule they were taken under.",
            "Enregistré. Les décisions déjà prises gardent la règle en vigueur à leur date.",
        ),
        "success",
    )
    return redirect(url_for("admin.body", key=key), 303)


def _form(key: str, asked: Asked, seen: str) -> ResponseReturnValue:
    html = render_template(
        "pages/admin/body_form.html", body=body_by_key(key), today=today(), asked=asked, seen=seen
    )
    return html, 422 if asked.errors else 200
