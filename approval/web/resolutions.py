"""A written resolution between two meetings: which case, what is decided, why in writing, until when."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ..forms.definition import Field
from ..forms.limits import as_date
from ..language import ZONE, Text
from ..operations import Invalid
from ..operations.resolving import Resolution, resolve_in_writing
from ..queries import NotFound
from ..queries.alternates import others_of
from ..queries.cases import case_page
from ..queries.meetings import my_bodies, waiting_for
from ..queries.offices import CONVENERS
from .access import open_to
from .asking import Asked, ask, read
from .context import actor, desk, lang, now, say, t, today

bp = Blueprint("resolutions", __name__, url_prefix="/meetings/written/<body>")
LAST = time(23, 59, 59)
FIELDS = (
    Field(
        name="case",
        kind="pick",
        source="cases",
        label=Text(en="Which case?", fr="Quel dossier\u00a0?"),
        noun=Text(en="the case", fr="le dossier"),
        required=True,
    ),
    Field(
        name="action",
        kind="pick",
        source="actions",
        label=Text(en="What is to be decided?", fr="Quelle décision prendre\u00a0?"),
        noun=Text(en="what is to be decided", fr="la décision à prendre"),
        required=True,
    ),
    Field(
        name="text",
        kind="text",
        label=Text(en="The resolution in full", fr="Texte complet de la résolution"),
        noun=Text(en="the resolution in full", fr="le texte complet de la résolution"),
        required=True,
        max=3000,
    ),
    Field(
        name="why",
        kind="text",
        label=Text(en="Why it cannot wait for a meeting", fr="Pourquoi cela ne peut attendre une réunion"),
        noun=Text(en="why it cannot wait for a meeting", fr="pourquoi cela ne peut attendre une réunion"),
        hint=Text(
            en="The reason, the deadline, and the harm of waiting. It is in the minutes.",
            fr="Le motif, l’échéance et le préjudice causé par l’attente. Le texte figure au procès-verbal.",
        ),
        required=True,
        max=1000,
    ),
    Field(
        name="closes_at",
        kind="date",
        label=Text(en="Open until the end of", fr="Ouverte jusqu’à la fin du"),
        noun=Text(en="until when it is open", fr="jusqu’à quand elle est ouverte"),
        required=True,
    ),
)


@bp.get("/")
@open_to("signed in")
def new(body: str) -> ResponseReturnValue:
    return _page(body, ask(FIELDS, sources=_sources(body)))


@bp.post("/")
@open_to("signed in")
def create(body: str) -> ResponseReturnValue:
    asked = read(FIELDS, _sources(body))
    made = 0
    if asked.well:
        said = asked.said
        reference = said["case"]["id"]
        seen = case_page(desk(), actor(), reference, now()).proposal.version
        try:
            made = resolve_in_writing(
                desk(), actor(), body, reference, _wish(said), seen=seen, now=now(), lang=lang()
            )
        except Invalid as invalid:
            asked.refuse(invalid.problems)
    if not asked.well:
        return _page(body, asked, 422)
    flash(
        t(
            "The resolution is open. Every member is told.",
            "La résolution est ouverte. Tous les membres en sont informés.",
        ),
        "success",
    )
    return redirect(url_for("meetings.show", meeting=made), 303)


def _wish(said: Mapping[str, Any]) -> Resolution:
    """A day means its last second, in the institution's zone."""
    day = as_date(said["closes_at"]) or today()
    closes = datetime.combine(day, LAST, tzinfo=ZONE)
    return Resolution(said["action"]["id"], said["text"], said["why"], closes)


def _body(body: str) -> Any:
    """Raises NotFound unless the actor convenes the body and it may decide in writing."""
    found = next((b for b in my_bodies(desk(), actor()) if b.key == body), None)
    if found is None or not actor().holds(body, *CONVENERS) or not found.on(today()).written_resolution:
        raise NotFound(body)
    return found


def _sources(body: str) -> Mapping[str, Sequence[tuple[str, str]]]:
    waiting = waiting_for(desk(), actor(), _body(body), now())
    actions: dict[str, str] = {}
    bodies = {body, *others_of(body)}
    for version in desk().versions.values():
        for stage in version.workflow.stages:
            for action in stage.actions:
                if action.body in bodies and action.recorded_by:
                    actions.setdefault(action.name, say(action.label))
    return {
        "cases": [(w.reference, f"{w.title} ({w.reference})") for w in waiting if w.keeps],
        "actions": list(actions.items()),
    }


def _page(body: str, asked: Asked, code: int = 200) -> ResponseReturnValue:
    name = say(_body(body).on(today()).name)
    return render_template("pages/meetings/written.html", body=body, name=name, asked=asked), code
