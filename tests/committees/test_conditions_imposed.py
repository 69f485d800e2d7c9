"""Conditions as they are imposed, waited for and fought over."""

from datetime import timedelta
from functools import partial

from approval.models.database import db
from approval.operations import Stale
from approval.operations.conditions import close, waive
from approval.queries.inbox import my_work
from tests.committees.ledger import at_once, condition, show
from tests.postgres import both_databases

WHY = "The hospital itself withdrew the requirement."


# ── how a condition comes to be ──────────────────────────────────────────────────────────────────────────────────


def test_whoever_confirms_the_decision_signs_where_nobody_was_named(conditional, chair, secretary):
    assert condition(1).signer_id == secretary.id
    assert condition(2).signer_id == chair.id


def test_an_owner_is_known_by_name_or_as_the_one_holder_of_a_role(conditional):
    proposer = conditional.proposer.id
    assert [condition(n).owner_id for n in (1, 2, 3)] == [proposer, None, proposer]


def test_owner_and_signer_are_told_once(conditional, chair, secretary):
    told = conditional.jobs("endorse_with_conditions")
    assert ("mail", f"notice:{secretary.id}") in told
    assert ("mail", f"notice:{conditional.proposer.id}") in told
    assert ("mail", f"notice:{chair.id}") not in told


# ── two at once ─────────────────────────────────────────────────────────────────────────────────────────────────


@both_databases
def test_of_many_sign_offs_at_once_one_counts(shown, app, desk, clock, secretary):
    seen, reference = shown.version, shown.reference
    sign = partial(close, desk, secretary.actor, reference, 1, seen=seen, now=clock.now)
    raised = at_once(app, *[sign] * 8)
    assert sorted(type(e).__name__ for e in raised) == ["NoneType"] + ["Stale"] * 7
    assert shown.said("close_condition") == [{"number": 1}]


@both_databases
def test_waived_and_signed_off_at_once_it_is_one_of_the_two(shown, app, desk, clock, chair, secretary):
    seen, reference = shown.version, shown.reference
    sign = partial(close, desk, secretary.actor, reference, 1, seen=seen, now=clock.now)
    let_go = partial(waive, desk, chair.actor, reference, 1, WHY, seen=seen, now=clock.now)
    raised = at_once(app, *[sign, let_go] * 4)
    assert [type(e) for e in raised].count(Stale) == 7
    signed, waived = shown.said("close_condition"), shown.said("waive_condition")
    assert len(signed) + len(waived) == 1
    assert condition().waived is bool(waived)
    assert condition().closed_by_id == (chair.id if waived else secretary.id)


# ── my work ──────────────────────────────────────────────────────────────────────────────────────────────────────


def listed(desk, clock, someone):
    db.session.rollback()
    return [
        (i.verb.en, i.due_on and i.due_on.isoformat())
        for i in my_work(desk, someone.actor, clock.today).for_me
        if i.number
    ]


def test_it_waits_for_the_owner_until_shown_and_for_the_signer_from_then_on(
    conditional, desk, clock, secretary
):
    assert listed(desk, clock, conditional.proposer) == [
        ("Show that condition 3 is met", "2026-02-10"),
        ("Show that condition 1 is met", None),
    ]
    assert listed(desk, clock, secretary) == []
    show(desk, conditional, 1, clock.now)
    assert listed(desk, clock, conditional.proposer) == [("Show that condition 3 is met", "2026-02-10")]
    assert listed(desk, clock, secretary) == [("Sign off condition 1", None)]
    close(desk, secretary.actor, conditional.reference, 1, seen=conditional.version, now=clock.now)
    assert listed(desk, clock, secretary) == []


def test_what_is_late_is_marked_on_the_first_page_and_in_the_ledger(conditional, clock, client_of, person):
    clock.now += timedelta(days=10)
    browser = client_of(conditional.proposer)
    words = browser.get("/").words
    assert "Show that condition 3 is met: Point-of-care ultrasound" in words
    assert "3 days over" in words
    assert "Before the next gate" in words
    assert "Overdue" in browser.get(conditional.url("conditions/")).words
    assert "jours de retard" in browser.get("/?lang=fr").words
