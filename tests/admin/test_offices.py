"""Administrators keep offices: between dates, on record, never their own."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from approval.models.bodies import Membership
from approval.models.database import db, transaction
from approval.models.people import Change, Person
from approval.operations import Invalid, NotAllowed
from approval.operations.administering import Details, add_person, allow, stop
from approval.operations.appointing import Grant, end, grant
from approval.queries import NotFound
from approval.queries.people import actor_of
from tests.admin.reading import ADMIN, letters, recorded
from tests.postgres import both_databases

# ── offices ──────────────────────────────────────────────────────────────────────────────────────────────────────


@both_databases
def test_an_office_is_given_and_the_person_told(admin, person, client_of, settings, clock):
    paul = person("Paul Nakashima", language="fr")
    his = client_of(paul)
    page = admin.get(f"/admin/people/{paul.id}/offices/new")
    page = admin.send(page, seat="smt:chair", since="2026-02-03", until="2029-06-30")
    assert "ChairSenior Management Team" in page.words
    assert actor_of(db.session.get(Person, paul.id), clock.today).holds("smt", "chair")
    assert not actor_of(db.session.get(Person, paul.id), date(2029, 7, 1)).offices
    said = "Paul Nakashima: Chair, Senior Management Team, from 3 February 2026 to 30 June 2029"
    assert recorded() == [said]
    assert (
        "Présidence, Équipe de la haute direction, du 3 février 2026"
        in letters(settings)[0].get_body().get_content()
    )
    assert his.get("/account").status_code == 303  # signs in anew with the new office


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"seat": ""}, "Choose the office"),
        ({"seat": "smt:emperor"}, "Choose one from the list"),
        ({"since": ""}, "Enter the first day"),
        ({"since": "tomorrow"}, "Enter a date like 2027-09-21 (year, month, day)"),
        ({"until": "2026-01-01"}, "The last day cannot be before the first"),
        ({"seat": "audit:auditor"}, "Enter the last day: an auditor’s term always has one"),
        ({"seat": "smt:chair"}, "This office has 1 holder at a time: Anita Venkataraman"),
        (
            {"seat": "administration:administrator"},
            "Whoever administers the site holds no other office: Member, Board of Governors",
        ),
        ({"seat": "board:member"}, "Paul Nakashima already holds this office from 3 February 2025"),
    ],
)
def test_what_cannot_be_granted_is_said_at_the_field(admin, person, typed, said):
    person("Anita Venkataraman", ("smt", "chair"))
    paul = person("Paul Nakashima", ("board", "member"))
    page = admin.get(f"/admin/people/{paul.id}/offices/new")
    page = admin.send(page, **{"seat": "smt:member", "since": "2026-02-10", **typed})
    assert page.status_code == 422
    assert page.problems == [said]
    assert db.session.query(Membership).filter_by(person_id=paul.id).count() == 1


def test_an_administrator_takes_no_other_office(admin, dorothy, clock):
    with pytest.raises(Invalid, match="holds no other office"):
        grant(dorothy.actor, dorothy.id, Grant("smt", "chair", clock.today), now=clock.now, lang="en")


def test_an_office_is_free_after_the_last_day(dorothy, person, clock):
    anita, paul, kwame = person("Anita Venkataraman"), person("Paul Nakashima"), person("Kwame Asante")

    def chair(whom, since, until=None):
        grant(dorothy.actor, whom.id, Grant("smt", "chair", since, until), now=clock.now, lang="en")

    chair(anita, date(2026, 1, 1), date(2026, 6, 30))
    chair(paul, date(2026, 7, 1), date(2026, 12, 31))
    for since, until in (
        (date(2026, 6, 30), date(2026, 6, 30)),
        (date(2025, 1, 1), date(2026, 1, 1)),
        (date(2026, 12, 31), None),
        (date(2025, 1, 1), None),
    ):
        with pytest.raises(Invalid, match="1 holder at a time"):
            chair(kwame, since, until)
    chair(kwame, date(2027, 1, 1))


def test_an_office_without_a_limit_takes_many(dorothy, person, clock):
    for n in range(5):
        somebody = person(f"Member {n}")
        grant(dorothy.actor, somebody.id, Grant("smt", "member", clock.today), now=clock.now, lang="en")
    with pytest.raises(Invalid):
        grant(dorothy.actor, somebody.id, Grant("nobody", "member", clock.today), now=clock.now, lang="en")
    with pytest.raises(NotFound):
        grant(dorothy.actor, 10_000, Grant("smt", "member", clock.today), now=clock.now, lang="en")


def term_of(someone):
    return db.session.scalars(select(Membership).where(Membership.person_id == someone.id)).one()


def test_an_office_ends_on_a_day(admin, person, client_of, clock, settings):
    paul = person("Paul Nakashima", ("smt", "chair"))
    his = client_of(paul)
    page = admin.get(f"/admin/people/{paul.id}")
    page = admin.send(admin.get(page.link("End")), until=clock.today.isoformat())
    assert "ends 3 February 2026" in page.words
    assert actor_of(db.session.get(Person, paul.id), clock.today).holds("smt", "chair")
    assert not actor_of(db.session.get(Person, paul.id), clock.today + timedelta(days=1)).offices
    assert his.get("/account").status_code == 303
    assert "ends 3 February 2026" in letters(settings)[0].get_body().get_content()


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("", "Enter the last day"),
        ("2026-02-01", "An office cannot end before yesterday: what was done in it stands"),
    ],
)
def test_what_cannot_be_ended_is_said_at_the_field(admin, person, last, said):
    paul = person("Paul Nakashima", ("smt", "chair"))
    page = admin.get(f"/admin/people/{paul.id}/offices/{term_of(paul).id}/end")
    page = admin.send(page, until=last)
    assert (page.status_code, page.problems) == (422, [said])


def test_a_term_is_not_made_longer_by_ending_it(dorothy, person, clock):
    paul = person("Paul Nakashima")
    wish = Grant("smt", "chair", clock.today, date(2026, 6, 30))
    grant(dorothy.actor, paul.id, wish, now=clock.now, lang="en")
    with pytest.raises(Invalid, match="already ends on 30 June 2026"):
        end(dorothy.actor, term_of(paul).id, date(2026, 7, 1), now=clock.now, lang="en")


def test_a_grant_by_mistake_is_withdrawn_at_once(admin, dorothy, person, clock):
    paul = person("Paul Nakashima")
    grant(dorothy.actor, paul.id, Grant("smt", "chair", clock.today), now=clock.now, lang="en")
    yesterday = clock.today - timedelta(days=1)
    admin.send(
        admin.get(f"/admin/people/{paul.id}/offices/{term_of(paul).id}/end"), until=yesterday.isoformat()
    )
    assert db.session.query(Membership).filter_by(person_id=paul.id).count() == 0
    assert recorded()[0] == "Paul Nakashima: Chair, Senior Management Team, withdrawn before it began"


def test_the_last_administrator_stays(admin, dorothy, person, clock):
    page = admin.get(f"/admin/people/{dorothy.id}/offices/{term_of(dorothy).id}/end")
    refused = admin.send(page, until="2026-12-31")
    assert refused.problems == ["Nobody else administers this site: give the office to somebody first"]
    assert term_of(dorothy).until is None
    other = person("Yannick Pelletier", ADMIN)
    with pytest.raises(NotAllowed):
        stop(dorothy.actor, dorothy.id, now=clock.now)
    stop(dorothy.actor, other.id, now=clock.now)
    refused = admin.send(page, until="2026-12-31")
    assert refused.status_code == 422
    allow(dorothy.actor, other.id, now=clock.now)
    assert admin.send(page, until="2026-12-31").status_code == 200


def test_an_ended_office_cannot_be_ended_again(admin, person, clock):
    paul = person("Paul Nakashima", ("smt", "chair"))
    with transaction():
        term_of(paul).until = clock.today - timedelta(days=1)
    assert admin.get(f"/admin/people/{paul.id}/offices/{term_of(paul).id}/end").status_code == 404
    assert admin.get(f"/admin/people/{paul.id}/offices/999/end").status_code == 404


def test_every_grant_is_in_the_list_of_changes(admin, dorothy, person, clock):
    for n in range(60):
        with transaction():
            db.session.add(
                Change(at=clock.now, person_id=dorothy.id, what_en=f"Change {n}", what_fr=f"Modif {n}")
            )
    page = admin.get("/admin/changes")
    assert "Change 59" in page.words
    assert "Change 0 " not in page.words
    older = admin.get(page.link("Older"))
    assert "Change 0 Dorothy Iwasaki" in older.words


def test_what_is_not_there(admin, dorothy, clock):
    assert admin.get("/admin/people/999").status_code == 404
    assert admin.post("/admin/people/999/stop").status_code == 404
    with pytest.raises(NotFound):
        end(dorothy.actor, 999, clock.today, now=clock.now, lang="en")


def test_the_same_address_added_twice_at_once(app, dorothy, clock, monkeypatch):
    monkeypatch.setattr("approval.operations.administering._insist_free", lambda *_: None)
    again = Details("Another", dorothy.email, "", "en")
    with pytest.raises(Invalid, match="has this address already"):
        add_person(dorothy.actor, again, now=clock.now, lang="en")
    assert db.session.query(Person).count() == 1


def test_a_change_to_a_taken_address_is_refused_and_kept_typed(admin, dorothy, person):
    paul = person("Paul Nakashima")
    page = admin.send(admin.get(f"/admin/people/{paul.id}/edit"), email=dorothy.email, title="Dean")
    assert page.problems == ["Dorothy Iwasaki has this address already"]
    assert 'value="Dean"' in page.get_data(as_text=True)


def test_a_grant_stands_where_its_notice_cannot_leave(admin, person, settings, clock, caplog):
    paul = person("Paul Nakashima")
    settings.outbox.write_text("in the way")
    admin.send(
        admin.get(f"/admin/people/{paul.id}/offices/new"),
        seat="administration:administrator",
        since="2026-03-01",
    )
    assert term_of(paul).since == date(2026, 3, 1)
    assert "was not sent" in caplog.text


def test_an_administrator_s_office_can_end_where_another_stays(dorothy, person, clock):
    other = person("Yannick Pelletier", ADMIN)
    end(dorothy.actor, term_of(other).id, clock.today - timedelta(days=1), now=clock.now, lang="en")
    with pytest.raises(NotAllowed):
        end(dorothy.actor, term_of(dorothy).id, clock.today, now=clock.now, lang="en")
    with pytest.raises(Invalid, match="before yesterday"):
        end(dorothy.actor, term_of(dorothy).id, date(2020, 1, 1), now=clock.now, lang="en")


def test_a_running_office_does_not_end_before_it_began(dorothy, person, clock):
    paul = person("Paul Nakashima")
    yesterday = clock.today - timedelta(days=1)
    grant(dorothy.actor, paul.id, Grant("smt", "chair", yesterday), now=clock.now, lang="en")
    end(dorothy.actor, term_of(paul).id, yesterday, now=clock.now, lang="en")
    assert term_of(paul).until == yesterday
