"""Around and between meetings: moved, cancelled, urgent, in writing, minutes, what is left for the next."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from approval.deliberation.deciding import NO_QUORUM
from approval.deliberation.sections import minuted
from approval.language import ZONE, Text
from approval.models.database import db
from approval.models.meetings import AgendaItem, Meeting
from approval.models.minutes import Minutes
from approval.operations import Invalid, NotAllowed, Stale
from approval.operations.convening import Call, call_meeting, cancel_meeting, move_meeting
from approval.operations.minuting import draft_minutes, edit_minutes
from approval.operations.moving import Wording, draft_motion
from approval.operations.placing import remove_from_agenda
from approval.operations.presiding import close_meeting
from approval.operations.resolving import Resolution, resolve_in_writing
from approval.operations.voting import cast, close_vote, record_votes
from approval.queries.chamber import sitting_of, starts_at
from approval.queries.facts import facts_of

FOR_ALL = ("chair", "vice", "one", "two")


def everyone(house, motion, choice="for"):
    votes = {house.people[w].id: choice for w in FOR_ALL}
    record_votes(house.secretary.actor, motion, votes, now=house.clock.now)
    return close_vote(house.secretary.actor, motion, now=house.clock.now)


# ── who presides ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_meeting_keeps_its_time_on_the_wall(house):
    """The clocks go forward on 8 March 2026: half past two in the night is left out that day."""
    team = house("smt")
    for day, hour, said in (
        (date(2026, 3, 6), "09:30", "2026-03-06T14:30+00:00"),
        (date(2026, 3, 9), "09:30", "2026-03-09T13:30+00:00"),
        (date(2026, 3, 8), "02:30", "2026-03-08T07:30+00:00"),
    ):
        move_meeting(team.secretary.actor, team.meeting, Call(day, "Room 1", hour), now=team.clock.now)
        moved = team.row
        assert starts_at(moved).astimezone(UTC).isoformat(timespec="minutes") == said
    assert (moved.agenda_due, moved.packet_due) == (date(2026, 3, 2), date(2026, 3, 4))
    with pytest.raises(Invalid) as wrong:
        move_meeting(team.secretary.actor, team.meeting, Call(day, "Room 1", "25:00"), now=team.clock.now)
    assert wrong.value.problems[0].path == "starts"


def test_a_cancelled_meeting_lets_its_cases_wait(case, house, desk, clock):
    team = house("smt")
    found = case("concept_review")
    team.on_agenda(found)
    assert facts_of(desk, found.row, clock.now).agenda == {"smt"}
    cancel_meeting(team.secretary.actor, team.meeting, "No quorum is expected.", now=clock.now)
    assert facts_of(desk, found.row, clock.now).agenda == frozenset()
    with pytest.raises(NotAllowed):
        team.open()
    with pytest.raises(NotAllowed):
        move_meeting(team.secretary.actor, team.meeting, Call(date(2026, 4, 1)), now=clock.now)


@pytest.mark.parametrize("end", ["close", "cancel"])
def test_a_meeting_that_is_over_takes_no_case(case, house, client_of, clock, end):
    team, found = house("smt"), case("concept_review")
    secretary, at = client_of(team.secretary), f"/meetings/{team.meeting}"
    assert "Place on this agenda" in secretary.get(at).words
    if end == "close":
        clock.forward(days=30)
        secretary = client_of(team.secretary)
        team.attend(*FOR_ALL)
        team.open()
    secretary.post(f"{at}/{end}", data={"why": "Half of us are ill."})
    page = secretary.get(at)
    assert "Waiting for a place" not in page.words
    assert found.reference not in page.text
    placing = {"reference": found.reference, "seen": found.version}
    refused = secretary.post(f"{at}/place", data=placing)
    assert refused.status_code == 409
    assert "This meeting is over or was called off: choose one that is still to come" in refused.words
    in_french = secretary.post(f"{at}/place?lang=fr", data=placing)
    assert "Cette réunion est levée ou annulée\u00a0: choisissez-en une" in in_french.text
    assert db.session.query(AgendaItem).count() == 0


def test_an_urgent_meeting_says_why_and_is_ratified(house, clock):
    team = house("smt")
    who = team.secretary.actor
    with pytest.raises(Invalid) as no_reason:
        call_meeting(who, "smt", Call(clock.today, "Phone", kind="urgent"), now=clock.now)
    assert no_reason.value.problems[0].path == "why"
    urgent = call_meeting(
        who,
        "smt",
        Call(clock.today, "Phone", kind="urgent", why="The grant closes on Friday."),
        now=clock.now,
    )
    following, team.meeting = team.meeting, urgent
    team.attend(*FOR_ALL)
    team.open()
    close_meeting(who, urgent, now=clock.now)
    db.session.rollback()
    brought = db.session.query(AgendaItem).filter_by(meeting_id=following).order_by(AgendaItem.position).all()
    assert [(i.kind, i.about_id) for i in brought] == [("ratification", urgent), ("minutes", urgent)]
    assert "décisions prises d’urgence" in brought[0].title_fr


# ── in writing ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_body_resolves_in_writing(case, house, desk, clock):
    team = house("smt")
    found = case("concept_review")
    who = team.secretary.actor
    closes = datetime.combine(clock.today + timedelta(days=3), time(17), tzinfo=ZONE)
    wish = Resolution("endorse", "THAT the concept be endorsed.", "The grant closes on Friday.", closes)

    def resolve(wish):
        return resolve_in_writing(desk, who, "smt", found.reference, wish, seen=found.version, now=clock.now)

    with pytest.raises(Invalid) as wrong:
        resolve(Resolution("approve", "", " ", clock.now))
    assert {p.path for p in wrong.value.problems} == {"text", "why", "closes_at", "action"}
    team.meeting = resolve(wish)
    [motion] = [m.motion.id for m in _motions(team)]
    for person in ("one", "two"):
        cast(team.people[person].actor, motion, "for", now=clock.now)
    with pytest.raises(NotAllowed):
        close_vote(who, motion, now=clock.now)
    clock.forward(days=4)
    with pytest.raises(NotAllowed):
        cast(team.people["chair"].actor, motion, "for", now=clock.now)
    result = close_vote(who, motion, now=clock.now)
    assert result.outcome == NO_QUORUM  # two of four answered
    assert team.row.state == "closed"


def test_everyone_in_writing_ends_it_at_once(case, house, desk, clock):
    team = house("smt")
    found = case("concept_review")
    closes = datetime.combine(clock.today + timedelta(days=3), time(17), tzinfo=ZONE)
    wish = Resolution("endorse", "THAT the concept be endorsed.", "The grant closes on Friday.", closes)
    who = team.secretary.actor
    team.meeting = resolve_in_writing(
        desk, who, "smt", found.reference, wish, seen=found.version, now=clock.now
    )
    [motion] = [m.motion.id for m in _motions(team)]
    for person in FOR_ALL:
        cast(team.people[person].actor, motion, "for", now=clock.now)
    assert close_vote(who, motion, now=clock.now).passed
    with pytest.raises(NotAllowed):
        resolve_in_writing(desk, who, "smt", found.reference, wish, seen=found.version, now=clock.now)


def _motions(team):
    from approval.queries.motions import motions_of

    db.session.rollback()
    item = db.session.query(AgendaItem.id).filter_by(meeting_id=team.meeting).scalar()
    return motions_of(item)


# ── minutes ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_minutes_are_drafted_edited_and_approved_at_the_next_meeting(case, sitting, clock):
    team = sitting("smt")
    who = team.secretary.actor
    item = team.on_agenda(case("concept_review"))
    motion = team.put(item, "endorse")
    votes = {team.people[w].id: "for" for w in ("chair", "vice", "one")} | {
        team.people["two"].id: "objection"
    }
    record_votes(who, motion, votes, dissents={team.people["two"].id: "The budget is thin."}, now=clock.now)
    close_vote(who, motion, now=clock.now)
    with pytest.raises(NotAllowed):
        draft_minutes(who, team.meeting, now=clock.now)
    close_meeting(who, team.meeting, now=clock.now)
    row = db.session.get_one(AgendaItem, item)  # as if the chair had confirmed
    row.result, row.done_at = "endorse", clock.now
    db.session.commit()
    draft_minutes(who, team.meeting, now=clock.now)
    draft_minutes(who, team.meeting, now=clock.now)
    db.session.rollback()
    opening, section, closing = minuted(db.session.query(Minutes).one().sections)
    assert "Motion SMT-2026-001: THAT the body decide" in section.words.en
    assert (
        "Decided by consensus, with objections noted (3 for, 1 with an objection noted)." in section.words.en
    )
    assert "Nell Member, at the member’s request: The budget is thin." in section.words.en
    assert "sous la présidence de Anita Chair" in opening.words.fr
    assert closing.words.en.startswith("Closed at ")
    refused_in_one_language(team)
    words = {section.key: Text(en="Minutes", fr="Procès-verbal")}
    edit_minutes(who, team.meeting, words, seen=1, now=clock.now)
    with pytest.raises(Stale):
        edit_minutes(who, team.meeting, words, seen=1, now=clock.now)
    db.session.rollback()
    corrected = replace(section, words=words[section.key])
    assert minuted(db.session.query(Minutes).one().sections) == [opening, corrected, closing]
    past = approved_at_the_next_meeting(team, clock)
    with pytest.raises(NotAllowed):
        edit_minutes(who, past, words, seen=3, now=clock.now)


def approved_at_the_next_meeting(team, clock):
    """The meeting whose minutes they were."""
    past = team.meeting
    clock.forward(days=14)
    team.meeting = call_meeting(team.secretary.actor, "smt", Call(clock.today, "Room 1"), now=clock.now)
    team.attend(*FOR_ALL)
    team.open()
    db.session.rollback()
    brought = db.session.query(AgendaItem).filter_by(meeting_id=team.meeting, about_id=past).one()
    assert everyone(team, team.put(brought.id)).passed
    db.session.rollback()
    assert db.session.query(Minutes).one().state == "approved"
    return past


def refused_in_one_language(team):
    words = {"opening": Text(en="Minutes", fr=" ")}
    with pytest.raises(Invalid) as one_language:
        edit_minutes(team.secretary.actor, team.meeting, words, seen=1, now=team.clock.now)
    assert one_language.value.problems[0].path == "opening_fr"


def test_what_was_not_reached_waits_for_the_next_meeting(case, sitting, desk, clock):
    team = sitting("smt")
    found = case("concept_review")
    team.on_agenda(found)
    close_meeting(team.secretary.actor, team.meeting, now=clock.now)
    assert facts_of(desk, found.row, clock.now).agenda == frozenset()
    assert db.session.query(AgendaItem.result).scalar() == "not_reached"
    with pytest.raises(NotAllowed):
        draft_motion(
            desk, team.secretary.actor, team.meeting, team.item_of(found), Wording("x" * 20), now=clock.now
        )


def test_an_item_taken_off_can_be_placed_again(case, house, desk, clock):
    team = house("smt")
    found = case("concept_review")
    item = team.on_agenda(found)
    remove_from_agenda(
        desk, team.secretary.actor, found.reference, team.meeting, seen=found.version, now=clock.now
    )
    assert team.on_agenda(found) == item
    sitting = sitting_of(db.session.get(Meeting, team.meeting), now=clock.now)
    assert not sitting.quorum.met
