"""What stands around a case: parts, offices, conflicts, agendas, conditions, team, frozen texts. One statement."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    String,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from ..models.bodies import Body, Membership
from ..models.database import rows_of
from ..models.meetings import AgendaItem, Meeting
from ..models.proposals import Assignment, Revision
from ..models.reviews import Condition, Conflict, Resource, TeamMember

NOTHING = literal("")
Around = Mapping[str, Sequence[tuple[str, str, str]]]


def around(proposal: int, today: date) -> Around:
    """By kind of fact, its parts as text:

    ``part`` person, role · ``past`` person, role (ended) · ``conflict`` person, status, links found ·
    ``office`` body, office, person (anybody's, today) · ``agenda`` body · ``resource`` what (unconfirmed) ·
    ``budget`` owner (of every resource) · ``condition`` due, day, words (open) · ``finding`` row, open, words ·
    ``team`` lead, external (accepted) · ``member`` address, person (invited or accepted) ·
    ``frozen`` form, digest, outcome it states (oldest first).
    """
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for kind, a, b, c, _ in rows_of(_AROUND, proposal=proposal, today=today):
        found[kind].append((a or "", b or "", c or ""))
    return found


def _around() -> CompoundSelect[*tuple[Any, ...]]:
    """Built once: a dozen selects take longer to put together than to answer."""
    first, *others = (*_people(bindparam("proposal"), bindparam("today")), *_matters(bindparam("proposal")))
    every: CompoundSelect[*tuple[Any, ...]] = first.union_all(*others).order_by("kind", "n")
    return every


def _people(proposal: BindParameter[int], today: BindParameter[date]) -> tuple[Any, ...]:
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


def _matters(proposal: BindParameter[int]) -> tuple[Any, ...]:
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
        _fact("condition", Condition, Condition.due, cast(Condition.due_on, String), _told(Condition)).where(
            Condition.proposal_id == proposal, Condition.closed_at.is_(None)
        ),
        _fact(
            "finding", Condition, Condition.finding, _yes(Condition.closed_at.is_(None)), _told(Condition)
        ).where(Condition.proposal_id == proposal, Condition.finding != ""),
        _fact("frozen", Revision, Revision.form, Revision.digest, outcome).where(
            Revision.proposal_id == proposal
        ),
    )


def _fact(kind: str, table: Any, a: Any, b: Any = NOTHING, c: Any = NOTHING) -> Any:
    """One kind of fact as the columns that all of them share, in the order in which it came to be."""
    columns = (literal(kind).label("kind"), a.label("a"), b.label("b"), c.label("c"), table.id.label("n"))
    return select(*columns).select_from(table)


def _told(table: Any) -> Any:
    """Number, owner and text of a condition, a line each; only the text may have more lines."""
    owner = func.replace(table.owner, "\n", " ")
    return cast(table.number, String) + "\n" + owner + "\n" + table.text


def _yes(column: Any) -> Any:
    return case((column, "yes"), else_="")


_AROUND = _around()
