"""Prove it is you: asked for again before what binds, without losing what was being typed.

A view that takes a binding decision begins with ``if asked := needs_proof(): return asked``, on GET (before
anything is typed) and on POST (where too much time went by). After the proof the browser goes on where it was:
a GET by a redirect, a POST by one that sends the same form again (307).
"""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer

from ..operations.accounts import prove
from ..operations.throttling import TooMany, forgive
from . import account_forms as forms
from .access import open_to
from .context import now, t
from .devices import described
from .sessions import begin
from .tries import count, seconds, send_link, too_many

bp = Blueprint("stepup", __name__)

RECENT = timedelta(minutes=15)
OURS = {"csrf_token", "seen", "password", "new_password", "_to", "_proof"}


def proved_recently() -> bool:
    """Whether the person proved who they are (by password or own mailbox) in the last 15 minutes."""
    return bool(now() - current_user.proved_at <= RECENT)


def needs_proof() -> ResponseReturnValue | None:
    """The page to answer with where the person must prove who they are first; nothing where they did."""
    if proved_recently():
        return None
    if request.headers.get("X-Requested-With"):
        return {
            "message": t(
                "Reload the page to prove it is you.", "Rechargez la page pour confirmer votre identité."
            )
        }, 401
    path = request.full_path.rstrip("?")
    to = _signer().dumps([request.method, path, current_user.person.id])
    return _page(to, forms.proof_form())


@bp.post("/account/prove")
@open_to("signed in")
def check() -> ResponseReturnValue:
    """By password, or by a mailed link that was used meanwhile."""
    to = request.form.get("_to", "")
    _whence(to)
    form = forms.proof_form()
    link = request.form.get("_proof") == "link"
    if not link and not form.password.data:
        if proved_recently():
            return _go_on(to)
        form.password.errors = [
            t("Enter your password, or ask for a link", "Indiquez votre mot de passe, ou demandez un lien")
        ]
        return _page(to, form)
    try:
        count("link" if link else "password", current_user.person.email)
    except TooMany as many:
        return _page(to, form, wait=many)
    if link:
        send_link(current_user.person.email)
        return _page(to, form, sent=True)
    return _by_password(to, form)


def _by_password(to: str, form: Any) -> ResponseReturnValue:
    person, login = current_user.person, current_user.login_id
    signed_in = prove(person.id, login, form.password.data, now(), described(request.user_agent))
    if signed_in is None:
        form.password.errors = [t("This is not your password", "Ce n’est pas votre mot de passe")]
        return _page(to, form)
    forgive("password", person.email)
    begin(signed_in)
    return _go_on(to)


def _go_on(to: str) -> ResponseReturnValue:
    method, path = _whence(to)
    return redirect(path, 307 if method == "POST" else 303)


def _whence(to: str) -> tuple[str, str]:
    """The page that asked: signed by us, for this person, so that nobody is led elsewhere."""
    try:
        method, path, person = _signer().loads(to)
    except (BadSignature, ValueError):
        abort(400)
    if person != current_user.person.id:
        abort(400)
    return method, path


def _page(to: str, form: Any, *, sent: bool = False, wait: TooMany | None = None) -> ResponseReturnValue:
    typed = [(k, v) for k, v in request.form.items(multi=True) if k not in OURS]
    errors = [("#password", too_many(wait))] if wait else forms.problems(form)
    html = render_template(
        "pages/accounts/prove.html",
        form=form,
        to=to,
        typed=typed,
        seen=request.form.get("seen", ""),
        sent=sent,
        errors=errors,
        has_password=current_user.person.has_password,
    )
    if wait:
        return Response(html, 429, {"Retry-After": str(seconds(wait))})
    return Response(html, 422 if errors else 200)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="step-up")
