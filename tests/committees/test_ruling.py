"""The chair of a body rules on what somebody of it denied; nothing that was said goes away."""

import pytest
from sqlalchemy import select

from approval.models.bodies import Membership
from approval.models.database import db, transaction
from approval.models.people import Person
from approval.models.records import Event
from approval.models.reviews import Conflict
from approval.operations import NotAllowed
from approval.operations.assessing import hand_in, name_assessors
from approval.operations.conflicts import declare, deny, rule
from approval.operations.parts import assign
from approval.operations.suggesting import suggest_at_arrival
from approval.operations.writing import write
from approval.queries import NotFound
from approval.queries.cases import find
from approval.queries.facts import facts_of
from tests.committees.conftest import PARTNERS
from tests.committees.sheets import LIGHT, SHEET, row


def test_upheld_it_bars_and_the_person_is_told_without_a_word_of_the_case(
    arrived, desk, clock, mo, chair, mailed
):
    found = arrived()
    deny(desk, mo.actor, found.reference, "I left in 2019.", clock.now)
    rule(
        desk, chair.actor, found.reference, mo.id, upheld=True, why="Still on its foundation.", now=clock.now
    )
    assert (row(mo).status, row(mo).bars) == ("upheld", True)
    with pytest.raises(NotFound):
        find(mo.actor, found.reference)
    [letter] = mailed(mo)  # the question itself no longer leaves
    assert letter.subject == "A conflict of interest was upheld"
    told = letter.subject + letter.text
    assert all(secret not in told for secret in (found.reference, "ultrasound", "Lakeshore", "foundation"))


def test_a_ruling_ends_parts_and_says_what_was_done_before(case, desk, clock, person):
    director = person("Ruth Director", ("ce", "director"))
    ann = person("Ann Assessor", ("ce", "assessor"), email="ann@lakeshore.example")
    found = case("assessment", partners=PARTNERS)
    name_assessors(desk, director.actor, found.reference, [ann.id], LIGHT, found.version, clock.now)
    deny(desk, ann.actor, found.reference, "No.", clock.now)
    seen = write(desk, ann.actor, found.reference, LIGHT, SHEET, seen=1, now=clock.now).version
    hand_in(desk, ann.actor, found.reference, seen=seen, now=clock.now)
    rule(desk, director.actor, found.reference, ann.id, upheld=True, why="Yes.", now=clock.now)
    [said] = found.said("rule_conflict")
    assert said["released"] == ["assessor"]
    assert [act["what"] for act in said["before"]] == ["hand_in"]
    assert facts_of(desk, found.row, clock.now).sheets_in == 0


def test_all_words_stay_whatever_is_said_later(arrived, desk, clock, mo, chair):
    found = arrived()
    deny(desk, mo.actor, found.reference, "First.", clock.now)
    rule(desk, chair.actor, found.reference, mo.id, upheld=False, why="Agreed.", now=clock.now)
    declare(desk, mo.actor, found.reference, "family", "Second.", clock.now)
    kept = row(mo)
    assert (kept.status, kept.bars, kept.ruled_at) == ("declared", True, None)
    assert kept.description == "Second.\n\nFirst."
    assert kept.ruling == "Agreed."
    names = db.session.scalars(
        select(Event.action).where(Event.action.contains("conflict")).order_by(Event.seq)
    )
    assert list(names) == ["suggest_conflict", "deny_conflict", "rule_conflict", "declare_conflict"]


def test_a_link_found_after_a_ruling_is_a_new_question(arrived, desk, clock, mo, chair):
    found = arrived()
    deny(desk, mo.actor, found.reference, "First.", clock.now)
    rule(desk, chair.actor, found.reference, mo.id, upheld=False, why="Agreed.", now=clock.now)
    with transaction():
        assign(found._locked(), mo.id, "sponsor", clock.now)
        suggest_at_arrival(desk, found._locked(), clock.now)
    assert (row(mo).status, row(mo).found) == ("suggested", "partner sponsor")


# ── who rules ────────────────────────────────────────────────────────────────────────────────────────────────────


def benches(desk, clock, found, by, whom):
    deny(desk, whom.actor, found.reference, "No.", clock.now)
    allowed = []
    for someone in by:
        try:
            rule(desk, someone.actor, found.reference, whom.id, upheld=False, why="No.", now=clock.now)
        except NotAllowed:
            continue
        allowed.append(someone.name)
        with transaction():
            again = db.session.scalars(select(Conflict).where(Conflict.person_id == whom.id)).one()
            again.status, again.ruled_at = "denied", None
    return allowed


