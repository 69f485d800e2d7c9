"""From a bar on, a person reads nothing of a case and decides nothing in it, wherever they look; until then, everything."""

import io

import pytest
from sqlalchemy import select

from approval.models.database import db, transaction
from approval.models.proposals import Assignment
from approval.models.records import Document, Event, Letter
from approval.models.reviews import Condition, Conflict
from approval.operations.attaching import attach, fetch
from approval.operations.recording import enqueue
from approval.operations.rendering import Order, render
from approval.queries import NotFound
from approval.queries.cases import find
from approval.queries.chamber import asked_first, barred_from
from approval.queries.facts import facts_of
from approval.queries.letters import may_handle
from approval.queries.offices import able, acts_as_secretary
from approval.queries.parties import people_with
from approval.queries.signing import may_sign
from approval.workflow.rules import may_read, may_write, reading_roles, roles_of
from tests.browser.cases import one_page
from tests.stories.whole_case import Story
from tests.worker.conftest import Printed

STATUSES = ("none", "suggested", "denied", "dismissed", "declared", "upheld")
BARS = ("declared", "upheld")
TITLE = "Perfusion"


@pytest.fixture
def told(desk, person, clock):
    """A case on the agenda of the Senior Management Team, assessed and supported, with a letter and conditions."""
    story = Story(desk, person, clock).draft()
    story.submit()
    story.assess()
    story.support()
    story.close(1, "director", "Letter of 19 February 2026")
    story.held = story.meeting("smt", "2026-03-20", ("smt_chair", "smt_secretary", "smt_member"))
    return story


def put(story, who, status):
    """The person's conflict as it stands; nobody's where there is none."""
    case = story.row.id
    if status != "none":
        with transaction():
            ruled = story.clock.now if status in {"upheld", "dismissed"} else None
            db.session.add(
                Conflict(
                    proposal_id=case, person_id=story.people[who].id, status=status, bars=status in BARS,
                    kind="", description="", found="partner", declared_at=story.clock.now, ruled_at=ruled,
                )
            )  # fmt: skip


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("who", ["smt_chair", "smt_member", "smt_secretary"])
def test_every_kind_of_reading(told, client_of, desk, clock, who, status):
    digest = render(desk, Printed(), Order(told.event("submit").id, "concept", "en"), now=clock.now)
    letter = db.session.scalars(select(Letter)).first().id
    put(told, who, status)
    browser, case = client_of(told.people[who]), f"/proposals/{told.reference}/"
    inside = (
        "", "history", "conflict/", "conditions/", "conditions/1", "team/", "documents/", f"documents/{digest}",
        "forms/concept/", "forms/concept/check", "actions/endorse/",
    )  # fmt: skip
    got = {path: browser.get(case + path).status_code for path in inside}
    barred = status in BARS
    allowed = {404} if barred else {200, 404}
    assert {code for path, code in got.items() if path != "team/"} <= allowed, got
    assert (got[""], got["history"], got[f"documents/{digest}"]) == ((404,) * 3 if barred else (200,) * 3)
    outside = (
        "/",
        "/proposals/",
        f"/proposals/?text={TITLE}",
        "/proposals/?stage=concept_review",
        "/meetings/",
    )
    shown = [path for path in outside if told.reference in browser.get(path).words]
    assert bool(shown) is not barred, shown
    assert browser.get(f"{case}letters/{letter}").status_code == 404 or not barred
    agenda = browser.get(f"/meetings/{told.held['id']}").words
    assert ("An item in which you have a conflict" in agenda) is barred
    assert (told.reference in agenda) is not barred
    assert (TITLE in agenda) is not barred
    code = db.session.scalars(select(Document.code)).first()
    assert TITLE not in browser.get(f"/verify/{code}").words, (
        "a copy's page tells how it stands and nothing else"
    )


@pytest.mark.parametrize("status", STATUSES)
def test_mail_that_waits(told, desk, clock, mailed, status):
    """A notice that was asked for before the bar does not leave after it."""
    told.act("smt_secretary", "endorse", endorsing(told))
    with transaction():
        event = db.session.scalars(select(Event).order_by(Event.id.desc())).first()
        member = told.people["smt_member"]
        enqueue(event, "mail", f"notice:{member.id}", clock.now, person=member.id)
    put(told, "smt_member", status)
    assert [told.reference in m.subject for m in mailed(member)] == ([] if status in BARS else [True])


