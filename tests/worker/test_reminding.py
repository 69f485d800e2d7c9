"""Nobody moves a case: its holder is reminded, then those who may choose are asked."""

from datetime import UTC, datetime, time, timedelta
from threading import Barrier, Thread

from sqlalchemy import select

from approval.language import ZONE
from approval.models.database import db, transaction
from approval.models.people import Person
from approval.models.records import Event, Job
from approval.operations import reminding
from approval.operations.recording import Happening, record
from approval.operations.reminding import remind_due
from approval.operations.working import run_due
from approval.queries.audit import audit
from approval.queries.idle import left_quiet
from approval.worker import LOOK_AGAIN, Worker
from tests.postgres import both_databases
from tests.stories.whole_case import Story

REASON = {"rationale": "Nobody has answered for four months, and the partner has gone."}


def happened(story: Story) -> list[tuple[str, int]]:
    """Every reminder of the case: what, and the day for which it was due."""
    db.session.rollback()
    events = db.session.scalars(select(Event).where(Event.proposal_id == story.row.id).order_by(Event.seq))
    return [(e.action, e.statement.said.get("step")) for e in events if e.actor_id is None]


def told(action: str) -> set[int]:
    db.session.rollback()
    jobs = db.session.scalars(select(Job).join(Event).where(Event.action == action))
    return {j.payload["person"] for j in jobs}


@both_databases
def test_the_holder_is_reminded_twice_then_the_sponsor_is_asked(sponsored, days):
    sent = {n: days(n) for n in (59, 60, 61, 89, 90, 91, 119, 120, 121, 150, 400)}
    assert {n for n, count in sent.items() if count} == {60, 90, 120}
    assert happened(sponsored) == [("remind_idle", 60), ("remind_idle", 90), ("ask_idle", 120)]
    assert told("remind_idle") == {sponsored.people["proposer"].id}
    assert told("ask_idle") == {sponsored.people["sponsor"].id}


def test_after_three_days_of_downtime_each_fires_once(sponsored, days):
    assert days(58) == 0
    assert [days(63), days(63), days(64), days(89)] == [1, 0, 0, 0]
    assert [days(90), days(123), days(123), days(124)] == [1, 1, 0, 0]
    assert happened(sponsored) == [("remind_idle", 60), ("remind_idle", 90), ("ask_idle", 120)]


def test_what_came_due_together_is_one_reminder_and_the_question_waits_its_turn(sponsored, days):
    """An installation that begins to remind has cases that were left long ago."""
    assert [days(200), days(201), days(229), days(230), days(231)] == [1, 0, 0, 1, 0]
    assert happened(sponsored) == [("remind_idle", 90), ("ask_idle", 120)]


@both_databases
def test_two_workers_at_once_send_one_reminder(sponsored, days, app, desk, clock, monkeypatch, caplog):
    """Both have seen that the case waits before either has sent anything."""
    days(59)
    clock.forward(days=1)
    seen, both, sent = reminding.left_quiet, Barrier(2), []

    def together(*asked):
        found = list(seen(*asked))
        both.wait(10)
        return found

    def work():
        with app.app_context():
            sent.append(remind_due(desk, clock.now))
            db.session.remove()

    monkeypatch.setattr(reminding, "left_quiet", together)
    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(sent) == [0, 1]
    assert caplog.messages == [], "the second waits, and finds it done"
    assert happened(sponsored) == [("remind_idle", 60)]


def test_a_case_that_cannot_be_looked_at_keeps_no_other_waiting(
    sponsored, days, desk, clock, monkeypatch, caplog
):
    seen = reminding.left_quiet
    monkeypatch.setattr(reminding, "left_quiet", lambda *asked: [0, *seen(*asked)])
    assert days(60) == 1
    assert "case 0 could not be looked at" in caplog.text


def test_whatever_is_written_or_done_counts_anew(sponsored, days, clock):
    days(60)
    clock.forward(days=10)
    sponsored.write("proposer", "concept", {"short_title": "Perfusion"})
    assert [days(n) for n in (90, 120, 129, 130, 160, 189, 190)] == [0, 0, 0, 1, 1, 0, 1]
    assert happened(sponsored)[1:] == [("remind_idle", 60), ("remind_idle", 90), ("ask_idle", 120)]


