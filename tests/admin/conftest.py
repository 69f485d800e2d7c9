"""An administrator and their browser."""

import pytest

from tests.admin.reading import ADMIN


@pytest.fixture
def dorothy(person):
    return person("Dorothy Iwasaki", ADMIN)


@pytest.fixture
def admin(client_of, dorothy):
    return client_of(dorothy)
