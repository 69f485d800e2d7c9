"""The advisory team: who is asked onto it, what they answered, who leads; and who reviews the curriculum."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from ..desk import Desk
from ..forms.web import Problem
from ..language import Text
from ..models.database import db, transaction
from ..models.people import Person
from ..models.proposals import Assignment
from ..models.reviews import TeamMember
from ..queries import NotFound
from ..queries.people import person_by_email
from ..queries.team import FORMING, ROLES
from ..workflow.facts import Actor
from ..workflow.rules import PROPOSERS
from . import Invalid, NotAllowed
from .accounts import person_for
from .opening import Opened, open_case
from .parts import assign
from .recording import enqueue

CE = frozenset({"ce_staff"})
TEAM = ("team_lead", "team_member")
OWNERS = PROPOSERS | {"sponsor", *TEAM}
"""Whoever owns the offering never reviews it (PROCESS.md 2)."""
NOT_NOW = Text(
    en="The team is formed once the concept is endorsed, and until its proposal is submitted",
    fr="L’équipe se constitue une fois le concept recommandé, et jusqu’à la soumission de sa proposition",
)
KNOWN = Text(
    en="Somebody with this address is already listed",
    fr="Une personne ayant cette adresse figure déjà à la liste",
)
LED = Text(en="{name} already leads the team", fr="{name} est déjà responsable de l’équipe")
ANSWERED = Text(
    en="This answer does not follow from the one on record",
    fr="Cette réponse ne fait pas suite à celle qui est consignée",
)
NOT_REVIEWER = Text(
    en="The reviewer has an account, and is never a proposer, the sponsor, a team member or someone with a conflict",
    fr="La personne a un compte et n’est ni responsable, ni marraine du dossier, ni membre de l’équipe, ni en conflit",
)
FOLLOWS = {"accepted": {"invited", "declined", "left"}, "declined": {"invited"}, "left": {"accepted"}}
"""By answer: the states it may follow."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody who is asked onto the team; acceptance is recorded later, by CE."""

    name: str
    email: str
    organisation: str
    role: str
    lead: bool = False
    external: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What an invited person said, and when: accepted, declined, left."""

    status: str
    on: date


def invite_member(
    desk: Desk,
    actor: Actor,
    reference: str,
    invitation: Invitation,
    *,
    seen: int,
    now: datetime,
    lang: str = "en",
) -> int:
    """Put somebody on the list of the team as invited; their id there.

    Raises NotFound, Stale, NotAllowed (not CE, not at this stage), Invalid (already listed, a second lead).
    """
    with transaction():
        opened = forming(desk, actor, reference, now, seen)
        opened.only(CE)
        email = invitation.email.strip().lower()
        team = _team(opened)
        if any(m.email == email for m in team):
            raise Invalid([Problem("email", "email", "", KNOWN.in_(lang))])
        leads = [m.name for m in team if m.lead and m.status in {"invited", "accepted"}]
        if invitation.lead and leads:
            raise Invalid([Problem("lead", "lead", "", LED.format(name=leads[0]).in_(lang))])
        if invitation.role not in ROLES:
            raise LookupError(invitation.role)
        member = TeamMember(
            proposal_id=opened.proposal.id,
            name=invitation.name.strip(),
            email=email,
            organisation=invitation.organisation.strip(),
            role=invitation.role,
            lead=invitation.lead,
            external=invitation.external,
        )
        db.session.add(member)
        db.session.flush()
        said = {"member": member.id, "name": member.name, "role": member.role}
        opened.note("invite_member", {**said, "lead": member.lead, "external": member.external})
        return member.id


def answer(
    desk: Desk, actor: Actor, reference: str, member: int, given: Answer, *, seen: int, now: datetime
) -> None:
    """Record that a member accepted, declined or left. Who accepts gets their part in the case.

    Someone of the institution who has an account may sign in from then on; nobody else is let in by this.
    Raises NotFound, Stale, NotAllowed (not CE, not at this stage, not after the answer on record).
    """
    with transaction():
        opened = forming(desk, actor, reference, now, seen)
        opened.only(CE)
        found = _member(opened, member)
        if found.status not in FOLLOWS[given.status]:
            raise NotAllowed(ANSWERED)
        found.status, found.answered_on = given.status, given.on
        db.session.flush()
        if given.status == "accepted":
            _let_in(opened, found)
        elif found.person_id is not None:
            _let_go(opened, found.person_id)
        event = opened.note(
            "member_answer",
            {"member": found.id, "name": found.name, "status": given.status, "on": given.on.isoformat()},
        )
        if given.status == "accepted" and found.person_id != actor.id:
            enqueue(event, "mail", f"notice:{found.person_id}", now, person=found.person_id)


def name_lead(desk: Desk, actor: Actor, reference: str, member: int, *, seen: int, now: datetime) -> None:
    """Let this member lead the team; whoever led it becomes a member. Raises NotFound, Stale, NotAllowed."""
    with transaction():
        opened = forming(desk, actor, reference, now, seen)
        opened.only(CE)
        chosen = _member(opened, member)
        if chosen.status not in {"invited", "accepted"}:
            raise NotAllowed(ANSWERED)
        for one in _team(opened):
            one.lead = one.id == chosen.id
            if one.status == "accepted":
                _let_in(opened, one)
        db.session.flush()
        opened.note("name_lead", {"member": chosen.id, "name": chosen.name})


def name_reviewer(desk: Desk, actor: Actor, reference: str, person: int, *, seen: int, now: datetime) -> None:
    """Let this person review the curriculum; an earlier reviewer is released.

    Never an owner of the offering or someone with a declared conflict. Raises NotFound, Stale, NotAllowed.
    """
    with transaction():
        opened = forming(desk, actor, reference, now, seen)
        opened.only(CE | {"quality_office"})
        opened.impartial()
        found = db.session.get(Person, person)
        own = opened.case.roles_on_case(person) & OWNERS
        if found is None or not found.may_sign_in or own or person in opened.case.barred:
            raise NotAllowed(NOT_REVIEWER)
        _end(opened, "quality_reviewer", keep=person)
        assign(opened.proposal, person, "quality_reviewer", now)
        event = opened.note("name_reviewer", {"person": {"id": found.id, "name": found.name}})
        enqueue(event, "mail", f"notice:{person}", now, person=person)


def forming(desk: Desk, actor: Actor, reference: str, now: datetime, seen: int) -> Opened:
    """The case while its team is formed and at work. Raises NotFound, Stale, NotAllowed."""
    opened = open_case(desk, actor, reference, now, seen=seen)
    opened.under_way()
    if opened.proposal.stage not in FORMING:
        raise NotAllowed(NOT_NOW)
    return opened


def _team(opened: Opened) -> list[TeamMember]:
    return list(db.session.scalars(select(TeamMember).where(TeamMember.proposal_id == opened.proposal.id)))


def _member(opened: Opened, member: int) -> TeamMember:
    found = next((m for m in _team(opened) if m.id == member), None)
    if found is None:
        raise NotFound(member)
    return found


def _let_in(opened: Opened, member: TeamMember) -> None:
    """Their part in the case: lead or member, one of the two."""
    known = person_by_email(member.email)
    person = known or person_for(member.name, member.email, opened.now, opened.proposal.language)
    if known and not member.external and known.stopped_at is None:
        known.may_sign_in = True
    member.person_id = person.id
    db.session.flush()
    part = "team_lead" if member.lead else "team_member"
    _let_go(opened, person.id, keep=part)
    assign(opened.proposal, person.id, part, opened.now)


def _let_go(opened: Opened, person: int, keep: str = "") -> None:
    for part in TEAM:
        if part != keep:
            _end(opened, part, only=person)


def _end(opened: Opened, role: str, *, keep: int = 0, only: int = 0) -> None:
    rows = select(Assignment).where(
        Assignment.proposal_id == opened.proposal.id, Assignment.role == role, Assignment.until.is_(None)
    )
    for assignment in db.session.scalars(rows):
        if assignment.person_id != keep and (not only or assignment.person_id == only):
            assignment.until = opened.now
    db.session.flush()
