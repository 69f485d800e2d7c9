"""The advisory team: invited, answering, led; resources asked and confirmed; the quality reviewer named."""

from datetime import date

import pytest

from approval.models.database import db, transaction
from approval.models.people import Person
from approval.models.proposals import Assignment
from approval.models.reviews import Resource, TeamMember
from approval.operations import Invalid, NotAllowed, Stale
from approval.operations.conflicts import declare
from approval.operations.developing import Answer, Invitation, answer, invite_member, name_lead, name_reviewer
from approval.operations.resourcing import ask_resource, confirm_resource, drop_resource
from approval.queries import NotFound
from approval.queries.facts import facts_of
from approval.queries.team import is_small

DAY = date(2026, 2, 3)
LEAD = Invitation("Lee Lead", "lee@institute.example", "The Institute", "subject_expert", lead=True)
GUEST = Invitation("Gia Guest", "Gia@Hospital.example", "Lakeside", "employer_partner", external=True)


@pytest.fixture
def staff(person):
    return person("Ina Intake", ("ce", "intake"))


@pytest.fixture
def found(case):
    return case("team_formation")


@pytest.fixture
def invite(desk, clock, staff):
    def invite(found, invitation):
        return invite_member(
            desk, staff.actor, found.reference, invitation, seen=found.version, now=clock.now
        )

    return invite


@pytest.fixture
def reply(desk, clock, staff):
    def reply(found, member, status):
        given = Answer(status, DAY)
        answer(desk, staff.actor, found.reference, member, given, seen=found.version, now=clock.now)

    return reply


def parts(email):
    db.session.rollback()
    rows = (
        db.session.query(Assignment.role)
        .join(Person)
        .filter(Person.email == email, Assignment.until.is_(None))
    )
    return {role for (role,) in rows}


# ── members ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_accepts_gets_a_part_in_the_case(found, desk, clock, invite, reply):
    lead, guest = invite(found, LEAD), invite(found, GUEST)
    assert parts("lee@institute.example") == set()
    reply(found, lead, "accepted")
    reply(found, guest, "accepted")
    assert parts("lee@institute.example") == {"team_lead"}
    assert parts("gia@hospital.example") == {"team_member"}
    facts = facts_of(desk, found.row, clock.now)
    assert (facts.team_accepted, facts.team_lead, facts.team_external) == (2, True, True)
    assert [s["status"] for s in found.said("member_answer")] == ["accepted", "accepted"]


def test_only_the_institutions_own_people_with_an_account_are_let_in(found, clock, person, invite, reply):
    known, stopped = person("Lee Lead", email="lee@institute.example"), person("Sam Stopped")
    with transaction():
        db.session.get(Person, known.id).may_sign_in = False
        ended = db.session.get(Person, stopped.id)
        ended.may_sign_in, ended.stopped_at = False, clock.now
    mine = Invitation("Sam Stopped", stopped.email, "The Institute", "finance")
    for invitation in (LEAD, GUEST, mine):
        reply(found, invite(found, invitation), "accepted")
    may = dict(db.session.query(Person.email, Person.may_sign_in).all())
    assert may["lee@institute.example"] is True
    assert may["gia@hospital.example"] is False
    assert may[stopped.email] is False, "an administrator ended this account"


def test_who_leaves_loses_the_part_and_may_come_back(found, invite, reply):
    member = invite(found, GUEST)
    reply(found, member, "accepted")
    reply(found, member, "left")
    assert parts("gia@hospital.example") == set()
    reply(found, member, "accepted")
    assert parts("gia@hospital.example") == {"team_member"}


def test_answers_follow_one_another(found, invite, reply):
    member = invite(found, GUEST)
    with pytest.raises(NotAllowed):
        reply(found, member, "left")
    reply(found, member, "declined")
    with pytest.raises(NotAllowed):
        reply(found, member, "declined")
    with pytest.raises(NotFound):
        reply(found, 999, "accepted")


def test_nobody_is_listed_twice_and_one_leads(found, invite):
    invite(found, LEAD)
    for again in (LEAD, Invitation("Other", "other@x.example", "X", "finance", lead=True)):
        with pytest.raises(Invalid):
            invite(found, again)


def test_another_member_can_take_the_lead(found, desk, clock, staff, invite, reply):
    lead, guest = invite(found, LEAD), invite(found, GUEST)
    reply(found, lead, "accepted")
    reply(found, guest, "accepted")
    name_lead(desk, staff.actor, found.reference, guest, seen=found.version, now=clock.now)
    assert parts("gia@hospital.example") == {"team_lead"}
    assert parts("lee@institute.example") == {"team_member"}
    assert db.session.query(TeamMember).filter_by(lead=True).one().id == guest


def test_the_team_is_formed_by_continuing_education_at_its_stages(case, found, desk, clock, staff, person):
    for someone in (found.proposer, person("Mo Member", ("smt", "member"))):
        with pytest.raises(NotAllowed):
            invite_member(desk, someone.actor, found.reference, GUEST, seen=found.version, now=clock.now)
    for stage in ("assessment", "proposal_review"):
        other = case(stage)
        with pytest.raises(NotAllowed):
            invite_member(desk, staff.actor, other.reference, GUEST, seen=other.version, now=clock.now)


def test_of_two_who_invite_at_once_the_second_is_told(found, desk, clock, staff):
    seen = found.version
    invite_member(desk, staff.actor, found.reference, LEAD, seen=seen, now=clock.now)
    with pytest.raises(Stale):
        invite_member(desk, staff.actor, found.reference, GUEST, seen=seen, now=clock.now)


