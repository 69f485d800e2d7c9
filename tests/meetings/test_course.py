"""A meeting from its call to its minutes: who presides, quorum lost, amendments, consent, in camera."""

import pytest

from approval.deliberation.deciding import NO_QUORUM
from approval.deliberation.sections import minuted
from approval.language import Text
from approval.models.database import db
from approval.models.meetings import AgendaItem
from approval.models.minutes import Minutes
from approval.operations import Invalid, NotAllowed, Stale
from approval.operations.arranging import add_business, arrange, pull, sort_item
from approval.operations.minuting import draft_minutes
from approval.operations.moving import Wording, put, reword, withdraw_motion
from approval.operations.presiding import close_meeting, open_meeting, preside, receive, take_up
from approval.operations.voting import cast, close_vote, record_votes
from approval.queries import NotFound

FOR_ALL = ("chair", "vice", "one", "two")


def everyone(house, motion, choice="for"):
    votes = {house.people[w].id: choice for w in FOR_ALL}
    record_votes(house.secretary.actor, motion, votes, now=house.clock.now)
    return close_vote(house.secretary.actor, motion, now=house.clock.now)


# ── who presides ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_chair_presides_else_the_vice_chair_else_whom_they_elect(house):
    team = house("smt")
    with pytest.raises(NotAllowed):
        team.open()  # it is a month too early
    team.clock.forward(days=30)
    with pytest.raises(Invalid) as nobody:
        team.open()
    assert nobody.value.problems[0].path == "presiding"
    team.attend("one", "two")
    with pytest.raises(Invalid):
        team.open()
    with pytest.raises(Invalid):
        team.open(presiding="vice")
    team.open(presiding="one")
    assert team.row.chair_id == team.people["one"].id
    team.attend("chair")
    preside(team.secretary.actor, team.meeting, team.people["chair"].id, now=team.clock.now)
    assert team.row.chair_id == team.people["chair"].id


def test_only_whoever_keeps_the_record_opens(house):
    team = house("smt")
    team.clock.forward(days=30)
    team.attend("chair", "one")
    for who in ("chair", "one"):
        with pytest.raises(NotAllowed):
            open_meeting(team.people[who].actor, team.meeting, now=team.clock.now)
    team.open()
    team.open()  # twice is once
    assert team.row.state == "open"


# ── quorum ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_quorum_lost_in_the_middle_decides_nothing(case, sitting):
    board = sitting("board")
    motion = board.put(board.on_agenda(case("board_review")), "approve")
    cast(board.people["one"].actor, motion, "for", now=board.clock.now)
    board.attend("chair", "two", as_="left")
    result = close_vote(board.secretary.actor, motion, now=board.clock.now)
    assert result.outcome == NO_QUORUM
    assert board.motion(motion).tally["counted"] == 2
    board.attend("chair", "two")
    again = board.put(board.motion(motion).item_id, "approve")
    assert everyone(board, again).passed
    assert board.motion(again).number != board.motion(motion).number


# ── motions ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_motion_is_moved_by_two_who_take_part(case, sitting, desk):
    board = sitting("board")
    found = case("board_review")
    item = board.on_agenda(found)
    for by, second, field in (("one", "one", "seconded_by"), ("secretary", "two", "moved_by")):
        with pytest.raises(Invalid) as wrong:
            board.move(item, "approve", by=by, second=second)
        assert wrong.value.problems[0].path == field
    for text, action, field in (("short", "approve", "text"), ("x" * 40, "endorse", "action")):
        with pytest.raises(Invalid) as wrong:
            board.move(item, action, text=text)
        assert wrong.value.problems[0].path == field
    with pytest.raises(LookupError):
        board.move(item, "approve", kind="speech")


def test_one_vote_at_a_time_and_only_while_it_meets(case, house, sitting):
    team = house("smt")
    item = team.on_agenda(case("concept_review"))
    with pytest.raises(Invalid):
        team.move(item, "endorse")  # nobody is there yet
    team.clock.forward(days=30)
    team.attend(*FOR_ALL)
    motion = team.move(item, "endorse")
    with pytest.raises(NotAllowed):
        put(team.desk, team.secretary.actor, motion, now=team.clock.now)
    team.open()
    put(team.desk, team.secretary.actor, motion, now=team.clock.now)
    other = team.move(item, "defer")
    with pytest.raises(NotAllowed):
        put(team.desk, team.secretary.actor, other, now=team.clock.now)
    with pytest.raises(NotAllowed):
        withdraw_motion(team.secretary.actor, motion, now=team.clock.now)
    withdraw_motion(team.secretary.actor, other, now=team.clock.now)
    with pytest.raises(NotAllowed):
        take_up(team.secretary.actor, team.meeting, item, now=team.clock.now)
    with pytest.raises(NotAllowed):
        close_meeting(team.secretary.actor, team.meeting, now=team.clock.now)


def test_an_amendment_that_carries_changes_the_motion(case, sitting):
    board = sitting("board")
    item = board.on_agenda(case("board_review"))
    main = board.move(item, "approve")
    amended = "THAT it be approved, effective 1 September 2026."
    amendment = board.move(item, kind="amendment", parent=main, text=amended)
    with pytest.raises(NotAllowed):
        put(board.desk, board.secretary.actor, main, now=board.clock.now)
    put(board.desk, board.secretary.actor, amendment, now=board.clock.now)
    assert everyone(board, amendment).passed
    assert (board.motion(main).text, board.motion(main).proposed != amended) == (amended, True)
    put(board.desk, board.secretary.actor, main, now=board.clock.now)
    with pytest.raises(NotAllowed):
        board.move(item, kind="amendment", parent=main)


