"""Signed-in people: the cookie carries a token, the server keeps the session (ENGINEERING.md, finding 1)."""

from datetime import timedelta

from flask import Flask, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from ..operations.accounts import SignedIn, seen
from ..queries.accounts import Visit, visit_of
from .context import now, t
from .errors import page


class Visitor(UserMixin):
    """Flask-Login's user: one session of one person, known by its token."""

    def __init__(self, token: str, visit: Visit) -> None:
        self.id = token
        self.login_id = visit.login
        self.person = visit.person
        self.proved_at = visit.proved_at
        self.actor = visit.actor


def init_sessions(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # the token is the session; the server ends it
    manager.user_loader(_visitor)
    manager.unauthorized_handler(_ask_to_sign_in)
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
    )


def _visitor(token: str) -> Visitor | None:
    visit = visit_of(token, now())
    if visit is None:
        return None
    if now() - visit.seen_at > timedelta(minutes=1):
        seen(visit.login, now())
    return Visitor(token, visit)


def begin(signed_in: SignedIn) -> None:
    """A new browser session for a proved person: nothing of an earlier one stays.

    Where the same person was signed in already, forms of theirs that are open can still be sent.
    """
    same = current_user.is_authenticated and current_user.person.id == signed_in.person
    kept = {name: session[name] for name in ("next", "csrf_token") if name in session}
    session.clear()
    if "next" in kept:
        session["next"] = kept["next"]
    if same and "csrf_token" in kept:
        session["csrf_token"] = kept["csrf_token"]
    visitor = _visitor(signed_in.token)
    if visitor is not None:
        login_user(visitor)


def end() -> None:
    logout_user()
    session.clear()


def _ask_to_sign_in() -> ResponseReturnValue:
    """Scripts are told; people are sent to sign in, and come back to the page they wanted."""
    if request.headers.get("X-Requested-With"):
        return {
            "message": t(
                "You are signed out. Sign in in another tab, then save again.",
                "Votre session a pris fin. Connectez-vous dans un autre onglet, puis enregistrez de nouveau.",
            )
        }, 401
    if request.method == "GET" and request.endpoint:
        session["next"] = request.full_path.rstrip("?")  # a path of our own, kept by the server's signature
    else:
        return page(401)  # with what was being sent, so that nobody types it twice
    return redirect(url_for("accounts.sign_in"), 303)
