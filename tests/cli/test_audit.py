"""Whatever is changed behind the application's back is found and named."""

import json
import shutil

import pytest


@pytest.fixture
def last(database) -> int:
    return database.execute("SELECT max(seq) FROM event").fetchone()[0]


def test_a_record_as_it_was_written_holds(run, with_case):
    said = run("audit", "verify")
    assert said.exit_code == 0, said.output
    assert "1 cases" in said.output


@pytest.mark.parametrize(
    ("sql", "seq", "says"),
    [
        ("UPDATE event SET action = 'decline' WHERE seq = 5", 5, "its hash does not fit"),
        ("UPDATE event SET actor_id = 1 WHERE seq = 7", 7, "its hash does not fit"),
        ("UPDATE event SET at = '2025-01-01 00:00:00.000000' WHERE seq = 4", 4, "its hash does not fit"),
        ("UPDATE event SET previous = hash WHERE seq = 6", 6, "does not follow"),
        ("UPDATE statement SET said = '{}' WHERE event_id = 1", 1, "what was said was changed"),
        ("DELETE FROM statement WHERE event_id = 8", 8, "what was said is missing"),
        ("UPDATE proposal SET stage = 'draft'", None, "its last event led to active"),
        ("UPDATE proposal SET last_seq = 999", None, "knows 999 events"),
        ("UPDATE proposal SET version = 1", None, "older than its last event"),
        ("DELETE FROM revision WHERE form = 'concept'", None, "the text it names is not the one on record"),
    ],
)
def test_a_changed_row_is_named(run, database, last, sql, seq, says):
    database.execute("PRAGMA foreign_keys=OFF")
    database.execute(sql)
    said = run("audit", "verify")
    assert said.exit_code == 1
    assert says in said.output
    if seq:
        assert f"MC-2026-001, event {seq}: " in said.output


def test_a_changed_text_is_named(run, database):
    identity, answers = database.execute("SELECT id, answers FROM revision WHERE form = 'concept'").fetchone()
    changed = json.dumps(json.loads(answers) | {"hours_total": 300})
    database.execute("UPDATE revision SET answers = ? WHERE id = ?", (changed, identity))
    said = run("audit", "verify")
    assert said.exit_code == 1
    assert "the text of concept that it froze was changed" in said.output


def test_a_missing_event_is_named(run, database):
    database.execute("PRAGMA foreign_keys=OFF")
    database.execute("DELETE FROM event WHERE seq = 4")
    said = run("audit", "verify")
    assert said.exit_code == 1
    assert "MC-2026-001, event 5: event 4 is missing before it" in said.output


def test_the_end_of_a_chain_cannot_be_cut_off(run, database, last):
    database.execute("PRAGMA foreign_keys=OFF")
    database.execute("DELETE FROM event WHERE seq = ?", (last,))
    said = run("audit", "verify")
    assert said.exit_code == 1
    assert f"the case knows {last} events and {last - 1} are here" in said.output


def test_a_stored_file_that_was_changed_is_named(run, database, with_case):
    digest = "ab" * 32
    database.execute(
        "INSERT INTO attachment (key, proposal_id, name, media_type, size, digest, form, uploaded_by_id, uploaded_at)"
        " VALUES ('k', 1, 'letter.pdf', 'application/pdf', 3, ?, 'concept', 1, '2026-02-03 00:00:00.000000')",
        (digest,),
    )
    assert (
        f"the stored attachment letter.pdf is missing or was changed ({digest})"
        in run("audit", "verify").output
    )
    folder = with_case / "files" / "ab"
    folder.mkdir(parents=True)
    (folder / digest).write_bytes(b"not those bytes")
    assert run("audit", "verify").exit_code == 1


def test_a_missing_instrument_of_a_body_is_named(run, database):
    database.execute("UPDATE body_rules SET instrument_file = ? WHERE id = 2", ("cd" * 32,))
    said = run("audit", "verify")
    assert said.exit_code == 1
    assert "smt, event 0: the stored instrument of 2024-09-01 is missing or was changed" in said.output


def test_each_case_is_looked_at_and_the_first_fault_comes_last_to_be_read_first(run, with_case, database):
    shutil.copy2(with_case / "approval.db", with_case / "before.db")
    assert run("seed", 3).exit_code == 0
    database.execute(
        "UPDATE statement SET said = '{\"x\": 1}' WHERE event_id IN (SELECT id FROM event WHERE seq = 2)"
    )
    said = run("audit", "verify")
    assert said.exit_code == 1
    assert "4 do not hold. The first: MC-2026-001, event 2: " in said.output
