"""Links are found when a case reaches its deciders, put to them, and ruled on; nothing that was said goes away."""

from datetime import timedelta

import pytest

from approval.models.database import db, transaction
from approval.models.meetings import AgendaItem
from approval.models.people import Person
from approval.models.reviews import Conflict, TeamMember
from approval.operations import NotAllowed
from approval.operations.assessing import hand_in, name_assessors
from approval.operations.conflicts import deny
from approval.operations.convening import create_meeting
from approval.operations.moving import Wording, draft_motion, put
from approval.operations.parts import assign
from approval.operations.placing import place_on_agenda
from approval.operations.presiding import mark, open_meeting
from approval.operations.resolving import Resolution, resolve_in_writing
from approval.operations.suggesting import suggest_at_arrival
from approval.operations.voting import cast
from approval.operations.writing import write
from approval.queries.facts import facts_of
from approval.queries.people import actor_of
from approval.workflow.rules import SAY_FIRST
from tests.committees.conftest import PARTNERS
from tests.committees.sheets import LIGHT, SHEET, row


def real(someone, clock):
    """The person as the application knows them: with their address."""
    return actor_of(db.session.get_one(Person, someone.id), clock.today)


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_members_with_a_link_are_asked_when_the_case_arrives(arrived, mo, chair, clock):
    found = arrived()
    assert (row(mo).status, row(mo).bars, row(mo).found) == ("suggested", False, "partner")
    [said] = found.said("suggest_conflict")
    assert said == {"people": [{"id": mo.id, "name": mo.name, "found": ["partner"]}]}
    assert found.jobs("suggest_conflict") == {("mail", f"notice:{mo.id}")}
    assert db.session.query(Conflict).count() == 1, "the chair has no link and is not asked"


def test_nobody_is_asked_twice_about_the_same(arrived, desk, clock, mo):
    found = arrived()
    with transaction():
        suggest_at_arrival(desk, found._locked(), clock.now)
    assert len(found.said("suggest_conflict")) == 1


def test_somebody_who_joined_since_is_asked_when_it_is_placed(
    arrived, desk, clock, chair, secretary, person, mo
):
    found = arrived()
    late = person("Lou Late", ("smt", "member"), email="lou@lakeshore.example")
    meeting = create_meeting(secretary.actor, "smt", clock.today, "Room 1", now=clock.now)
    place_on_agenda(desk, secretary.actor, found.reference, meeting, seen=found.version, now=clock.now)
    first, second = found.said("suggest_conflict")
    assert [[one["name"] for one in said["people"]] for said in (first, second)] == [[mo.name], [late.name]]
    item = db.session.query(AgendaItem.id).scalar()
    mark(secretary.actor, meeting, {p.id: "present" for p in (chair, late)}, now=clock.now)
    open_meeting(secretary.actor, meeting, now=clock.now)
    moved = Wording("THAT the concept be endorsed.", chair.id, late.id, action="endorse")
    motion = draft_motion(desk, secretary.actor, meeting, item, moved, now=clock.now)
    put(desk, secretary.actor, motion, now=clock.now)
    with pytest.raises(NotAllowed, match="Say first"):
        cast(late.actor, motion, "for", now=clock.now)


def test_who_joined_since_is_asked_before_a_resolution_in_writing(arrived, desk, clock, secretary, person):
    found = arrived()
    late = person("Lou Late", ("smt", "member"), email="lou@lakeshore.example")
    wish = Resolution("endorse", "THAT it be endorsed.", "The grant closes.", clock.now + timedelta(days=3))
    resolve_in_writing(desk, secretary.actor, "smt", found.reference, wish, seen=found.version, now=clock.now)
    assert row(late).status == "suggested"


def test_every_kind_of_link_is_found(case, desk, clock, person):
    names = {
        "head": "Hana Head",
        "budget": "Bea Budget",
        "lead": "Lee Lead",
        "spon": "Sam Sponsor",
        "was": "Wim Was",
    }
    people = {key: person(name, ("smt", "member")) for key, name in names.items()}
    found = case(
        "concept_review",
        head_support={"aware": True, "name": "Dr. Hana Head"},
        resources_needed=[{"id": "r1", "item": "Room", "owner": "Bea Budget, Simulation"}],
    )
    with transaction():
        proposal = found._locked()
        assign(proposal, people["spon"].id, "sponsor", clock.now)
        assign(proposal, people["was"].id, "co_proposer", clock.now).until = clock.now
        team = {"proposal_id": proposal.id, "name": "L", "organisation": "", "role": "lead"}
        db.session.add(TeamMember(**team, email=people["lead"].email, status="accepted"))
        db.session.flush()
        suggest_at_arrival(desk, proposal, clock.now)
    asked = {one["name"]: one["found"] for one in found.said("suggest_conflict")[0]["people"]}
    assert asked == {
        "Hana Head": ["head"], "Bea Budget": ["resource"], "Lee Lead": ["team_member"],
        "Sam Sponsor": ["sponsor"], "Wim Was": ["author"],
    }  # fmt: skip


def test_an_office_that_decides_alone_is_asked_and_its_colleagues_are_not(arrived, person):
    director = person("Ruth Director", ("ce", "director"), email="ruth@lakeshore.example")
    person("Ann Assessor", ("ce", "assessor"), email="ann@lakeshore.example")
    found = arrived("assessment")
    assert [p["name"] for p in found.said("suggest_conflict")[0]["people"]] == [director.name]


