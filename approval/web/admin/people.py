"""People: who there is, who may sign in."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ...forms.definition import Field, Option
from ...language import Text, same
from ...operations import Invalid
from ...operations.administering import Details, add_person, allow, edit_person, hand_over_link, stop
from ...queries.accounts import sessions_of
from ...queries.people import directory, person_by_id, seen_of, terms_of
from ..asking import Asked, ask, read
from ..context import actor, desk, lang, now, t, today
from .overview import page_after
from .room import bp, for_administrators, tell

DETAILS = (
    Field(
        name="name",
        kind="line",
        label=Text(en="Name", fr="Nom"),
        noun=Text(en="the person’s name", fr="le nom de la personne"),
        hint=Text(
            en="As it stands in minutes and decisions", fr="Tel qu’il figure aux procès-verbaux et décisions"
        ),
        required=True,
        max=120,
    ),
    Field(
        name="email",
        kind="email",
        label=Text(en="E-mail address", fr="Adresse de courriel"),
        noun=Text(en="the e-mail address", fr="l’adresse de courriel"),
        hint=Text(
            en="The account’s name; links and letters go there",
            fr="Le nom du compte\u00a0; les liens et les lettres y sont envoyés",
        ),
        required=True,
        max=200,
    ),
    Field(
        name="title",
        kind="line",
        label=Text(en="Title", fr="Titre"),
        hint=Text(
            en="For example: Professor, Respiratory Therapy",
            fr="Par exemple\u00a0: Professeur, thérapie respiratoire",
        ),
        max=120,
    ),
    Field(
        name="language",
        kind="choice",
        label=Text(en="Language of pages and letters", fr="Langue des pages et des lettres"),
        noun=Text(en="the language", fr="la langue"),
        required=True,
        options=(Option(value="en", label=same("English")), Option(value="fr", label=same("Français"))),
    ),
)
LINK_MADE = Text(
    en="An administrator made a sign-in link for your account.",
    fr="L’administration a créé un lien de connexion pour votre compte.",
)
MOVED = Text(
    en="The address of your account is no longer this one.",
    fr="L’adresse de votre compte n’est plus celle-ci.",
)


@bp.get("/people")
@for_administrators
def people() -> ResponseReturnValue:
    text = request.args.get("q", "").strip()[:200]
    return render_template("pages/admin/people.html", found=directory(text, today(), page_after()), text=text)


@bp.get("/people/new")
@for_administrators
def new_person() -> ResponseReturnValue:
    return _form(ask(DETAILS))


@bp.post("/people/new")
@for_administrators
def add() -> ResponseReturnValue:
    asked = read(DETAILS)
    if asked.well:
        try:
            made = add_person(actor(), _details(asked), now=now(), lang=lang())
        except Invalid as invalid:
            asked.refuse(invalid.problems)
        else:
            flash(
                t(
                    "Added. Now give an office, or a link to sign in.",
                    "Ajout effectué. Accordez une fonction, ou créez un lien de connexion.",
                ),
                "success",
            )
            return redirect(url_for("admin.person", person=made), 303)
    return _form(asked)


@bp.get("/people/<int:person>")
@for_administrators
def person(person: int) -> ResponseReturnValue:
    known = person_by_id(person)
    return render_template(
        "pages/admin/person.html",
        known=known,
        terms=terms_of(known.id, today()),
        sessions=sessions_of(person, now()),
        today=today(),
    )


@bp.get("/people/<int:person>/edit")
@for_administrators
def change(person: int) -> ResponseReturnValue:
    known = person_by_id(person)
    given = {name: getattr(known, name) for name in ("name", "email", "title", "language")}
    return _form(ask(DETAILS, given), person, seen_of(known))


@bp.post("/people/<int:person>/edit")
@for_administrators
def save(person: int) -> ResponseReturnValue:
    asked, seen = read(DETAILS), request.form.get("seen", "")
    if asked.well:
        try:
            left = edit_person(actor(), person, _details(asked), seen=seen, now=now(), lang=lang())
        except Invalid as invalid:
            asked.refuse(invalid.problems)
        else:
            if left:
                tell(person, MOVED, to=left)
            flash(t("Saved.", "Enregistré."), "success")
            return redirect(url_for("admin.person", person=person), 303)
    return _form(asked, person, seen)


@bp.post("/people/<int:person>/stop")
@for_administrators
def stop_person(person: int) -> ResponseReturnValue:
    stop(actor(), person, now=now())
    flash(t("This person can no longer sign in.", "Cette personne ne peut plus se connecter."), "success")
    return redirect(url_for("admin.person", person=person), 303)


@bp.post("/people/<int:person>/allow")
@for_administrators
def allow_person(person: int) -> ResponseReturnValue:
    allow(actor(), person, now=now())
    flash(t("This person may sign in.", "Cette personne peut se connecter."), "success")
    return redirect(url_for("admin.person", person=person), 303)


@bp.post("/people/<int:person>/link")
@for_administrators
def make_link(person: int) -> ResponseReturnValue:
    """Shown once: only its digest is kept."""
    token = hand_over_link(actor(), person, now=now())
    tell(person, LINK_MADE)
    address = desk().settings.base_url + url_for("accounts.link", token=token)
    return render_template("pages/admin/link.html", known=person_by_id(person), address=address)


def _details(asked: Asked) -> Details:
    said = {name: asked.said.get(name) or "" for name in ("name", "email", "title")}
    return Details(**said, language="fr" if asked.said["language"] == "fr" else "en")


def _form(asked: Asked, person: int = 0, seen: str = "") -> ResponseReturnValue:
    known = person_by_id(person) if person else None
    html = render_template("pages/admin/person_form.html", asked=asked, known=known, seen=seen)
    return html, 422 if asked.errors else 200
