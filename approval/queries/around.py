"""What stands around a case: parts, offices, conflicts, agendas, conditions, team, frozen texts. One statement."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    String,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)

from ..models.bodies import Body, BodyRules, Membership
from ..models.database import rows_of
from ..models.meetings import AgendaItem, Alternate, Meeting
from ..models.proposals import Assignment, Revision
from ..models.reviews import Condition, Conflict, Resource, TeamMember

NOTHING = literal("")
ALL = cast(null(), Integer)
"""In place of the case, for what is so of every case."""
Around = Mapping[str, Sequence[tuple[str, str, str]]]
About = Callable[[Any], ColumnElement[bool]]


def around(proposal: int, today: date) -> Around:
    """By kind of fact, its parts as text:

    ``part`` person, role · ``past`` person, role (ended) · ``conflict`` person, status, links found ·
    ``office`` body, office, person (anybody's, today) · ``agenda`` body · ``alternate`` body, in its place ·
    ``presides`` body, person, who was present (of the meeting that has it in hand) · ``resource`` what (unconfirmed) ·
    ``budget`` owner (of every resource) · ``condition`` due, day, words (open) · ``finding`` row, open, words ·
    ``team`` lead, external (accepted) · ``member`` address, person (invited or accepted) ·
    ``hours`` body, since, hours to retract (of every body) ·
    ``frozen`` form, digest, outcome it states (oldest first).
    """
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for kind, a, b, c, _, _ in rows_of(_OF_ONE, proposal=proposal, today=today):
        found[kind].append((a or "", b or "", c or ""))
    return found


def around_each(proposals: Collection[int], today: date) -> Mapping[int, Around]:
    """The same for many cases, by case, in one statement too."""
    found: dict[int, dict[str, list[tuple[str, str, str]]]] = {p: defaultdict(list) for p in proposals}
    for kind, a, b, c, of, _ in rows_of(_OF_MANY, proposals=list(proposals), today=today):
        for near in found.values() if of is None else (found[of],):
            near[kind].append((a or "", b or "", c or ""))
    return found


def _around(about: About) -> CompoundSelect[*tuple[Any, ...]]:
    """Built once: a dozen selects take longer to put together than to answer. ``about`` says of which cases."""
    first, *others = (*_people(about, bindparam("today")), *_matters(about))
    every: CompoundSelect[*tuple[Any, ...]] = first.union_all(*others).order_by("kind", "n")
    return every


def _people(about: About, today: BindParameter[date]) -> tuple[Any, ...]:
    """Who has a part, a conflict, an office, a place in the team."""
    held = (Membership.since <= today, or_(Membership.until.is_(None), Membership.until >= today))
    person = cast(Assignment.person_id, String)
    return (
        _fact("part", Assignment, person, Assignment.role).where(
            about(Assignment.proposal_id), Assignment.until.is_(None)
        ),
        _fact("past", Assignment, person, Assignment.role).where(
            about(Assignment.proposal_id), Assignment.until.is_not(None)
        ),
        _fact("conflict", Conflict, cast(Conflict.person_id, String), Conflict.status, Conflict.found).where(
            about(Conflict.proposal_id)
        ),
        _fact("office", Membership, Body.key, Membership.office, cast(Membership.person_id, String), of=ALL)
        .join(Body, Body.id == Membership.body_id)
        .where(*held),
        _fact(
            "hours",
            BodyRules,
            Body.key,
            cast(BodyRules.since, String),
            cast(BodyRules.retraction_hours, String),
            of=ALL,
        ).join(Body, Body.id == BodyRules.body_id),
        _fact("team", TeamMember, _yes(TeamMember.lead), _yes(TeamMember.external)).where(
            about(TeamMember.proposal_id), TeamMember.status == "accepted"
        ),
        _fact("member", TeamMember, TeamMember.email, cast(TeamMember.person_id, String)).where(
            about(TeamMember.proposal_id), TeamMember.status.in_(("invited", "accepted"))
        ),
    )


def _matters(about: About) -> tuple[Any, ...]:
    """Agendas, resources, conditions, frozen texts."""
    outcome = Revision.answers["outcome"].as_string()
    return (
        _fact("agenda", AgendaItem, Body.key)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Body, Body.id == Meeting.body_id)
        .where(about(AgendaItem.proposal_id), AgendaItem.done_at.is_(None)),
        _fact("presides", AgendaItem, Body.key, cast(Meeting.chair_id, String), cast(Meeting.present, String))
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Body, Body.id == Meeting.body_id)
        .where(about(AgendaItem.proposal_id), AgendaItem.done_at.is_(None), Meeting.chair_id.is_not(None)),
        _fact("alternate", Alternate, Alternate.body, Alternate.alternate).where(
            about(Alternate.proposal_id)
        ),
        _fact("resource", Resource, Resource.what).where(
            about(Resource.proposal_id), Resource.confirmed_on.is_(None)
        ),
        _fact("budget", Resource, Resource.owner).where(about(Resource.proposal_id)),
        _fact("condition", Condition, Condition.due, cast(Condition.due_on, String), _told(Condition)).where(
            about(Condition.proposal_id), Condition.closed_at.is_(None)
        ),
        _fact(
            "finding", Condition, Condition.finding, _yes(Condition.closed_at.is_(None)), _told(Condition)
        ).where(about(Condition.proposal_id), Condition.finding != ""),
        _fact("frozen", Revision, Revision.form, Revision.digest, outcome).where(about(Revision.proposal_id)),
    )


def _fact(kind: str, table: Any, a: Any, b: Any = NOTHING, c: Any = NOTHING, of: Any = None) -> Any:
    """One kind of fact as the columns that all of them share, in the order in which it came to be."""
    case_ = table.proposal_id if of is None else of
    columns = (literal(kind).label("kind"), a.label("a"), b.label("b"), c.label("c"), case_.label("of"))
    return select(*columns, table.id.label("n")).select_from(table)


def _told(table: Any) -> Any:
    """Number, owner and text of a condition, a line each; only the text may have more lines."""
    owner = func.replace(table.owner, "\n", " ")
    return cast(table.number, String) + "\n" + owner + "\n" + table.text


def _yes(column: Any) -> Any:
    return case((column, "yes"), else_="")


_OF_ONE = _around(lambda case: case == bindparam("proposal"))
_OF_MANY = _around(lambda case: case.in_(bindparam("proposals", expanding=True)))
