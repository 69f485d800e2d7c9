"""What a person keeps about their account, and proving who they are again."""

import pytest

from approval.models.database import db
from approval.models.people import Person
from approval.operations import accounts
from approval.web.access import open_to
from approval.web.stepup import needs_proof
from tests.accounts.test_signing_in import PASSWORD, mailed

NEW = "quatorze girafes sous un parasol"


@pytest.fixture
def ruth(person, clock):
    return person("Ruth Abernethy", ("ce", "director"))


@pytest.fixture
def deciding(app):
    """A page that takes a binding decision: tells what it was sent."""
    from flask import render_template_string, request

    @app.route("/binds", methods=["GET", "POST"])
    @open_to("signed in")
    def binds():
        if asked := needs_proof():
            return asked
        said = [(k, v) for k, v in request.form.items(multi=True) if k in {"why", "tick"}]
        page = "{% extends 'base.html' %}{% block title %}B{% endblock %}{% block content %}<h1>B</h1><p>{{ said }}</p>{% endblock %}"
        return render_template_string(page, said=said)


def test_the_page_says_who_and_where(client_of, ruth):
    page = client_of(ruth).get("/account")
    assert "Director, Continuing Education" in page.words
    assert "None: you sign in by link" in page.words
    assert "This one" in page.words


def test_a_password_is_set_and_everything_else_ends(client_of, ruth, visitor):
    elsewhere, browser = client_of(ruth), client_of(ruth)
    page = browser.send(browser.get("/account/password"), new_password=NEW)
    assert page.h1 == "My account"
    assert "Your password is set" in page.words
    assert elsewhere.get("/account").status_code == 303
    fresh = visitor()
    assert fresh.send(fresh.get("/sign-in"), email=ruth.email, password=NEW).request.path == "/"


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "Enter a new password"),
        ("correct horse", "Use at least 15 characters"),
        ("x" * 201, "Use at most 200 characters"),
        ("passwordpassword", "This password is easy to guess"),
        ("ruth.abernethy@institute", "This password is easy to guess"),
    ],
)
def test_a_weak_password_is_refused_at_the_field_with_the_reason(client_of, ruth, password, why):
    browser = client_of(ruth)
    page = browser.send(browser.get("/account/password"), new_password=password)
    assert page.status_code == 422
    assert page.problems[0].startswith(why)
    assert db.session.get(Person, ruth.id).password_hash is None


def test_a_password_wants_a_recent_proof(client_of, ruth, clock):
    browser = client_of(ruth)
    clock.forward(minutes=16)
    assert browser.get("/account/password").h1 == "Prove it is you"
    page = browser.post("/account/password", data={"new_password": NEW})
    assert page.h1 == "Prove it is you"
    assert NEW not in page.get_data(as_text=True)


def test_the_language_is_kept_and_speaks_at_once(client_of, ruth):
    browser = client_of(ruth)
    page = browser.get("/account?lang=en")
    page = browser.send(page, "/account/language", language="fr")
    assert page.h1 == "Mon compte"
    assert db.session.get(Person, ruth.id).language == "fr"
    assert browser.post("/account/language", data={"language": "de"}).status_code == 303
    assert db.session.get(Person, ruth.id).language == "fr"


def test_a_session_elsewhere_is_ended(client_of, ruth):
    elsewhere, browser = client_of(ruth), client_of(ruth)
    page = browser.get("/account")
    forms = [f for f in page.tree.iter("form") if f.get("action") == "/account/sessions/end"]
    named = [i.get("value") for f in forms for i in f.iter("input") if i.get("name") == "session"]
    assert len(named) == 3  # two sessions and "all others"
    browser.post("/account/sessions/end", data={"session": "others"})
    assert elsewhere.get("/account").status_code == 303
    assert browser.get("/account").status_code == 200


