"""A case that was left idle, before those who may choose: it lapses, goes on or waits, and never before they were asked."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from approval.language import format_day
from approval.models.database import db, transaction
from approval.models.proposals import Proposal
from approval.operations.writing import keep_decision
from approval.queries.inbox import CHOOSE, my_work
from approval.workflow.rules import Refused
from tests.postgres import both_databases

REASON = {"rationale": "Nobody has answered for four months, and the partner has gone."}


@pytest.fixture
def asked(sponsored, days):
    """A draft that nobody moved, and whose sponsor was asked today."""
    for n in (60, 90, 120):
        days(n)
    return sponsored


@pytest.fixture
def to_choose(desk, clock):
    """The cases that a person's first page asks to choose about."""

    def chosen(someone):
        db.session.rollback()
        work = my_work(desk, someone.actor, clock.today)
        return [item.reference for item in work.for_me if item.verb == CHOOSE]

    return chosen


def refusal(story, action="lapse", said=REASON) -> str:
    with pytest.raises(Refused) as refused:
        story.act("sponsor", action, said)
    return str(refused.value)


# ── when it may lapse ────────────────────────────────────────────────────────────────────────────────────────────


def test_it_lapses_only_after_the_days_and_the_question(sponsored, days, clock):
    begun = clock.today
    asks = format_day(begun + timedelta(days=120), "en")
    for n in (59, 60, 90, 118):
        days(n)
        assert f"It can lapse from {asks} if nobody does anything here until then" in refusal(sponsored)
    clock.now += timedelta(days=5)
    assert "it can lapse once that question has gone out" in refusal(sponsored)
    days(124)
    sponsored.act("sponsor", "lapse", REASON)
    assert (sponsored.row.stage, sponsored.row.outcome) == ("lapsed", "lapsed")


def test_the_day_it_was_promised_for_is_the_day_it_comes(sponsored, days, clock):
    """Also where reminders went out late: the question leaves on the day that the refusal named the day before."""
    days(111)
    promised = format_day(clock.today + timedelta(days=30), "en")
    assert f"It can lapse from {promised}" in refusal(sponsored)
    assert [days(140), days(141)] == [0, 1]
    sponsored.act("sponsor", "lapse", REASON)


def test_a_stage_whose_time_is_over_may_lapse_unasked(sponsored, clock):
    """An approval that was not launched within its time (PROCESS.md 6)."""
    with transaction():
        case = db.session.scalars(select(Proposal).where(Proposal.reference == sponsored.reference)).one()
        case.due_on = clock.today + timedelta(days=1)
    assert "It can lapse from" in refusal(sponsored), "the day itself is in time"
    sponsored.act("sponsor", "lapse", REASON)
    assert sponsored.row.stage == "lapsed"


def test_on_hold_it_does_not_lapse(asked):
    asked.act("sponsor", "hold", REASON)
    assert refusal(asked) == "The case is on hold; A case on hold is meant to wait: it does not lapse"


def test_resumed_it_begins_anew(asked, days):
    asked.act("sponsor", "hold", REASON)
    days(400)
    asked.act("sponsor", "resume")
    assert "It can lapse from" in refusal(asked)


def test_it_goes_on_when_they_say_so(sponsored, days):
    assert refusal(sponsored, "go_on", None) == "Nobody has asked whether it goes on: it does"
    for n in (60, 90, 120):
        days(n)
    before = sponsored.row.stage_since
    sponsored.act("sponsor", "go_on")
    assert (sponsored.row.stage, sponsored.row.stage_since) == ("draft", before)
    assert "It can lapse from" in refusal(sponsored)
    assert [days(n) for n in (150, 180, 183)] == [0, 0, 1]


def test_whoever_writes_in_it_has_answered(asked, clock):
    clock.forward(hours=1)
    asked.write("proposer", "concept", {"short_title": "Perfusion"})
    assert "It can lapse from" in refusal(asked)


def test_nor_does_it_keep_the_holder_from_being_reminded(sponsored, days, desk, clock):
    days(50)
    keep_decision(desk, sponsored.actor("sponsor"), sponsored.reference, "lapse", REASON, now=clock.now)
    assert days(60) == 1


def test_the_reason_being_typed_does_not_keep_it_open(asked, desk, clock):
    clock.forward(hours=1)
    keep_decision(desk, asked.actor("sponsor"), asked.reference, "lapse", REASON, now=clock.now)
    asked.act("sponsor", "lapse", REASON)
    assert asked.row.stage == "lapsed"


# ── who is asked, on their first page ────────────────────────────────────────────────────────────────────────────


@both_databases
def test_the_first_page_of_who_may_choose_says_so(sponsored, days, to_choose):
    sponsor, others = (
        sponsored.people["sponsor"],
        [sponsored.people[w] for w in ("proposer", "director", "first")],
    )
    days(60)
    days(90)
    assert to_choose(sponsor) == []
    days(120)
    assert to_choose(sponsor) == [sponsored.reference]
    assert [to_choose(who) for who in others] == [[], [], []]


def test_who_may_choose_elsewhere_is_not_asked_here(asked, desk, to_choose, monkeypatch):
    workflow = desk.versions[asked.row.digest].workflow
    monkeypatch.setitem(
        vars(workflow), "choosers", {**workflow.choosers, "draft": frozenset({"ce_director"})}
    )
    assert to_choose(asked.people["sponsor"]) == []


@both_databases
@pytest.mark.parametrize("done", ["lapse", "go_on", "hold", "write"])
def test_once_answered_it_no_longer_does(asked, clock, to_choose, done):
    clock.forward(hours=1)
    if done == "write":
        asked.write("proposer", "concept", {"short_title": "Perfusion"})
    else:
        asked.act("sponsor", done, None if done == "go_on" else REASON)
    assert to_choose(asked.people["sponsor"]) == []


def test_an_office_that_may_choose_is_asked_on_its_first_page(story, days, desk, clock, to_choose):
    """One line for the director, who holds the case and may choose as well."""
    begun = clock.today
    story.submit()
    story.assess()
    story.support()
    story.close(1, "director", "Letter of 19 February 2026")
    story.smt("2026-03-06")
    gone = (clock.today - begun).days
    for n in (30, 60, 90):
        days(gone + n)
    director = story.people["director"]
    assert to_choose(director) == [story.reference]
    assert [i.reference for i in my_work(desk, director.actor, clock.today).for_me] == [story.reference]
    assert to_choose(story.people["intake"]) == []


def test_the_page_leads_to_the_choice(asked, client_of):
    browser = client_of(asked.people["sponsor"])
    home = browser.get("/")
    case = browser.get(home.link("Say whether it goes on"))
    for choice in ("Let it go on", "Put on hold", "Close as lapsed"):
        assert browser.get(case.link(choice)).status_code == 200


def test_before_that_the_page_offers_nothing_that_the_door_refuses(sponsored, client_of, days):
    days(100)
    browser = client_of(sponsored.people["sponsor"])
    assert "Say whether it goes on" not in browser.get("/").words
    page = browser.get(f"/proposals/{sponsored.reference}/")
    assert not re.search(r"actions/(lapse|go_on)/", page.get_data(as_text=True))
    assert "It can lapse from 13 June 2026 if nobody does anything here until then" in page.words
    address = f"/proposals/{sponsored.reference}/actions/lapse/"
    answer = browser.post(address, data={"seen": sponsored.row.version, **REASON})
    assert answer.status_code == 409
    assert "It can lapse from 13 June 2026" in answer.words
