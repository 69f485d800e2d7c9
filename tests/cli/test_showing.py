"""The demonstration shows bodies that meet: what is past, what runs, what comes, and nobody with a conflict acts."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from approval.calendar import local_day
from approval.cli.installation import desk_of, installation
from approval.cli.showing import show_proposals
from approval.cli.turns import side_by_side
from approval.models.bodies import Body
from approval.models.database import db
from approval.models.meetings import AgendaItem, Meeting, Motion, Question, Vote
from approval.models.minutes import Entry, Minutes, Packet, PacketCopy
from approval.models.proposals import Proposal
from approval.models.records import Event, Job
from approval.models.reviews import Conflict
from approval.operations.carrying import TimeIsUp
from approval.operations.demonstrating_meetings import days_around
from approval.queries.audit import audit
from approval.queries.chamber import barred_from, sitting_of, starts_at
from tests.cli.conftest import settings_of

BODIES = ("smt", "board")
WEEKDAY = datetime(2026, 11, 25, 15, 20, tzinfo=UTC)
SUNDAY_NIGHT = datetime(2027, 3, 15, 3, 50, tzinfo=UTC)
"""The evening of the day on which clocks go forward."""
NEW_YEAR = datetime(2027, 1, 1, 5, 4, tzinfo=UTC)
"""Four minutes past midnight of a holiday."""


@pytest.fixture(
    scope="module",
    params=[
        WEEKDAY,
        pytest.param(SUNDAY_NIGHT, marks=pytest.mark.slow),
        pytest.param(NEW_YEAR, marks=pytest.mark.slow),
    ],
    ids=["weekday", "sunday", "new year"],
)
def shown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """The demonstration as it would be set up at a moment, and that moment."""
    folder: Path = tmp_path_factory.mktemp("shown")
    with installation(settings_of(folder)) as app:
        show_proposals(app, request.param)
        yield app, request.param


def meetings_of(body: str, *states: str) -> list[Meeting]:
    found = db.session.query(Meeting).join(Body, Body.id == Meeting.body_id)
    return found.filter(Body.key == body, Meeting.state.in_(states)).order_by(Meeting.held_on).all()


def cases_of(meeting: Meeting) -> list[AgendaItem]:
    items = db.session.query(AgendaItem).filter_by(meeting_id=meeting.id, kind="case")
    return items.order_by(AgendaItem.position, AgendaItem.id).all()


@pytest.mark.parametrize("body", BODIES)
def test_meetings_of_the_past_are_closed_with_packet_motions_and_minutes(shown, body):
    _, now = shown
    past = meetings_of(body, "closed")
    assert past
    for meeting in past:
        assert meeting.held_on < local_day(now)
        assert db.session.query(Packet).filter_by(meeting_id=meeting.id).count() >= 1
        assert db.session.query(Minutes).filter_by(meeting_id=meeting.id).count() == 1
        assert cases_of(meeting)
        for item in cases_of(meeting):
            motion = db.session.query(Motion).filter_by(item_id=item.id, kind="main").one()
            assert item.result == motion.action
            assert motion.number
            assert motion.moved_by_id != motion.seconded_by_id


@pytest.mark.parametrize("body", BODIES)
def test_minutes_are_approved_at_a_later_meeting(shown, body):
    items = db.session.query(AgendaItem).filter_by(kind="minutes").all()
    assert items
    for item in items:
        assert item.about.held_on < item.meeting.held_on
        if item.result:
            minutes = db.session.query(Minutes).filter_by(meeting_id=item.about_id).one()
            assert minutes.state == "approved"
    assert any(i.result for i in items if i.meeting.body.key == body)


@pytest.mark.parametrize("body", BODIES)
def test_a_meeting_runs_with_a_vote_that_is_not_over(shown, body):
    _, now = shown
    [running] = meetings_of(body, "open")
    assert running.held_on == local_day(now)
    assert running.opened_at <= now
    assert starts_at(running) == running.opened_at
    [motion] = (
        db.session.query(Motion)
        .join(AgendaItem, AgendaItem.id == Motion.item_id)
        .filter(AgendaItem.meeting_id == running.id, Motion.state == "open")
    )
    item = motion.item
    assert item.kind == "case"
    assert item.opened_at
    sitting = sitting_of(running, item, now=now)
    assert sitting.quorum.met
    voted = {v.person_id for v in db.session.query(Vote).filter_by(motion_id=motion.id)}
    assert voted
    assert voted < sitting.eligible
    assert running.chair_id not in voted


@pytest.mark.parametrize("body", BODIES)
def test_a_meeting_comes_with_consent_questions_and_a_conflict(shown, body):
    _, now = shown
    [coming] = meetings_of(body, "planned", "published")
    assert coming.held_on > local_day(now)
    items = cases_of(coming)
    assert {"consent", "discussion"} <= {i.part for i in items}
    asked = db.session.query(Question).filter(Question.item_id.in_([i.id for i in items])).all()
    assert {bool(q.answer) for q in asked} == {True, False}
    seats = sitting_of(coming, now=now).seats
    conflicts = db.session.query(Conflict).filter(
        Conflict.proposal_id.in_([i.proposal_id for i in items]), Conflict.bars
    )
    assert [c.person_id in seats for c in conflicts] == [True]


def test_a_packet_to_come_is_published_without_what_a_member_may_not_read(shown):
    [coming] = meetings_of("board", "published")
    [packet] = db.session.query(Packet).filter_by(meeting_id=coming.id)
    left_out = {c.without for c in db.session.query(PacketCopy).filter_by(packet_id=packet.id)}
    [item] = (i for i in cases_of(coming) if barred_among(i))
    assert {"", str(item.id)} <= left_out
    assert db.session.query(Job).filter(Job.kind == "packet", Job.done_at.is_not(None)).count() == 0


def barred_among(item: AgendaItem) -> set[int]:
    return {c.person_id for c in db.session.query(Conflict).filter_by(proposal_id=item.proposal_id)}


def test_the_record_is_whole_and_nothing_lies_in_the_future(shown):
    app, now = shown
    assert audit(desk_of(app)).faults == ()
    for moment in (Event.at, Entry.at):
        assert db.session.query(db.func.max(moment)).scalar() <= now


def test_nobody_with_a_conflict_moves_votes_or_decides(shown):
    for motion in (
        db.session.query(Motion)
        .join(AgendaItem, AgendaItem.id == Motion.item_id)
        .filter(AgendaItem.kind == "case")
    ):
        barred = barred_from(motion.item.proposal_id)
        voted = {v.person_id for v in db.session.query(Vote).filter_by(motion_id=motion.id)}
        assert not barred & ({motion.moved_by_id, motion.seconded_by_id} | voted)
    deciding = db.session.query(Event).filter(Event.body.in_(BODIES)).all()
    assert deciding
    assert all(e.actor_id not in barred_from(e.proposal_id) for e in deciding)


def test_cases_stand_all_along_the_way(shown):
    stages = [s for (s,) in db.session.query(Proposal.stage)]
    assert {
        "draft", "assessment", "concept_revision", "concept_review", "development", "board_review", "active",
        "not_supported",
    } == set(stages)  # fmt: skip


# ── days and turns ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("day", range(7))
def test_bodies_meet_today_and_on_working_days_around(day):
    today = WEEKDAY.date() + timedelta(days=day)
    sits = days_around(today)
    assert sits("smt", today - timedelta(days=5)) == today
    for body in BODIES:
        for other in range(-200, 60):
            found = sits(body, today + timedelta(days=other))
            assert found >= today + timedelta(days=other)
            assert found == today or found.weekday() < 5


def test_journeys_side_by_side_meet_in_the_order_of_their_time(shown):
    app, now = shown
    seen: list[tuple[int, datetime]] = []

    def journey(number: int, days: int):
        def travel(pass_time):
            for n in range(3):
                seen.append((number, now + timedelta(days=n * days)))
                pass_time(now + timedelta(days=(n + 1) * days))
            return number

        return travel

    assert side_by_side(app, [(now, journey(0, 2)), (now, journey(1, 3))]) == [0, 1]
    assert [number for number, _ in seen] == [0, 1, 0, 1, 0, 1]
    assert [at for _, at in seen] == sorted(at for _, at in seen)


def test_one_journey_that_fails_ends_the_others(shown):
    app, now = shown
    ended = threading.Event()

    def fails(pass_time):
        pass_time(now + timedelta(days=1))
        raise LookupError("lost")

    def goes_on(pass_time):
        try:
            for n in range(10_000_000):
                pass_time(now + timedelta(days=2, seconds=n))
        except TimeIsUp:
            ended.set()
            raise

    with pytest.raises(LookupError):
        side_by_side(app, [(now, fails), (now, goes_on)])
    assert ended.is_set()
