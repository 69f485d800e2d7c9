"""Moving cases on purpose to another workflow version: every case of it looked at first, then one event each."""

from typing import Any

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue

from ...forms.definition import Field
from ...language import Text
from ...operations import NotAllowed, Stale
from ...operations.transferring import Transfer, transfer
from ...queries.transfers import Affected, affected
from ...versions import Version
from ...workflow.definition import Workflow
from ...workflow.moving import usual_map
from ..asking import Asked, ask, read
from ..context import actor, desk, now, say, t
from .room import bp, for_administrators
from .workflow_fields import WHY

HINT = Text(en="Empty: it has no counterpart", fr="Vide\u00a0: elle n’a pas de correspondance")
PREFIX = "stage_"


@bp.get("/workflow/<version>/move/<to>")
@for_administrators
def moving(version: str, to: str) -> ResponseReturnValue:
    old, new = _both(version, to)
    stages = usual_map(old.workflow, new.workflow)
    given = {f"{PREFIX}{was}": {"id": is_, "name": is_} for was, is_ in stages.items()}
    return _page(old, new, ask(_fields(old.workflow), given, _sources(new.workflow)), stages)


@bp.post("/workflow/<version>/move/<to>")
@for_administrators
def move_cases(version: str, to: str) -> ResponseReturnValue:
    """``_do`` is ``move`` to move the chosen cases; else the preview is made anew by the map as it was sent."""
    old, new = _both(version, to)
    asked = read(_fields(old.workflow), _sources(new.workflow))
    stages = {**usual_map(old.workflow, new.workflow), **_chosen(asked)}
    stages = {was: is_ for was, is_ in stages.items() if is_}
    if request.form.get("_do") != "move":
        asked.errors.clear()
        asked.form.why.errors = []
        return _page(old, new, asked, stages)
    wanted = [case.rpartition(":") for case in request.form.getlist("case")]
    if not wanted:
        asked.at("cases", t("Choose the cases to move", "Choisissez les dossiers à déplacer"))
    if not asked.well:
        return _page(old, new, asked, stages)
    wish = Transfer(old.digest, new.digest, stages, asked.said["why"])
    moved, kept = 0, []
    for reference, _, seen in wanted:
        try:
            moved += transfer(desk(), actor(), reference, wish, seen=_number(seen), now=now()) is not None
        except NotAllowed as refused:
            kept.append(f"{reference}{t(': ', chr(160) + ': ')}{say(refused.why)}")  # type: ignore[arg-type]
        except Stale as stale:
            kept.append(_acted(reference, stale))
    if moved:
        flash(t("Moved: {n}.", "Déplacés\u00a0: {n}.", n=moved), "success")
    for line in kept:
        flash(line, "warning")
    return _page(old, new, asked, stages)


def _acted(reference: str, stale: Stale) -> str:
    return t(
        "{reference}: {who} acted on it since you looked. Look at it again.",
        "{reference}\u00a0: {who} y a agi depuis que vous l’avez consulté. Consultez-le de nouveau.",
        reference=reference,
        who=stale.who or t("somebody", "quelqu’un"),
    )


def _both(version: str, to: str) -> tuple[Version, Version]:
    """Two versions of one workflow, else there is no such page."""
    try:
        old, new = desk().versions[version], desk().versions[to]
    except KeyError:
        abort(404)
    if old.workflow.id != new.workflow.id or version == to:
        abort(404)
    return old, new


def _fields(old: Workflow) -> tuple[Field, ...]:
    """Why, and one question for each stage that a case may be at."""
    stages = [
        Field(name=f"{PREFIX}{s.name}", kind="pick", label=s.title, hint=HINT, source="stages")
        for s in old.stages
        if not s.final
    ]
    return (WHY, *stages)


def _sources(new: Workflow) -> dict[str, list[tuple[str, str]]]:
    return {"stages": [(s.name, say(s.title)) for s in new.stages if not s.final]}


def _chosen(asked: Asked) -> dict[str, str]:
    """The map as it was sent; a stage that has no counterpart maps to nothing."""
    kept: dict[str, Any] = asked.form.kept()
    return {
        name.removeprefix(PREFIX): str(picked["id"]) if picked else ""
        for name, picked in kept.items()
        if name.startswith(PREFIX)
    }


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _page(old: Version, new: Version, asked: Asked, stages: dict[str, str]) -> ResponseReturnValue:
    cases = affected(desk(), actor(), old.digest, new.digest, stages)
    here = {s for s, _ in _held(cases, old.workflow)}
    known = {s.name for s in new.workflow.stages}
    asked_of = [f for f in asked.form if f.name != WHY.name]
    html = render_template(
        "pages/admin/workflow_move.html",
        old=old,
        new=new,
        asked=asked,
        cases=cases,
        first=[f for f in asked_of if _stage(f) in here or _stage(f) not in known],
        rest=[f for f in asked_of if _stage(f) not in here and _stage(f) in known],
    )
    return html, 422 if asked.errors else 200


def _stage(field: Any) -> str:
    return str(field.name).removeprefix(PREFIX)


def _held(cases: list[Affected], old: Workflow) -> list[tuple[str, Text]]:
    """Stages at which cases stand."""
    titles = {case.stage for case in cases}
    return [(s.name, s.title) for s in old.stages if s.title in titles]
