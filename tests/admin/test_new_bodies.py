"""Administrators establish bodies: offices, first rules, a key that a workflow can call them by."""

import pytest

from approval.models.bodies import Body
from approval.models.database import db
from approval.queries.people import body_by_key
from tests.admin.reading import recorded
from tests.postgres import both_databases

NAMES = {"name_en": "Board Education Committee", "name_fr": "Comité de l’éducation du conseil"}
INSTRUMENT = {"instrument_en": "By-law No. 1, section 9", "instrument_fr": "Règlement no 1, article 9"}


@both_databases
def test_a_body_is_established_with_its_offices_and_first_rules(admin, clock):
    page = admin.get("/admin/bodies/new")
    page = admin.send(
        page, **NAMES, **INSTRUMENT, motion_series="BEC", quorum_kind="number", quorum_number="3"
    )
    assert page.h1 == "Board Education Committee", page.problems
    body = body_by_key("board_education_committee")
    assert [(o["name"], o["most"], o["votes"]) for o in body.offices] == [
        ("chair", 1, True),
        ("vice_chair", 1, True),
        ("secretary", 1, False),
        ("deputy_secretary", 1, False),
        ("member", None, True),
    ]
    assert body.offices[0]["title"] == {"en": "Chair", "fr": "Présidence"}
    first = body.on(clock.today)
    assert (body.kind, first.quorum, first.motion_series, first.rule) == ("committee", "3", "BEC", "majority")
    assert recorded() == ["Established Board Education Committee, with its rules from 3 February 2026"]
    assert "Chair, Vice-Chair, Secretary" in page.words
    assert "Board Education Committee: Chair" in admin.get("/admin/people/1/offices/new").words


def test_an_office_of_its_own_has_words_of_its_own(admin):
    page = admin.send(admin.get("/admin/bodies/new"), press="_row=add:offices")
    elder = {"offices-5-office": "other", "offices-5-votes": "yes", "offices-5-most": "2"}
    page = admin.send(page, **NAMES, **INSTRUMENT, **elder)
    assert page.problems == ["6. Enter what it is called in English", "6. Enter what it is called in French"]
    admin.send(page, **{"offices-5-title_en": "Elder", "offices-5-title_fr": "Personne aînée"})
    made = body_by_key("board_education_committee").offices[5]
    assert (made["title"], made["most"], made["votes"]) == ({"en": "Elder", "fr": "Personne aînée"}, 2, True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name_en": "board of  governors"}, "Board of Governors is called that already"),
        ({"name_en": "2026"}, "Enter an English name with letters: the body’s key is made of it"),
        ({"motion_series": "SMT"}, "Senior Management Team numbers its motions that way: two bodies would share numbers"),
        ({"offices-4-office": "chair"}, "Each office once: Chair"),
        ({"offices-0-votes": ""}, "1. Choose whether it votes"),
        ({"kind": "guild"}, "Choose one from the list"),
    ],
)  # fmt: skip
def test_what_cannot_be_established_is_said_at_the_field(admin, typed, said):
    page = admin.send(admin.get("/admin/bodies/new"), **{**NAMES, **INSTRUMENT, **typed})
    assert page.status_code == 422
    assert page.problems == [said]
    assert db.session.query(Body).count() == 7


def test_two_bodies_of_like_names_have_keys_of_their_own(admin):
    for name in ("Education 1", "Education 2"):
        sent = admin.send(admin.get("/admin/bodies/new"), name_en=name, name_fr=name, **INSTRUMENT)
        assert sent.status_code == 200, sent.problems
    assert {b.key for b in db.session.query(Body)} >= {"education", "education_b"}
