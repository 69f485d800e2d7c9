"""What stands around a case: parts, offices, conflicts, agendas, conditions, team, frozen texts. One statement."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import String, case, cast, literal, or_, select

from ..models.bodies import Body, Membership
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting
from ..models.proposals import Assignment, Revision
from ..models.reviews import Condition, Conflict, Resource, TeamMember

NOTHING = literal("")
Around = Mapping[str, Sequence[tuple[str, str, str]]]


def around(proposal: int, today: date) -> Around:
    """By kind of fact, its parts as text:

    ``part`` person, role · ``past`` person, role (ended) · ``conflict`` person, status, links found ·
    ``office`` body, office, person (anybody's, today) · ``agenda`` body · ``resource`` what (unconfirmed) ·
    ``budget`` owner (of every resource) · ``condition`` due, day (open) · ``team`` lead, external (accepted) ·
    ``member`` address, person (invited or accepted) · ``frozen`` form, digest, outcome it states (oldest first).
    """
    first, *others = (*_people(proposal, today), *_matters(proposal))
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for kind, a, b, c, _ in db.session.execute(first.union_all(*others).order_by("kind", "n")):
        found[kind].append((a or "", b or "", c or ""))
    return found


def _people(proposal: int, today: date) -> tuple[Any, ...]:
    """Who has a part, a conflict, an office, a place in the team."""
    held = (Membership.since <= today, or_(Membership.until.is_(None), Membership.until >= today))
    person = cast(Assignment.person_id, String)
    return (
        _fact("part", Assignment, person, Assignment.role).where(
            Assignment.proposal_id == proposal, Assignment.until.is_(None)
        ),
        _fact("past", Assignment, person, Assignment.role).where(
            Assignment.proposal_id == proposal, Assignment.until.is_not(None)
        ),
        _fact("conflict", Conflict, cast(Conflict.person_id, String), Conflict.status, Conflict.found).where(
            Conflict.proposal_id == proposal
        ),
        _fact("office", Membership, Body.key, Membership.office, cast(Membership.person_id, String))
        .join(Body, Body.id == Membership.body_id)
        .where(*held),
        _fact("team", TeamMember, _yes(TeamMember.lead), _yes(TeamMember.external)).where(
            TeamMember.proposal_id == proposal, TeamMember.status == "accepted"
        ),
        _fact("member", TeamMember, TeamMember.email, cast(TeamMember.person_id, String)).where(
            TeamMember.proposal_id == proposal, TeamMember.status.in_(("invited", "accepted"))
        ),
    )


def _matters(proposal: int) -> tuple[Any, ...]:
    """Agendas, resources, conditions, frozen texts."""
    outcome = Revision.answers["outcome"].as_string()
    return (
        _fact("agenda", AgendaItem, Body.key)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Body, Body.id == Meeting.body_id)
        .where(AgendaItem.proposal_id == proposal, AgendaItem.done_at.is_(None)),
        _fact("resource", Resource, Resource.what).where(
            Resource.proposal_id == proposal, Resource.confirmed_on.is_(None)
        ),
        _fact("budget", Resource, Resource.owner).where(Resource.proposal_id == proposal),
        _fact("condition", Condition, Condition.due, cast(Condition.due_on, String)).where(
            Condition.proposal_id == proposal, Condition.closed_at.is_(None)
        ),
        _fact("frozen", Revision, Revision.form, Revision.digest, outcome).where(
            Revision.proposal_id == proposal
        ),
    )


def _fact(kind: str, table: Any, a: Any, b: Any = NOTHING, c: Any = NOTHING) -> Any:
    """One kind of fact as the columns that all of them share, in the order in which it came to be."""
    columns = (literal(kind).label("kind"), a.label("a"), b.label("b"), c.label("c"), table.id.label("n"))
    return select(*columns).select_from(table)


def _yes(column: Any) -> Any:
    return case((column, "yes"), else_="")
