"""What a delegate or an acting person does with an office, and what every record says of it."""

import pytest

from approval.documents.contents import contents_of
from approval.models.bodies import Body, Membership
from approval.models.database import db, transaction
from approval.models.records import Event, Letter
from approval.operations.assessing import name_assessors
from approval.operations.conflicts import declare
from approval.queries import NotFound
from approval.queries.chamber import one_each, proxies
from approval.queries.parties import people_with
from approval.workflow.facts import Lent
from tests.lending import actor, lender
from tests.stories.perfusion import CE_DECISION
from tests.stories.whole_case import Story


@pytest.fixture
def cy(person):
    return person("Cy Chair", ("smt", "chair"))


@pytest.fixture
def dee(person):
    return person("Dee Delegate")


@pytest.fixture
def lend(clock):
    return lender(clock)


# ── using it ─────────────────────────────────────────────────────────────────────────────────────────────────────


class Lending(Story):
    """A story in which actors are as the application knows them, with what was lent to them."""

    def actor(self, who):
        db.session.rollback()
        return actor(self.people[who], self.clock)


@pytest.fixture
def story(desk, person, clock):
    story = Lending(desk, person, clock).draft()
    story.people["delegate"] = person("Dee Delegate")
    story.submit()
    story.assess()
    return story


def test_a_delegate_decides_for_the_director_and_every_record_says_so(story, lend, client_of):
    lend(story.people["director"], story.people["delegate"], "ce:director", days=60)
    event = story.act("delegate", "support_with_conditions", CE_DECISION)
    assert (event.actor_id, event.for_id) == (story.people["delegate"].id, story.people["director"].id)
    assert (
        "Dee Delegate for Ruth Abernethy"
        in client_of(story.people["director"]).get(f"/proposals/{story.reference}/history").words
    )
    letter = db.session.query(Letter).order_by(Letter.id.desc()).first()
    assert "Dee Delegate for Ruth Abernethy" in letter.body


def test_an_acting_person_is_told_from_a_delegate(story, person, client_of):
    ada = story.people["ada"] = person("Ada Acting", ("ce", "deputy_director"))
    with transaction():
        seat = db.session.query(Membership).filter_by(person_id=ada.id).one()
        seat.acting_for_id = story.people["director"].id
    event = story.act("ada", "support_with_conditions", CE_DECISION)
    assert event.for_id == story.people["director"].id
    page = client_of(story.people["director"]).get(f"/proposals/{story.reference}/history")
    assert "Ada Acting, acting for Ruth Abernethy" in page.words


def test_the_report_names_both(story, lend, desk):
    lend(story.people["director"], story.people["delegate"], "ce:director", days=60)
    event = story.act("delegate", "support_with_conditions", CE_DECISION)
    for lang, words in (
        ("en", "Dee Delegate for Ruth Abernethy"),
        ("fr", "Dee Delegate pour Ruth Abernethy"),
    ):
        report = contents_of(desk, db.session.get_one(Event, event.id), "assessment_report", lang)
        assert any(words in str(fact.value) for d in report.decisions for fact in d.facts)


def test_other_acts_by_a_lent_office_say_so_too(story, lend, desk, clock, person):
    lend(story.people["intake"], story.people["delegate"], "ce:intake", days=60)
    pair = [
        story.people["first"].id,
        story.people["second"].id,
        person("Cal Assessor", ("ce", "assessor")).id,
    ]
    seen = story.row.version
    name_assessors(desk, story.actor("delegate"), story.reference, pair, "assessment_light", seen, clock.now)
    assert story.event("name_assessors").for_id == story.people["intake"].id


def test_a_delegate_is_told_what_the_office_is_told(story, lend, desk, clock):
    lend(story.people["director"], story.people["delegate"], "ce:director", days=60)
    flow = desk.versions[story.row.digest].workflow
    told = [p.name for p in people_with(flow, story.row, "ce_director", clock.today)]
    assert told == ["Ruth Abernethy", "Dee Delegate"]


def test_the_givers_conflict_bars_the_delegate_from_that_case_alone(story, lend, desk, clock, client_of):
    director, dee = story.people["director"], story.people["delegate"]
    lend(director, dee, "ce:director", days=60)
    other = Lending(
        desk, lambda name, *_, **__: next(p for p in story.people.values() if p.name == name), clock
    )
    other.draft().submit()
    browser = client_of(dee)
    assert browser.get(f"/proposals/{story.reference}/").status_code == 200
    declare(desk, story.actor("director"), story.reference, "family", "My son.", clock.now)
    assert browser.get(f"/proposals/{story.reference}/").status_code == 404
    assert story.reference not in browser.get("/proposals/").words
    assert browser.get(f"/proposals/{other.reference}/").status_code == 200
    with pytest.raises(NotFound):
        story.act("delegate", "support_with_conditions", CE_DECISION)
    flow = desk.versions[story.row.digest].workflow
    assert people_with(flow, story.row, "ce_director", clock.today) == []


def test_the_delegates_own_conflict_bars_them(story, lend, desk, clock):
    lend(story.people["director"], story.people["delegate"], "ce:director", days=60)
    declare(desk, story.actor("delegate"), story.reference, "family", "My son.", clock.now)
    with pytest.raises(NotFound):
        story.act("delegate", "support_with_conditions", CE_DECISION)


# ── votes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def body(key):
    return db.session.query(Body).filter_by(key=key).one()


def test_a_proxy_is_one_vote_for_one_seat(lend, cy, dee, person, clock):
    mia, max_ = person("Mia Member", ("smt", "member")), person("Max Member", ("smt", "member"))
    lend(cy, mia, "smt:chair")
    assert proxies(body("smt"), clock.today) == {}, "who has a vote gets no second one"
    lend(mia, dee, "smt:member")
    lend(max_, dee, "smt:member")
    assert proxies(body("smt"), clock.today) == {mia.id: dee.id}, "nobody casts two"
    sid = person("Sid Secretary", ("smt", "secretary"))
    lend(sid, person("Eli Else"), "smt:secretary")
    assert proxies(body("smt"), clock.today) == {mia.id: dee.id}, "a secretary has none to lend"


def test_at_the_board_nobody_votes_for_another(lend, dee, person, clock):
    gov = person("Gov Ernor", ("board", "chair"))
    lend(gov, dee, "board:chair")
    assert proxies(body("board"), clock.today) == {}
    assert actor(dee, clock).lent == (Lent("board", "chair", gov.id, binds=False),)


def test_each_giver_and_each_taker_counts_once():
    assert one_each([(1, 5), (1, 6), (2, 5), (3, 7)]) == {1: 5, 3: 7}
