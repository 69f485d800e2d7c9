"""The workflow: its versions, who may do what in each, and the next one: a step inserted, words changed."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ...language import Text
from ...operations.adopting import adopt_made, adopt_shipped, waiting_on_disk
from ...operations.revising import Drafted, StepWish, draft_step, draft_words, newest_of
from ...queries.body_rules import names_of_bodies
from ...queries.transfers import version_lines
from ...workflow.phrases import Phrase, phrase_of
from ...workflow.picture import differences, in_words
from ...workflow.step_plan import places
from ...workflow.wording import Wording, reworded
from ..asking import Asked, ask, read
from ..context import actor, desk, now, say, t, today
from ..saving import more_rows, remove_row, row_wish
from .room import bp, for_administrators
from .workflow_fields import STEP, WORDS


@bp.get("/workflow")
@for_administrators
def workflows() -> ResponseReturnValue:
    return render_template(
        "pages/admin/workflows.html", lines=version_lines(desk()), waiting=waiting_on_disk(desk())
    )


@bp.post("/workflow/shipped")
@for_administrators
def take_shipped() -> ResponseReturnValue:
    made = adopt_shipped(desk(), actor(), request.form.get("version", ""), now=now())
    _say_adopted(made.workflow.version)
    return redirect(url_for("admin.workflow", version=made.digest), 303)


@bp.get("/workflow/<version>")
@for_administrators
def workflow(version: str) -> ResponseReturnValue:
    line = next((found for found in version_lines(desk()) if found.version.digest == version), None)
    if line is None:
        abort(404)
    newest = desk().versions.newest(line.version.workflow.id)
    return render_template(
        "pages/admin/workflow.html", line=line, newest=newest, rows=in_words(line.version.workflow)
    )


@bp.get("/workflow/<version>/insert")
@for_administrators
def new_step(version: str) -> ResponseReturnValue:
    return _step_page(version, ask(STEP, {}, _sources(version)))


@bp.post("/workflow/<version>/insert")
@for_administrators
def insert_step(version: str) -> ResponseReturnValue:
    asked = read(STEP, _sources(version))
    if not asked.well:
        return _step_page(version, asked)
    said = asked.said
    body = str(said["body"]["id"])
    name = names_of_bodies(today())[body]
    after, _, before = str(said["place"]["id"]).partition(":")
    usual = phrase_of(name)
    wish = StepWish(
        after=after,
        before=before,
        body=body,
        title=Text(en=said["title_en"] or name.en, fr=said["title_fr"] or name.fr),
        phrase=Phrase(en=said["phrase_en"] or usual.en, fr=said["phrase_fr"] or usual.fr),
    )
    drafted = draft_step(desk(), actor(), version, wish, name)
    return _adopted(drafted) or _step_page(version, asked, drafted)


@bp.get("/workflow/<version>/words")
@for_administrators
def new_words(version: str) -> ResponseReturnValue:
    return _words_page(version, ask(WORDS))


@bp.post("/workflow/<version>/words")
@for_administrators
def change_words(version: str) -> ResponseReturnValue:
    asked = read(WORDS)
    if wish := row_wish(asked.form, request.form.get("_row", "")):
        if wish.startswith("remove:"):
            remove_row(asked.form, wish)
        fresh = ask(WORDS, asked.form.kept())
        if wish.startswith("add:"):
            more_rows(fresh.form, "words")
        return _words_page(version, fresh)
    if not asked.well:
        return _words_page(version, asked)
    wishes = [
        Wording("fr" if row["lang"] == "fr" else "en", row["old"], row["new"]) for row in asked.said["words"]
    ]
    drafted = draft_words(desk(), actor(), version, wishes)
    return _adopted(drafted) or _words_page(version, asked, drafted)


def _adopted(drafted: Drafted) -> ResponseReturnValue | None:
    """Taken into use, where its preview was seen as it is and confirmed."""
    made = drafted.version
    if made is None or request.form.get("_do") != "adopt" or request.form.get("drafted") != made.digest:
        return None
    adopted = adopt_made(desk(), actor(), drafted.base.digest, drafted.bundle, drafted.what, now=now())
    _say_adopted(adopted.workflow.version)
    return redirect(url_for("admin.workflow", version=adopted.digest), 303)


def _say_adopted(number: int) -> None:
    flash(
        t(
            "Version {n} is in use: new proposals begin on it, those under way keep theirs.",
            "La version {n} est en service\u00a0: les nouvelles propositions la suivent, celles en cours gardent la leur.",
            n=number,
        ),
        "success",
    )


def _sources(version: str) -> dict[str, list[tuple[str, str]]]:
    """Places between stages, and bodies that could decide there. Raises NotFound."""
    flow = newest_of(desk(), actor(), version).workflow
    between = [
        (f"{a.name}:{b.name}", t("between “{a}” and “{b}”", "entre «\u00a0{a}\u00a0» et «\u00a0{b}\u00a0»", a=say(a.title), b=say(b.title)))
        for a, b in places(flow)
    ]  # fmt: skip
    bodies = [(key, say(name)) for key, name in names_of_bodies(today()).items()]
    return {"places": between, "bodies": bodies}


def _step_page(version: str, asked: Asked, drafted: Drafted | None = None) -> ResponseReturnValue:
    title = t("Insert a step", "Insérer une étape")
    return _page(version, asked, drafted, title, url_for("admin.insert_step", version=version))


def _words_page(version: str, asked: Asked, drafted: Drafted | None = None) -> ResponseReturnValue:
    title = t("Change words", "Modifier des termes")
    return _page(version, asked, drafted, title, url_for("admin.change_words", version=version))


def _page(
    version: str, asked: Asked, drafted: Drafted | None, title: str, action: str
) -> ResponseReturnValue:
    """The form, and below it what would come of it."""
    base = newest_of(desk(), actor(), version)
    made = drafted.version if drafted else None
    shown: dict[str, Any] = {}
    if made is not None and drafted is not None:
        before, after = drafted.base.workflow, made.workflow
        known = {s.name for s in before.stations}
        shown = {
            "rail": [(s.title, s.name not in known) for s in after.stations],
            "differences": differences(before, after),
            "reworded": reworded(drafted.base.bundle, drafted.bundle),
            "letters": {n: x for n, x in made.letters.items() if n not in drafted.base.letters},
        }
    stale = request.form.get("_do") == "adopt" and made is not None
    html = render_template(
        "pages/admin/workflow_next.html",
        base=base,
        asked=asked,
        drafted=drafted,
        shown=shown,
        title=title,
        action=action,
        stale=stale,
    )
    return html, 422 if asked.errors or (drafted and drafted.problems) else 409 if stale else 200
