"""A document made late shows the body, its rule and its members as they were when it decided."""

from datetime import date

import pytest
from sqlalchemy import select

from approval.documents.contents import contents_of
from approval.documents.contents_bodies import body_called, members_of, rule_of
from approval.documents.sheets import Listing
from approval.models.bodies import Body, Membership
from approval.models.database import db, transaction
from approval.models.people import Person
from approval.models.records import IN_FORCE, Event, Letter
from approval.queries.audit import audit
from tests.stories.whole_case import Story


@pytest.fixture
def endorsed(desk, person, clock) -> Story:
    story = Story(desk, person, clock).draft()
    story.submit()
    story.assess()
    story.support()
    story.close(1, "director", "Letter of 19 February 2026")
    story.smt("2026-03-06")
    return story


def changed(story: Story, *, leaves: bool = True) -> None:
    """Everything about the bodies is another thing from now on; a member has never been one."""
    with transaction():
        for key in ("smt", "ce"):
            body = db.session.scalars(select(Body).where(Body.key == key)).one()
            for rules in body.rules:
                rules.name_en, rules.name_fr = f"New {key}", f"Nouvelle {key}"
                rules.rule, rules.quorum = "unanimous", "2"
            body.offices = [{**o, "title": {"en": "Renamed", "fr": "Renommé"}} for o in body.offices]
        chair = db.session.get_one(Person, story.people["smt_chair"].id)
        chair.name = "Lin Chen-Marchand"
        if leaves:
            member = story.people["smt_member"].id
            db.session.delete(
                db.session.scalars(select(Membership).where(Membership.person_id == member)).one()
            )


def decision(story: Story, event: str, lang: str = "en"):
    db.session.expire_all()
    report = contents_of(
        story.desk, db.session.get_one(Event, story.event(event).id), "smt_concept_record", lang
    )
    return report, {f.label: f.value for f in report.decisions[0].facts}


@pytest.mark.parametrize(
    ("lang", "by", "body", "rule", "rule_is", "members", "chair"),
    [
        (
            "en",
            "Decided by",
            "Senior Management Team",
            "Rule in force",
            "Consensus; without it, chair and vice-chair decide jointly; quorum: more than half of the seats",
            "Members on the day of the decision",
            "Lin Chen, Chair",
        ),
        (
            "fr",
            "Décision de",
            "Équipe de la haute direction",
            "Règle en vigueur",
            "Consensus\u00a0; à défaut, la présidence et la vice-présidence décident conjointement\u00a0; "
            "quorum\u00a0: plus de la moitié des sièges",
            "Membres au jour de la décision",
            "Lin Chen, Présidence",
        ),
    ],
)
def test_a_record_made_late_shows_what_was_in_force(endorsed, lang, by, body, rule, rule_is, members, chair):
    name = endorsed.event("endorse").action
    changed(endorsed)
    report, facts = decision(endorsed, name, lang)
    assert facts[by] == body
    assert facts[rule] == rule_is
    [roster] = [s.blocks[0] for s in report.sections if s.title == members]
    assert isinstance(roster, Listing)
    assert chair in roster.items
    assert any(str(item).startswith("Marie Dubois, ") for item in roster.items)
    assert not any("Chen-Marchand" in str(item) or "Renamed" in str(item) for item in roster.items)
    confirmed = [v for k, v in facts.items() if k in {"Confirmed by", "Confirmée par"}]
    assert str(confirmed[0]).startswith("Lin Chen (")


def test_the_ledger_and_earlier_decisions_keep_their_names_too(endorsed):
    changed(endorsed)
    report, _ = decision(endorsed, endorsed.event("endorse").action)
    told = {f.value for d in report.decisions for f in d.facts} | {c.signed_off_by for c in report.conditions}
    assert "Continuing Education" in told
    assert not [v for v in told if str(v).startswith("New ")]


def test_a_letter_printed_late_comes_from_whom_it_came(endorsed):
    changed(endorsed)
    letter = db.session.scalars(select(Letter).order_by(Letter.id)).first()
    printed = contents_of(endorsed.desk, letter.event, "letter", "en", letter)
    assert printed.sender == ["Continuing Education"]


def test_a_new_decision_shows_the_new_names_and_every_chain_holds(endorsed, desk):
    changed(endorsed, leaves=False)
    endorsed.form_team()
    endorsed.propose()
    endorsed.judge()
    event = endorsed.smt("2026-04-24")
    report = contents_of(desk, db.session.get_one(Event, event.id), "smt_final_record", "en")
    new, *earlier = ({f.label: f.value for f in d.facts} for d in report.decisions)
    assert (new["Decided by"], new["Rule in force"]) == ("New smt", "Unanimity; quorum: 2 members")
    assert [d["Decided by"] for d in earlier] == ["Continuing Education", "Senior Management Team"]
    [roster] = [s.blocks[0] for s in report.sections if s.title == "Members on the day of the decision"]
    assert "Lin Chen-Marchand, Renamed" in roster.items
    assert audit(desk).faults == ()


def test_no_assessor_is_named_by_the_office_that_decided(endorsed):
    report = contents_of(endorsed.desk, endorsed.event("support_with_conditions"), "assessment_report", "en")
    kept = endorsed.event("support_with_conditions").statement.said[IN_FORCE]["members"]
    assert "Paul Leblanc" in {m["name"] for m in kept}
    assert "Paul Leblanc" not in repr(report)


def test_a_decision_recorded_before_this_was_kept_shows_the_body_of_today(endorsed):
    said = dict(endorsed.event("endorse").statement.said)
    del said[IN_FORCE]
    changed(endorsed)
    assert body_called(said, "smt", date(2026, 3, 6)).en == "New smt"
    assert (rule_of(said).en, members_of(said, "en")) == ("", None)
