"""Come in and go out: sign in by password or one-time link, and what a person keeps about their account."""

from typing import Any, cast

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ..language import LANGUAGES, Text
from ..operations import NotAllowed
from ..operations import accounts as operations
from ..operations.throttling import TooMany, forgive
from ..queries.accounts import link_page, sessions_of
from ..queries.people import terms_of
from . import account_forms as forms
from .access import open_to
from .context import LANGUAGE_COOKIE, desk, now, say, t, today
from .devices import described
from .sessions import begin, end
from .stepup import needs_proof
from .tries import count, seconds, send_link, too_many

bp = Blueprint("accounts", __name__)


@bp.get("/sign-in")
@open_to("public")
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(wanted_page(), 303)
    return _sign_in_page(forms.sign_in_form())


@bp.post("/sign-in")
@open_to("public")
def enter() -> ResponseReturnValue:
    """By password, or ask for a link: the answer to that is the same whoever asks."""
    link = request.form.get("_do") == "link"
    form = forms.sign_in_form(link=link)
    if not form.validate():
        return _sign_in_page(form, 422)
    try:
        count("link" if link else "password", form.email.data)
    except TooMany as many:
        return _sign_in_page(form, 429, many)
    if link:
        send_link(form.email.data)
        return redirect(url_for("accounts.link_sent"), 303)
    signed_in = operations.sign_in(form.email.data, form.password.data, now(), described(request.user_agent))
    if signed_in is None:
        form.password.errors = [
            t(
                "This address and this password do not belong together. Try again, or ask for a link",
                "Cette adresse et ce mot de passe ne vont pas ensemble. Réessayez, ou demandez un lien",
            )
        ]
        return _sign_in_page(form, 422)
    forgive("password", form.email.data)
    begin(signed_in)
    return redirect(wanted_page(), 303)


@bp.get("/sign-in/sent")
@open_to("public")
def link_sent() -> ResponseReturnValue:
    return render_template("pages/accounts/link_sent.html", kept_here=not desk().settings.smtp_url)


@bp.get("/link/<token>")
@open_to("public")
def link(token: str) -> ResponseReturnValue:
    """A button: mail scanners follow links, and must not use them up."""
    found = link_page(token, now())
    if found is None:
        return render_template("pages/accounts/link_gone.html"), 410
    return render_template("pages/accounts/link.html", link=found, token=token)


@bp.post("/link/<token>")
@open_to("public")
def use_link(token: str) -> ResponseReturnValue:
    found = link_page(token, now())
    try:
        signed_in, _ = operations.use_link(token, now(), described(request.user_agent))
    except NotAllowed:
        return render_template("pages/accounts/link_gone.html"), 410
    if current_user.is_authenticated:
        operations.sign_out(current_user.person.id, now(), current_user.login_id)
    begin(signed_in)
    if found and found.reference:
        session["next"] = url_for("proposals.show", reference=found.reference)
    return redirect(wanted_page(), 303)


@bp.post("/sign-out")
@open_to("signed in")
def sign_out() -> ResponseReturnValue:
    operations.sign_out(current_user.person.id, now(), current_user.login_id)
    end()
    flash(t("You are signed out.", "Votre session a pris fin."), "success")
    return redirect(url_for("accounts.sign_in"), 303)


@bp.get("/account")
@open_to("signed in")
def show() -> ResponseReturnValue:
    sessions = sessions_of(current_user.person.id, now())
    form = forms.language_form(current_user.person.language)
    running = [term for term in terms_of(current_user.person.id, today()) if term.running(today())]
    offices = [f"{say(term.office)}{_acting(term)}, {say(term.body_name)}" for term in running]
    return render_template(
        "pages/accounts/show.html",
        sessions=sessions,
        here=current_user.login_id,
        form=form,
        offices=offices,
        sits_in={term.body: say(term.body_name) for term in running},
    )


def _acting(term: Any) -> str:
    """Said of an office that is held for somebody away."""
    if not term.acting_for:
        return ""
    return t(" (acting for {name})", " (par intérim, à la place de {name})", name=term.acting_for)


@bp.post("/account/language")
@open_to("signed in")
def language() -> ResponseReturnValue:
    chosen = request.form.get("language")
    answer = redirect(url_for("accounts.show"), 303)
    if chosen in LANGUAGES:
        operations.set_language(current_user.person.id, chosen)
        answer.delete_cookie(LANGUAGE_COOKIE)  # the account speaks again where a page was switched
    return answer


@bp.post("/account/sessions/end")
@open_to("signed in")
def end_session() -> ResponseReturnValue:
    """One session, or all but this one."""
    named = request.form.get("session", "")
    person, here = current_user.person.id, current_user.login_id
    if named == "others":
        operations.sign_out(person, now(), but=here)
        flash(t("All other sessions have ended.", "Toutes les autres sessions ont pris fin."), "success")
    elif named.isdecimal():
        operations.sign_out(person, now(), int(named))
        if int(named) == here:
            end()
            return redirect(url_for("accounts.sign_in"), 303)
        flash(t("The session has ended.", "La session a pris fin."), "success")
    return redirect(url_for("accounts.show"), 303)


@bp.get("/account/password")
@open_to("signed in")
def password() -> ResponseReturnValue:
    return needs_proof() or render_template(
        "pages/accounts/password.html", form=forms.password_form(), errors=[]
    )


@bp.post("/account/password")
@open_to("signed in")
def set_password() -> ResponseReturnValue:
    if asked := needs_proof():
        return asked
    form = forms.password_form()
    if form.validate():
        try:
            signed_in = operations.set_password(
                current_user.person.id, form.new_password.data, now(), described(request.user_agent)
            )
        except NotAllowed as refused:
            form.new_password.errors = [say(cast(Text, refused.why))]
        else:
            begin(signed_in)
            flash(
                t(
                    "Your password is set. Every other session has ended.",
                    "Votre mot de passe est enregistré. Toutes les autres sessions ont pris fin.",
                ),
                "success",
            )
            return redirect(url_for("accounts.show"), 303)
    return render_template("pages/accounts/password.html", form=form, errors=forms.problems(form)), 422


def wanted_page() -> str:
    """Where the person was going when asked to sign in; a path of our own, or the first page."""
    path = str(session.pop("next", ""))
    ours = path.startswith("/") and path[1:2] not in {"/", "\\"} and path.isprintable() and "\\" not in path
    return path if ours else url_for("home.show")


def _sign_in_page(form: Any, code: int = 200, wait: TooMany | None = None) -> ResponseReturnValue:
    errors = [("#email", too_many(wait))] if wait else forms.problems(form)
    html = render_template("pages/accounts/sign_in.html", form=form, errors=errors)
    return Response(html, code, {"Retry-After": str(seconds(wait))} if wait else None)
