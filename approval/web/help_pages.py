"""Help, and the accessibility statement."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from .access import open_to
from .context import desk

bp = Blueprint("help", __name__, url_prefix="/help")


@bp.get("/")
@open_to("public")
def show() -> ResponseReturnValue:
    workflow = desk().versions.newest("michener").workflow
    return render_template("pages/help/show.html", workflow=workflow, contact=desk().settings.contact)


@bp.get("/accessibility")
@open_to("public")
def accessibility() -> ResponseReturnValue:
    return render_template("pages/help/accessibility.html", contact=desk().settings.contact)
