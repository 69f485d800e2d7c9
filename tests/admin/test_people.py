"""Administrators keep people: on record, and without power over cases."""

import pytest

from approval.models.database import db, transaction
from approval.models.people import Person
from approval.operations import NotAllowed, accounts
from approval.operations.administering import Details, add_person, allow, edit_person, hand_over_link, stop
from approval.operations.appointing import Grant, end, grant
from approval.queries import NotFound
from approval.queries.people import directory, seen_of
from approval.web.access import open_to
from approval.web.stepup import needs_proof
from tests.admin.reading import ADMIN, letters, recorded
from tests.postgres import both_databases

# ── who may come in ──────────────────────────────────────────────────────────────────────────────────────────────


PAGES = [
    "/admin/",
    "/admin/people",
    "/admin/people/new",
    "/admin/people/1",
    "/admin/people/1/edit",
    "/admin/people/1/offices/new",
    "/admin/people/1/offices/1/end",
    "/admin/bodies",
    "/admin/bodies/smt",
    "/admin/bodies/smt/edit",
    "/admin/bodies/new",
    "/admin/workflow",
    "/admin/changes",
    "/admin/jobs",
    "/admin/health",
]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("path", PAGES)
def test_an_administrator_sees_every_page(admin, path, language):
    page = admin.get(f"{path}?lang={language}")
    assert page.status_code == 200
    assert page.tree.get("lang") == language


@pytest.mark.parametrize("path", PAGES)
def test_for_everybody_else_the_pages_are_not_there(client_of, person, visitor, dorothy, path):
    director = person("Ruth Abernethy", ("ce", "director"), ("board", "chair"))
    assert client_of(director).get(path).status_code == 404
    assert visitor().get(path).status_code == 303


def test_operations_do_not_trust_the_page(person, app, clock):
    somebody = person("Somebody Else", ("smt", "chair"))
    details = Details("A", "a@institute.example", "", "en")
    for deed in (
        lambda: add_person(somebody.actor, details, now=clock.now, lang="en"),
        lambda: edit_person(somebody.actor, somebody.id, details, seen="", now=clock.now, lang="en"),
        lambda: stop(somebody.actor, somebody.id, now=clock.now),
        lambda: allow(somebody.actor, somebody.id, now=clock.now),
        lambda: hand_over_link(somebody.actor, somebody.id, now=clock.now),
        lambda: grant(somebody.actor, somebody.id, Grant(*ADMIN, clock.today), now=clock.now, lang="en"),
        lambda: end(somebody.actor, 1, clock.today, now=clock.now, lang="en"),
    ):
        with pytest.raises(NotFound):
            deed()


# ── people ───────────────────────────────────────────────────────────────────────────────────────────────────────