def test_what_the_system_does_counts_for_nothing(sponsored, days, clock, desk):
    """A letter that leaves by itself does not begin the days anew."""
    days(50)
    with transaction():
        record(sponsored.row, Happening("send_letter", None, clock.now))
    assert days(60) == 1


def test_on_hold_or_closed_it_is_left_alone(sponsored, days):
    days(20)
    sponsored.act("sponsor", "hold", REASON)
    assert days(300) == 0
    sponsored.act("sponsor", "resume")
    assert [days(302 + 58), days(301 + 60)] == [0, 1]
    sponsored.act("proposer", "withdraw", REASON)
    assert days(900) == 0


def test_where_nobody_may_choose_the_holder_is_told(story, days, desk, clock):
    for n in (60, 90, 120):
        days(n)
    assert told("ask_idle") == {story.people["proposer"].id}, "the director may not open a draft"
    assert story.event("ask_idle").statement.said["choice"] is False
    assert not days(150), "nobody is asked twice"
    assert list(left_quiet(desk.versions, clock.today)) == [], "nor looked at again"


def test_the_director_is_asked_where_continuing_education_has_the_case(story, days, desk, clock):
    story.submit()
    story.assess()
    story.support()
    story.close(1, "director", "Letter of 19 February 2026")
    story.smt("2026-03-06")
    since = clock.today
    for n in (30, 60, 90):
        clock.now = datetime.combine(since + timedelta(days=n), time(9), ZONE).astimezone(UTC)
        remind_due(desk, clock.now)
    assert [a for a, _ in happened(story) if a.endswith("_idle")] == [
        "remind_idle",
        "remind_idle",
        "ask_idle",
    ]
    assert told("ask_idle") == {story.people["director"].id}


def test_whoever_may_not_choose_is_not_told_to(story, days, desk, clock, tools, post):
    for n in (60, 90, 120):
        days(n)
        run_due(desk, clock.now, tools)
    *_, last = post.to(story.people["proposer"])
    assert "for 120 days. It waits for you." in last.text
    assert "Please choose" not in last.text


def test_the_letters_say_since_when_in_each_language(sponsored, days, desk, clock, tools, post):
    with transaction():
        db.session.get_one(Person, sponsored.people["sponsor"].id).language = "fr"
    for n in (60, 90, 120):
        days(n)
        run_due(desk, clock.now, tools)
    [first, _] = post.to(sponsored.people["proposer"])
    assert first.subject == f"{sponsored.reference}: Reminder: nothing happens here"
    assert "Nothing has happened in this case since 3 February 2026, for 60 days." in first.text
    assert "By: the system, because it was due" in first.text
    [asked] = post.to(sponsored.people["sponsor"])
    assert asked.subject == f"{sponsored.reference}\u00a0: Question\u00a0: ce dossier se poursuit-il\u00a0?"
    assert "depuis le 3 février 2026, soit depuis 120 jours" in asked.text
    assert "le poursuivre, le mettre en suspens ou le clore" in asked.text


# ── what must always hold ────────────────────────────────────────────────────────────────────────────────────────


def test_the_record_holds_and_each_letter_has_its_cause(sponsored, days, desk):
    for n in (60, 90, 120):
        days(n)
    db.session.rollback()
    assert audit(desk).faults == ()
    events = db.session.scalars(select(Event).where(Event.actor_id.is_(None))).all()
    assert [(e.from_stage, e.to_stage) for e in events] == [("draft", "draft")] * 3
    assert len({e.key for e in events}) == 3
    causes = db.session.scalars(select(Job.event_id).where(Job.subject.startswith("notice:"))).all()
    assert sorted(causes) == sorted(e.id for e in events)


def test_a_worker_looks_now_and_then(app, clock, tools, monkeypatch):
    looked: list[datetime] = []
    monkeypatch.setattr("approval.worker.remind_due", lambda _, now: looked.append(now))
    worker = Worker(app, tools=tools)
    for _ in range(3):
        worker._one(tools)
        clock.now += LOOK_AGAIN / 2
    assert looked == [clock.now - 3 * LOOK_AGAIN / 2, clock.now - LOOK_AGAIN / 2]
