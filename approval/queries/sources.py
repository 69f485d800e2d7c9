"""Run-time lists that ``pick`` questions choose from, by the name their form gives."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select

from ..forms.definition import Field, Form
from ..language import format_day
from ..models.bodies import Body, Membership
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting
from ..models.people import Person
from ..models.proposals import Proposal
from ..models.reviews import TeamMember
from ..versions import Version
from .alternates import sits_instead

Pairs = Sequence[tuple[str, str]]


def sources_of(
    version: Version, form: Form, proposal: Proposal, lang: str, today: date
) -> Mapping[str, Pairs]:
    """Each source the form names, as (value, words) pairs."""
    names = sorted(set(_named(form.fields().values())))
    return {name: _pairs(name, version, proposal, lang, today) for name in names}


def _named(fields: Iterable[Field]) -> Iterable[str]:
    for field in fields:
        if field.source:
            yield field.source
        yield from _named(field.fields)


def _pairs(source: str, version: Version, proposal: Proposal, lang: str, today: date) -> Pairs:
    kind, _, body = source.partition(":")
    if kind == "questions":
        return [(f.name, f.label.in_(lang)) for f in version.forms[body].fields().values()]
    if kind == "members":
        return _members(sits_instead(proposal.id, body), today)
    if kind == "meetings":
        return _meetings(sits_instead(proposal.id, body), proposal, lang)
    if kind == "assessors":
        return _members("ce", today)
    if kind == "team":
        team = select(TeamMember).where(TeamMember.proposal_id == proposal.id).order_by(TeamMember.name)
        return [(str(m.id), m.name) for m in db.session.scalars(team)]
    people = select(Person).where(Person.may_sign_in).order_by(Person.name).limit(500)
    return [(str(p.id), p.name) for p in db.session.scalars(people)]


def _members(body: str, today: date) -> Pairs:
    rows = db.session.execute(
        select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(Body, Body.id == Membership.body_id)
        .where(
            Body.key == body,
            Membership.since <= today,
            (Membership.until.is_(None)) | (Membership.until >= today),
        )
        .order_by(Person.name)
        .distinct()
    )
    return [(str(i), name) for i, name in rows]


def _meetings(body: str, proposal: Proposal, lang: str) -> Pairs:
    """Meetings that have the case on their agenda, newest first."""
    on_agenda = select(AgendaItem.meeting_id).where(AgendaItem.proposal_id == proposal.id)
    wanted = (
        select(Meeting)
        .join(Body)
        .where(Body.key == body, Meeting.id.in_(on_agenda))
        .order_by(Meeting.held_on.desc())
    )
    return [
        (str(m.id), f"{format_day(m.held_on, lang)}{', ' + m.place if m.place else ''}")
        for m in db.session.scalars(wanted)
    ]
