"""What every test may ask for: an institution, its people, a clock that stands still. Nothing leaves this machine."""

import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event
from sqlalchemy.engine import make_url

from approval import versions
from approval.app import create_app
from approval.calendar import local_day
from approval.desk import Desk
from approval.models.bodies import Body, Membership
from approval.models.database import db, transaction
from approval.operations import accounts
from approval.operations.founding import found
from approval.operations.upgrading import upgrade
from approval.settings import Settings
from approval.workflow.facts import Actor
from tests import postgres
from tests.visiting import Page, Visitor, watch

BEGINNING = datetime(2026, 2, 3, 15, 0, tzinfo=UTC)  # a Tuesday, ten in the morning in Toronto
KEY = "a key for tests, which is no secret"


class Clock:
    """The moment that the application believes it is; a test sets ``clock.now``, or lets time pass."""

    def __init__(self) -> None:
        self.now = BEGINNING

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now

    @property
    def today(self) -> date:
        return local_day(self.now)


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of a test, with the offices they hold."""

    id: int
    name: str
    email: str
    offices: tuple[tuple[str, str], ...] = ()

    @property
    def actor(self) -> Actor:
        return Actor(self.id, self.name, frozenset(self.offices))


# ── databases ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with the institution's bodies and workflows; copied, never used."""
    folder = tmp_path_factory.mktemp("template")
    settings = Settings(data=folder, database_url=f"sqlite:///{folder / 'approval.db'}", secret_key=KEY)
    prepare(settings)
    with sqlite3.connect(folder / "approval.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return folder / "approval.db"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.server() as address:
        yield address


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database on a real PostgreSQL."""
    with postgres.database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same institution on PostgreSQL: the name of a database to copy."""
    with postgres.database(postgres_server) as url:
        prepare(Settings(data=tmp_path_factory.mktemp("template"), database_url=url, secret_key=KEY))
        yield make_url(url).database or ""


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """SQLite, or what ``postgres.both_databases`` asks for."""
    if getattr(request, "param", "sqlite") == "sqlite":
        shutil.copy2(request.getfixturevalue("template"), tmp_path / "approval.db")
        yield f"sqlite:///{tmp_path / 'approval.db'}"
        return
    server, template = (request.getfixturevalue(f"postgres_{name}") for name in ("server", "template"))
    with postgres.database(server, template) as url:
        yield url


def prepare(settings: Settings) -> None:
    upgrade(settings)
    app = create_app(settings, clock=Clock())
    with app.app_context():
        found()
        db.engine.dispose()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once for all applications of a run."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


# ── the application ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Letters go to ``settings.outbox``; a test that wants others makes a copy with ``dataclasses.replace``."""
    return Settings(data=tmp_path, database_url=database_url, secret_key=KEY)


@pytest.fixture
def app(settings: Settings, clock: Clock, compiled: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The application; its context is open, so that a test may ask and do what views do."""
    app = create_app(settings, clock=clock)
    app.jinja_env.bytecode_cache = compiled
    app.testing = True
    app.config["LATER"] = lambda work: work()
    watch(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def desk(app: Flask) -> Desk:
    desk: Desk = app.extensions["desk"]
    return desk


@pytest.fixture
def person(app: Flask, clock: Clock) -> Callable[..., Someone]:
    """``person("Ruth Abernethy", ("ce", "director"), language="fr")``: in office since a year ago, without an end."""

    def settle(name: str, *offices: tuple[str, str], language: str = "en", email: str = "") -> Someone:
        with transaction():
            made = accounts.person_for(
                name, email or f"{name.lower().replace(' ', '.')}@institute.example", clock.now
            )
            made.may_sign_in, made.language = True, language
            for body, office in offices:
                seat = db.session.query(Body).filter_by(key=body).one()
                since = clock.today - timedelta(days=365)
                db.session.add(Membership(body_id=seat.id, person_id=made.id, office=office, since=since))
            settled = Someone(made.id, made.name, made.email, offices)
        return settled  # noqa: RET504  (read before the commit lets it go)

    return settle


@pytest.fixture
def visitor(app: Flask) -> Callable[[], Visitor]:
    """A browser of somebody who is not signed in."""
    return lambda: Visitor(app, Page, use_cookies=True)


@pytest.fixture
def client_of(visitor: Callable[[], Visitor], clock: Clock) -> Callable[[Someone], Visitor]:
    """The browser of a person who has just signed in."""

    def sign_in(someone: Someone) -> Visitor:
        with transaction():
            token = accounts.make_link(someone.id, "sign_in", clock.now)
        signed_in, _ = accounts.use_link(token, clock.now, "test")
        browser = visitor()
        with browser.session_transaction() as session:
            session.update(_user_id=signed_in.token, _fresh=True)
        return browser

    return sign_in


# ── what holds for all ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(autouse=True, scope="session")
def no_way_out() -> Iterator[None]:
    """A socket to anywhere but this machine is refused."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        local = self.family == socket.AF_UNIX or str(address[0]) in {"127.0.0.1", "::1", "localhost"}
        assert local, f"a test tried to reach {address}"
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True, scope="session")
def passwords_are_cheap() -> Iterator[None]:
    """The same hash with small costs: how dear it is, is the library's to test."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_HASHER", hasher)
        patch.setattr(accounts, "_NOBODY", hasher.hash("nobody has this password"))
        yield


@pytest.fixture(autouse=True, scope="session")
def versions_read_once() -> Iterator[None]:
    """Reading a workflow is the dearest part of a start, and a version never changes."""
    read, texts = versions.read_version, {}

    @cache
    def known(digest: str) -> versions.Version:
        return read(texts[digest])

    def cached(bundle: versions.Bundle) -> versions.Version:
        texts.setdefault(digest := versions.digest_of(bundle), bundle)
        return known(digest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(versions, "read_version", cached)
        yield


@pytest.fixture
def statements(app: Flask) -> Callable[[], Any]:
    """``with statements() as sent:`` lists what the database is asked meanwhile."""

    @contextmanager
    def listened() -> Iterator[list[str]]:
        sent: list[str] = []

        def hear(_: Any, __: Any, statement: str, *___: Any) -> None:
            if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
                sent.append(statement)

        event.listen(db.engine, "before_cursor_execute", hear)
        try:
            yield sent
        finally:
            event.remove(db.engine, "before_cursor_execute", hear)

    return listened
