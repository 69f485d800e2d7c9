"""Who signs a condition off, waives it, takes it back or hands it on (PROCESS.md 3 and 9, Conditions)."""

from datetime import timedelta
from functools import partial

import pytest

from approval.calendar import local_day
from approval.models.bodies import Body, Delegation, Membership
from approval.models.database import db, transaction
from approval.models.people import Person
from approval.models.records import Event
from approval.operations import Invalid, NotAllowed
from approval.operations.conditions import assign_condition, close, reopen, waive
from approval.operations.conflicts import declare
from approval.queries import NotFound
from approval.queries.facts import facts_of
from approval.queries.people import actor_of
from tests.committees.ledger import condition
from tests.lending import actor

WHY = "The hospital itself withdrew the requirement."


def ends(person, body, clock):
    """Their offices in a body ended yesterday."""
    with transaction():
        for term in db.session.query(Membership).filter_by(person_id=person.id):
            term.until = clock.today - timedelta(days=1)


# ── signing off ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_person_named_signs_and_nobody_else_of_the_body(shown, desk, clock, chair, secretary):
    with pytest.raises(NotAllowed):
        close(desk, chair.actor, shown.reference, 1, seen=shown.version, now=clock.now)
    close(desk, secretary.actor, shown.reference, 1, seen=shown.version, now=clock.now)
    assert condition().closed_by_id == secretary.id


@pytest.mark.parametrize("way", ["left", "barred"])
def test_where_the_signer_cannot_act_the_chair_or_a_successor_signs(
    shown, desk, clock, person, chair, secretary, way
):
    after = person("Sue Successor", ("smt", "secretary"))
    member = person("Mo Member", ("smt", "member"))
    if way == "left":
        ends(secretary, "smt", clock)
    else:
        declare(desk, secretary.actor, shown.reference, "family", "My brother owns it.", clock.now)
    with pytest.raises(NotAllowed):
        close(desk, member.actor, shown.reference, 1, seen=shown.version, now=clock.now)
    signs = after if way == "left" else chair
    close(desk, signs.actor, shown.reference, 1, seen=shown.version, now=clock.now)
    assert condition().closed_by_id == signs.id


def test_a_delegate_signs_for_the_person_named_between_two_days(shown, desk, clock, person, secretary):
    deputy = person("Del Egate", ("smt", "member"))
    with transaction():
        body = db.session.query(Body).filter_by(key="smt").one()
        term = {"since": clock.today, "until": clock.today + timedelta(days=3)}
        parts = {"from_id": secretary.id, "to_id": deputy.id, "body_id": body.id, "office": "secretary"}
        db.session.add(Delegation(**parts, **term, made_at=clock.now))
    late = clock.now + timedelta(days=4)
    then = actor_of(db.session.get_one(Person, deputy.id), local_day(late))
    with pytest.raises(NotAllowed):
        close(desk, then, shown.reference, 1, seen=shown.version, now=late)
    close(desk, actor(deputy, clock), shown.reference, 1, seen=shown.version, now=clock.now)
    assert condition().closed_by_id == deputy.id
    event = db.session.query(Event).filter_by(action="close_condition").one()
    assert (event.actor_id, event.for_id) == (deputy.id, secretary.id)


# ── waiving ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_the_imposing_body_waives_through_its_chair_with_a_reason(
    conditional, desk, clock, chair, secretary, director, person
):
    others = (secretary, director, conditional.proposer, person("Mo Member", ("smt", "member")))
    for someone in others:
        with pytest.raises(NotAllowed):
            waive(desk, someone.actor, conditional.reference, 1, WHY, seen=conditional.version, now=clock.now)
    with pytest.raises(Invalid):
        waive(desk, chair.actor, conditional.reference, 1, "  ", seen=conditional.version, now=clock.now)
    waive(desk, chair.actor, conditional.reference, 1, WHY, seen=conditional.version, now=clock.now)
    let_go = condition()
    assert (let_go.waived, let_go.closed_why, let_go.closed_by_id) == (True, WHY, chair.id)
    assert conditional.said("waive_condition") == [{"number": 1, "reason": WHY}]
    assert [c.number for c in facts_of(desk, conditional.row, clock.now).open_conditions] == [2]


