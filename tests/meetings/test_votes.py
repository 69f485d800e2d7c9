"""A vote counts once, is cast by whoever may, while the vote is open: everything else is refused with the reason."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from approval.models.bodies import Body, Delegation, Membership
from approval.models.database import db, transaction
from approval.models.meetings import Vote
from approval.models.reviews import Conflict
from approval.operations import Invalid, NotAllowed
from approval.operations.conflicts import declare, deny
from approval.operations.presiding import mark
from approval.operations.voting import cast, close_vote, record_votes
from approval.queries import NotFound
from tests.postgres import both_databases

THREADS = 16


@pytest.fixture
def floor(case, sitting):
    """The Board, with a motion to approve being voted on."""
    board = sitting("board")
    found = case("board_review")
    item = board.on_agenda(found)
    return board, found, board.put(item, "approve")


def votes(motion):
    db.session.rollback()
    return {v.person_id: v.choice for v in db.session.query(Vote).filter_by(motion_id=motion)}


def refused(board, who, motion, **more):
    with pytest.raises(NotAllowed) as why:
        cast(board.people[who].actor, motion, "for", now=board.clock.now, **more)
    return str(why.value)


def test_a_seat_votes_once(floor):
    board, _, motion = floor
    cast(board.people["one"].actor, motion, "for", now=board.clock.now)
    assert "a vote counts once" in refused(board, "one", motion)
    new = record_votes(
        board.secretary.actor, motion, {board.people["one"].id: "against"}, now=board.clock.now
    )
    assert new == 0
    assert votes(motion) == {board.people["one"].id: "for"}


@both_databases
def test_sixteen_at_once_count_once(floor, app):
    board, _, motion = floor
    together, said = Barrier(THREADS), []

    def press():
        with app.app_context():
            try:
                together.wait()
                cast(board.people["one"].actor, motion, "for", now=board.clock.now)
                said.append("cast")
            except NotAllowed:
                said.append("refused")
            finally:
                db.session.remove()

    threads = [Thread(target=press) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["cast"] + ["refused"] * (THREADS - 1)
    assert votes(motion) == {board.people["one"].id: "for"}


def test_not_after_the_vote_is_closed(floor):
    board, _, motion = floor
    cast(board.people["one"].actor, motion, "for", now=board.clock.now)
    close_vote(board.secretary.actor, motion, now=board.clock.now)
    assert "not open to votes" in refused(board, "two", motion)
    with pytest.raises(NotAllowed):
        close_vote(board.secretary.actor, motion, now=board.clock.now)


def test_not_with_a_conflict(floor, desk):
    board, found, motion = floor
    declare(
        desk, board.people["two"].actor, found.reference, "family", "My brother owns it.", board.clock.now
    )
    assert "conflict of interest" in refused(board, "two", motion)
    with pytest.raises(Invalid) as wrong:
        record_votes(board.secretary.actor, motion, {board.people["two"].id: "for"}, now=board.clock.now)
    assert wrong.value.problems[0].path == f"vote-{board.people['two'].id}"


def test_a_vote_cast_before_a_conflict_is_declared_does_not_count(floor, desk):
    board, found, motion = floor
    for who in ("chair", "vice", "one"):
        cast(board.people[who].actor, motion, "for", now=board.clock.now)
    cast(board.people["two"].actor, motion, "against", now=board.clock.now)
    declare(
        desk, board.people["two"].actor, found.reference, "family", "My brother owns it.", board.clock.now
    )
    result = close_vote(board.secretary.actor, motion, now=board.clock.now)
    assert result.tally == {"for": 3, "against": 0, "abstain": 0, "objection": 0}
    assert len(votes(motion)) == 4  # what was cast stays on record


def ask(found, someone, clock):
    """As if a link of theirs to the case had been found."""
    about = {"proposal_id": found.row.id, "person_id": someone.id, "kind": "", "description": ""}
    with transaction():
        db.session.add(
            Conflict(**about, status="suggested", bars=False, found="partner", declared_at=clock.now)
        )


def test_whoever_was_asked_about_a_link_answers_before_they_vote(floor, desk, clock):
    board, found, motion = floor
    one = board.people["one"]
    ask(found, one, clock)
    assert "Say first whether you have a conflict" in refused(board, "one", motion)
    with pytest.raises(Invalid) as wrong:
        record_votes(board.secretary.actor, motion, {one.id: "for"}, now=clock.now)
    assert wrong.value.problems[0].path == f"vote-{one.id}"
    deny(desk, one.actor, found.reference, "I left that hospital years ago.", clock.now)
    cast(one.actor, motion, "for", now=clock.now)
    assert votes(motion) == {one.id: "for"}


def test_a_delegate_who_was_asked_answers_before_they_vote_for_somebody(case, sitting, person, clock, desk):
    team, found = sitting("smt"), case("concept_review")
    motion = team.put(team.on_agenda(found), "endorse")
    team.people["taker"] = taker = person("Dee Delegate", ("smt", "deputy_secretary"))
    delegate("smt", team.people["one"], taker, clock)
    ask(found, taker, clock)
    assert "Say first whether you have a conflict" in refused(
        team, "taker", motion, seat=team.people["one"].id
    )
    deny(desk, taker.actor, found.reference, "I left that hospital years ago.", clock.now)
    cast(taker.actor, motion, "for", seat=team.people["one"].id, now=clock.now)
    assert votes(motion) == {team.people["one"].id: "for"}


def test_not_by_a_former_member(floor, clock):
    board, _, motion = floor
    with transaction():
        term = db.session.query(Membership).filter_by(person_id=board.people["two"].id).one()
        term.until = clock.today - timedelta(days=40)
    assert "no vote in this body" in refused(board, "two", motion)
    board.people["two"] = board.people["two"].__class__(
        board.people["two"].id, "Tariq Governor", "t@x.example"
    )
    with pytest.raises(NotFound):
        cast(board.people["two"].actor, motion, "for", now=clock.now)


def test_not_by_somebody_who_is_not_there(floor):
    board, _, motion = floor
    board.attend("two", as_="left")
    assert "not recorded as present" in refused(board, "two", motion)


def test_the_secretary_has_no_vote(floor):
    board, _, motion = floor
    mark(board.secretary.actor, board.meeting, {board.secretary.id: "present"}, now=board.clock.now)
    assert "no vote in this body" in refused(board, "secretary", motion)


@pytest.mark.parametrize("choice", ["maybe", "", "objection"])
def test_a_choice_that_there_is_not(floor, choice):
    board, _, motion = floor
    with pytest.raises(Invalid) as wrong:
        cast(board.people["one"].actor, motion, choice, now=board.clock.now)
    assert wrong.value.problems[0].path == "choice"
    assert votes(motion) == {}


def delegate(body, giver, taker, clock):
    with transaction():
        seat = db.session.query(Body).filter_by(key=body).one()
        db.session.add(
            Delegation(
                from_id=giver.id,
                to_id=taker.id,
                body_id=seat.id,
                office="member",
                since=clock.today,
                until=clock.today,
                made_at=clock.now,
            )
        )


def test_nobody_votes_for_a_governor(floor, person, clock):
    board, _, motion = floor
    taker = person("Dee Delegate", ("board", "deputy_secretary"))
    delegate("board", board.people["one"], taker, clock)
    board.people["taker"] = taker
    assert "Nobody votes for somebody else" in refused(board, "taker", motion, seat=board.people["one"].id)


def test_a_proxy_doubles_no_vote(case, sitting, person, clock):
    team = sitting("smt")
    motion = team.put(team.on_agenda(case("concept_review")), "endorse")
    delegate("smt", team.people["one"], team.people["two"], clock)
    assert "cannot cast a second one" in refused(team, "two", motion, seat=team.people["one"].id)
    taker = person("Dee Delegate", ("smt", "deputy_secretary"))
    team.people["taker"] = taker
    assert "not delegated" in refused(team, "taker", motion, seat=team.people["one"].id)
    delegate("smt", team.people["one"], taker, clock)
    cast(taker.actor, motion, "for", seat=team.people["one"].id, now=clock.now)
    db.session.rollback()
    kept = db.session.query(Vote).one()
    assert (kept.person_id, kept.cast_by_id) == (team.people["one"].id, taker.id)
    assert "a vote counts once" in refused(team, "one", motion)
