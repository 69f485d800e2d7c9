"""Logs of meetings are recomputed, their files looked at, and all of it travels in an archive."""

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import select

from approval.cli.installation import desk_of, installation
from approval.language import Text
from approval.models.bodies import Body, Membership
from approval.models.database import db, transaction
from approval.models.meetings import Meeting
from approval.models.minutes import Entry, MeetingDocument, Packet, PacketCopy
from approval.models.people import Person
from approval.operations.arranging import add_business
from approval.operations.convening import Call, call_meeting
from approval.operations.packeting import publish
from approval.queries.people import actor_of
from tests.cli.conftest import BEGINS, settings_of


@pytest.fixture(scope="module")
def published(approved, tmp_path_factory):
    """An installation whose Senior Management Team has a meeting, with a packet and a document of it."""
    folder = tmp_path_factory.mktemp("published") / "data"
    shutil.copytree(approved, folder)
    with installation(settings_of(folder)) as app:
        now = BEGINS + timedelta(days=400)
        secretary = db.session.scalars(
            select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .join(Body, Body.id == Membership.body_id)
            .where(Body.key == "smt", Membership.office == "secretary")
            .limit(1)
        ).one()
        who = actor_of(secretary, now.date())
        meeting = call_meeting(who, "smt", Call(now.date() + timedelta(days=9), "Hall 7"), now=now)
        add_business(who, meeting, Text(en="Annual report", fr="Rapport annuel"), now=now)
        publish(desk_of(app), who, meeting, seen=db.session.get_one(Meeting, meeting).version, now=now)
        digest = desk_of(app).storage.put(b"%PDF-1.7 a packet")
        with transaction():
            entry = db.session.scalars(
                select(Entry).where(Entry.action == "publish_packet", Entry.meeting_id == meeting)
            ).one()
            copy = db.session.scalars(
                select(PacketCopy).join(Packet).where(Packet.meeting_id == meeting).limit(1)
            ).one()
            copy.digest, copy.code, copy.made_at = digest, "PACK-ET00-0001", now
            db.session.add(
                MeetingDocument(
                    meeting_id=meeting, entry_id=entry.id, name="minutes", language="en", digest=digest,
                    fingerprint="f" * 64, code="M1NU-TES0-0001", size=17, pages=1, made_at=now,
                )
            )  # fmt: skip
    return folder


@pytest.fixture
def with_case(published, own_installation):
    shutil.copytree(published, own_installation)
    return own_installation


def test_a_log_as_it_was_written_holds(run, with_case):
    said = run("audit", "verify")
    assert said.exit_code == 0, said.output
    assert "meetings" in said.output


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE entry SET action = 'place' WHERE action = 'publish_packet'", "its hash does not fit"),
        ("UPDATE entry SET said = '{}' WHERE action = 'publish_packet'", "its hash does not fit"),
        ("UPDATE entry SET previous = 'x' WHERE action = 'add_business'", "does not follow"),
        ("DELETE FROM entry WHERE action = 'add_business'", "is missing before it"),
        ("DELETE FROM entry WHERE action = 'publish_packet'", "entries and"),
        ("UPDATE meeting SET last_hash = 'x' WHERE place = 'Hall 7'", "the meeting knows"),
        ("UPDATE packet SET contents = '[]'", "the contents of packet 1 were changed"),
        ("UPDATE packet SET head = 'x'", "packet 1 names no entry"),
    ],
)
def test_a_changed_log_is_named(run, with_case, database, sql, says):
    database.execute("PRAGMA foreign_keys=OFF")
    database.execute(sql)
    said = run("audit", "verify")
    assert said.exit_code == 1
    assert says in said.output
    assert "smt 2027-" in said.output
    assert ", entry " in said.output


def test_a_file_of_a_meeting_that_is_gone_is_named(run, with_case):
    [file] = [
        p for p in (with_case / "files").rglob("*") if p.is_file() and p.read_bytes() == b"%PDF-1.7 a packet"
    ]
    file.unlink()
    said = run("audit", "verify")
    assert said.exit_code == 1
    assert "the stored document minutes is missing or was changed" in said.output
    assert "the stored packet 1 is missing or was changed" in said.output


def test_files_of_meetings_travel_and_copies_still_to_be_made_stop_nothing(
    run, with_case, tmp_path, monkeypatch
):
    kept = run("backup", tmp_path / "kept.zip")
    assert kept.exit_code == 0, kept.output
    monkeypatch.setenv("APPROVAL_DATA", str(tmp_path / "elsewhere"))
    back = run("restore", tmp_path / "kept.zip")
    assert back.exit_code == 0, back.output
    assert [
        p
        for p in (tmp_path / "elsewhere" / "files").rglob("*")
        if p.is_file() and p.read_bytes() == b"%PDF-1.7 a packet"
    ]
    said = run("audit", "verify")
    assert said.exit_code == 0, said.output
