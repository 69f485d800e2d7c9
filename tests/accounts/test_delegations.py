"""An office lent for some days: given, seen, used under one's own name for another, and ended at once."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from approval.models.bodies import Body, Membership
from approval.models.database import db, transaction
from approval.models.people import Change, Person
from approval.operations import Invalid, NotAllowed
from approval.operations.delegating import end_delegation
from approval.queries import NotFound
from approval.queries.delegations import lendable
from approval.queries.people import actor_of
from approval.workflow.facts import Lent
from tests.lending import actor, lender
from tests.postgres import both_databases


@pytest.fixture
def cy(person):
    return person("Cy Chair", ("smt", "chair"))


@pytest.fixture
def dee(person):
    return person("Dee Delegate")


@pytest.fixture
def lend(clock):
    return lender(clock)


# ── what it gives ────────────────────────────────────────────────────────────────────────────────────────────────


@both_databases
def test_it_gives_the_office_for_its_days_and_no_longer(lend, cy, dee, clock, statements):
    lend(cy, dee, "smt:chair", since=1, days=1)
    assert actor(dee, clock).lent == ()
    clock.forward(days=1)
    assert actor(dee, clock).lent == (Lent("smt", "chair", cy.id, binds=True),)
    clock.forward(days=2)
    assert actor(dee, clock).lent == ()
    someone = db.session.get_one(Person, dee.id)
    with statements() as sent:
        actor_of(someone, clock.today)
    assert len(sent) == 1


def test_it_ends_at_once_when_taken_or_handed_back(lend, cy, dee, clock):
    for who in (cy, dee):
        given = lend(cy, dee, "smt:chair")
        end_delegation(actor(who, clock), given, now=clock.now)
        assert actor(dee, clock).lent == ()
    with pytest.raises(NotAllowed):
        end_delegation(actor(cy, clock), given, now=clock.now)


def test_it_ends_with_its_givers_office_or_account(lend, cy, dee, clock):
    lend(cy, dee, "smt:chair")
    with transaction():
        db.session.get_one(Person, cy.id).stopped_at = clock.now
    assert actor(dee, clock).lent == ()
    with transaction():
        db.session.get_one(Person, cy.id).stopped_at = None
        db.session.query(Membership).filter_by(person_id=cy.id).one().until = clock.today - timedelta(days=1)
    assert actor(dee, clock).lent == ()


def test_only_those_concerned_end_it(lend, cy, dee, clock, person):
    given = lend(cy, dee, "smt:chair")
    with pytest.raises(NotFound):
        end_delegation(
            actor(person("Adele Admin", ("administration", "administrator")), clock), given, now=clock.now
        )


def test_whoever_becomes_an_administrator_acts_for_nobody(lend, cy, dee, clock):
    lend(cy, dee, "smt:chair")
    with transaction():
        body = db.session.query(Body).filter_by(key="administration").one()
        term = {"office": "administrator", "since": clock.today}
        db.session.add(Membership(body_id=body.id, person_id=dee.id, **term))
    assert actor(dee, clock).lent == ()


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────────


def refused(lend, *wish, **more):
    with pytest.raises(Invalid) as caught:
        lend(*wish, **more)
    return {problem.path: problem.says for problem in caught.value.problems}


def test_each_refusal_stands_at_its_field(lend, cy, dee, person, clock):
    admin = person("Adele Admin", ("administration", "administrator"))
    with transaction():
        db.session.get_one(Person, person("Nia Named").id).may_sign_in = False
    nia = db.session.query(Person).filter_by(name="Nia Named").one()
    assert refused(lend, cy, cy, "smt:chair") == {"email": "Choose somebody else"}
    assert refused(lend, cy, admin, "smt:chair") == {"email": "Whoever administers the site acts for nobody"}
    assert refused(lend, cy, nia, "smt:chair") == {"email": "Nobody with this address may sign in here"}
    assert refused(lend, cy, dee, "smt:chair", since=-1) == {"since": "The first day cannot be before today"}
    assert refused(lend, cy, dee, "smt:chair", days=-1) == {
        "until": "The last day cannot be before the first"
    }
    for seat in ("smt:secretary", "board:chair", "nothing:at_all"):
        assert list(refused(lend, cy, dee, seat)) == ["seat"]
    assert list(refused(lend, admin, dee, "administration:administrator")) == ["seat"]


def test_there_are_no_chains(lend, cy, dee, person, clock):
    lend(cy, dee, "smt:chair")
    assert list(refused(lend, dee, person("Eli Else"), "smt:chair")) == ["seat"]
    acting = person("Ada Acting", ("smt", "vice_chair"))
    with transaction():
        db.session.query(Membership).filter_by(person_id=acting.id).one().acting_for_id = cy.id
    assert list(refused(lend, acting, person("Eli Else"), "smt:vice_chair")) == ["seat"]
    assert lendable(acting.id, clock.today) == lendable(dee.id, clock.today) == []


def test_an_office_is_lent_to_one_person_at_a_time(lend, cy, dee, person):
    lend(cy, dee, "smt:chair")
    eli = person("Eli Else")
    assert refused(lend, cy, eli, "smt:chair", since=14) == {
        "seat": "You lent this office to Dee Delegate in these days: end that first"
    }
    lend(cy, eli, "smt:chair", since=15)


# ── pages and letters ────────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_given_and_ended_on_pages_and_both_are_told(cy, dee, clock, client_of, settings):
    browser, other = client_of(cy), client_of(dee)
    page = browser.get(browser.get("/account").link("See"))
    page = browser.get(page.link("Let somebody act for you"))
    typed = {"seat": "smt:chair", "email": dee.email, "until": "2026-02-17"}
    again = browser.send(page, **typed)
    assert (again.status_code, again.problems) == (422, ["Enter why"])
    page = browser.send(again, why="Holidays", **typed)
    assert "Dee Delegate for Cy Chair" in page.words
    assert "3 February 2026 to 17 February 2026" in page.words
    assert other.get("/account").status_code == 303, "who gains power signs in anew"
    letters = sent(settings)
    assert {m["To"].split("<")[-1].strip(">") for m in letters} == {cy.email, dee.email}
    assert all(
        "Cy Chair lets Dee Delegate act for them: Chair, Senior Management Team" in text(m) for m in letters
    )
    mine = client_of(dee).get("/account/delegations/")
    assert "Running" in mine.words
    page = browser.send(browser.get("/account/delegations/"), action="/end")
    assert "Dee Delegate no longer acts for Cy Chair" in page.flashes[0]
    assert len(sent(settings)) == 4
    changes = [c.what_en for c in db.session.query(Change).order_by(Change.id)]
    assert [re.split(r"[:;]", c)[0] for c in changes] == [
        "Cy Chair lets Dee Delegate act for them", "Dee Delegate no longer acts for Cy Chair",
    ]  # fmt: skip


def sent(settings):
    return [
        message_from_bytes(f.read_bytes(), policy=policy.default)
        for f in sorted(settings.outbox.glob("*.eml"))
    ]


def text(message):
    return " ".join(message.get_body().get_content().split())


def test_whoever_holds_no_office_is_told_so(dee, client_of):
    browser = client_of(dee)
    assert "You hold no office that you could lend" in browser.get("/account/delegations/").words
    page = browser.get("/account/delegations/new")
    assert "goes no further" in page.words
    assert browser.post("/account/delegations/new", data={"seat": "smt:chair"}).status_code == 422


def test_administrators_see_them_all(lend, cy, dee, person, client_of):
    lend(cy, dee, "smt:chair")
    admin = person("Adele Admin", ("administration", "administrator"))
    page = client_of(admin).get("/admin/delegations")
    assert "Dee Delegate for Cy Chair" in page.words
    assert "End at once" not in page.words
    assert client_of(cy).get("/admin/delegations").status_code == 404


def test_pages_in_french(lend, cy, dee, client_of):
    lend(cy, dee, "smt:chair")
    browser = client_of(cy)
    assert "Dee Delegate pour Cy Chair" in browser.get("/account/delegations/?lang=fr").words
    assert browser.get("/account/delegations/new?lang=fr").h1 == "Permettre à quelqu’un d’agir en votre nom"