def test_where_all_have_the_institutions_address_that_is_no_link(arrived, desk, person):
    person("Mo Member", ("smt", "member"))
    assert desk.settings.contact.endswith("@institute.example")
    found = arrived(
        partners=[{"id": "p1", "organisation": "The Institute", "contact_email": "x@institute.example"}]
    )
    assert found.said("suggest_conflict") == []


def test_the_letter_leads_to_the_question(arrived, desk, mo, mailed):
    found = arrived()
    [letter] = mailed(mo)
    assert letter.subject == f"{found.reference}: Asked whether there is a conflict of interest"
    assert f"{desk.settings.base_url}{found.url('conflict/')}" in letter.text
    assert "Lakeshore" not in letter.text


def test_it_stands_first_in_my_work_and_on_the_case(arrived, mo, client_of):
    found = arrived()
    browser = client_of(mo)
    work = browser.get("/")
    assert work.link("Say whether you have a conflict of interest") == found.url("conflict/")
    assert browser.get(found.url("")).link("Say whether you have a conflict") == found.url("conflict/")


# ── asked before anything is decided ─────────────────────────────────────────────────────────────────────────────


def test_somebody_who_came_later_is_asked_by_the_door(arrived, desk, clock, person):
    found = arrived()
    late = person("Lou Late", ("smt", "chair"), email="lou@lakeshore.example")
    version = desk.versions[found.row.digest]
    case = facts_of(desk, found.row, clock.now)
    assert SAY_FIRST in version.engine.verdict(case, real(late, clock), "endorse").refusals


def test_an_assessor_is_asked_before_scoring(case, desk, clock, person, client_of):
    director = person("Ruth Director", ("ce", "director"))
    ann = person("Ann Assessor", ("ce", "assessor"), email="ann@lakeshore.example")
    found = case("assessment", partners=PARTNERS)
    name_assessors(desk, director.actor, found.reference, [ann.id], LIGHT, found.version, clock.now)
    assert ("mail", f"notice:{ann.id}") in found.jobs("suggest_conflict")
    with pytest.raises(NotAllowed, match="Say first"):
        write(desk, ann.actor, found.reference, LIGHT, SHEET, seen=1, now=clock.now)
    with pytest.raises(NotAllowed, match="Say first"):
        hand_in(desk, ann.actor, found.reference, seen=1, now=clock.now)
    browser = client_of(ann)
    page = browser.get(found.url("assessment/sheet/"), follow_redirects=True)
    assert page.h1 == "Say whether you have a conflict of interest"
    page = browser.send(page, action="none", why="I left the hospital in 2019.")
    assert "Your answer is on record" in page.flashes[0]
    seen = write(desk, ann.actor, found.reference, LIGHT, SHEET, seen=1, now=clock.now).version
    hand_in(desk, ann.actor, found.reference, seen=seen, now=clock.now)
    assert found.jobs("deny_conflict") == {("mail", f"notice:{director.id}")}, (
        "the director of their office rules"
    )


def test_what_an_assessor_typed_before_answering_is_kept(case, desk, clock, person):
    director = person("Ruth Director", ("ce", "director"))
    ann = person("Ann Assessor", ("ce", "assessor"), email="ann@lakeshore.example")
    found = case("assessment", partners=PARTNERS)
    name_assessors(desk, director.actor, found.reference, [ann.id], LIGHT, found.version, clock.now)
    with pytest.raises(NotAllowed):
        write(desk, ann.actor, found.reference, LIGHT, {"need": "Typed."}, seen=1, now=clock.now)
    db.session.rollback()
    kept = db.session.execute(db.text("SELECT after FROM save WHERE kept_aside")).scalars().all()
    assert any("Typed." in str(one) for one in kept)


# ── answering ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_asks_and_takes_either_answer(arrived, mo, client_of):
    found = arrived()
    browser = client_of(mo)
    page = browser.get(found.url("conflict/"))
    assert "Its endorsing partner: a title, or an e-mail address there" in page.words
    again = browser.send(page, action="none")
    assert again.status_code == 422
    assert again.problems == ["Enter why it is no conflict"]
    done = browser.send(page, form_with="kind", kind="employment", description="I work there.")
    assert done.h1 == "My work"
    assert row(mo).status == "declared"
    assert browser.get(found.url("")).status_code == 404


def test_a_denial_goes_to_the_chair_with_its_words_out_of_the_chain(
    arrived, desk, clock, mo, chair, client_of
):
    found = arrived()
    deny(desk, mo.actor, found.reference, "I left in 2019.", clock.now)
    assert (row(mo).status, row(mo).bars, row(mo).description) == ("denied", False, "I left in 2019.")
    assert found.jobs("deny_conflict") == {("mail", f"notice:{chair.id}")}
    assert "2019" not in str(found.said("deny_conflict"))
    browser = client_of(chair)
    page = browser.get(browser.get("/").link("Rule on a conflict of interest"))
    assert "I left in 2019." in page.words
    page = browser.send(page, reason="A former employer is none.")
    assert page.problems == ["Choose whether it is a conflict of interest"]
    page = browser.send(page, ruling="dismissed", reason="A former employer is none.")
    assert "Your ruling is on record" in page.flashes[0]
    assert "Ruling of Cho Chair: A former employer is none." in page.words
    assert (row(mo).status, row(mo).ruled_by_id) == ("dismissed", chair.id)
    assert "The chair agreed" in client_of(mo).get(found.url("conflict/")).words


def test_one_who_was_not_asked_has_nothing_to_deny(arrived, desk, clock, chair):
    found = arrived()
    with pytest.raises(NotAllowed):
        deny(desk, chair.actor, found.reference, "Nothing.", clock.now)
