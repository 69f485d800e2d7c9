"""What every test may ask for. Nothing here reads the system's clock or leaves this machine."""

from collections.abc import Iterator

import pytest

from tests import postgres


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.server() as address:
        yield address


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database on a real PostgreSQL."""
    with postgres.empty_database(postgres_server) as url:
        yield url
