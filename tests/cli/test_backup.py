"""A whole installation in one file, and again an installation: the same rows, the same bytes, a record that holds."""

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select

from approval.cli.installation import desk_of, installation
from approval.models.base import Base
from approval.operations.archiving import LEFT_OUT
from tests.cli.conftest import SAMPLES, carry, settings_of


@pytest.fixture
def kept(run, with_case: Path, tmp_path: Path) -> Path:
    """An archive of an installation with a case, a stored file and a session."""
    with installation(settings_of(with_case)) as app:
        digest = desk_of(app).storage.put(b"%PDF-1.7 a letter")
        terms = desk_of(app).storage.put(b"%PDF-1.7 terms of reference")
    with sqlite3.connect(with_case / "approval.db") as connection:
        connection.execute(
            "INSERT INTO attachment (key, proposal_id, name, media_type, size, digest, form, uploaded_by_id, uploaded_at)"
            " VALUES ('k', 1, 'letter.pdf', 'application/pdf', 17, ?, 'concept', 1, '2026-02-03 00:00:00.000000')",
            (digest,),
        )
        connection.execute("UPDATE body_rules SET instrument_file = ? WHERE id = 1", (terms,))
        connection.execute(
            "INSERT INTO login (token_digest, person_id, created_at, seen_at, proved_at, device) VALUES "
            "('t', 1, '2026-02-03 00:00:00.000000', '2026-02-03 00:00:00.000000', '2026-02-03 00:00:00.000000', '')"
        )
    connection.close()
    file = tmp_path / "kept.zip"
    said = run("backup", file)
    assert said.exit_code == 0, said.output
    assert "secret key" in said.output
    return file


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """From now on, commands mean another, empty installation."""
    monkeypatch.setenv("APPROVAL_DATA", str(tmp_path / "elsewhere"))
    return tmp_path / "elsewhere"


def rows_of(url: str) -> dict[str, list]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            t.name: [tuple(r) for r in connection.execute(select(t).order_by(*t.primary_key))]
            for t in Base.metadata.sorted_tables
            if t.name not in LEFT_OUT
        }
    engine.dispose()
    return found


def test_everything_comes_back(run, kept, with_case, elsewhere):
    said = run("restore", kept)
    assert said.exit_code == 0, said.output
    assert "every record is as it was written" in said.output
    here, there = rows_of(f"sqlite:///{with_case}/approval.db"), rows_of(f"sqlite:///{elsewhere}/approval.db")
    assert here == there
    assert sum(map(len, here.values())) > 200
    files = [p.relative_to(elsewhere / "files") for p in (elsewhere / "files").glob("??/*")]
    assert files == [p.relative_to(with_case / "files") for p in (with_case / "files").glob("??/*")]
    assert len(files) == 2


def test_sessions_and_the_secret_key_stay_behind(run, kept, with_case, elsewhere):
    run("restore", kept)
    connection = sqlite3.connect(elsewhere / "approval.db")
    assert connection.execute("SELECT count(*) FROM login").fetchone() == (0,)
    connection.close()
    assert (elsewhere / "secret.key").read_text() != (with_case / "secret.key").read_text()
    with zipfile.ZipFile(kept) as archive:
        key = (with_case / "secret.key").read_bytes().strip()
        assert not any(key in archive.read(name) for name in archive.namelist())


def test_the_archive_is_its_owners_alone(kept):
    assert kept.stat().st_mode & 0o077 == 0


def test_only_an_empty_installation_is_filled(run, kept):
    said = run("restore", kept)
    assert said.exit_code == 1
    assert "needs an empty installation" in said.output


@pytest.mark.parametrize("harm", ["cut", "row", "file", "table", "not a zip"])
def test_a_damaged_archive_restores_nothing(run, kept, elsewhere, harm):
    if harm == "cut":
        kept.write_bytes(kept.read_bytes()[:-300])
    elif harm == "not a zip":
        kept.write_bytes(b"hello")
    else:
        rewrite(kept, harm)
    said = run("restore", kept)
    assert said.exit_code == 1
    assert "Nothing was restored" in said.output
    assert not any(rows_of(f"sqlite:///{elsewhere}/approval.db").values())


def rewrite(archive: Path, harm: str) -> None:
    with zipfile.ZipFile(archive) as old:
        members = {name: old.read(name) for name in old.namelist()}
    for name, content in members.items():
        if harm == "row" and name == "tables/proposal.jsonl":
            members[name] = content.replace(b"active", b"retired", 1)
        if harm == "file" and name.startswith("files/"):
            members[name] = content + b"!"
    if harm == "table":
        del members["tables/event.jsonl"]
    with zipfile.ZipFile(archive, "w") as new:
        for name, content in members.items():
            new.writestr(name, content)


def test_an_archive_of_other_tables_says_what_to_do(run, kept, elsewhere):
    with zipfile.ZipFile(kept) as old:
        members = {name: old.read(name) for name in old.namelist()}
    manifest = json.loads(members["manifest.json"]) | {"revision": "9999", "approval": "7.0"}
    members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(kept, "w") as new:
        for name, content in members.items():
            new.writestr(name, content)
    said = run("restore", kept)
    assert said.exit_code == 1
    assert "approval 7.0" in said.output


def test_a_missing_stored_file_keeps_the_backup_from_being_made(run, kept, with_case, tmp_path):
    next((with_case / "files").glob("??/*")).unlink()
    said = run("backup", tmp_path / "second.zip")
    assert said.exit_code == 1
    assert not (tmp_path / "second.zip").exists()
    assert not list(tmp_path.glob(".second*"))


def test_a_backup_takes_the_place_of_an_earlier_one_whole(run, kept):
    before = kept.stat().st_ino
    assert run("backup", kept).exit_code == 0
    assert kept.stat().st_ino != before


@pytest.mark.postgres
def test_from_one_kind_of_database_to_the_other_and_on(
    run, kept, elsewhere, with_case, postgres_url, monkeypatch, tmp_path
):
    monkeypatch.setenv("APPROVAL_DATABASE_URL", postgres_url)
    said = run("restore", kept)
    assert said.exit_code == 0, said.output
    here, there = rows_of(f"sqlite:///{with_case}/approval.db"), rows_of(postgres_url)
    assert here == there
    added = run(
        "import", SAMPLES / "S01-perfusion-support-essentials.json"
    )  # numbers go on after the restored ones
    assert added.exit_code == 0, added.output
    assert "MC-2026-002" in added.output or "-001" in added.output
    back = tmp_path / "back.zip"
    assert run("backup", back).exit_code == 0
    monkeypatch.delenv("APPROVAL_DATABASE_URL")
    monkeypatch.setenv("APPROVAL_DATA", str(tmp_path / "third"))
    assert run("restore", back).exit_code == 0
    engine = create_engine(f"sqlite:///{tmp_path / 'third' / 'approval.db'}")
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Base.metadata.tables["proposal"])) == 2
    engine.dispose()


def test_a_case_goes_on_after_a_restore(run, tmp_path, monkeypatch):
    first = tmp_path / "first"
    content = (SAMPLES / "X02-perfusion-helper-skills.json").read_bytes()
    assert carry(settings_of(first), content).stage == "concept_revision"
    monkeypatch.setenv("APPROVAL_DATA", str(first))
    assert run("backup", tmp_path / "b.zip").exit_code == 0
    monkeypatch.setenv("APPROVAL_DATA", str(tmp_path / "second"))
    assert run("restore", tmp_path / "b.zip").exit_code == 0
    ending = carry(settings_of(tmp_path / "second"), content)
    assert (ending.reference, ending.stage) == ("MC-2026-002", "concept_revision")
