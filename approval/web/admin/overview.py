"""The first page of the administration, what was changed, what failed, how it all stands."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ... import __version__
from ...operations.retrying import try_again
from ...queries.bodies import body_lines
from ...queries.health import health as health_of
from ...queries.jobs import job_counts, troubled
from ...queries.people import changes as changes_after
from ..context import actor, desk, now, t, today
from .room import bp, for_administrators


@bp.get("/")
@for_administrators
def show() -> ResponseReturnValue:
    empty = [line for line in body_lines(today()) if line.empty]
    return render_template(
        "pages/admin/show.html", today=today(), empty=empty, jobs=job_counts(now()), health=health_of(desk())
    )


@bp.get("/changes")
@for_administrators
def changes() -> ResponseReturnValue:
    lines, older = changes_after(page_after())
    return render_template("pages/admin/changes.html", lines=lines, older=older)


@bp.get("/jobs")
@for_administrators
def jobs() -> ResponseReturnValue:
    lines, later = troubled(now(), page_after())
    return render_template("pages/admin/jobs.html", lines=lines, later=later, counts=job_counts(now()))


@bp.post("/jobs/<int:job>/again")
@for_administrators
def again(job: int) -> ResponseReturnValue:
    try_again(actor(), job, now=now())
    flash(
        t("The job is tried again within seconds.", "La tâche est relancée d’ici quelques secondes."),
        "success",
    )
    return redirect(url_for("admin.jobs"), 303)


@bp.get("/health")
@for_administrators
def health() -> ResponseReturnValue:
    return render_template(
        "pages/admin/health.html", health=health_of(desk()), jobs=job_counts(now()), release=__version__
    )


def page_after() -> int:
    """Where the page of a list begins: after this id."""
    text = request.args.get("after", "")
    return int(text) if text.isdecimal() and len(text) < 16 else 0
