"""A decision taken before a body was renamed, or decided otherwise, still shows the name of its own day."""

from datetime import timedelta

import pytest

from approval.documents.contents import contents_of
from approval.documents.environment import typeset
from approval.models.database import db
from approval.models.records import Letter
from approval.operations.constituting import Change, constitute
from approval.queries.body_rules import seen_of_body
from approval.queries.people import body_by_key
from tests.browser.cases import Case

NEW = {"name_en": "Executive Committee", "name_fr": "Comité exécutif", "rule": "majority"}


@pytest.fixture
def case(desk, person, clock):
    case = Case(desk, person, clock)
    case.draft().submit()
    case.assess()
    case.support()
    case.close(1, "director", "Letter")
    return case


def rename(dorothy, clock):
    """From tomorrow on."""
    wanted = Change(clock.today + timedelta(days=1), NEW)
    constitute(dorothy.actor, "smt", wanted, seen=seen_of_body(body_by_key("smt")), now=clock.now)


def printed(case: Case, action: str, lang: str) -> str:
    return typeset(contents_of(case.desk, case.event(action), "smt_concept_record", lang, None))


def test_its_record_printed_later_shows_the_old_name(case, dorothy, clock):
    case.smt("2026-03-13", "defer", next_meeting="2026-03-20")
    rename(dorothy, clock)
    clock.forward(days=5)
    assert body_by_key("smt").on(clock.today).name_en == "Executive Committee"
    for lang, old, new in (
        ("en", "Senior Management Team", "Executive Committee"),
        ("fr", "Équipe de la haute direction", "Comité exécutif"),
    ):
        page = printed(case, "defer", lang)
        assert old in page
        assert new not in page
    [letter] = db.session.query(Letter).filter(Letter.name == "smt_deferred")
    assert letter.body.endswith("Senior Management Team")


def test_what_is_decided_afterwards_shows_the_new_one_beside_the_old(case, dorothy, clock):
    case.smt("2026-03-13", "defer", next_meeting="2026-03-20")
    rename(dorothy, clock)
    case.smt("2026-03-20")
    page = printed(case, "endorse", "en")
    assert "Executive Committee" in page
    assert "Senior Management Team" in page
    assert "Executive Committee" not in printed(case, "defer", "en")
    [letter] = db.session.query(Letter).filter(Letter.name == "smt_concept_endorsed")
    assert letter.body.endswith("Executive Committee")
