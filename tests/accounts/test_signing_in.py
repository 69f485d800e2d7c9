"""Coming in and going out."""

import email
import re
from email import policy

import pytest
from sqlalchemy import func, select

from approval.models.database import db, transaction
from approval.models.people import Link, Login, Person
from approval.models.proposals import Proposal
from approval.operations import accounts
from approval.operations.drafting import Beginning, begin
from tests.postgres import both_databases

PASSWORD = "lanterne canot seize pruniers"


@pytest.fixture
def ruth(person, clock):
    ruth = person("Ruth Abernethy", ("ce", "director"))
    accounts.set_password(ruth.id, PASSWORD, clock.now)
    accounts.sign_out(ruth.id, clock.now)
    return ruth


def mailed(settings):
    """The link in the newest letter."""
    letters = [
        email.message_from_bytes(f.read_bytes(), policy=policy.default)
        for f in sorted(settings.outbox.glob("*.eml"), key=lambda f: f.stat().st_mtime_ns)
    ]
    words = letters[-1].get_body().get_content()
    return letters[-1], re.search(r"http://127\.0\.0\.1:8000(/link/\S+)", words).group(1)


@both_databases
def test_by_password(visitor, ruth):
    browser = visitor()
    page = browser.get("/sign-in")
    assert page.h1 == "Sign in"
    home = browser.send(page, email=" Ruth.Abernethy@institute.example ", password=PASSWORD)
    assert home.request.path == "/"
    assert "Ruth Abernethy" in home.words


def test_the_cookie_is_a_new_one_and_the_old_one_is_no_key(visitor, ruth, clock):
    browser = visitor()
    browser.send(browser.get("/sign-in"), email=ruth.email, password=PASSWORD)
    stolen = browser.get_cookie("session").value
    browser.post("/sign-out")
    browser.set_cookie("session", stolen)
    assert browser.get("/account").status_code == 303


@pytest.mark.parametrize("address", ["ruth.abernethy@institute.example", "nobody@institute.example"])
def test_a_wrong_password_is_told_at_the_field_and_the_address_stays(visitor, ruth, address):
    browser = visitor()
    page = browser.send(browser.get("/sign-in"), email=address, password="not the right one")
    assert page.status_code == 422
    assert page.problems == [
        "This address and this password do not belong together. Try again, or ask for a link"
    ]
    html = page.get_data(as_text=True)
    assert f'value="{address}"' in html
    assert "not the right one" not in html


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "", "password": "x"}, ["Indiquez votre adresse de courriel"]),
        ({"email": "a@b.example", "password": ""}, ["Indiquez votre mot de passe"]),
    ],
)
def test_what_is_missing_is_named(visitor, app, typed, said):
    browser = visitor()
    page = browser.send(browser.get("/sign-in?lang=fr"), **typed)
    assert page.problems == said


def test_somebody_who_was_stopped_does_not_come_in(visitor, ruth):
    with transaction():
        db.session.get(Person, ruth.id).may_sign_in = False
    browser = visitor()
    assert browser.send(browser.get("/sign-in"), email=ruth.email, password=PASSWORD).status_code == 422


def test_the_page_that_was_wanted_comes_after(visitor, ruth):
    browser = visitor()
    page = browser.get("/proposals/?stage=draft", follow_redirects=True)
    assert page.h1 == "Sign in"
    arrived = browser.send(page, email=ruth.email, password=PASSWORD)
    assert arrived.request.full_path == "/proposals/?stage=draft"


