"""What accounts stand on: names of browsers, work done after an answer, counting tries together."""

from threading import Event, Thread

import pytest
from sqlalchemy import func, select
from werkzeug.user_agent import UserAgent

from approval.models.database import db
from approval.models.people import Attempt, Person
from approval.operations import accounts
from approval.operations.throttling import TooMany, count_try
from approval.web.devices import described
from approval.web.later import later
from tests.postgres import both_databases


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Firefox, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
        ("x\x00y" * 40, "xy" * 30),
    ],
)
def test_a_browser_has_a_name(said, name):
    assert described(UserAgent(said)) == name


def test_work_is_done_after_the_answer(app, caplog):
    app.config["LATER"] = None
    done = Event()
    later(lambda: 1 / 0)  # one that fails does not stop the next
    later(done.set)
    assert done.wait(10)
    assert "not done" in caplog.text


@both_databases
def test_tries_at_the_same_time_are_all_counted(app, clock):
    refused = []

    def attempt() -> None:
        with app.app_context():
            try:
                count_try("link", "a@institute.example", "192.0.2.1", clock.now)
            except TooMany:
                refused.append(1)
            db.session.remove()

    together = [Thread(target=attempt) for _ in range(16)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert len(refused) == 11


def test_old_tries_are_swept(app, clock):
    count_try("password", "a@institute.example", "192.0.2.1", clock.now)
    clock.forward(hours=2)
    count_try("password", "b@institute.example", "192.0.2.2", clock.now)
    assert db.session.scalar(select(func.count(Attempt.id))) == 2


@both_databases
def test_a_link_used_twice_at_once_opens_one_session(app, person, clock):
    paul = person("Paul Nakashima")
    token = accounts.invite(paul.email, clock.now)
    opened, refused = [], []

    def use() -> None:
        with app.app_context():
            try:
                opened.append(accounts.use_link(token, clock.now))
            except accounts.NotAllowed:
                refused.append(1)
            db.session.remove()

    together = [Thread(target=use) for _ in range(8)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert (len(opened), len(refused)) == (1, 7)


@both_databases
def test_one_address_is_one_person(app, clock):
    made = []

    def add() -> None:
        with app.app_context():
            with accounts.transaction():
                made.append(accounts.person_for("Somebody", "Some.Body@institute.example ", clock.now).id)
            db.session.remove()

    together = [Thread(target=add) for _ in range(8)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1
    assert db.session.scalar(select(func.count(Person.id))) == 1


def test_somebody_unknown_is_not_invited(app, clock):
    with pytest.raises(LookupError):
        accounts.invite("nobody@institute.example", clock.now)
    assert accounts.invite("new@institute.example", clock.now, "New Person")


def test_a_password_hashed_more_cheaply_before_is_hashed_anew(app, person, clock, monkeypatch):
    from argon2 import PasswordHasher

    paul = person("Paul Nakashima")
    accounts.set_password(paul.id, "lanterne canot seize pruniers", clock.now)
    before = db.session.get(Person, paul.id).password_hash
    monkeypatch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert accounts.sign_in(paul.email, "lanterne canot seize pruniers", clock.now)
    assert db.session.get(Person, paul.id).password_hash != before
    assert accounts.sign_in(paul.email, "lanterne canot seize pruniers", clock.now)
