"""What was written of a condition before evidence had rows of its own is moved, under who wrote it."""

from datetime import UTC, datetime

import pytest
from alembic import command
from sqlalchemy import Date, DateTime, MetaData, Table, create_engine, text

from approval.models import database  # noqa: F401
from approval.models.migrations import configuration
from approval.operations.upgrading import upgrade
from tests.models.test_migrations import plain

BOTH = pytest.mark.parametrize(
    "url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
AT, LATER = datetime(2026, 2, 3, 12, tzinfo=UTC), datetime(2026, 2, 5, 12, tzinfo=UTC)


@pytest.fixture
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'old.db'}"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def old(url):
    """A database of the first revision with three people, a case, three events and three conditions."""
    engine = create_engine(url)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        with connection.execution_options(writes=True).begin():
            command.upgrade(configuration(connection), "0001")
            _rows(connection)
    engine.dispose()
    return url


def _rows(connection):
    for person in (1, 2, 3):
        fill(connection, "person", id=person, email=f"p{person}@x.example", language="en")
    fill(connection, "workflow_version", digest="d")
    fill(connection, "proposal", id=1, digest="d", closed_at=None, outcome=None, entered_by_id=None)
    said = ((1, "support", AT), (2, "condition_evidence", LATER), (3, "close_condition", LATER))
    for n, (actor, action, at) in enumerate(said, 1):
        same = {
            "id": n,
            "seq": n,
            "version": n,
            "hash": str(n),
            "proposal_id": 1,
            "for_id": None,
            "key": None,
        }
        fill(connection, "event", **same, actor_id=actor, action=action, at=at)
    add = {"proposal_id": 1, "due": "launch", "event_id": 1, "closed_at": None, "closed_by_id": None}
    closed = {**add, "closed_at": LATER, "closed_by_id": 3}
    fill(connection, "condition", **add, id=1, number=1, evidence="")
    fill(connection, "condition", **add, id=2, number=2, evidence="Ina, 3 February\nBooked.")
    fill(connection, "condition", **closed, id=3, number=3, evidence="Signed.")


def fill(connection, table, **given):
    """A row with something in every column."""
    found = Table(table, MetaData(), autoload_with=connection)
    days = {c.name: AT.date() for c in found.columns if isinstance(c.type, Date)}
    moments = {c.name: AT for c in found.columns if isinstance(c.type, DateTime)}
    row = {c.name: plain(c.type) for c in found.columns if c.name not in days | moments} | days | moments
    connection.execute(found.insert().values({**row, **given}))


@BOTH
def test_it_is_moved_under_who_signed_off_or_else_added_last(old):
    upgrade(old)
    engine = create_engine(old)
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT condition_id, text, added_by_id FROM evidence ORDER BY id")
        ).all()
        days = connection.execute(text("SELECT added_at FROM evidence ORDER BY id")).scalars()
        assert [tuple(r) for r in rows] == [(2, "Ina, 3 February\nBooked.", 2), (3, "Signed.", 3)]
        assert [str(day)[:10] for day in days] == ["2026-02-05", "2026-02-05"]
    engine.dispose()