def endorsing(story):
    here = story.picked("smt_chair", "smt_secretary")
    return {
        "meeting": story.held, "present": here, "quorum_met": True, "conflicts_declared": "none",
        "criteria": {c: {"verdict": "met"} for c in ("strategic_fit", "quality", "financial_sustainability", "risk", "capacity")},
        "decision_method": "consensus", "accountable_person": "Robin Singh", "monitoring": "A report each quarter.",
        "rationale": "It serves the Education Plan, and a hospital has said in writing that it will send its staff.",
        "target_board_meeting": "2026-06-12",
    }  # fmt: skip


@pytest.mark.parametrize("status", STATUSES)
def test_everything_a_person_could_do(told, desk, clock, status):
    told.act("smt_secretary", "endorse", endorsing(told))
    for who in ("smt_chair", "smt_secretary", "director", "first"):
        put(told, who, status)
    case = facts_of(desk, told.row, clock.now)
    version = desk.versions[told.row.digest]
    flow, today = version.workflow, clock.today
    barred, asked = status in BARS, status == "suggested"
    actor = {who: told.actor(who) for who in ("smt_chair", "smt_secretary", "director", "first")}
    confirm = version.engine.verdict(case, actor["smt_chair"], "endorse")
    assert confirm.open is (not barred and not asked)
    assert confirm.concerns is not barred
    assert version.engine.verdict(case, actor["smt_secretary"], "endorse").records is (not barred)
    assert (version.engine.verdicts(case, actor["smt_chair"]) == []) is barred
    assert acts_as_secretary(case, actor["smt_secretary"], "smt") is not barred
    signs = may_sign(
        case, actor["smt_chair"], roles_of(flow, case, actor["smt_chair"]), Condition(body="smt"), today
    )
    assert (signs is not None) is not barred
    assert bool(able(case, "smt", ("chair",), today)) is not barred
    held = reading_roles(flow, case, actor["director"])
    assert may_handle(case, held, actor["director"], "ce") is not barred
    assert bool(held & {"ce_director"}) is not barred
    assert may_read(flow, case, actor["smt_chair"], "evidence_verdicts") is not barred
    assert (("smt", "chair") in case.staffed) is not barred
    assert bool(people_with(flow, told.row, "smt_chair", today)) is not barred
    assert may_write(flow, case, actor["first"], "concept") is False
    for who, someone in actor.items():
        person = told.people[who].id
        assert (person in barred_from(told.row.id)) is barred
        assert (person in asked_first(told.row.id)) is asked
        if barred:
            with pytest.raises(NotFound):
                find(someone, told.reference)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("role", ["proposer", "co_proposer", "team_lead", "team_member"])
def test_what_is_their_own_stays_theirs(told, client_of, desk, clock, role, status):
    """A team member who sits in the body: their part stays, the office's reading goes."""
    chair = told.people["smt_chair"]
    with transaction():
        db.session.add(Assignment(proposal_id=told.row.id, person_id=chair.id, role=role, since=clock.now))
    put(told, "smt_chair", status)
    case = facts_of(desk, told.row, clock.now)
    flow = desk.versions[told.row.digest].workflow
    assert client_of(chair).get(f"/proposals/{told.reference}/").status_code == 200
    aside = status in BARS or role in {"proposer", "co_proposer"}
    assert ("smt_member" in reading_roles(flow, case, chair.actor)) is not aside
    assert may_read(flow, case, chair.actor, "evidence_verdicts") is not aside
    verdict = desk.versions[told.row.digest].engine.verdict(case, chair.actor, "endorse")
    assert not (aside and verdict.open)


@pytest.mark.parametrize("status", STATUSES)
def test_a_file_of_the_case(desk, person, clock, status):
    story = Story(desk, person, clock).draft()
    sent = io.BytesIO(one_page())
    file = attach(
        desk, story.actor("proposer"), story.reference, "concept", "letter.pdf", sent, now=clock.now
    )
    story.write("proposer", "concept", {"attachments": [file]})
    story.submit()
    put(story, "director", status)
    given = (desk, story.actor("director"), story.reference, file["id"], clock.now)
    if status in BARS:
        with pytest.raises(NotFound):
            fetch(*given)
    else:
        assert fetch(*given)[0].name == "letter.pdf"