def test_a_motion_is_corrected_until_it_is_put(case, sitting, desk):
    team = sitting("smt")
    item = team.on_agenda(case("concept_review"))
    motion = team.move(item, "endorse")
    words = Wording("THAT the concept be endorsed as it stands.", action="endorse")
    reword(desk, team.secretary.actor, motion, words, seen=1, now=team.clock.now)
    with pytest.raises(Stale):
        reword(desk, team.secretary.actor, motion, words, seen=1, now=team.clock.now)
    with pytest.raises(Invalid) as nobody:
        put(team.desk, team.secretary.actor, motion, now=team.clock.now)
    assert [p.path for p in nobody.value.problems] == ["moved_by", "seconded_by"]


# ── consent, in camera, other business ───────────────────────────────────────────────────────────────────────────


def test_an_item_is_pulled_from_the_consent_agenda(case, sitting, desk):
    team = sitting("smt")
    kept, pulled = (team.on_agenda(case("concept_review", title=f"Concept {n}")) for n in range(2))
    for item in (kept, pulled):
        sort_item(team.secretary.actor, team.meeting, item, part="consent", now=team.clock.now)
    pull(team.people["one"].actor, team.meeting, pulled, now=team.clock.now)
    with pytest.raises(NotAllowed):
        pull(team.people["two"].actor, team.meeting, pulled, now=team.clock.now)
    consent = db.session.query(AgendaItem.id).filter_by(meeting_id=team.meeting, kind="business").scalar()
    assert everyone(team, team.put(consent)).passed
    from approval.queries.motions import decided_on

    def decided(item):
        db.session.rollback()
        return decided_on(db.session.get(AgendaItem, item).proposal_id, "smt").motion

    assert decided(kept) is not None
    assert decided(pulled) is None


def test_an_item_is_closed_on_a_ground_and_the_meeting_rises(case, sitting):
    board = sitting("board")
    item = board.on_agenda(case("board_review"))
    with pytest.raises(Invalid) as no_ground:
        board.move(item, kind="close")
    assert no_ground.value.problems[0].path == "ground"
    with pytest.raises(NotAllowed):
        board.move(item, kind="rise", public_wording="The Board dealt with one item.")
    assert everyone(board, board.put(item, kind="close", ground="third_party")).passed
    assert db.session.get(AgendaItem, item).in_camera
    with pytest.raises(NotAllowed):
        close_meeting(board.secretary.actor, board.meeting, now=board.clock.now)
    with pytest.raises(Invalid) as no_words:
        board.move(item, kind="rise")
    assert no_words.value.problems[0].path == "public_wording"
    assert everyone(
        board, board.put(item, kind="rise", public_wording="The Board dealt with one item.")
    ).passed
    close_meeting(board.secretary.actor, board.meeting, now=board.clock.now)
    draft_minutes(board.secretary.actor, board.meeting, now=board.clock.now)
    sections = minuted(db.session.query(Minutes).one().sections)
    section = next(s for s in sections if s.item == item)
    assert "The Board dealt with one item." in section.words.en
    assert "Remained: " in section.words.en
    assert "huis clos" in section.heading.fr
    assert "ultrasound" not in str(sections)  # not even what it was about


def test_other_business_is_moved_received_and_postponed(sitting):
    team = sitting("smt")
    who, now = team.secretary.actor, team.clock.now
    with pytest.raises(Invalid):
        add_business(who, team.meeting, Text(en=" ", fr=""), now=now)
    report = add_business(who, team.meeting, Text(en="Annual report", fr=""), part="information", now=now)
    policy = add_business(who, team.meeting, Text(en="", fr="Politique"), now=now)
    receive(who, team.meeting, report, now=now)
    everyone(team, team.put(policy, kind="postpone"))
    db.session.rollback()
    results = dict(db.session.query(AgendaItem.id, AgendaItem.result))
    assert results == {report: "received", policy: "postponed"}
    arrange(who, team.meeting, [policy, report], now=now)
    with pytest.raises(NotFound):
        arrange(who, team.meeting, [policy, 10_000], now=now)


# ── the record must agree ────────────────────────────────────────────────────────────────────────────────────────


def test_the_decision_says_what_the_meeting_decided(case, sitting, desk, clock, client_of):
    board = sitting("board")
    found = case("board_review")
    item = board.on_agenda(found)
    motion = board.put(item, "approve")
    votes = {
        board.people[w].id: c for w, c in zip(FOR_ALL, ("for", "for", "against", "abstain"), strict=True)
    }
    record_votes(board.secretary.actor, motion, votes, now=clock.now)
    secretary = client_of(board.secretary)
    url = found.url("actions/decline/")
    assert secretary.get(url).status_code == 200
    with pytest.raises(NotAllowed):
        close_meeting(board.secretary.actor, board.meeting, now=clock.now)
    close_vote(board.secretary.actor, motion, now=clock.now)
    page = secretary.send(secretary.get(url), "decline", rationale="x" * 60)
    assert "carried another motion on this case, B-2026-001" in page.words
    page = secretary.get(found.url("actions/approve/"))
    assert "On the agenda" not in page.words


# ── calling, moving, cancelling ──────────────────────────────────────────────────────────────────────────────────
