"""Delegations: who acts for whom. An administrator sees them; those concerned give and end them."""

from flask import render_template
from flask.typing import ResponseReturnValue

from ...queries.delegations import all_delegations
from ..context import today
from .overview import page_after
from .room import bp, for_administrators


@bp.get("/delegations")
@for_administrators
def delegations() -> ResponseReturnValue:
    given, older = all_delegations(today(), page_after())
    return render_template("pages/admin/delegations.html", given=given, older=older, today=today())
