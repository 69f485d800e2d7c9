"""A decision shows the rule and the roster of the day it was taken, whenever its chair confirms it."""

from datetime import timedelta

from approval.models.bodies import Body, BodyRules, Membership
from approval.models.database import db, transaction
from approval.models.records import IN_FORCE
from tests.stories.meeting_tales import EVERYONE


def test_a_new_rule_and_roster_after_the_meeting_leave_its_decision_as_it_was(case, room, person, clock):
    found = case("concept_review")
    team = room("smt", proposer=found.proposer)
    team.place(found)
    clock.forward(days=30)
    team.meets(*EVERYONE)
    team.carry(found, "do:endorse", dict.fromkeys(EVERYONE, "for"))
    team.write_down(found, "endorse")
    after = clock.today + timedelta(days=1)
    late = person("Nora Newcomer", ("smt", "member"))
    with transaction():
        body = db.session.query(Body).filter_by(key="smt").one()
        new = {"name_en": "Executive Committee", "name_fr": "Comité exécutif", "rule": "majority"}
        db.session.add(BodyRules(body_id=body.id, since=after, **new))
        db.session.query(Membership).filter_by(person_id=late.id).one().since = after
        gone = db.session.query(Membership).filter_by(person_id=team.house.people["two"].id).one()
        gone.until = clock.today
    clock.forward(days=3)
    team.confirm(found, "endorse")
    kept = found.said("endorse")[0][IN_FORCE]
    assert kept["name"]["en"] == "Senior Management Team"
    assert kept["rule"]["en"].startswith("Consensus")
    assert [m["name"] for m in kept["members"]] == [
        "Anita Chair",
        "Gil Secretary",
        "Mo Member",
        "Nell Member",
        "Vince Vice",
    ]


def test_what_is_decided_before_the_meeting_opens_shows_the_day_itself(case, room, clock):
    found = case("concept_review")
    team = room("smt", proposer=found.proposer)
    team.place(found)
    with transaction():
        body = db.session.query(Body).filter_by(key="smt").one()
        new = {"name_en": "Executive Committee", "name_fr": "Comité exécutif", "rule": "majority"}
        db.session.add(BodyRules(body_id=body.id, since=clock.today + timedelta(days=20), **new))
    found.push("endorse", team.house.people["chair"])
    assert found.said("endorse")[0][IN_FORCE]["name"]["en"] == "Senior Management Team"
