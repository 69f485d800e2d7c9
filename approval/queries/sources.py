"""Run-time lists that ``pick`` questions choose from, by the name their form gives."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select

from ..forms.definition import Field, Form
from ..language import format_day
from ..models.database import db
from ..models.people import Body, Membership, Person
from ..models.proposals import Proposal
from ..models.reviews import AgendaItem, Meeting, TeamMember

Pairs = Sequence[tuple[str, str]]


def sources_of(form: Form, proposal: Proposal | None, lang: str, today: date) -> Mapping[str, Pairs]:
    """Each source the form names, as (value, words) pairs."""
    return {name: _pairs(name, proposal, lang, today) for name in sorted(set(_named(form.fields().values())))}


def _named(fields: Iterable[Field]) -> Iterable[str]:
    for field in fields:
        if field.source:
            yield field.source
        yield from _named(field.fields)


def _pairs(source: str, proposal: Proposal | None, lang: str, today: date) -> Pairs:
    kind, _, body = source.partition(":")
    if kind == "members":
        return _members(body, today)
    if kind == "meetings":
        return _meetings(body, proposal, lang)
    if kind == "assessors":
        return _members("ce", today)
    if kind == "team" and proposal is not None:
        team = select(TeamMember).where(TeamMember.proposal_id == proposal.id).order_by(TeamMember.name)
        return [(str(m.id), m.name) for m in db.session.scalars(team)]
    people = select(Person).where(Person.may_sign_in).order_by(Person.name).limit(500)
    return [(str(p.id), p.name) for p in db.session.scalars(people)]


def _members(body: str, today: date) -> Pairs:
    rows = db.session.execute(
        select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(Body, Body.id == Membership.body_id)
        .where(Body.key == body, Membership.since <= today, (Membership.until.is_(None)) | (Membership.until >= today))
        .order_by(Person.name)
        .distinct()
    )
    return [(str(i), name) for i, name in rows]


def _meetings(body: str, proposal: Proposal | None, lang: str) -> Pairs:
    """Meetings that have the case on their agenda, newest first."""
    wanted = select(Meeting).join(Body).where(Body.key == body).order_by(Meeting.held_on.desc()).limit(20)
    if proposal is not None:
        on_agenda = select(AgendaItem.meeting_id).where(AgendaItem.proposal_id == proposal.id)
        wanted = wanted.where(Meeting.id.in_(on_agenda))
    return [(str(m.id), f"{format_day(m.held_on, lang)}{', ' + m.place if m.place else ''}") for m in db.session.scalars(wanted)]


