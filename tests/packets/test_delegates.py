"""A delegate reads what those for whom they are there may read, for as long as they are there, and no more."""

import pytest

from approval.models.database import db
from approval.models.minutes import Minutes
from approval.operations.conflicts import declare
from approval.operations.minuting import draft_minutes
from approval.operations.presiding import close_meeting
from approval.queries import NotFound
from approval.queries.minutes import minutes_page
from approval.queries.packets import packet_page, without_of
from tests.lending import actor, lender
from tests.packets.conftest import put_out


@pytest.fixture
def lent(smt, person, clock):
    """Two people without a seat of their own, each there for one member."""
    lend = lender(clock)
    takers = person("Eve Outside"), person("Dan Outside")
    for who, taker in zip(("one", "two"), takers, strict=True):
        lend(smt.people[who], taker, "smt:member", days=60)
    return takers


def test_a_delegate_reads_the_packet_as_whoever_lent_the_office(smt, lent, desk, clock):
    eve, dan = lent
    declare(desk, smt.people["one"].actor, smt.found.reference, "family", "My brother's course.", clock.now)
    put_out(smt)
    for taker, barred in ((eve, True), (dan, False)):
        page = packet_page(actor(taker, clock), smt.meeting, clock.now)
        assert [line.barred for line in page.items] == [barred]
        assert without_of(page.packet, actor(taker, clock)) == ({smt.item} if barred else set())


def test_a_delegate_with_a_conflict_of_their_own_does_not_read_it_either(smt, lent, desk, clock):
    eve, _ = lent
    declare(desk, actor(eve, clock), smt.found.reference, "family", "My sister's course.", clock.now)
    put_out(smt)
    [line] = packet_page(actor(eve, clock), smt.meeting, clock.now).items
    assert line.barred
    [line] = packet_page(smt.people["one"].actor, smt.meeting, clock.now).items
    assert not line.barred


def test_nobody_reads_once_the_office_is_given_back(smt, lent, clock):
    put_out(smt)
    clock.forward(days=61)
    with pytest.raises(NotFound):
        packet_page(actor(lent[0], clock), smt.meeting, clock.now)


def test_a_delegate_reads_minutes_without_what_their_lender_must_not_read(smt, lent, desk, clock):
    clock.forward(days=30)
    declare(desk, smt.people["one"].actor, smt.found.reference, "family", "My brother's course.", clock.now)
    smt.attend("chair", "vice", "two")
    smt.open()
    close_meeting(smt.secretary.actor, smt.meeting, now=clock.now)
    draft_minutes(smt.secretary.actor, smt.meeting, now=clock.now)
    assert any(s["item"] == smt.item for s in db.session.query(Minutes).one().sections)
    for taker, barred in zip(lent, (True, False), strict=True):
        told = minutes_page(actor(taker, clock), smt.meeting, clock.now).sections
        assert [s.left_out for s in told if s.part == "item"] == [barred]
