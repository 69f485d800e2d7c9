"""Versions that administrators make, beside those on disk, in every process."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from approval import operations
from approval.app import create_app
from approval.desk import Desk
from approval.models.database import db
from approval.models.records import WorkflowVersion
from approval.operations import adopting
from approval.operations.adopting import (
    adopt,
    adopt_made,
    adopt_shipped,
    catch_up,
    known_versions,
    waiting_on_disk,
)
from approval.operations.drafting import Beginning, begin
from approval.queries import NotFound
from approval.versions import Versions
from approval.workflow.bundle import digest_of
from approval.workflow.checks_on_load import WorkflowError
from tests.admin.reading import recorded
from tests.admin.versions import NEXT, next_version
from tests.postgres import both_databases


@pytest.fixture
def first(desk):
    return desk.versions.newest("michener").digest


def on_disk(number: int, title: str = "Another"):
    [bundle] = [b for b in known_versions() if 'id        = "michener"' in b["workflow.toml"]]
    text = re.sub(r"\nversion   = \d+\n", f"\nversion   = {number}\n", bundle["workflow.toml"])
    return {**bundle, "workflow.toml": text.replace("Micro-credential approval", title)}


@pytest.mark.parametrize("number", [NEXT, NEXT + 1])
def test_what_comes_on_disk_waits_where_a_version_was_made_here(
    admin, desk, dorothy, clock, monkeypatch, number
):
    """A new release takes nobody's step away, and does not keep the application from starting."""
    made = next_version(desk, dorothy.actor, clock.now)
    shipped = on_disk(number)
    monkeypatch.setattr(adopting, "known_versions", lambda: [shipped])
    adopt(desk, [shipped], now=clock.now)
    assert desk.versions.newest("michener").digest == made.digest
    assert [v.digest for v in waiting_on_disk(desk)] == [digest_of(shipped)]
    page = admin.get("/admin/workflow")
    assert f"Another, version {number}: a version was made here, so this one waits for you" in page.words
    page = admin.send(page, "/shipped")
    assert f"Version {NEXT + 1} is in use" in page.words
    assert desk.versions.newest("michener").workflow.title.en == "Another"
    if number > NEXT:
        assert waiting_on_disk(desk) == []


def test_only_what_waits_is_taken_and_only_by_an_administrator(desk, dorothy, person, clock, first):
    with pytest.raises(NotFound):
        adopt_shipped(desk, dorothy.actor, first, now=clock.now)
    with pytest.raises(NotFound):
        adopt_shipped(desk, person("Eve Outside").actor, first, now=clock.now)
    base = desk.versions[first]
    with pytest.raises(NotFound):
        adopt_made(desk, person("Ann Other").actor, first, base.bundle, base.workflow.title, now=clock.now)


def test_asked_twice_a_version_is_taken_once(desk, dorothy, clock, first):
    made = next_version(desk, dorothy.actor, clock.now)
    again = adopt_made(desk, dorothy.actor, first, made.bundle, made.workflow.title, now=clock.now)
    assert again is made
    with pytest.raises(operations.Stale):
        adopt_made(desk, dorothy.actor, first, on_disk(NEXT + 1), made.workflow.title, now=clock.now)
    assert len(recorded()) == 1


def test_without_a_version_made_here_the_disk_is_taken_as_before(desk, clock, first):
    adopt(desk, [on_disk(NEXT)], now=clock.now)
    assert desk.versions.newest("michener").workflow.version == NEXT
    with pytest.raises(WorkflowError, match=f"version {NEXT} is in use with another text"):
        adopt(desk, [on_disk(NEXT, "Yet another")], now=clock.now)


@both_databases
def test_another_process_finds_what_was_taken_into_use(
    app, settings, desk, dorothy, clock, person, client_of
):
    other = create_app(replace(settings), clock=clock)
    theirs: Desk = other.extensions["desk"]
    made = next_version(desk, dorothy.actor, clock.now)
    assert made.digest not in theirs.versions
    with other.app_context():
        assert theirs.versions[made.digest].workflow.version == NEXT, "a case that follows it is never lost"
        theirs.versions.pop(made.digest)
        reference = begin(theirs, person("Priya Raghunathan").actor, Beginning(), now=clock.now)
        db.session.rollback()
        assert made.digest in theirs.versions, "a new proposal begins on the newest"
        with pytest.raises(KeyError):
            theirs.versions["0" * 64]
        theirs.versions.pop(made.digest)
        clock.forward(seconds=6)
        other.test_client().get("/sign-in")
        assert made.digest in theirs.versions, "lists go by every version, seconds later"
        db.session.remove()
        db.engine.dispose()
    assert reference


def test_versions_without_a_finder_know_what_they_were_given():
    with pytest.raises(KeyError):
        Versions()["unknown"]


def test_catching_up_asks_once(app, desk, statements):
    with statements() as sent:
        catch_up(desk)
    assert len(sent) == 1
    assert db.session.scalar(select(WorkflowVersion.digest)) in desk.versions
