"""Keep a whole installation in one file, and make one of it again: the same file for SQLite and PostgreSQL.

A zip: ``manifest.json``, every table as JSON lines, every stored file by its digest. All rows are read in one
snapshot of the database, so work may go on meanwhile.
"""

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Date, Integer, Table, func, insert, select
from sqlalchemy.types import TypeEngine

from .. import __version__
from ..desk import Desk
from ..models.base import Base, Moment
from ..models.database import db, transaction
from ..models.migrations import configuration
from ..storage import Missing

LEFT_OUT = frozenset({"login", "attempt"})
"""Sessions, and counts of failed sign-ins: everybody signs in again."""
FILES = {
    "document": "digest",
    "attachment": "digest",
    "meeting_document": "digest",
    "packet_copy": "digest",
    "body_rules": "instrument_file",
}
"""Columns that name stored files, by table; a file that is still to be made has no name yet."""
AT_ONCE = 500
MANIFEST = "manifest.json"
FORMAT = 1


class NotKept(Exception):
    """The archive could not be made or used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What an archive holds."""

    rows: int
    files: int
    made_at: str


def keep(desk: Desk, target: Path, *, now: datetime) -> Kept:
    """Write the archive: whole or not at all, and on the disk before this returns. Raises NotKept, OSError."""
    descriptor, partial = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(descriptor, "w+b") as file:
            kept = _write(desk, file, now)
            file.flush()
            os.fsync(file.fileno())
        Path(partial).replace(target)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return kept


def restore(desk: Desk, source: Path) -> Kept:
    """Fill an empty, upgraded database and its storage from an archive: all of it or nothing.

    Raises NotKept where the database is not empty, the archive is damaged, or another version's tables are in it.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive)
            _insist_fits(manifest)
            for name in manifest["files"]:
                if desk.storage.put(_member(archive, f"files/{name}")) != name:
                    raise NotKept(f"{source}: the stored file {name} is damaged. Nothing was restored.")
            with transaction():
                _insist_empty()
                rows = sum(_fill(archive, manifest, table) for table in _tables())
                count_on()
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise NotKept(f"{source} is no whole archive of approval ({error}). Nothing was restored.") from error
    return Kept(rows, len(manifest["files"]), manifest["made_at"])


# ── out ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _write(desk: Desk, file: IO[bytes], now: datetime) -> Kept:
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "approval": __version__,
        "made_at": now.isoformat(),
        "tables": {},
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, _snapshot() as connection:
        manifest["revision"] = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        files: set[str] = set()
        for table in _tables():
            manifest["tables"][table.name] = _write_table(archive, connection, table)
            if (column := FILES.get(table.name)) is not None:
                files |= set(connection.scalars(select(table.c[column]).where(table.c[column] != "")))
        manifest["files"] = sorted(files)
        for name in manifest["files"]:
            try:
                archive.writestr(
                    zipfile.ZipInfo(f"files/{name}"), desk.storage.get(name)
                )  # PDFs do not shrink
            except Missing as error:
                raise NotKept(
                    f"The stored file {name} is missing or was changed: approval audit verify"
                ) from error
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return Kept(sum(t["rows"] for t in manifest["tables"].values()), len(files), manifest["made_at"])


def _snapshot() -> Any:
    """A connection that sees the database as it is now, however long it is read."""
    engine = db.engine
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    return engine.connect()


def _write_table(archive: zipfile.ZipFile, connection: Connection, table: Table) -> dict[str, Any]:
    digest, rows = hashlib.sha256(), 0
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as member:
        found = connection.execution_options(yield_per=AT_ONCE).execute(
            select(table).order_by(*table.primary_key)
        )
        for row in found.mappings():
            line = json.dumps({k: _plain(v) for k, v in row.items()}, ensure_ascii=False).encode() + b"\n"
            member.write(line)
            digest.update(line)
            rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


# ── in ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest = json.loads(_member(archive, MANIFEST))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise NotKept("This archive was made by another version of approval than can be read here.")
    return manifest


def _insist_fits(manifest: Mapping[str, Any]) -> None:
    with db.engine.connect() as connection:
        here = ScriptDirectory.from_config(configuration(connection)).get_current_head()
    if manifest["revision"] != here:
        raise NotKept(
            f"The archive has the tables of approval {manifest['approval']} ({manifest['revision']}), this version "
            f"has others ({here}): restore with that version, then start this one, which upgrades."
        )


def _insist_empty() -> None:
    held = [t.name for t in _tables() if db.session.scalar(select(func.count()).select_from(t))]
    if held:
        raise NotKept(
            f"Restoring needs an empty installation, and this one holds something ({', '.join(held[:4])}). "
            "Name a new folder: APPROVAL_DATA=restored approval restore …"
        )


def _fill(archive: zipfile.ZipFile, manifest: Mapping[str, Any], table: Table) -> int:
    declared = manifest["tables"][table.name]
    digest, rows = hashlib.sha256(), 0
    with archive.open(f"tables/{table.name}.jsonl") as member:
        for lines in _batches(member):
            for line in lines:
                digest.update(line)
            values = [_typed(table, json.loads(line)) for line in lines]
            db.session.execute(insert(table), values)
            rows += len(values)
    if rows != declared["rows"] or digest.hexdigest() != declared["sha256"]:
        raise NotKept(f"The table {table.name} is damaged in the archive. Nothing was restored.")
    return rows


def _batches(member: IO[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for line in member:
        batch.append(line)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _typed(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(table.c[name].type, value) for name, value in row.items()}


def _value(kind: TypeEngine[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Moment):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value


def count_on() -> None:
    """PostgreSQL gives out numbers by itself: it goes on after those that were written here. In the caller's transaction."""
    if db.engine.dialect.name != "postgresql":
        return
    for table in _tables():
        if (
            "id" in table.c
            and isinstance(table.c.id.type, Integer)
            and (last := db.session.scalar(select(func.max(table.c.id))))
        ):
            db.session.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last)))


def _tables() -> list[Table]:
    return [t for t in Base.metadata.sorted_tables if t.name not in LEFT_OUT]


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    return archive.read(name)
