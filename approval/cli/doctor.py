"""`approval doctor`: try everything that the application needs, and say what mends what is wrong.

Nothing of the application is imported before it is tried: this runs where nothing else can.
"""

import os
import re
import shutil
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import click

LEAST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried. ``mend`` is the command that puts it right."""

    what: str
    well: bool
    says: str
    mend: str = ""
    needed: bool = True


@click.command()
def doctor() -> None:
    """Try everything the application needs; each failing line comes with the command that mends it."""
    wrong = 0
    for finding in _findings():
        mark = "ok   " if finding.well else ("WRONG" if finding.needed else "  -  ")
        click.echo(f"{mark}  {finding.what}: {finding.says}")
        if not finding.well and finding.mend:
            click.echo(f"         mend it with:  {finding.mend}")
        wrong += finding.needed and not finding.well
    if wrong:
        raise click.ClickException(f"{wrong} thing(s) to mend.")
    click.echo("Everything that is needed works.")


def _findings() -> Iterator[Finding]:
    yield _python()
    yield from _libraries()
    settings = yield from _settings()
    if settings is not None:
        yield _tried(
            "Data folder", lambda: _writable(settings.data), f"sudo chown -R $(id -un) {settings.data}"
        )
        yield from _database(settings)
        yield _mail(settings)
    yield _tried("Workflows", _workflows, "approval workflow check workflows/michener")
    yield _pdf()
    yield _chromium()


def _tried(what: str, attempt: Callable[[], str], mend: str) -> Finding:
    """What came of an attempt; any error is its result: that is what is asked here."""
    try:
        return Finding(what, well=True, says=attempt())
    except Exception as error:  # noqa: BLE001  every way to fail is a finding
        return Finding(what, well=False, says=_line(error), mend=mend)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    well = sys.version_info >= LEAST_PYTHON
    return Finding("Python", well, version, "sudo apt-get install python3.11 python3.11-venv")


def _libraries() -> Iterator[Finding]:
    """Each library that the package asks for, at its version or a later one."""
    wanted = _requirements()
    lacking = []
    for requirement in wanted:
        name = re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]
        least = re.search(r">=([0-9.]+)", requirement)
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            lacking.append((requirement, f"{name} is missing"))
            continue
        if least and _numbers(found) < _numbers(least[1]):
            lacking.append((requirement, f"{name} {found} is older than {least[1]}"))
    for requirement, says in lacking:
        plain = requirement.partition(";")[0].strip()
        yield Finding("Library", well=False, says=says, mend=f"{sys.executable} -m pip install '{plain}'")
    if not lacking:
        yield Finding("Libraries", well=True, says=f"all {len(wanted)} are here")


def _requirements() -> list[str]:
    """What the installed package asks for; in a checkout that is not installed, what its pyproject.toml does."""
    try:
        return [r for r in metadata.requires("approval") or () if "extra ==" not in r]
    except metadata.PackageNotFoundError:
        project = Path(__file__).resolve().parents[2] / "pyproject.toml"
        found: list[str] = tomllib.loads(project.read_text("utf-8"))["project"]["dependencies"]
        return found


def _settings() -> Iterator[Finding] | Any:
    """The installation's settings; nothing where they cannot be read."""
    from ..settings import from_environment  # tried here, as everything is

    try:
        settings = from_environment()
    except Exception as error:  # noqa: BLE001  any error is the finding
        yield Finding(
            "Settings",
            well=False,
            says=_line(error),
            mend="export APPROVAL_… as the line says, then try again",
        )
        return None
    yield Finding("Settings", well=True, says=f"served at {settings.base_url}, data in {settings.data}")
    return settings


def _writable(folder: Path) -> str:
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        file.write(b"x")
        file.flush()
        os.fsync(file.fileno())
    free = shutil.disk_usage(folder).free // 1_000_000
    return f"{folder} can be written, {free:,} MB free"


def _database(settings: Any) -> Iterator[Finding]:
    def reach() -> str:
        from sqlalchemy import create_engine  # tried here, as everything is

        engine = create_engine(settings.database_url)
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
        return f"{engine.dialect.name} answers"

    def current() -> str:
        from ..operations.upgrading import is_current  # tried here, as everything is

        if not is_current(settings):
            raise RuntimeError("the tables are of an older version")
        return "those of this version"

    remote = not settings.database_url.startswith("sqlite")
    if not remote and not Path(settings.database_url.removeprefix("sqlite:///")).exists():
        yield Finding(
            "Database",
            well=False,
            says="not made yet",
            mend="approval init   (or approval serve)",
            needed=False,
        )
        return
    mend = (
        "export APPROVAL_DATABASE_URL=postgresql://user:password@host/name"
        if remote
        else f"ls -l {settings.data}"
    )
    reached = _tried("Database", reach, mend)
    yield reached
    if reached.well:
        yield _tried(
            "Tables", current, "approval serve   (brings them up to date; approval backup FILE first)"
        )


def _mail(settings: Any) -> Finding:
    if not settings.smtp_url:
        return Finding("Mail", well=True, says=f"no server is set: letters go to {settings.outbox}")

    def greet() -> str:
        import smtplib  # only where a server is set
        from urllib.parse import urlsplit

        parts = urlsplit(settings.smtp_url)
        kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
        with kind(
            parts.hostname or "", parts.port or (465 if parts.scheme == "smtps" else 25), timeout=10
        ) as server:
            server.noop()
        return f"{parts.hostname} answers"

    return _tried("Mail", greet, "export APPROVAL_SMTP_URL=smtps://user:password@mail.example.ca")


def _workflows() -> str:
    from ..operations.adopting import known_versions  # tried here, as everything is
    from ..versions import read_version

    names = [f"{v.workflow.id} {v.workflow.version}" for v in map(read_version, known_versions())]
    return ", ".join(names)


def _pdf() -> Finding:
    """A page is really printed, as the worker does it."""
    mend = "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

    def attempt() -> str:
        from ..documents.pdf import Press  # tried here, as everything is
        from ..resources import STATIC

        begun = time.monotonic()
        page = '<!doctype html><html lang="fr"><title>Essai</title><h1>Déjà vu</h1></html>'
        with Press(STATIC) as press:
            pdf = press.pdf(page, identifier="doctor", lang="fr")
        if not pdf.startswith(b"%PDF-"):
            raise RuntimeError("what came out is no PDF")
        return f"a page was printed in {time.monotonic() - begun:.1f} s"

    return _tried("PDF documents", attempt, mend)


def _chromium() -> Finding:
    path = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    return Finding(
        "Chromium (for the browser tests alone)",
        well=path is not None,
        says=path or "not found",
        mend="sudo apt-get install chromium",
        needed=False,
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", version)[:3])


def _line(error: Exception) -> str:
    lines = [line for line in str(error).splitlines() if line.strip()]
    return lines[0].strip() if lines else type(error).__name__
