"""What is due for disposal is listed, goes only when confirmed, and leaves a record that verifies."""

import sqlite3

import pytest

from approval.operations import disposing
from approval.queries import holdings


@pytest.fixture
def old(monkeypatch, with_case):
    """The case that ships for tests is of 2026: its series ended long ago for whoever asks from 2031."""
    monkeypatch.setattr(holdings.Series, "until", lambda *_: holdings.date(2000, 1, 1))
    return with_case


def sheets(folder):
    with sqlite3.connect(folder / "approval.db") as connection:
        rows = connection.execute(
            "SELECT answers FROM paper WHERE person_id IS NOT NULL AND form LIKE 'assessment%'"
        )
        return [answers for (answers,) in rows]


def test_what_is_kept_is_listed_with_its_day(run, with_case):
    said = run("records", "due", "--on", "2026-01-01")
    assert said.exit_code == 0, said.output
    assert "MC-2026-001  assessment_sheets  2 texts  kept until 20" in said.output
    assert "0 due on 2026-01-01" in said.output


def test_what_is_due_is_listed_and_goes_only_when_confirmed(run, old):
    assert "MC-2026-001  assessment_sheets  2 texts  due since 2000-01-01" in run("records", "due").output
    said = run("records", "dispose")
    assert said.exit_code == 1
    assert "nothing was changed" in said.output
    assert not [s for s in sheets(old) if "disposed" in s]
    said = run("records", "dispose", "--confirm")
    assert said.exit_code == 0, said.output
    assert "MC-2026-001: 2 of assessment_sheets disposed of, event " in said.output
    assert all("disposed" in s for s in sheets(old))
    assert run("audit", "verify").exit_code == 0
    assert run("records", "dispose", "--confirm").output == "Nothing is due for disposal.\n"


def test_a_hold_is_listed_with_its_reason_and_keeps_the_texts(run, old):
    with sqlite3.connect(old / "approval.db") as connection:
        connection.execute(
            "INSERT INTO legal_hold (proposal_id, why, placed_by_id, placed_at, lifted_why) "
            "VALUES (1, 'A claim', 1, '2026-05-01 12:00:00.000000', '')"
        )
    connection.close()
    assert "held since 2026-05-01: A claim" in run("records", "due").output
    assert run("records", "dispose", "--confirm").output == "Nothing is due for disposal.\n"
    assert not [s for s in sheets(old) if "disposed" in s]


def test_what_went_is_decided_again_inside_the_transaction(run, old, monkeypatch):
    monkeypatch.setattr(disposing, "due_in", lambda *_: [])
    said = run("records", "dispose", "--confirm")
    assert said.exit_code == 0
    assert "disposed of, event" not in said.output
