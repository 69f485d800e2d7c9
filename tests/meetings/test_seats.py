"""A place in a body gives one seat: whoever acts in it has the vote, the voice of its office and a share of the quorum."""

from datetime import timedelta

import pytest

from approval.models.bodies import Body, Membership
from approval.models.database import db, transaction
from approval.operations import NotAllowed
from approval.operations.presiding import mark
from approval.operations.voting import cast, close_vote, record_votes
from approval.queries.chamber import proxies, seats_of


def stand_in(clock, body, away, office, who, days=1):
    """Somebody acts in the place of a person who is away."""
    with transaction():
        place = db.session.query(Body).filter_by(key=body).one()
        db.session.add(
            Membership(
                body_id=place.id,
                person_id=who.id,
                office=office,
                since=clock.today,
                until=clock.today + timedelta(days=days),
                acting_for_id=away.id,
            )
        )


def seats(team, day):
    return {s.name: s.offices for s in seats_of(team.row.body, day).values()}


def test_whoever_acts_holds_the_seat_and_its_holder_none(house, person, clock):
    team = house("smt")
    acting = person("Yves Acting")
    stand_in(clock, "smt", team.people["one"], "member", acting)
    assert seats(team, clock.today) == {
        "Anita Chair": {"chair"},
        "Nell Member": {"member"},
        "Vince Vice": {"vice_chair"},
        "Yves Acting": {"member"},
    }
    later = seats(team, clock.today + timedelta(days=2))
    assert ("Mo Member" in later, "Yves Acting" in later) == (True, False)


def test_another_office_of_the_holder_keeps_its_own_seat(house, person, clock):
    team = house("smt")
    anita, acting = team.people["chair"], person("Yves Acting")
    with transaction():
        body = db.session.query(Body.id).filter_by(key="smt").scalar()
        db.session.add(Membership(body_id=body, person_id=anita.id, office="member", since=clock.today))
    stand_in(clock, "smt", anita, "chair", acting)
    found = seats(team, clock.today)
    assert (found["Anita Chair"], found["Yves Acting"]) == ({"member"}, {"chair"})


@pytest.fixture
def acted(case, house, person, clock):
    """The chair is away and somebody acts in the chair; a motion on a case is being voted on."""
    team = house("smt")
    clock.forward(days=30)
    team.people["acting"] = person("Yves Acting")
    stand_in(clock, "smt", team.people["chair"], "chair", team.people["acting"])
    team.attend("acting", "vice", "one", "two")
    team.open()
    return team, team.put(team.on_agenda(case("concept_review")), "endorse")


def test_the_acting_chair_presides(acted):
    team, _ = acted
    assert team.row.chair_id == team.people["acting"].id


def test_the_acting_chair_decides_with_the_vice_chair_where_there_is_no_consensus(acted, clock):
    team, motion = acted
    said = {"acting": "for", "vice": "for", "one": "against", "two": "for"}
    votes = {team.people[who].id: choice for who, choice in said.items()}
    record_votes(team.secretary.actor, motion, votes, now=clock.now)
    result = close_vote(team.secretary.actor, motion, now=clock.now)
    assert result.outcome == "chair_fallback"


def test_the_place_votes_once_and_counts_once(acted, clock):
    team, motion = acted
    anita = team.people["chair"]
    mark(team.secretary.actor, team.meeting, {anita.id: "present"}, now=clock.now)
    with pytest.raises(NotAllowed, match="no vote in this body"):
        cast(anita.actor, motion, "for", now=clock.now)
    record_votes(team.secretary.actor, motion, {team.people["one"].id: "for"}, now=clock.now)
    quorum = close_vote(team.secretary.actor, motion, now=clock.now).quorum
    assert (quorum.needed, quorum.counted) == (3, 4)


def test_nobody_votes_for_a_member_whose_place_is_taken(house, person, clock):
    from tests.meetings.test_votes import delegate

    team = house("smt")
    taker = person("Dee Delegate", ("smt", "deputy_secretary"))
    delegate("smt", team.people["one"], taker, clock)
    assert proxies(team.row.body, clock.today) == {team.people["one"].id: taker.id}
    stand_in(clock, "smt", team.people["one"], "member", person("Yves Acting"))
    assert proxies(team.row.body, clock.today) == {}
