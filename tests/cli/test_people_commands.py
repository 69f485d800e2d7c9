"""The first administrator, and ways in."""

import re

import pytest
from sqlalchemy import select

from approval.cli.installation import installation
from approval.models.database import db
from approval.models.people import Change, Person
from approval.queries.people import actor_of
from approval.settings import from_environment

ADA = ("--name", "Ada Lovelace", "--email", "Ada@Institute.example")


def test_the_first_administrator_is_named_once(run):
    said = run("init", *ADA)
    assert said.exit_code == 0, said.output
    again = run("init", "--name", "Eve", "--email", "eve@institute.example")
    assert again.exit_code == 1
    assert "already" in again.output
    with installation(from_environment()) as app:
        person = db.session.scalars(select(Person)).one()
        assert (person.name, person.email, person.password_hash) == (
            "Ada Lovelace",
            "ada@institute.example",
            None,
        )
        today = app.config["CLOCK"]().date()
        assert actor_of(person, today).holds("administration", "administrator")
        assert db.session.scalars(select(Change)).one().what_en == "First administrator: Ada Lovelace"


def test_name_and_address_are_asked_for(run):
    said = run("init", input="Ada Lovelace\nada@institute.example\n")
    assert said.exit_code == 0
    assert "Name of the first administrator: " in said.output


@pytest.mark.parametrize(
    ("name", "email"), [("", "a@b.example"), ("Ada", "nowhere"), ("Ada", "a b@c.example")]
)
def test_what_is_no_name_or_address_is_refused(run, name, email):
    assert run("init", "--name", name, "--email", email).exit_code == 1


def test_the_printed_link_signs_in_once(run):
    run("init", *ADA)
    said = run("sign-in-link", "ADA@institute.example")
    assert said.exit_code == 0
    path = re.fullmatch(r"http://127\.0\.0\.1:8000(/link/\S+)\n", said.output)[1]
    with installation(from_environment()) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        browser = app.test_client()
        assert browser.get(path).status_code == 200
        assert browser.post(path).status_code == 303
        assert app.test_client().post(path).status_code != 303


def test_nobody_unknown_gets_a_link(run):
    run("init", *ADA)
    said = run("sign-in-link", "eve@institute.example")
    assert said.exit_code == 1
    assert "Nobody here" in said.output
