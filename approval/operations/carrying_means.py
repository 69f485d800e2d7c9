"""How a carried case meets what its next action requires: one means for each guard that people can meet."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import exists, select

from ..calendar import local_day
from ..language import Text
from ..models.bodies import Membership
from ..models.database import db, transaction
from ..models.people import Person
from ..models.proposals import Paper
from ..models.reviews import Condition, Resource, TeamMember
from .accounts import make_link, use_link
from .assessing import hand_in, name_assessors
from .carrying import Carrier, Stuck
from .carrying_meetings import on_agenda
from .conditions import add_evidence, close
from .developing import Answer, Invitation, answer, invite_member, name_reviewer
from .drafting import confirm
from .resourcing import confirm_resource
from .writing import problems

EXTERNAL = ("Dana Whitfield", "dana.whitfield@partner.example", "Lakeshore Health Partners")
TEAM_ROLES = ("instructional_designer", "subject_expert")


def form_complete(carrier: Carrier, form: str) -> None:
    """An editor writes what is missing. What a proposer submits is their own: nobody makes that up."""
    workflow, proposal = carrier.version.workflow, carrier.proposal
    if proposal.stage == workflow.initial:
        paper = next(p for p in _papers(carrier) if p.form == form and p.person_id is None)
        found = problems(carrier.version, proposal, paper, carrier.now)
        raise Stuck([f"{p.field}: {p.says}" for p in found])
    editors = next(p.editors for p in workflow.stage(proposal.stage).papers if p.form == form)
    carrier.fill(form, carrier.actor(*editors))


def confirmed_by_proposer(carrier: Carrier, _: Any) -> None:
    """The proposer opens the link that came by mail and says that the concept is theirs."""
    carrier.later(days=1)
    proposer, proposal = carrier.people("proposer")[0], carrier.proposal
    with transaction():
        token = make_link(proposer.id, "confirm_concept", carrier.now, proposal.id)
    use_link(token, carrier.now)
    actor = carrier.actor("proposer")
    confirm(actor, carrier.reference, now=carrier.now)
    carrier.say(
        actor.name, Text(en="Confirmed that it is theirs", fr="A confirmé que la proposition est la sienne")
    )


def intake_done(carrier: Carrier, _: Any) -> None:
    actions = carrier.version.workflow.stage(carrier.proposal.stage).actions
    carrier.take(next(a for a in actions if a.effect == "start_clock"))


def assessors_named(carrier: Carrier, _: Any) -> None:
    """As many as usual, none of them a proposer of the case."""
    review = carrier.version.workflow.stage(carrier.proposal.stage).review
    if review is None:
        raise Stuck(["nothing is assessed at this stage"])
    carrier.later(days=1)
    own = {p.id for p in carrier.people("proposer", "co_proposer")}
    staff = [p for p in carrier.people("ce_staff") if p.id not in own]
    holding = select(Membership.person_id).where(Membership.office == "assessor")
    ready = set(db.session.scalars(holding))
    chosen = sorted(staff, key=lambda p: (p.id not in ready, p.id))[: review.usual]
    actor = carrier.actor("ce_intake", "ce_director")
    form = review.forms[0]
    name_assessors(
        carrier.desk,
        actor,
        carrier.reference,
        [p.id for p in chosen],
        form,
        carrier.seen,
        carrier.now,
        carrier.lang,
    )
    names = ", ".join(p.name for p in chosen)
    carrier.say(
        actor.name, Text(en=f"Named the assessors: {names}", fr=f"A désigné pour l’évaluation\u00a0: {names}")
    )


def sheets_in(carrier: Carrier, _: Any) -> None:
    """Each assessor writes and hands in a sheet of their own."""
    if carrier.case.assessors == 0:
        assessors_named(carrier, None)
    for sheet in [s for s in _papers(carrier) if s.person_id is not None and s.handed_in_at is None]:
        person = db.session.get_one(Person, sheet.person_id)
        actor = carrier.as_actor(person)
        carrier.fill(sheet.form, actor, sheet)
        version = db.session.get_one(Paper, sheet.id, populate_existing=True).version
        hand_in(carrier.desk, actor, carrier.reference, seen=version, now=carrier.now, lang=carrier.lang)
        carrier.say(actor.name, Text(en="Handed in a sheet", fr="A remis une grille"))


def conditions_closed(carrier: Carrier, point: str) -> None:
    """Continuing Education brings evidence, and the body that imposed the condition signs it off."""
    due = {"next_gate", "date"} if point == "next_gate" else {"next_gate", "date", "launch"}
    wanted = select(Condition).where(
        Condition.proposal_id == carrier.proposal.id, Condition.closed_at.is_(None)
    )
    for number, body, when in [
        (c.number, c.body, c.due) for c in db.session.scalars(wanted.order_by(Condition.number))
    ]:
        if when not in due:
            continue
        carrier.later(days=2)
        text = (
            "Demonstration: shown by a letter on file."
            if carrier.lang == "en"
            else "Démonstration\u00a0: lettre au dossier."
        )
        actor = carrier.actor("ce_staff")
        add_evidence(carrier.desk, actor, carrier.reference, number, text, carrier.now, carrier.lang)
        signer = _signer(carrier, number) or carrier.actor(*_offices(carrier, body))
        close(carrier.desk, signer, carrier.reference, number, seen=carrier.seen, now=carrier.now)
        carrier.say(
            signer.name, Text(en=f"Signed off condition {number}", fr=f"A levé la condition {number}")
        )


def team_ready(carrier: Carrier, _: Any) -> None:
    """A lead and a member from inside, and somebody of the partner."""
    carrier.later(days=2)
    for invitation in _invitations(carrier):
        actor = carrier.actor("ce_staff")
        member = invite_member(
            carrier.desk,
            actor,
            carrier.reference,
            invitation,
            seen=carrier.seen,
            now=carrier.now,
            lang=carrier.lang,
        )
        carrier.later(days=1)
        given = Answer("accepted", local_day(carrier.now))
        answer(carrier.desk, actor, carrier.reference, member, given, seen=carrier.seen, now=carrier.now)
        name = invitation.name
        carrier.say(
            actor.name,
            Text(en=f"{name} joined the advisory team", fr=f"{name} s’est joint à l’équipe consultative"),
        )


def resources_confirmed(carrier: Carrier, _: Any) -> None:
    wanted = select(Resource).where(
        Resource.proposal_id == carrier.proposal.id, Resource.confirmed_on.is_(None)
    )
    for resource, what in [(r.id, r.what) for r in db.session.scalars(wanted.order_by(Resource.id))]:
        carrier.later(days=1)
        actor, today = carrier.actor("ce_staff"), local_day(carrier.now)
        how = (
            "Demonstration: e-mail of the budget officer"
            if carrier.lang == "en"
            else "Démonstration\u00a0: courriel"
        )
        confirm_resource(
            carrier.desk, actor, carrier.reference, resource, today, how, seen=carrier.seen, now=carrier.now
        )
        carrier.say(
            actor.name,
            Text(en=f"Confirmed the resource: {what}", fr=f"A confirmé la ressource\u00a0: {what}"),
        )


def quality_review_met(carrier: Carrier, _: Any) -> None:
    """Somebody of the quality office reviews the existing program and hands the review in."""
    own = {p.id for p in carrier.people("proposer", "co_proposer", "sponsor", "team_lead", "team_member")}
    reviewer = next((p for p in carrier.people("quality_office") if p.id not in own), None)
    if reviewer is None:
        raise Stuck(["nobody can review the existing program"])
    actor = carrier.actor("ce_staff")
    name_reviewer(carrier.desk, actor, carrier.reference, reviewer.id, seen=carrier.seen, now=carrier.now)
    who = reviewer.name
    carrier.say(
        actor.name, Text(en=f"Named the quality reviewer: {who}", fr=f"A désigné pour l’examen\u00a0: {who}")
    )
    actions = carrier.version.workflow.stage(carrier.proposal.stage).actions
    carrier.take(next(a for a in actions if "quality_reviewer" in a.by))


MEANS: Mapping[str, Callable[[Carrier, Any], None]] = {
    "form_complete": form_complete,
    "checklist_done": form_complete,
    "confirmed_by_proposer": confirmed_by_proposer,
    "intake_done": intake_done,
    "assessors_named": assessors_named,
    "sheets_in": sheets_in,
    "a_sheet_in": sheets_in,
    "on_agenda": on_agenda,
    "conditions_closed": conditions_closed,
    "team_ready": team_ready,
    "resources_confirmed": resources_confirmed,
    "quality_review_met": quality_review_met,
}


def _papers(carrier: Carrier) -> list[Paper]:
    return list(
        db.session.scalars(select(Paper).where(Paper.proposal_id == carrier.proposal.id).order_by(Paper.id))
    )


def _signer(carrier: Carrier, number: int) -> Any:
    """The person named to sign a condition off."""
    named = db.session.scalar(
        select(Person)
        .join(Condition, Condition.signer_id == Person.id)
        .where(Condition.proposal_id == carrier.proposal.id, Condition.number == number)
    )
    return carrier.as_actor(named) if named else None


def _offices(carrier: Carrier, body: str) -> list[str]:
    """Roles that decide for the body."""
    workflow = carrier.version.workflow
    return sorted({r for s in workflow.stages for a in s.actions if a.body == body for r in a.by})


def _invitations(carrier: Carrier) -> list[Invitation]:
    """Who is not on the list yet: people without an office lead and write, the partner's contact is the external."""
    listed = set(
        db.session.scalars(select(TeamMember.email).where(TeamMember.proposal_id == carrier.proposal.id))
    )
    own = {p.id for p in carrier.people("proposer", "co_proposer")}
    free = select(Person).where(Person.may_sign_in, ~exists().where(Membership.person_id == Person.id))
    inside = [p for p in db.session.scalars(free.order_by(Person.id)) if p.id not in own][:2]
    found = [
        Invitation(p.name, p.email, "", role, lead=n == 0)
        for n, (p, role) in enumerate(zip(inside, TEAM_ROLES, strict=False))
    ]
    partners = [r for r in carrier.answers("concept").get("partners") or [] if isinstance(r, dict)]
    partner = next((r for r in partners if r.get("contact_email") and r.get("contact_name")), None)
    name, email, organisation = EXTERNAL
    if partner:
        name, email, organisation = partner["contact_name"], partner["contact_email"], partner["organisation"]
    found.append(Invitation(name, email, organisation, "employer_partner", external=True))
    return [i for i in found if i.email.strip().lower() not in listed]
