"""The one session, how it begins, and how a change is all of it or none of it."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, Row, event, func, select
from sqlalchemy.sql.expression import Executable

from .base import Base

db = SQLAlchemy(metadata=Base.metadata, session_options={"autoflush": False})
"""Tables stay plain SQLAlchemy; ``db.Model`` is not used."""
log = logging.getLogger(__name__)


@contextmanager
def transaction() -> Iterator[None]:
    """All of it or none of it. Operations use this; nothing else commits.

    What was read before is let go first: a writer on SQLite takes the lock at its first statement, and
    decides on rows as they are then, never as a page saw them.
    """
    db.session.rollback()
    db.session.connection(execution_options={"writes": True})
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def rows_of(statement: Executable, /, **values: Any) -> Sequence[Row[*tuple[Any, ...]]]:
    """What a statement of columns finds, in the transaction of the session.

    Past the session itself: it looks for entities in every statement, which takes twice as long as the rest.
    """
    return db.session.connection().execute(statement, values).all()


def one_at_a_time(name: str) -> None:
    """Until this transaction ends, whoever else comes by the same name waits here.

    On SQLite a transaction that writes is alone already.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))


PRAGMAS = (
    "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000",
    "cache_size=-8192",  # 8 MiB for each connection: the usual 2 hold no list of a large installation
)  # fmt: skip


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, _: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None  # SQLAlchemy's own "begin" decides which kind, below
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
