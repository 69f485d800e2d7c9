"""What happens between a packet and its meeting: a member leaves, both who would preside do."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from approval.models.bodies import Membership
from approval.models.database import db, transaction
from approval.operations import Invalid
from approval.operations.conflicts import declare
from approval.operations.placing import remove_from_agenda
from approval.queries import NotFound
from approval.queries.chamber import sitting_of
from approval.queries.packets import latest, openings, packet_page, without_for
from tests.lending import actor
from tests.packets.conftest import put_out


def leave(smt, *who):
    """Their terms end in five days."""
    people = [smt.people[w].id for w in who]
    with transaction():
        ends = update(Membership).where(Membership.person_id.in_(people))
        db.session.execute(ends.values(until=smt.clock.today + timedelta(days=5)))


def test_a_member_who_left_reads_and_counts_no_more(smt, clock):
    put_out(smt)
    leave(smt, "one")
    one = smt.people["one"]
    clock.forward(days=30)
    with pytest.raises(NotFound):
        packet_page(actor(one, clock), smt.meeting, clock.now)
    page = packet_page(smt.secretary.actor, smt.meeting, clock.now)
    assert one.id not in {person.id for person, _ in openings(page)}
    with pytest.raises(Invalid) as wrong:
        smt.attend("chair", "vice", "one", "two")
    assert "Only members of the body are listed" in str(wrong.value)
    smt.attend("chair", "two")
    quorum = sitting_of(smt.row, now=clock.now).quorum
    assert (quorum.counted, quorum.needed) == (2, 2)


def test_without_chair_and_vice_chair_those_present_elect_one(smt, clock):
    put_out(smt)
    leave(smt, "chair", "vice")
    clock.forward(days=30)
    smt.attend("one", "two")
    with pytest.raises(Invalid) as wrong:
        smt.open()
    [problem] = wrong.value.problems
    assert (problem.path, "name who those present elected" in problem.says) == ("presiding", True)
    smt.open("one")
    assert smt.row.chair.name == smt.people["one"].name


def test_a_copy_does_not_tell_of_a_case_that_was_taken_off_to_whoever_is_in_conflict_with_it(smt, case):
    other = case("concept_review")
    smt.on_agenda(other)
    two = smt.people["two"]
    declare(smt.desk, two.actor, smt.found.reference, "family", "My sister would teach in it.", smt.clock.now)
    put_out(smt)
    version = smt.found.version
    remove_from_agenda(
        smt.desk, smt.secretary.actor, smt.found.reference, smt.meeting, seen=version, now=smt.clock.now
    )
    put_out(smt)
    newest = latest(smt.meeting)
    assert newest.number == 2
    assert without_for(newest, two.id) == {smt.item}
    assert without_for(newest, smt.people["one"].id) == frozenset()
