"""A database made by the migrations is the database of the models, and refuses to forget."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import JSON, Connection, create_engine, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.types import TypeEngine

from approval.models import database  # noqa: F401
from approval.models.base import Base, Moment
from approval.models.keeping import APPEND_ONLY
from approval.operations.upgrading import upgrade
from tests.postgres import both_databases

EVERY = pytest.mark.parametrize(
    "url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'migrated.db'}"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def migrated(url: str) -> Iterator[Connection]:
    upgrade(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@EVERY
def test_migrated_tables_are_the_tables_of_the_models(migrated: Connection):
    context = MigrationContext.configure(
        migrated, opts={"compare_type": True, "compare_server_default": True}
    )
    assert compare_metadata(context, Base.metadata) == []
    migrated.rollback()
    assert described(migrated) == described_models(migrated)


@EVERY
def test_upgrading_twice_changes_nothing(migrated: Connection, url: str):
    before = described(migrated)
    migrated.rollback()
    upgrade(url)
    assert described(migrated) == before


@both_databases
@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {}=1", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_what_happened(database_url: str, table: str, statement: str):
    if database_url.startswith("sqlite") and statement.startswith("TRUNCATE"):
        return  # SQLite has no such statement
    engine = create_engine(database_url)
    with engine.connect() as connection:
        fill(connection)
        column = "event_id" if table == "statement" else "id"
        with pytest.raises(DatabaseError, match="the record is only ever added to"):
            connection.execute(text(statement.format(table, column)))
    engine.dispose()


@both_databases
@pytest.mark.parametrize("statement", ["UPDATE minutes SET version=9", "DELETE FROM minutes"])
@pytest.mark.parametrize(("state", "refused"), [("approved", True), ("draft", False)])
def test_approved_minutes_are_kept_by_the_database(
    database_url: str, statement: str, state: str, refused: bool
):
    engine = create_engine(database_url)
    with engine.connect() as connection:
        fill(connection, "minutes", state=state)
        connection.commit()
        told = pytest.raises(DatabaseError, match="approved minutes do not change")
        with told if refused else nullcontext():
            connection.execute(text(statement))
    engine.dispose()


def fill(connection: Connection, *tables: str, **values: object) -> None:
    """One row in every table that is only added to, or in these, without asking whether it refers to anything."""
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
    else:
        connection.execute(text("SET session_replication_role = replica"))
    for table in (Base.metadata.tables[name] for name in tables or APPEND_ONLY):
        plainly = {c.name: plain(c.type) for c in table.columns}
        connection.execute(table.insert().values({**plainly, **values}))
    if connection.dialect.name != "sqlite":
        connection.execute(text("SET session_replication_role = origin"))


def plain(kind: TypeEngine[object]) -> object:
    if isinstance(kind, Moment):
        return datetime(2026, 1, 1, tzinfo=UTC)
    return {} if isinstance(kind, JSON) else kind.python_type(1)


def described_models(connection: Connection) -> dict[str, object]:
    """What create_all makes of the models, in a schema or file beside the migrated one."""
    if connection.dialect.name == "sqlite":
        with create_engine("sqlite://").begin() as other:
            Base.metadata.create_all(other)
            return described(other)
    connection.execute(text("CREATE SCHEMA models"))
    connection.execute(text("SET search_path TO models"))
    Base.metadata.create_all(connection)
    return described(connection, "models")


def described(connection: Connection, schema: str | None = None) -> dict[str, object]:
    """Everything a comparison by Alembic leaves out: checks, conditions of indexes, triggers."""
    found = inspect(connection)
    tables = sorted(set(found.get_table_names(schema)) - {"alembic_version"})
    about: dict[str, object] = {"triggers": triggers(connection, schema)}
    for table in tables:
        about[table] = {
            "checks": sorted((c["name"], c["sqltext"]) for c in found.get_check_constraints(table, schema)),
            "unique": sorted(
                (u["name"], u["column_names"]) for u in found.get_unique_constraints(table, schema)
            ),
            "indexes": sorted(
                (i["name"], i["unique"], condition(i["dialect_options"]))
                for i in found.get_indexes(table, schema)
            ),
            "keys": sorted(
                (k["name"], k["constrained_columns"]) for k in found.get_foreign_keys(table, schema)
            ),
            "columns": sorted(
                (c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table, schema)
            ),
        }
    return about


def condition(options: dict[str, object]) -> str:
    """Of a partial index."""
    return "".join(str(value) for name, value in options.items() if name.endswith("_where"))


def triggers(connection: Connection, schema: str | None) -> list[tuple[object, ...]]:
    if connection.dialect.name == "sqlite":
        wanted = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        return [tuple(row) for row in connection.execute(text(wanted))]
    wanted = (
        "SELECT t.tgname, t.tgtype, p.prosrc FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE NOT t.tgisinternal AND n.nspname = :schema ORDER BY t.tgname"
    )
    return [tuple(row) for row in connection.execute(text(wanted), {"schema": schema or "public"})]