@pytest.mark.parametrize(
    "wanted",
    ["//evil.test", "/\\evil.test", "https://evil.test", "\\\\evil.test", "", "/\t/evil.test", "/ok\\..\\x"],
)
def test_nobody_is_led_elsewhere(visitor, ruth, wanted):
    browser = visitor()
    page = browser.get("/sign-in")
    with browser.session_transaction() as session:
        session["next"] = wanted
    answer = browser.post("/sign-in", data={"email": ruth.email, "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/")
    assert page.status_code == 200


def test_next_in_the_address_means_nothing(visitor, ruth):
    browser = visitor()
    answer = browser.post("/sign-in?next=//evil.test", data={"email": ruth.email, "password": PASSWORD})
    assert answer.location == "/"


def test_a_mailed_link_signs_in_once(visitor, person, settings):
    luc = person("Luc Desrosiers", language="fr")
    browser = visitor()
    sent = browser.send(browser.get("/sign-in"), press="_do=link", email=luc.email, password="")
    assert sent.h1 == "Look in your mail"
    letter, path = mailed(settings)
    assert letter["To"].addresses[0].addr_spec == luc.email
    assert letter["Subject"].startswith("Votre lien de connexion")
    for _ in range(3):  # a mail scanner looks at it
        page = browser.get(path)
    assert "Luc Desrosiers" in page.words
    home = browser.send(page)
    assert home.request.path == "/"
    assert home.tree.get("lang") == "fr"
    again = visitor().get(path)
    assert again.status_code == 410
    assert visitor().post(path).status_code == 410


def test_the_answer_is_the_same_for_an_address_nobody_has(visitor, app, settings):
    browser = visitor()
    sent = browser.send(browser.get("/sign-in"), press="_do=link", email="nobody@institute.example")
    assert sent.h1 == "Look in your mail"
    assert not settings.outbox.exists()
    assert db.session.scalar(select(func.count(Link.id))) == 0


def test_somebody_only_named_gets_no_link(visitor, app, settings, clock):
    with transaction():
        accounts.person_for("Named", "named@institute.example", clock.now)
    visitor().post("/sign-in", data={"email": "named@institute.example", "_do": "link"})
    assert not settings.outbox.exists()


def test_a_link_is_too_old_after_an_hour(visitor, person, settings, clock):
    luc = person("Luc Desrosiers")
    visitor().post("/sign-in", data={"email": luc.email, "_do": "link"})
    _, path = mailed(settings)
    clock.forward(hours=1, seconds=1)
    assert visitor().get(path).status_code == 410


def test_a_link_used_while_another_is_signed_in_says_so(client_of, person, settings):
    first, second = person("First Person"), person("Second Person")
    browser = client_of(first)
    browser.post("/sign-in", data={"email": second.email, "_do": "link"})
    _, path = mailed(settings)
    page = browser.get(path)
    assert "You are signed in as First Person" in page.words
    assert "Second Person" in browser.send(page).words
    live = db.session.scalars(select(Login.person_id).where(Login.ended_at.is_(None))).all()
    assert live == [second.id]


def test_ten_wrong_passwords_shut_the_address_for_a_while(visitor, ruth, clock):
    for _ in range(10):
        assert visitor().post("/sign-in", data={"email": ruth.email, "password": "wrong"}).status_code == 422
        clock.forward(seconds=10)
    page = visitor().post("/sign-in", data={"email": ruth.email.upper(), "password": PASSWORD})
    assert page.status_code == 429
    assert page.problems == ["Too many tries. Wait 14 minutes, then try again"]
    assert int(page.headers["Retry-After"]) == 15 * 60 - 100 + 1
    clock.forward(minutes=14)
    assert visitor().post("/sign-in", data={"email": ruth.email, "password": PASSWORD}).status_code == 303


def test_the_right_password_wipes_the_slate(visitor, ruth):
    for _ in range(3):
        for _ in range(9):
            visitor().post("/sign-in", data={"email": ruth.email, "password": "wrong"})
        assert visitor().post("/sign-in", data={"email": ruth.email, "password": PASSWORD}).status_code == 303


def test_one_client_cannot_try_everybody(visitor, app):
    codes = {
        visitor().post("/sign-in", data={"email": f"a{n}@institute.example", "_do": "link"}).status_code
        for n in range(50)
    }
    assert codes == {303}
    assert visitor().post("/sign-in", data={"email": "b@institute.example", "_do": "link"}).status_code == 429


def test_a_mailbox_is_not_filled(visitor, person, settings):
    luc = person("Luc Desrosiers")
    codes = [
        visitor().post("/sign-in", data={"email": luc.email, "_do": "link"}).status_code for _ in range(6)
    ]
    assert codes == [303] * 5 + [429]
    assert len(list(settings.outbox.iterdir())) == 5


def test_no_mail_no_matter(visitor, person, settings, caplog):
    luc = person("Luc Desrosiers")
    settings.outbox.write_text("in the way")
    assert visitor().post("/sign-in", data={"email": luc.email, "_do": "link"}).status_code == 303
    assert "was not sent" in caplog.text


def test_without_a_token_nothing_is_done(visitor, ruth):
    page = visitor().post("/sign-in", data={"email": ruth.email, "password": PASSWORD}, csrf=False)
    assert page.status_code == 400


def test_who_is_in_already_goes_on(client_of, ruth):
    assert client_of(ruth).get("/sign-in").location == "/"


def test_a_session_ends_without_use_and_after_half_a_day(client_of, ruth, clock):
    browser = client_of(ruth)
    clock.forward(minutes=29)
    assert browser.get("/account").status_code == 200
    clock.forward(minutes=29)
    assert browser.get("/account").status_code == 200
    clock.forward(minutes=31)
    assert browser.get("/account").status_code == 303
    browser = client_of(ruth)
    for _ in range(26):
        answer = browser.get("/account")
        clock.forward(minutes=29)
    assert answer.status_code == 303


def test_the_link_to_a_concept_entered_for_somebody_opens_it(app, desk, visitor, person, clock):
    priya = person("Priya Raghunathan")
    reference = begin(desk, priya.actor, Beginning(), now=clock.now)
    proposal = db.session.scalars(select(Proposal).where(Proposal.reference == reference)).one()
    with transaction():
        token = accounts.make_link(priya.id, "confirm_concept", clock.now, proposal.id)
    browser = visitor()
    page = browser.get(f"/link/{token}")
    assert reference in page.words
    assert browser.send(page).request.path == f"/proposals/{reference}/"


def test_a_password_changed_at_this_moment_lets_nobody_in(app, ruth, clock, monkeypatch):
    right = accounts._right

    def meanwhile(password, kept):
        found = right(password, kept)
        with transaction():
            db.session.get(Person, ruth.id).password_hash = "another"
        return found

    monkeypatch.setattr(accounts, "_right", meanwhile)
    assert accounts.sign_in(ruth.email, PASSWORD, clock.now) is None
