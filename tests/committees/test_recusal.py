"""Recusal after having acted is recorded, not erased; declaring and acting at once is one or the other."""

from datetime import date
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from approval.models.bodies import Body, BodyRules
from approval.models.database import db, transaction
from approval.models.meetings import AgendaItem, Attendance, Meeting, Motion, Vote
from approval.models.records import Event
from approval.models.reviews import Conflict
from approval.operations import NotAllowed, Stale
from approval.operations.advancing import Wish, advance
from approval.operations.assessing import hand_in
from approval.operations.conflicts import declare
from approval.operations.writing import write
from approval.queries import NotFound
from approval.queries.chamber import barred_from, sitting_of
from approval.queries.facts import facts_of
from approval.workflow.rules import Refused
from tests.committees.sheets import LIGHT, SHEET
from tests.committees.test_bars import endorsing
from tests.postgres import both_databases
from tests.stories.whole_case import Story

NO = (NotFound, NotAllowed, Refused, Stale)


@pytest.fixture
def told(desk, person, clock):
    """A case whose endorsement is written down and waits for the chair."""
    story = Story(desk, person, clock).draft()
    story.submit()
    story.assess()
    story.support()
    story.close(1, "director", "Letter of 19 February 2026")
    story.held = story.meeting("smt", "2026-03-20", ("smt_chair", "smt_secretary", "smt_member"))
    story.act("smt_secretary", "endorse", endorsing(story))
    return story


def at_once(app, *acts):
    """Each act in a thread of its own, all begun together: what came of each, ``done`` or the refusal."""
    start, outcomes = Barrier(len(acts)), [None] * len(acts)

    def run(n, act):
        with app.app_context():
            start.wait()
            try:
                act()
                outcomes[n] = "done"
            except NO as refusal:
                outcomes[n] = type(refusal).__name__
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return outcomes


def told_of(story, action):
    db.session.rollback()
    return story.event(action).statement.said


@both_databases
@pytest.mark.parametrize("turn", range(4))
def test_declare_while_confirming(told, app, desk, clock, turn):
    chair, seen, ref = told.actor("smt_chair"), told.row.version, told.reference
    now = clock.forward(days=1)
    acts = [
        lambda: declare(desk, chair, ref, "family", "My son.", now),
        lambda: advance(desk, chair, ref, Wish("endorse", seen), now=now),
    ]
    declared, confirmed = at_once(app, *(acts if turn % 2 else acts[::-1]))[:: 1 if turn % 2 else -1]
    assert declared == "done", "a declaration is never lost"
    order = list(
        db.session.scalars(
            select(Event.action)
            .where(Event.action.in_(("declare_conflict", "endorse")), Event.actor_id == chair.id)
            .order_by(Event.seq)
        )
    )
    if confirmed == "done":
        assert order == ["endorse", "declare_conflict"]
        assert [act["what"] for act in told_of(told, "declare_conflict")["before"]] == ["confirm"]
    else:
        assert order == ["declare_conflict"]
        assert told.row.stage == "concept_review"
        assert told_of(told, "declare_conflict")["before"] == []


@both_databases
@pytest.mark.parametrize("turn", range(4))
def test_declare_while_handing_in(named, app, desk, clock, ann, turn):
    seen = write(desk, ann.actor, named.reference, LIGHT, SHEET, seen=1, now=clock.now).version
    acts = [
        lambda: declare(desk, ann.actor, named.reference, "family", "My son.", clock.now),
        lambda: hand_in(desk, ann.actor, named.reference, seen=seen, now=clock.now),
    ]
    declared, given = at_once(app, *(acts if turn % 2 else acts[::-1]))[:: 1 if turn % 2 else -1]
    assert declared == "done"
    [said] = named.said("declare_conflict")
    assert [act["what"] for act in said["before"]] == (["hand_in"] if given == "done" else [])
    assert facts_of(desk, named.row, clock.now).sheets_in == 0, "whichever came first, it does not count"


@both_databases
def test_sixteen_declarations_are_one(named, app, desk, clock, ann):
    outcomes = at_once(
        app, *[lambda: declare(desk, ann.actor, named.reference, "family", "My son.", clock.now)] * 16
    )
    assert outcomes.count("done") == 1
    assert db.session.scalar(select(func.count(Conflict.id))) == 1


def test_what_was_done_before_is_shown_to_those_who_keep_the_record(told, desk, clock, client_of):
    declare(desk, told.actor("smt_secretary"), told.reference, "family", "My son.", clock.now)
    assert [act["what"] for act in told_of(told, "declare_conflict")["before"]] == ["record"]
    page = client_of(told.people["smt_chair"]).get(f"/proposals/{told.reference}/conflict/")
    assert "Before: wrote a decision down, 21 March 2026" in page.words
    french = client_of(told.people["smt_chair"]).get(f"/proposals/{told.reference}/conflict/?lang=fr")
    assert "Auparavant : a consigné une décision, 21 mars 2026" in french.words
    member = client_of(told.people["smt_member"]).get(f"/proposals/{told.reference}/conflict/")
    assert "Before:" not in member.words
    assert told.row.recorded == "endorse", "what was written down waits for the chair as before"


def test_votes_and_motions_are_among_it(told, desk, clock):
    member = told.people["smt_member"]
    with transaction():
        item = db.session.scalars(select(AgendaItem)).one()
        db.session.add(
            motion := Motion(item_id=item.id, proposed="That …", text="That …", moved_by_id=member.id)
        )
        motion.state, motion.opened_at = "open", clock.now
        db.session.flush()
        vote = {"choice": "for", "cast_at": clock.now, "cast_by_id": member.id}
        db.session.add(Vote(motion_id=motion.id, person_id=member.id, **vote))
    declare(desk, member.actor, told.reference, "family", "My son.", clock.now)
    assert {act["what"] for act in told_of(told, "declare_conflict")["before"]} == {"vote", "move"}
    assert db.session.scalar(select(func.count(Vote.id))) == 1


def test_who_sits_aside_and_what_the_body_says_of_them_that_day(told, desk, clock):
    member, proposer = told.people["smt_member"], told.people["proposer"]
    authors = barred_from(told.row.id)
    assert proposer.id in authors
    declare(desk, member.actor, told.reference, "family", "My son.", clock.now)
    assert barred_from(told.row.id) == authors | {member.id}
    with transaction():
        smt = db.session.query(Body).filter_by(key="smt").one()
        old = smt.on(date(2026, 3, 1))
        kept = {c.name: getattr(old, c.name) for c in BodyRules.__table__.columns if c.name != "id"}
        stays = {"since": date(2026, 6, 1), "conflicted_count": True, "conflicted_leave": False}
        db.session.add(BodyRules(**{**kept, **stays}))
    for day, counts in ((date(2026, 5, 29), False), (date(2026, 6, 1), True)):
        sitting = sitting_on(told, day, {member.id, told.people["smt_chair"].id}, clock.now)
        assert sitting.barred == barred_from(told.row.id)
        assert (sitting.rules.conflicted_count, sitting.rules.conflicted_leave) == (counts, not counts)
        assert sitting.quorum.counted == (2 if counts else 1)
        assert sitting.why_not(member.id) is not None


def sitting_on(story, day, here, now):
    """The item as the body would have it on another day, with these members there."""
    item = db.session.scalars(select(AgendaItem)).one()
    meeting = db.session.get_one(Meeting, item.meeting_id)
    with transaction():
        meeting.held_on = day
        for person in here:
            db.session.add(
                Attendance(
                    meeting_id=meeting.id, person_id=person, mark="present", at=now, marked_by_id=person
                )
            )
    return sitting_of(meeting, item, now=now)
