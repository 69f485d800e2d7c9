"""Is this copy genuine and current? Open to anybody who holds one; it tells no more than that."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..queries.copies import code_as_printed, standing_of
from .access import open_to
from .context import desk

bp = Blueprint("verify", __name__, url_prefix="/verify")


@bp.get("/")
@open_to("public")
def ask() -> ResponseReturnValue:
    typed = request.args.get("code", "")
    if code := code_as_printed(typed):
        return redirect(url_for(".show", code=code), 303)
    return render_template("pages/verify/show.html", code="", standing="", nothing="code" in request.args)


@bp.get("/<code>")
@open_to("public")
def show(code: str) -> ResponseReturnValue:
    printed = code_as_printed(code)
    return render_template(
        "pages/verify/show.html", code=printed, standing=standing_of(desk(), printed).value, nothing=False
    )
