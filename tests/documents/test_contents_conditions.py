"""The ledger in documents: how each condition was met or waived, as it stood at the event and not later."""

import pytest

from approval.documents.contents import contents_of
from approval.documents.contents_conditions import ledger
from approval.documents.contents_moment import moment_of
from approval.documents.sheets import Tone
from approval.models.database import db
from approval.models.records import Event
from approval.operations import conditions
from tests.stories.whole_case import Story


@pytest.fixture
def story(desk, person, clock):
    made = Story(desk, person, clock)
    made.draft().submit()
    made.assess()
    made.support()
    return made


def change(story, verb, who, *said, **more):
    now = story.clock.forward(hours=1)
    verb(story.desk, story.actor(who), story.reference, 1, *said, seen=story.row.version, now=now, **more)


def told(story, action, lang="en"):
    """The one condition of the record that this event made, as a document says it."""
    event = db.session.get_one(Event, story.event(action).id)
    [line] = contents_of(story.desk, event, "assessment_report", lang).conditions
    return line


def standing(story, action):
    return ledger(moment_of(story.desk, story.event(action)))[0]


def test_each_addition_stands_under_who_made_it_and_when(story):
    now = story.clock.forward(hours=1)
    where = "https://partner.example/letter"
    conditions.add_evidence(
        story.desk, story.actor("proposer"), story.reference, 1, "See there.", now, link=where
    )
    conditions.add_evidence(story.desk, story.actor("intake"), story.reference, 1, "Seen.", now)
    [line] = contents_of(story.desk, story.event("condition_evidence"), "concept", "en").conditions
    assert line.evidence == (
        f"Amina Okafor, 6 February 2026\nSee there.\n{where}\n\nSofia Marchetti, 6 February 2026\nSeen."
    )
    assert (line.mark.word, line.mark.tone) == ("Open", Tone.WAITING)


def test_a_waiver_is_told_with_its_reason_and_by_whom(story):
    change(story, conditions.waive, "director", "The partner signed a contract instead.")
    [line] = contents_of(story.desk, story.event("waive_condition"), "concept", "fr").conditions
    assert (line.mark.word, line.mark.tone) == ("Écartée", Tone.EXEMPT)
    assert "The partner signed a contract instead." in line.evidence.text
    assert line.signed_off_by == "Ruth Abernethy, le 6 février 2026"


def test_what_was_taken_back_is_open_from_then_on_and_was_closed_before(story):
    story.close(1, "director", "The letter is here.")
    change(story, conditions.reopen, "director", "It was the letter of another case.")
    assert standing(story, "close_condition").closed is not None
    assert standing(story, "reopen_condition").closed is None
    assert standing(story, "reopen_condition").evidence == "The letter is here."


def test_another_owner_is_told_from_the_event_that_named_them(story):
    people = {"owner_id": None, "signer_id": None}
    change(story, conditions.assign_condition, "director", owner="The partner’s office", **people)
    assert standing(story, "support_with_conditions").owner == "Amina Okafor"
    assert standing(story, "assign_condition").owner == "The partner’s office"
    assert told(story, "support_with_conditions").owner == "Amina Okafor"
