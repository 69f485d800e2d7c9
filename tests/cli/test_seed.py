"""Many cases at once: each with a record that holds, on both databases."""

import json

import pytest
from sqlalchemy import select

from approval.cli.installation import desk_of, installation
from approval.digests import digest
from approval.models.database import db
from approval.models.proposals import Paper, Proposal, Revision
from approval.models.records import Event
from approval.operations.seeding import seed
from approval.queries.audit import audit
from approval.queries.register import Wanted, proposals
from approval.workflow.facts import Actor
from tests.cli.conftest import BEGINS, SAMPLES, carry, settings_of


def test_copies_are_whole_and_their_records_hold(with_case):
    with installation(settings_of(with_case)) as app:
        desk = desk_of(app)
        assert seed(desk, 30) == 1
        found = audit(desk)
        assert found.cases == 31
        assert found.faults == ()
        cases = db.session.scalars(select(Proposal)).all()
        assert len({p.reference for p in cases}) == len({p.title for p in cases}) == 31
        original, copy = cases[0], cases[1]
        for table in (Event, Revision, Paper):
            counts = [
                len(db.session.scalars(select(table).where(table.proposal_id == p.id)).all())
                for p in (original, copy)
            ]
            assert counts[0] == counts[1] > 0
        assert copy.created_at <= original.created_at
        paper = db.session.scalars(
            select(Paper).where(Paper.proposal_id == copy.id, Paper.form == "proposal")
        ).one()
        assert paper.answers["title"] == copy.title
        assert (
            digest(paper.answers)
            in db.session.scalars(select(Revision.digest).where(Revision.proposal_id == copy.id)).all()
        )


def test_copies_are_found_in_lists_and_searches(with_case):
    with installation(settings_of(with_case)) as app:
        seed(desk_of(app), 5)
        reader = Actor(999, "", frozenset({("ce", "director")}))
        listed = proposals(reader, Wanted(text="safe patient rural"), BEGINS.date())
        titles = {row.title for row in listed.rows}
        assert len(titles) == len([t for t in titles if "Rural" in t])


def test_seeding_twice_goes_on_counting(with_case):
    with installation(settings_of(with_case)) as app:
        seed(desk_of(app), 4)
        seed(desk_of(app), 4)
        assert audit(desk_of(app)).cases == 9
    ending = carry(settings_of(with_case), (SAMPLES / "X01-wellness-webinar-badge.json").read_bytes())
    with installation(settings_of(with_case)):
        references = db.session.scalars(select(Proposal.reference)).all()
        assert len(set(references)) == 10
        assert ending.reference in references


def test_there_must_be_something_to_copy(tmp_path):
    with installation(settings_of(tmp_path)) as app, pytest.raises(LookupError):
        seed(desk_of(app), 3)


@pytest.mark.postgres
def test_on_the_other_database_numbers_go_on_by_themselves(
    run, with_case, tmp_path, monkeypatch, postgres_url
):
    assert run("backup", tmp_path / "b.zip").exit_code == 0
    monkeypatch.setenv("APPROVAL_DATABASE_URL", postgres_url)
    monkeypatch.setenv("APPROVAL_DATA", str(tmp_path / "other"))
    assert run("restore", tmp_path / "b.zip").exit_code == 0
    said = run("seed", 12)
    assert said.exit_code == 0, said.output
    assert run("audit", "verify").exit_code == 0
    added = run("import", SAMPLES / "S01-perfusion-support-essentials.json")
    assert added.exit_code == 0, added.output


def test_a_copy_says_what_its_model_said(with_case):
    with installation(settings_of(with_case)) as app:
        seed(desk_of(app), 1)
        chains = [
            [(e.action, e.from_stage, e.to_stage, e.body, json.dumps(e.statement.said)[:40]) for e in events]
            for events in (
                db.session.scalars(select(Event).where(Event.proposal_id == p).order_by(Event.seq)).all()
                for p in (1, 2)
            )
        ]
        assert [c[:4] for c in chains[0]] == [c[:4] for c in chains[1]]
