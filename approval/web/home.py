"""The first page: my work."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ..queries.inbox import my_work
from .access import open_to
from .context import actor, desk, today

bp = Blueprint("home", __name__)


@bp.get("/")
@open_to("public")
def show() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.sign_in"), 303)
    return render_template("pages/home/show.html", work=my_work(desk(), actor(), today()), today=today())


@bp.get("/healthz")
@open_to("public")
def health() -> ResponseReturnValue:
    return {"ok": True}