@both_databases
def test_a_person_is_added_and_found_without_accents(admin, clock):
    page = admin.get("/admin/people/new")
    page = admin.send(
        page, name="Étienne Lavallée", email="Etienne@Institute.example", title="Professeur", language="fr"
    )
    assert page.h1 == "Étienne Lavallée"
    assert "May sign in" in page.words
    found = admin.get("/admin/people?q=lavallee etienne")
    assert "etienne@institute.example" in found.words
    assert "Nobody was found" in admin.get("/admin/people?q=%25").words
    assert recorded() == ["Added Étienne Lavallée (etienne@institute.example)"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Indiquez le nom de la personne"),
        ({"email": "nobody"}, "Indiquez une adresse de courriel comme nom@exemple.org"),
        ({"email": "Dorothy.Iwasaki@institute.example"}, "Dorothy Iwasaki a déjà cette adresse"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(admin, typed, said):
    good = {"name": "New Person", "email": "new@institute.example", "title": "Dean", "language": "en"}
    page = admin.send(admin.get("/admin/people/new?lang=fr"), **{**good, **typed})
    assert page.status_code == 422
    assert page.problems == [said]
    assert 'value="Dean"' in page.get_data(as_text=True)


def test_details_are_changed_and_the_record_says_what(admin, person):
    paul = person("Paul Nakashima")
    page = admin.get(f"/admin/people/{paul.id}/edit")
    admin.send(page, title="Vice-President, Academic", language="fr")
    assert recorded() == [
        "Changed Paul Nakashima (paul.nakashima@institute.example): title “” → “Vice-President, Academic”; "
        "language “en” → “fr”"
    ]
    admin.send(admin.get(f"/admin/people/{paul.id}/edit"))
    assert len(recorded()) == 1  # nothing changed, nothing to record


def test_a_new_address_ends_sessions_and_the_old_one_is_told(admin, person, client_of, settings):
    paul = person("Paul Nakashima")
    his = client_of(paul)
    admin.send(admin.get(f"/admin/people/{paul.id}/edit"), email="attacker@institute.example")
    assert his.get("/account").status_code == 303
    (letter,) = letters(settings)
    assert letter["To"].addresses[0].addr_spec == "paul.nakashima@institute.example"
    assert "no longer this one" in letter.get_body().get_content()


def test_two_administrators_at_once(admin, person, dorothy, clock):
    paul = person("Paul Nakashima")
    page = admin.get(f"/admin/people/{paul.id}/edit")
    seen = seen_of(db.session.get(Person, paul.id))
    first = Details("Paul N.", paul.email, "", "en")
    edit_person(dorothy.actor, paul.id, first, seen=seen, now=clock.now, lang="en")
    late = admin.send(page, name="Paul Second")
    assert late.status_code == 409
    assert "Paul Second" in late.words  # the text is handed back
    assert db.session.get(Person, paul.id).name == "Paul N."


def test_somebody_is_stopped_and_let_in_again(admin, person, client_of, visitor, clock):
    paul = person("Paul Nakashima")
    his = client_of(paul)
    with transaction():
        link = accounts.make_link(paul.id, "sign_in", clock.now)
        confirm = accounts.make_link(paul.id, "confirm_concept", clock.now)
    page = admin.send(admin.get(f"/admin/people/{paul.id}"), "/stop")
    assert "can no longer sign in" in page.words
    assert his.get("/account").status_code == 303
    assert visitor().get(f"/link/{link}").status_code == 410
    assert visitor().post(f"/link/{confirm}").status_code == 410
    page = admin.send(page, "/allow")
    assert "May sign in" in page.words
    assert recorded()[:2] == [
        "Allowed sign-in of Paul Nakashima (paul.nakashima@institute.example)",
        "Stopped sign-in of Paul Nakashima (paul.nakashima@institute.example)",
    ]


def test_nobody_stops_themselves(admin, dorothy, clock):
    page = admin.post(f"/admin/people/{dorothy.id}/stop")
    assert page.status_code == 409
    assert "ask another administrator" in page.words


def test_a_link_is_shown_once_and_its_person_told(admin, person, settings, visitor):
    paul = person("Paul Nakashima")
    page = admin.send(admin.get(f"/admin/people/{paul.id}"), "/link")
    address = next(e.get("value") for e in page.tree.iter("input") if e.get("id") == "address")
    assert address.startswith("http://127.0.0.1:8000/link/")
    assert "made a sign-in link" in letters(settings)[0].get_body().get_content()
    his = visitor()
    home = his.send(his.get(address.removeprefix("http://127.0.0.1:8000")))
    assert "Paul Nakashima" in home.words
    assert recorded()[0].startswith("Made a sign-in link for Paul Nakashima")


def test_a_link_that_went_through_other_hands_proves_nothing(app, admin, person, visitor):
    @app.get("/binds")
    @open_to("signed in")
    def binds():
        return needs_proof() or "bound"

    paul = person("Paul Nakashima", ("smt", "chair"))
    page = admin.send(admin.get(f"/admin/people/{paul.id}"), "/link")
    address = next(e.get("value") for e in page.tree.iter("input") if e.get("id") == "address")
    his = visitor()
    his.send(his.get(address.removeprefix("http://127.0.0.1:8000")))
    assert his.get("/binds").h1 == "Prove it is you"
    assert his.get("/account/password").h1 == "Prove it is you"


def test_who_may_not_sign_in_gets_no_link(admin, person, dorothy, clock):
    paul = person("Paul Nakashima")
    stop(dorothy.actor, paul.id, now=clock.now)
    with pytest.raises(NotAllowed):
        hand_over_link(dorothy.actor, paul.id, now=clock.now)


@both_databases
def test_the_list_goes_page_by_page_and_misses_nobody(app, person, clock, admin):
    names = [f"Élodie {n:03}" for n in range(60)]
    with transaction():
        db.session.add_all(
            [
                Person(name=n, email=f"e{i}@institute.example", created_at=clock.now)
                for i, n in enumerate(names)
            ]
        )
    first = directory("elodie", clock.today)
    second = directory("elodie", clock.today, first.after)
    assert [p.name for p in (*first.people, *second.people)] == names
    assert second.after == 0
    page = admin.get("/admin/people?q=elodie")
    assert "Élodie 059" in admin.get(page.link("Next")).words


def test_a_list_of_many_asks_no_more_than_a_list_of_few(app, person, clock, statements):
    person("Paul Nakashima", ("smt", "chair"))
    with statements() as few:
        directory("", clock.today)
    for n in range(20):
        person(f"Member {n}", ("smt", "member"), ("board", "member"))
    with statements() as many:
        directory("", clock.today)
    assert len(many) == len(few) == 3