def test_the_chair_rules_and_nobody_else(arrived, desk, clock, mo, chair, person):
    others = [person("Vic Vice", ("smt", "vice_chair")), person("Sid Secretary", ("smt", "secretary")), mo]
    assert benches(desk, clock, arrived(), [*others, chair], mo) == [chair.name]


def test_the_vice_chair_rules_where_it_is_the_chairs_own(arrived, desk, clock, person):
    cy = person("Cy Chair", ("smt", "chair"), email="cy@lakeshore.example")
    vice = person("Vic Vice", ("smt", "vice_chair"))
    assert benches(desk, clock, arrived(), [cy, vice], cy) == [vice.name]


def test_the_vice_chair_rules_where_the_chair_is_in_conflict(arrived, desk, clock, mo, chair, person):
    vice = person("Vic Vice", ("smt", "vice_chair"))
    found = arrived()
    declare(desk, chair.actor, found.reference, "family", "My son.", clock.now)
    with pytest.raises(NotFound):
        rule(desk, chair.actor, found.reference, mo.id, upheld=False, why="No.", now=clock.now)
    assert benches(desk, clock, found, [vice], mo) == [vice.name]


def test_the_vice_chair_rules_where_the_chair_proposes(arrived, desk, clock, mo, chair, person):
    vice = person("Vic Vice", ("smt", "vice_chair"))
    found = arrived()
    with transaction():
        assign(found._locked(), chair.id, "co_proposer", clock.now)
    assert benches(desk, clock, found, [chair, vice], mo) == [vice.name]


def test_the_director_of_ce_rules_where_nobody_of_the_body_can(arrived, desk, clock, mo, person):
    director = person("Ruth Director", ("ce", "director"))
    found = arrived()
    assert benches(desk, clock, found, [director], mo) == [director.name]
    with transaction():
        db.session.query(Membership).filter_by(person_id=director.id).delete()
    deputy = person("Dee Deputy", ("ce", "deputy_director"))
    rule(desk, deputy.actor, found.reference, mo.id, upheld=False, why="No.", now=clock.now)


def test_the_deputy_rules_on_the_directors_own(arrived, desk, clock, person):
    director = person("Ruth Director", ("ce", "director"), email="ruth@lakeshore.example")
    deputy = person("Dee Deputy", ("ce", "deputy_director"))
    assert benches(desk, clock, arrived("assessment"), [director, deputy], director) == [deputy.name]


def test_whoever_has_a_question_to_answer_rules_on_nobody(arrived, desk, clock, mo, person):
    cy = person("Cy Chair", ("smt", "chair"), email="cy@lakeshore.example")
    found = arrived()
    deny(desk, mo.actor, found.reference, "No.", clock.now)
    with pytest.raises(NotAllowed, match="Say first"):
        rule(desk, cy.actor, found.reference, mo.id, upheld=False, why="No.", now=clock.now)


def test_a_ruling_is_made_once_and_strangers_find_no_page(arrived, desk, clock, mo, chair, person, client_of):
    found = arrived()
    with pytest.raises(NotAllowed, match="nothing to rule on"):
        rule(desk, chair.actor, found.reference, mo.id, upheld=True, why="Yes.", now=clock.now)
    deny(desk, mo.actor, found.reference, "No.", clock.now)
    address = found.url(f"conflict/{mo.id}")
    assert client_of(mo).get(address).status_code == 404
    assert client_of(person("Sid Secretary", ("smt", "secretary"))).get(address).status_code == 404
    assert client_of(chair).get(address).status_code == 200
    rule(desk, chair.actor, found.reference, mo.id, upheld=False, why="No.", now=clock.now)
    assert client_of(chair).get(address).status_code == 404
    with pytest.raises(NotFound):
        rule(desk, chair.actor, found.reference, 9999, upheld=False, why="No.", now=clock.now)


def test_in_french(arrived, desk, clock, mo, chair, client_of, mailed):
    found = arrived()
    page = client_of(mo).get(found.url("conflict/?lang=fr"))
    assert page.h1 == "Dire si vous êtes en conflit d’intérêts"
    assert "Le système a trouvé un lien entre vous et ce dossier" in page.words
    deny(desk, mo.actor, found.reference, "Non.", clock.now)
    assert client_of(chair).get(found.url(f"conflict/{mo.id}?lang=fr")).h1.startswith("Trancher")
    with transaction():
        db.session.get_one(Person, mo.id).language = "fr"
    rule(desk, chair.actor, found.reference, mo.id, upheld=True, why="Oui.", now=clock.now)
    [letter] = mailed(mo)
    assert letter.subject == "Un conflit d’intérêts est confirmé"
    assert letter.text.startswith("Bonjour Mo Linked,")
