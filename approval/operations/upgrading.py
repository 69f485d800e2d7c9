"""Bring a database to the tables of this version: all of it or none, by one process at a time."""

from pathlib import Path

from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.engine import Engine

from ..models import database  # noqa: F401  (how a connection to SQLite begins)
from ..models.migrations import configuration
from ..settings import Settings

LOCK = 7_261_534_104  # any number, always the same: whoever holds it in PostgreSQL is upgrading


def upgrade(target: Settings | str) -> None:
    """Run the revisions that the database lacks; none where it has them all.

    Raises sqlalchemy.exc.OperationalError where the database cannot be reached, RuntimeError where a revision
    would leave rows that refer to nothing.
    """
    engine = create_engine(target if isinstance(target, str) else target.database_url)
    try:
        _run(engine)
    finally:
        engine.dispose()


def _run(engine: Engine) -> None:
    """On SQLite a table is altered by copying it; foreign keys are checked at the end."""
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:  # this has no effect inside a transaction
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        with connection.execution_options(writes=True).begin():
            if not sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            command.upgrade(configuration(connection), "head")
            if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise RuntimeError(f"rows that refer to nothing: {broken}")


def is_current(target: Settings | str) -> bool:
    """Whether the database has the tables of this version; asking makes none.

    Raises sqlalchemy.exc.OperationalError where it cannot be reached.
    """
    engine = create_engine(target if isinstance(target, str) else target.database_url)
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return False
    try:
        with engine.connect() as connection:
            head = ScriptDirectory.from_config(configuration(connection)).get_current_head()
            return MigrationContext.configure(connection).get_current_revision() == head
    finally:
        engine.dispose()