def test_a_chair_with_a_conflict_waives_nothing(conditional, desk, clock, chair):
    declare(desk, chair.actor, conditional.reference, "family", "My brother owns it.", clock.now)
    with pytest.raises(NotFound):
        waive(desk, chair.actor, conditional.reference, 1, WHY, seen=conditional.version, now=clock.now)


# ── taking it back ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_mistaken_sign_off_is_taken_back_within_the_window(shown, desk, clock, secretary, chair):
    close(desk, secretary.actor, shown.reference, 1, seen=shown.version, now=clock.forward(minutes=1))
    within, after = clock.now + timedelta(hours=23), clock.now + timedelta(hours=25)
    again = partial(reopen, desk, chair.actor, shown.reference, 1)
    with pytest.raises(NotAllowed):
        again("The wrong room.", seen=shown.version, now=after)
    with pytest.raises(Invalid):
        again("", seen=shown.version, now=within)
    with pytest.raises(NotAllowed):
        reopen(desk, shown.proposer.actor, shown.reference, 1, "Oh.", seen=shown.version, now=within)
    again("The wrong room.", seen=shown.version, now=within)
    assert condition().closed_at is None
    assert [c.number for c in facts_of(desk, shown.row, clock.now).open_conditions] == [1, 2]
    assert shown.said("close_condition") == [{"number": 1}]
    assert shown.said("reopen_condition") == [{"number": 1, "reason": "The wrong room."}]
    close(desk, secretary.actor, shown.reference, 1, seen=shown.version, now=within)


def test_once_the_case_has_moved_on_a_sign_off_stays(shown, desk, clock, secretary, director):
    """Be it in the same instant: the gate has been passed."""
    close(desk, secretary.actor, shown.reference, 1, seen=shown.version, now=clock.forward(minutes=1))
    shown.push("start_development", director)
    with pytest.raises(NotAllowed):
        reopen(desk, secretary.actor, shown.reference, 1, "Oh.", seen=shown.version, now=clock.now)


def test_an_open_condition_cannot_be_reopened(conditional, desk, clock, chair):
    with pytest.raises(NotAllowed):
        reopen(desk, chair.actor, conditional.reference, 1, "Oh.", seen=conditional.version, now=clock.now)


# ── handing it on ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_chair_names_another_owner_and_another_signer(shown, desk, clock, chair, secretary, director):
    give = partial(assign_condition, desk, chair.actor, shown.reference, 1, now=clock.now)
    give(owner="Ruth Director", owner_id=director.id, signer_id=chair.id, seen=shown.version)
    kept = condition()
    assert (kept.owner, kept.owner_id, kept.signer_id) == ("Ruth Director", director.id, chair.id)
    close(desk, chair.actor, shown.reference, 1, seen=shown.version, now=clock.now)


@pytest.mark.parametrize(
    ("change", "at"),
    [({"owner": " "}, "owner"), ({"owner_id": "stranger"}, "account"), ({"signer_id": "director"}, "signer")],
)
def test_what_cannot_be_named_is_said_at_its_field(
    conditional, desk, clock, chair, director, person, change, at
):
    people = {"stranger": person("Ned Nobody").id, "director": director.id}
    named = {k: people.get(v, v) for k, v in change.items()}
    given = {"owner": "Dean", "owner_id": None, "signer_id": None, **named}
    with pytest.raises(Invalid) as refused:
        assign_condition(
            desk, chair.actor, conditional.reference, 1, **given, seen=conditional.version, now=clock.now
        )
    assert [p.path for p in refused.value.problems] == [at]
    assert condition().owner == "Priya Proposer"


def test_nobody_but_the_head_of_the_body_hands_it_on(conditional, desk, clock, secretary):
    with pytest.raises(NotAllowed):
        assign_condition(desk, secretary.actor, conditional.reference, 1, owner="Me", owner_id=None, signer_id=None, seen=conditional.version, now=clock.now)  # fmt: skip
