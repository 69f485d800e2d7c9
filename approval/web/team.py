"""The advisory team of a case: members and their answers, the lead, the quality reviewer, readiness."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..forms.definition import Field, Option
from ..forms.limits import as_date
from ..language import Text
from ..operations import Invalid
from ..operations.developing import Answer, Invitation, answer, invite_member, name_lead, name_reviewer
from ..queries import NotFound
from ..queries.team import ROLES, TeamPage, team_page
from .access import open_to
from .asking import Asked, ask, read
from .context import actor, desk, lang, now, t, today
from .saving import seen

bp = Blueprint("team", __name__, url_prefix="/proposals/<reference>/team")

MEMBER = (
    Field(
        name="name",
        kind="line",
        label=Text(en="Name", fr="Nom"),
        noun=Text(en="the person’s name", fr="le nom de la personne"),
        required=True,
        max=120,
    ),
    Field(
        name="email",
        kind="email",
        label=Text(en="E-mail", fr="Courriel"),
        noun=Text(en="the person’s e-mail address", fr="le courriel de la personne"),
        required=True,
    ),
    Field(
        name="organisation",
        kind="line",
        label=Text(en="Organization", fr="Organisation"),
        noun=Text(en="the organization", fr="l’organisation"),
        required=True,
        max=200,
    ),
    Field(
        name="role",
        kind="choice",
        label=Text(en="What they bring", fr="Ce que la personne apporte"),
        noun=Text(en="what they bring", fr="ce que la personne apporte"),
        required=True,
        options=tuple(Option(value=value, label=label) for value, label in ROLES.items()),
    ),
    Field(
        name="side",
        kind="choice",
        label=Text(en="Where they come from", fr="Provenance"),
        noun=Text(en="where they come from", fr="la provenance"),
        required=True,
        options=(
            Option(value="internal", label=Text(en="From the institution", fr="De l’établissement")),
            Option(value="external", label=Text(en="From outside", fr="De l’externe")),
        ),
    ),
    Field(
        name="lead",
        kind="confirm",
        label=Text(en="Leads the team", fr="Responsable de l’équipe"),
        hint=Text(en="One person leads.", fr="Une seule personne est responsable."),
    ),
)
WHEN = Field(
    name="on",
    kind="date",
    label=Text(en="On", fr="Le"),
    noun=Text(en="the day", fr="la date"),
    required=True,
    rules=("not_after_today",),
)
REVIEWER = (
    Field(
        name="person",
        kind="pick",
        label=Text(en="Quality reviewer", fr="Responsable de l’examen de la qualité"),
        noun=Text(en="the quality reviewer", fr="la personne responsable de l’examen"),
        required=True,
        source="reviewers",
    ),
)
STATUSES = {
    "invited": ("plain", Text(en="Invited", fr="Invitation envoyée")),
    "accepted": ("ok", Text(en="Accepted", fr="A accepté")),
    "declined": ("stop", Text(en="Declined", fr="A décliné")),
    "left": ("stop", Text(en="Left", fr="A quitté l’équipe")),
}


@bp.get("/")
@open_to("signed in")
def show(reference: str) -> ResponseReturnValue:
    found = find(reference)
    return render_template(
        "pages/team/show.html", found=found, page=found.page, roles=ROLES, statuses=STATUSES
    )


@bp.get("/members/new")
@open_to("signed in")
def new(reference: str) -> ResponseReturnValue:
    return form_page(find(reference, "ce"), "new", ask(MEMBER))


@bp.post("/members/new")
@open_to("signed in")
def invite(reference: str) -> ResponseReturnValue:
    found, asked = find(reference, "ce"), read(MEMBER)
    if asked.well:
        said = asked.said
        invitation = Invitation(
            name=said["name"],
            email=said["email"],
            organisation=said["organisation"],
            role=said["role"],
            lead=bool(said["lead"]),
            external=said["side"] == "external",
        )
        try:
            invite_member(desk(), actor(), reference, invitation, seen=seen(), now=now(), lang=lang())
        except Invalid as invalid:
            asked.refuse(invalid.problems)
    if not asked.well:
        return form_page(found, "new", asked, code=422)
    flash(t("{who} is on the list.", "{who} figure à la liste.", who=asked.said["name"]), "success")
    return back(reference)


@bp.get("/members/<int:member>")
@open_to("signed in")
def reply(reference: str, member: int) -> ResponseReturnValue:
    found = find(reference, "ce")
    one = _member(found, member)
    return form_page(found, "answer", ask(_answers(one), {"on": today().isoformat()}), one)


@bp.post("/members/<int:member>")
@open_to("signed in")
def record(reference: str, member: int) -> ResponseReturnValue:
    found = find(reference, "ce")
    one = _member(found, member)
    asked = read(_answers(one))
    if not asked.well:
        return form_page(found, "answer", asked, one, 422)
    given = Answer(asked.said["status"], day_of(asked))
    answer(desk(), actor(), reference, member, given, seen=seen(), now=now())
    flash(t("The answer is recorded.", "La réponse est consignée."), "success")
    return back(reference)


@bp.post("/members/<int:member>/lead")
@open_to("signed in")
def lead(reference: str, member: int) -> ResponseReturnValue:
    name_lead(desk(), actor(), reference, member, seen=seen(), now=now())
    flash(t("The team has its lead.", "L’équipe a sa personne responsable."), "success")
    return back(reference)


@bp.get("/reviewer")
@open_to("signed in")
def reviewer(reference: str) -> ResponseReturnValue:
    found = find(reference, "reviews")
    given = {"person": {"id": str(found.reviewer.id)}} if found.reviewer else {}
    return form_page(found, "reviewer", ask(REVIEWER, given, _reviewers(found)))


@bp.post("/reviewer")
@open_to("signed in")
def appoint(reference: str) -> ResponseReturnValue:
    found = find(reference, "reviews")
    asked = read(REVIEWER, _reviewers(found))
    if not asked.well:
        return form_page(found, "reviewer", asked, code=422)
    name_reviewer(desk(), actor(), reference, int(asked.said["person"]["id"]), seen=seen(), now=now())
    flash(t("The reviewer is named and told.", "La personne désignée en est informée."), "success")
    return back(reference)


def find(reference: str, may: str = "") -> TeamPage:
    """Raises NotFound, also where the reader may not do what the page is for."""
    found = team_page(desk(), actor(), reference, now())
    if may and not getattr(found, may):
        raise NotFound(reference)
    return found


def _member(found: TeamPage, member: int) -> Any:
    for one in found.members:
        if one.id == member:
            return one
    raise NotFound(member)


def _answers(member: Any) -> tuple[Field, ...]:
    """The answers that may follow the one on record."""
    follows = {
        "invited": ("accepted", "declined"),
        "declined": ("accepted",),
        "accepted": ("left",),
        "left": ("accepted",),
    }[member.status]
    status = Field(
        name="status",
        kind="choice",
        label=Text(en="Their answer", fr="Réponse"),
        noun=Text(en="their answer", fr="la réponse"),
        required=True,
        options=tuple(Option(value=value, label=STATUSES[value][1]) for value in follows),
    )
    return status, WHEN


def _reviewers(found: TeamPage) -> dict[str, list[tuple[str, str]]]:
    return {"reviewers": [(str(p.id), p.name) for p in found.candidates]}


def day_of(asked: Asked) -> date:
    """The day that was typed; it is there once the form is well."""
    return as_date(asked.said["on"]) or today()


def form_page(
    found: TeamPage, what: str, asked: Asked, about: Any = None, code: int = 200
) -> ResponseReturnValue:
    """One little form of the team, on a page of its own."""
    html = render_template(
        "pages/team/form.html",
        found=found,
        page=found.page,
        what=what,
        asked=asked,
        about=about,
        here=request.path,
    )
    return html, code


def back(reference: str) -> ResponseReturnValue:
    return redirect(url_for("team.show", reference=reference), 303)
