"""Publishing freezes, hands out and tells; only those who may, and only what each may know."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from approval.models.bodies import Membership
from approval.models.database import db, transaction
from approval.models.meetings import AgendaItem, Meeting
from approval.models.minutes import Entry, Opening, Packet, PacketCopy
from approval.models.proposals import Revision
from approval.models.records import Job
from approval.operations import Invalid, NotAllowed, Stale
from approval.operations.accounts import person_for
from approval.operations.conflicts import declare
from approval.operations.moving import NOT_SHOWN, put
from approval.operations.packet_mailing import tell_of_packet
from approval.operations.packeting import note_opening, order_copy, publish
from approval.operations.parts import assign
from approval.queries import NotFound
from approval.queries.packets import (
    is_as_shown,
    openings,
    own_copy,
    packet_page,
    shown_digest,
    without_for,
)
from approval.workflow.facts import Actor
from tests.packets.conftest import made_copy, put_out
from tests.postgres import both_databases
from tests.worker.conftest import Posted


def item_row(made):
    db.session.rollback()
    return db.session.get_one(AgendaItem, made.item)


def count(model):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


@both_databases
def test_it_freezes_what_it_shows(smt):
    assert put_out(smt) == 1
    [packet] = db.session.scalars(select(Packet)).all()
    [shown] = packet.contents
    entry = db.session.scalars(select(Entry).where(Entry.action == "publish_packet")).one()
    assert packet.head == entry.hash
    assert shown["content"] == item_row(smt).content_digest != ""
    assert smt.row.state == "published"
    assert [p["name"] for p in shown["papers"]] == ["concept", "assessment_report"]


def test_a_body_decides_only_on_what_its_packet_shows(smt):
    item = item_row(smt)
    assert shown_digest(item) == ""
    assert is_as_shown(smt.desk, item)  # no packet shows anything else
    put_out(smt)
    item = item_row(smt)
    assert shown_digest(item) == item.content_digest
    assert is_as_shown(smt.desk, item)
    other_text_frozen()
    assert not is_as_shown(smt.desk, item_row(smt))


def other_text_frozen():
    with transaction():
        old = db.session.scalars(select(Revision).where(Revision.form == "concept")).one()
        about = {"proposal_id": old.proposal_id, "event_id": old.event_id, "form": "concept"}
        db.session.add(Revision(**about, number=2, digest="f" * 64, answers={}))


def test_no_motion_is_put_on_a_text_that_the_packet_does_not_show(smt):
    put_out(smt)
    smt.clock.forward(days=30)
    smt.attend("chair", "vice", "one", "two")
    smt.open()
    motion = smt.move(smt.item, "endorse")
    other_text_frozen()
    with pytest.raises(NotAllowed) as refused:
        put(smt.desk, smt.secretary.actor, motion, now=smt.clock.now)
    assert refused.value.args[0] == NOT_SHOWN.en
    assert smt.motion(motion).state == "drafted"
    smt.put(smt.item, "defer")  # to put it off, nobody need have read it


def test_secretary_and_chair_publish_and_others_do_not(smt, person):
    with pytest.raises(NotAllowed):
        put_out(smt, "one")
    stranger = person("Eve Outside").actor
    with pytest.raises(NotFound):
        publish(smt.desk, stranger, smt.meeting, seen=smt.row.version, now=smt.clock.now)
    assert put_out(smt, "chair") == 1


def test_not_empty_not_twice_the_same_not_too_long_not_late(smt, house):
    with pytest.raises(Stale):
        put_out(smt, seen=smt.row.version + 1)
    with pytest.raises(Invalid):
        put_out(smt, note="x" * 2001)
    put_out(smt)
    with pytest.raises(NotAllowed):
        put_out(smt)
    assert put_out(smt, note="Bring the annex.") == 2
    with transaction():
        db.session.get_one(Meeting, smt.meeting).state = "closed"
    with pytest.raises(NotAllowed):
        put_out(smt, note="Too late.")
    empty = house("board")
    with pytest.raises(NotAllowed):
        put_out(empty)


def test_members_with_the_same_bars_share_a_copy(smt, person, clock):
    person("Luc Tremblay", ("smt", "member"), language="fr")
    declare(smt.desk, smt.people["one"].actor, smt.found.reference, "family", "My sister.", clock.now)
    put_out(smt)
    rows = {(c.language, c.without) for c in db.session.scalars(select(PacketCopy))}
    assert rows == {("en", ""), ("en", str(smt.item)), ("fr", "")}
    jobs = db.session.execute(
        select(Job.kind, Job.subject).where(Job.entry_id.is_not(None)).order_by(Job.id)
    ).all()
    kinds = [kind for kind, subject in jobs if not subject.startswith("meeting:")]
    assert kinds == ["packet"] * 3 + ["mail"] * 6  # copies first: whoever is told finds one


@both_databases
def test_one_publication_of_two_at_once(smt, app):
    seen, both, outcomes = smt.row.version, Barrier(2), []

    def press():
        with app.app_context():
            both.wait()
            try:
                outcomes.append(put_out(smt, seen=seen))
            except Stale:
                outcomes.append("stale")
            finally:
                db.session.remove()

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["1", "stale"]
    assert count(Packet) == 1


# ── who reads what ───────────────────────────────────────────────────────────────────────────────────────────────


@both_databases
def test_a_conflict_declared_later_takes_the_copy_away(smt, clock):
    put_out(smt)
    digest = made_copy(smt)
    member = smt.people["one"].actor
    assert own_copy(member, smt.meeting, 1, "en", clock.now).digest == digest
    declare(smt.desk, member, smt.found.reference, "family", "My sister.", clock.now)
    with pytest.raises(NotFound):
        own_copy(member, smt.meeting, 1, "en", clock.now)
    [line] = packet_page(member, smt.meeting, clock.now).items
    assert line.barred
    assert line.shown == {}
    order_copy(member, smt.meeting, "en", now=clock.now)
    order_copy(member, smt.meeting, "en", now=clock.now)
    assert count(PacketCopy) == 2
    packet = db.session.scalars(select(Packet)).one()
    assert without_for(packet, member.id) == {smt.item}


def test_a_proposer_in_the_body_reads_no_packet_of_their_own_case(smt, clock):
    with transaction():
        assign(smt.found._locked(), smt.people["two"].id, "co_proposer", clock.now)
    put_out(smt)
    packet = db.session.scalars(select(Packet)).one()
    assert without_for(packet, smt.people["two"].id) == {smt.item}
    assert without_for(packet, smt.people["one"].id) == frozenset()


def test_whoever_left_the_body_reads_nothing_and_whoever_comes_by_then_does(smt, person, clock):
    put_out(smt)
    made_copy(smt)
    meeting = smt.row
    body, held_on = meeting.body_id, meeting.held_on
    with transaction():
        seat = db.session.scalars(
            select(Membership).where(Membership.person_id == smt.people["one"].id)
        ).one()
        seat.until = clock.today
        newcomer = person_in(body, held_on, clock.now)
    clock.forward(days=1)
    with pytest.raises(NotFound):
        own_copy(smt.people["one"].actor, smt.meeting, 1, "en", clock.now)
    assert own_copy(newcomer, smt.meeting, 1, "en", clock.now)
    clock.forward(days=60)  # over: only whoever still has a seat
    with pytest.raises(NotFound):
        own_copy(newcomer, smt.meeting, 1, "en", clock.now)


def person_in(body, day, now):
    made = person_for("Nora New", "nora@institute.example", now)
    db.session.flush()
    db.session.add(Membership(body_id=body, person_id=made.id, office="member", since=day))
    return Actor(made.id, made.name)


def test_who_opened_it_is_the_secretary_s_to_know(smt, clock):
    put_out(smt)
    packet = db.session.scalars(select(Packet.id)).one()
    member, secretary = smt.people["one"], smt.people["secretary"]
    note_opening(member.actor, packet, now=clock.now)
    first = clock.now
    note_opening(member.actor, packet, now=clock.forward(hours=1))
    assert count(Opening) == 1
    page = packet_page(secretary.actor, smt.meeting, clock.now)
    known = {person.name: o for person, o in openings(page)}
    assert (known[member.name].first_at, known[member.name].last_at) == (first, clock.now)
    assert known["Nell Member"] is None
    for other in ("chair", "one"):
        with pytest.raises(NotFound):
            openings(packet_page(smt.people[other].actor, smt.meeting, clock.now))


def test_a_letter_reaches_nobody_who_lost_the_seat_nor_tells_of_an_old_packet(smt, clock):
    put_out(smt)
    first = db.session.scalars(select(Packet.id)).one()
    post, member = Posted(), smt.people["one"]
    assert tell_of_packet(smt.desk, post, "k", first, member.id, now=clock.now)
    assert "The packet of this meeting is published." in post.sent[0].text
    assert smt.found.row.title not in post.sent[0].text
    put_out(smt, note="Bring the annex.")
    assert not tell_of_packet(smt.desk, post, "k", first, member.id, now=clock.now)
    second = db.session.scalars(select(Packet.id).where(Packet.number == 2)).one()
    with transaction():
        seat = db.session.scalars(select(Membership).where(Membership.person_id == member.id)).one()
        seat.until = clock.today - timedelta(days=1)
    assert not tell_of_packet(smt.desk, post, "k", second, member.id, now=clock.now)
    assert len(post.sent) == 1
