"""Each thing that is wrong is said with the line that mends it."""

import sqlite3

import pytest

from approval.cli import doctor
from approval.documents import pdf


@pytest.fixture
def prints_at_once(monkeypatch):
    monkeypatch.setattr(pdf.Press, "pdf", lambda *_, **__: b"%PDF-1.7")


@pytest.mark.slow
def test_on_a_machine_that_has_everything_all_is_well(run):
    said = run("doctor")
    assert said.exit_code == 0, said.output
    assert "ok     PDF documents: a page was printed" in said.output
    assert "not made yet" in said.output


def test_a_prepared_database_is_well(run, with_case, prints_at_once):
    said = run("doctor")
    assert said.exit_code == 0, said.output
    assert "ok     Tables" in said.output


def test_missing_libraries_of_the_system_come_with_the_apt_line(run, monkeypatch):
    def lacking(*_: object, **__: object) -> bytes:
        raise pdf.PressUnavailable("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf.Press, "pdf", lacking)
    said = run("doctor")
    assert said.exit_code == 1
    assert "WRONG  PDF documents: cannot load library" in said.output
    assert "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in said.output


def test_a_missing_or_old_library_comes_with_the_pip_line(run, monkeypatch, prints_at_once):
    monkeypatch.setattr(
        doctor, "_requirements", lambda: ["flask>=99.0", "not-a-library[x]>=1; python_version > '3'"]
    )
    said = run("doctor")
    assert said.exit_code == 1
    assert "-m pip install 'flask>=99.0'" in said.output
    assert "-m pip install 'not-a-library[x]>=1'" in said.output


def test_tables_of_an_older_version_are_found(run, with_case, prints_at_once):
    with sqlite3.connect(with_case / "approval.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.close()
    said = run("doctor")
    assert said.exit_code == 1
    assert "WRONG  Tables" in said.output


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("APPROVAL_SMTP_URL", "smtp://127.0.0.1:9", "WRONG  Mail: "),
        ("APPROVAL_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing", "WRONG  Database: "),
        ("APPROVAL_BASE_URL", "http://approvals.example.ca", "WRONG  Settings: APPROVAL_BASE_URL"),
    ],
)
def test_a_setting_that_leads_nowhere_is_found(run, monkeypatch, prints_at_once, name, value, says):
    monkeypatch.setenv(name, value)
    said = run("doctor")
    assert said.exit_code == 1
    assert says in said.output
    assert f"export {name}=" in said.output or "export APPROVAL_…" in said.output


def test_a_folder_that_cannot_be_written_is_found(run, monkeypatch, prints_at_once):
    def refuse(*_: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(doctor, "_writable", refuse)
    said = run("doctor")
    assert said.exit_code == 1
    assert "sudo chown -R" in said.output


def test_without_a_browser_nothing_is_wrong(run, monkeypatch, prints_at_once):
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    said = run("doctor")
    assert said.exit_code == 0
    assert "sudo apt-get install chromium" in said.output
