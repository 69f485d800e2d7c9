"""An installation of a test's own, and the command line run against it in this process."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from approval.cli import commands
from approval.cli.installation import desk_of, installation
from approval.cli.showing import show_people
from approval.operations.carrying import Told
from approval.operations.demonstrating import Ending, Journey, demonstrate
from approval.operations.importing import read_submission
from approval.settings import Settings

SAMPLES = Path(__file__).parents[1] / "samples"
BEGINS = datetime(2026, 2, 3, 15, 0, tzinfo=UTC)
Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def own_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """APPROVAL_DATA is a folder of this test, and no other setting of the machine counts."""
    for name in [n for n in os.environ if n.startswith("APPROVAL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("APPROVAL_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def run() -> Run:
    """``run("import", path)``: what the command said, and how it ended."""

    def one(*words: object, **more: object) -> Result:
        return CliRunner().invoke(commands, [str(w) for w in words], catch_exceptions=False, **more)

    return one


def settings_of(folder: Path) -> Settings:
    folder.mkdir(parents=True, exist_ok=True)
    return Settings(
        data=folder, database_url=f"sqlite:///{folder / 'approval.db'}", secret_key="of a test", demo=True
    )


def carry(
    settings: Settings, content: bytes, told: list[Told] | None = None, until: datetime | None = None
) -> Ending:
    """Carry one concept as far as it goes, without making its documents."""
    with installation(settings) as app:
        show_people(BEGINS)
        desk = desk_of(app)
        form = desk.versions.newest("michener").forms["concept"]
        submission = read_submission(form, content, BEGINS)
        return demonstrate(
            desk, submission, Journey(BEGINS, until=until, tell=([] if told is None else told).append)
        )


@pytest.fixture(scope="session")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with one case that went to launch; copied, never used."""
    folder = tmp_path_factory.mktemp("approved")
    ending = carry(settings_of(folder), (SAMPLES / "S04-safe-patient-transfer.json").read_bytes())
    assert ending.reached, ending
    with sqlite3.connect(folder / "approval.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return folder


@pytest.fixture
def with_case(approved: Path, own_installation: Path) -> Path:
    """The test's installation, with that case."""
    shutil.copytree(approved, own_installation)
    return own_installation


@pytest.fixture
def database(with_case: Path) -> Iterator[sqlite3.Connection]:
    """The bare database of that installation, for somebody who means harm."""
    connection = sqlite3.connect(with_case / "approval.db", isolation_level=None)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    yield connection
    connection.close()