# ── resources ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_resource_waits_for_its_confirmation(found, desk, clock, staff):
    def ask(what):
        return ask_resource(
            desk, staff.actor, found.reference, what, 1200.0, "M. Osei", seen=found.version, now=clock.now
        )

    room, tutor = ask("A simulation room"), ask("A tutor")
    assert facts_of(desk, found.row, clock.now).resources_open == 2
    assert ("mail", f"notice:{found.proposer.id}") in found.jobs("ask_resource")
    confirm_resource(
        desk,
        found.proposer.actor,
        found.reference,
        room,
        DAY,
        "M. Osei, by e-mail",
        seen=found.version,
        now=clock.now,
    )
    assert db.session.get(Resource, room).confirmed_how == "M. Osei, by e-mail"
    drop_resource(desk, staff.actor, found.reference, tutor, seen=found.version, now=clock.now)
    assert facts_of(desk, found.row, clock.now).resources_open == 0
    with pytest.raises(NotAllowed):
        drop_resource(desk, staff.actor, found.reference, room, seen=found.version, now=clock.now)


def test_only_continuing_education_asks(found, desk, clock):
    with pytest.raises(NotAllowed):
        ask_resource(
            desk, found.proposer.actor, found.reference, "Me", None, "x", seen=found.version, now=clock.now
        )


# ── the quality reviewer ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_reviewer_owns_no_part_of_the_offering(found, desk, clock, staff, person, invite, reply):
    def name(someone):
        name_reviewer(desk, staff.actor, found.reference, someone.id, seen=found.version, now=clock.now)

    quinn, quill = (
        person("Quinn Quality", ("quality", "reviewer")),
        person("Quill Quality", ("quality", "lead")),
    )
    lee = person("Lee Lead", email="lee@institute.example")
    reply(found, invite(found, LEAD), "accepted")
    for someone in (lee, found.proposer):
        with pytest.raises(NotAllowed):
            name(someone)
    name(quinn)
    name(quill)
    assert (parts(quinn.email), parts(quill.email)) == (set(), {"quality_reviewer"})
    found.push("start_development")
    declare(desk, quill.actor, found.reference, "family", "My brother owns it.", clock.now)
    assert parts(quill.email) == set()
    with pytest.raises(NotAllowed):
        name(quill)


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_continuing_education_forms_the_team_on_pages(found, staff, client_of):
    browser = client_of(staff)
    page = browser.get(found.url("team/"))
    assert "Roles still missing" in page.words
    assert "The advisory team needs a lead" in page.words
    assert "Advisory team charter: " in page.words, "which form is not complete"
    page = browser.get(page.link("Invite a member"))
    typed = {"name": "Lee <Lead>", "email": "lee@institute.example", "organisation": "The Institute"}
    page = browser.send(page, **typed)
    assert page.problems == ["Choose what they bring", "Choose where they come from"]
    page = browser.send(page, role="subject_expert", side="internal", lead="y")
    assert "Lee <Lead>" in page.words
    assert "Subject expert" not in [e.text for e in page.tree.iter("li")]
    page = browser.get(page.link("Record an answer"))
    page = browser.send(page, status="accepted", on="2026-02-04")
    assert page.problems == ["The date must be today or in the past"]
    page = browser.send(page, on="2026-02-03")
    assert "Accepted" in page.words


def test_resources_on_pages(found, staff, client_of):
    browser, proposer = client_of(staff), client_of(found.proposer)
    page = browser.get(found.url("team/resources/new"))
    page = browser.send(page, what="A simulation room", amount="1,200", owner="M. Osei")
    assert "$1,200" in page.words
    page = proposer.get(found.url("team/"))
    assert "No longer ask" not in page.words
    page = proposer.get(page.link("Record the confirmation"))
    page = proposer.send(page, how="M. Osei, by e-mail")
    assert "M. Osei, by e-mail" in page.words


def test_the_reviewer_is_named_on_a_page(case, staff, person, client_of):
    found = case("development", origin="existing")
    quinn = person("Quinn Quality", ("quality", "reviewer"))
    browser = client_of(staff)
    page = browser.get(found.url("team/"))
    page = browser.get(page.link("Name the reviewer"))
    page = browser.send(page, person=str(quinn.id))
    assert "Quinn Quality" in page.words
    assert found.said("name_reviewer")[0]["person"]["id"] == quinn.id


def test_who_only_reads_sees_no_addresses_and_no_buttons(found, invite, person, client_of):
    member = invite(found, GUEST)
    browser = client_of(person("Mo Member", ("smt", "member")))
    page = browser.get(found.url("team/"))
    assert "Gia Guest" in page.words
    assert "gia@hospital.example" not in page.get_data(as_text=True)
    for path in ("members/new", f"members/{member}", "resources/new", "reviewer"):
        assert browser.get(found.url(f"team/{path}")).status_code == 404
    assert (
        browser.post(found.url(f"team/members/{member}/lead"), data={"seen": found.version}).status_code
        == 409
    )


def test_before_there_is_a_team_there_is_no_page(case, staff, person, client_of, found):
    assert client_of(staff).get(case("assessment").url("team/")).status_code == 404
    assert client_of(person("Ned Nobody")).get(found.url("team/")).status_code == 404


def test_a_small_offering_needs_two():
    assert is_small({"hours_total": 12})
    assert not is_small({"hours_total": 12, "resources_needed": [{"item": "A room"}]})
    assert not is_small({"hours_total": 15})
    assert not is_small({})


def test_in_french(found, invite, staff, client_of):
    invite(found, GUEST)
    page = client_of(staff).get(found.url("team/?lang=fr"))
    assert page.h1 == "Équipe consultative"
    assert "Employeur partenaire" in page.words
    assert "Rôles à pourvoir" in page.words