def test_nobody_ends_the_session_of_another(client_of, ruth, person, clock):
    browser, other = client_of(ruth), client_of(person("Other Person"))
    theirs = db.session.query(accounts.Login).filter_by(person_id=ruth.id).one().id
    other.post("/account/sessions/end", data={"session": str(theirs)})
    assert browser.get("/account").status_code == 200
    assert browser.post("/account/sessions/end", data={"session": "all of them"}).location == "/account"
    browser.post("/account/sessions/end", data={"session": str(theirs)})
    assert browser.get("/account").status_code == 303


def test_what_binds_goes_straight_on_after_a_recent_proof(client_of, ruth, deciding):
    assert client_of(ruth).get("/binds").h1 == "B"


def test_by_password_the_text_goes_on(client_of, ruth, deciding, clock):
    accounts.set_password(ruth.id, PASSWORD, clock.now)
    browser = client_of(ruth)
    clock.forward(minutes=16)
    data = {"why": ["Première raison\nDeuxième"], "tick": ["a", "b"], "seen": "7"}
    page = browser.post("/binds", data=data)
    assert page.h1 == "Prove it is you"
    assert page.status_code == 200
    wrong = browser.send(page, press="_proof=go", password="not mine")
    assert wrong.problems == ["This is not your password"]
    empty = browser.send(wrong, press="_proof=go")
    assert empty.problems == ["Enter your password, or ask for a link"]
    done = browser.send(empty, press="_proof=go", password=PASSWORD)
    assert done.h1 == "B"
    assert "('why', 'Première raison\\nDeuxième'), ('tick', 'a'), ('tick', 'b')" in done.words.replace(
        "\\r", ""
    )


def test_the_session_is_a_new_one_after_a_proof(client_of, ruth, deciding, clock):
    accounts.set_password(ruth.id, PASSWORD, clock.now)
    browser = client_of(ruth)
    stolen = browser.get_cookie("session").value
    clock.forward(minutes=16)
    page = browser.get("/binds?x=1")
    done = browser.send(page, press="_proof=go", password=PASSWORD)
    assert (done.h1, done.request.full_path) == ("B", "/binds?x=1")
    browser.set_cookie("session", stolen)
    assert browser.get("/account").status_code == 303


def test_by_mailed_link_the_text_goes_on(client_of, ruth, deciding, clock, settings):
    browser = client_of(ruth)
    clock.forward(minutes=16)
    page = browser.post("/binds", data={"why": "Because"})
    assert "You have no password here" in page.words
    page = browser.send(page, press="_proof=link")
    assert "A link is on its way to ruth.abernethy@institute.example" in page.words
    refused = browser.send(page, press="_proof=go")  # before the link was used
    assert refused.problems
    _letter, path = mailed(settings)
    browser.send(browser.get(path))  # in another tab of the same browser
    done = browser.send(page, press="_proof=go")
    assert "('why', 'Because')" in done.words


def test_the_way_on_cannot_be_forged(client_of, ruth, person, deciding, clock):
    browser, other = client_of(ruth), client_of(person("Other Person"))
    clock.forward(minutes=16)
    to = dict(fields_of(browser.get("/binds")))["_to"]
    assert browser.post("/account/prove", data={"_to": "//evil.test", "_proof": "go"}).status_code == 400
    assert other.post("/account/prove", data={"_to": to, "_proof": "go"}).status_code == 400


def test_tries_to_prove_are_counted(client_of, ruth, deciding, clock):
    accounts.set_password(ruth.id, PASSWORD, clock.now)
    browser = client_of(ruth)
    clock.forward(minutes=16)
    page = browser.get("/binds")
    for _ in range(10):
        assert browser.send(page, press="_proof=go", password="wrong").status_code == 422
    assert browser.send(page, press="_proof=go", password=PASSWORD).status_code == 429


def test_a_script_is_told_to_reload(client_of, ruth, deciding, clock):
    browser = client_of(ruth)
    clock.forward(minutes=16)
    answer = browser.post("/binds", headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, answer.is_json) == (401, True)


def fields_of(page):
    from tests.visiting import fields

    return fields(page.form("/account/prove"))
