"""The advisory team of a case: its members, what is asked of the proposer, what is still missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ..calendar import local_day
from ..desk import Desk
from ..language import Text
from ..models.database import db
from ..models.people import Person
from ..models.reviews import Resource, TeamMember
from ..workflow.facts import Actor
from ..workflow.rules import PROPOSERS
from . import NotFound
from .cases import CasePage, case_page
from .parties import people_with
from .readiness import Ahead, ahead

FORMING = ("team_formation", "development")
"""Stages at which the team is formed and at work."""
ROLES: dict[str, Text] = {
    "subject_expert": Text(en="Subject expert", fr="Spécialiste de la matière"),
    "clinical_educator": Text(en="Clinical educator", fr="Formation clinique"),
    "instructional_designer": Text(en="Instructional designer", fr="Conception pédagogique"),
    "assessment": Text(en="Assessment", fr="Évaluation des apprentissages"),
    "employer_partner": Text(en="Employer partner", fr="Employeur partenaire"),
    "regulator": Text(en="Regulator", fr="Ordre ou organisme de réglementation"),
    "graduate_or_learner": Text(en="Recent graduate or learner", fr="Personne diplômée ou apprenante"),
    "patient_community": Text(en="Patient or community", fr="Patientèle ou communauté"),
    "indigenous_education": Text(en="Indigenous education", fr="Éducation autochtone"),
    "accessibility": Text(en="Accessibility", fr="Accessibilité"),
    "finance": Text(en="Finance", fr="Finances"),
    "registrar": Text(en="Registrar", fr="Bureau du registraire"),
    "library": Text(en="Library", fr="Bibliothèque"),
    "marketing": Text(en="Marketing", fr="Marketing"),
}
"""PROCESS.md 4.3; the lead is one of them besides."""
SUGGESTED = (
    "subject_expert",
    "clinical_educator",
    "instructional_designer",
    "assessment",
    "employer_partner",
)
SUGGESTED_SMALL = ("subject_expert", "employer_partner")
SMALL_HOURS = 15


@dataclass(frozen=True, slots=True)
class TeamPage:
    """The team as its page shows it, and what the reader may change."""

    page: CasePage
    members: Sequence[TeamMember]
    resources: Sequence[Resource]
    suggested: tuple[Text, ...]
    """Roles that nobody has yet."""
    small: bool
    """Under 15 hours and no new money: a team of two (PROCESS.md 4.3)."""
    ahead: tuple[Ahead, ...]
    reviewer: Person | None
    candidates: Sequence[Person]
    """Whoever could review the curriculum."""
    forming: bool
    ce: bool
    confirms: bool
    reviews: bool
    """Whether the reader may name the quality reviewer."""


def team_page(desk: Desk, actor: Actor, reference: str, now: datetime) -> TeamPage:
    """Raises NotFound, also before there is a team to form."""
    page = case_page(desk, actor, reference, now)
    if not page.case.reached & set(FORMING):
        raise NotFound(reference)
    members = db.session.scalars(
        select(TeamMember).where(TeamMember.proposal_id == page.proposal.id).order_by(TeamMember.id)
    ).all()
    live = page.proposal.stage in FORMING and not page.proposal.on_hold
    small = is_small(page.text.answers if page.text else {})
    there = {m.role for m in members if m.status in {"invited", "accepted"}}
    wanted = SUGGESTED_SMALL if small else SUGGESTED
    ce = live and "ce_staff" in page.roles
    names = live and bool(page.roles & {"ce_staff", "quality_office"})
    impartial = not page.case.roles_on_case(actor.id) & PROPOSERS
    return TeamPage(
        page=page,
        members=members,
        resources=resources_of(page.proposal.id),
        suggested=tuple(ROLES[r] for r in wanted if r not in there),
        small=small,
        ahead=tuple(ahead(page.version, page.case, actor)) if live else (),
        reviewer=_reviewer(page, now),
        candidates=_candidates(page, now) if names else (),
        forming=live,
        ce=ce,
        confirms=live and bool(page.roles & ({"ce_staff"} | PROPOSERS)),
        reviews=names and impartial,
    )


def is_small(answers: Mapping[str, Any]) -> bool:
    """Whether a team of two will do: under 15 hours and nothing asked for."""
    hours = answers.get("hours_total")
    return isinstance(hours, int | float) and hours < SMALL_HOURS and not answers.get("resources_needed")


def resources_of(proposal: int) -> Sequence[Resource]:
    return db.session.scalars(
        select(Resource).where(Resource.proposal_id == proposal).order_by(Resource.id)
    ).all()


def _reviewer(page: CasePage, now: datetime) -> Person | None:
    return next(
        iter(people_with(page.version.workflow, page.proposal, "quality_reviewer", local_day(now))), None
    )


def _candidates(page: CasePage, now: datetime) -> list[Person]:
    """The quality office, less the owners of the offering; conflicts are left out already."""
    owners = PROPOSERS | {"sponsor", "team_lead", "team_member"}
    office = people_with(page.version.workflow, page.proposal, "quality_office", local_day(now))
    return [p for p in office if p.may_sign_in and not page.case.roles_on_case(p.id) & owners]
