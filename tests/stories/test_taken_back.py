"""A decision that is taken back: the case, and the text that was decided upon, are again as they were."""

from approval.models.database import db
from approval.models.proposals import Paper, Save
from tests.stories.conftest import sample
from tests.stories.telling import Story
from tests.stories.test_told import concept_endorsed

WRITTEN_SINCE = "Two stations on a simulator, written after the concept was returned."


def shared(story: Story, form: str) -> dict[str, object]:
    case = story.case
    return dict(
        db.session.query(Paper).filter_by(proposal_id=case.id, form=form, person_id=None).one().answers
    )


def test_what_was_written_since_is_not_decided_upon(story: Story) -> None:
    """The director would read one text and the decision name another; what was typed stays in the history."""
    story.begin(sample("X02"))
    story.act("faculty", "submit")
    story.assess()
    decided_on = shared(story, "concept")
    story.act("director", "return", differs="Neither sheet asked for it; the standard decides.")
    story.write("faculty", "concept", {"assessment_summary": WRITTEN_SINCE, "title": "Another title"})
    assert story.case.title == "Another title"
    story.act("director", "retract")
    assert story.stage == "assessment"
    assert shared(story, "concept") == decided_on
    assert story.case.title == decided_on["title"]
    page = story.get("director", "forms/concept/check")
    assert WRITTEN_SINCE not in page.words
    kept = [s.before.get("assessment_summary") for s in db.session.query(Save)]
    assert WRITTEN_SINCE in kept


def test_once_the_case_has_gone_further_it_is_too_late(story: Story) -> None:
    """Where the decision led is left: nothing is offered that the door would not do."""
    concept_endorsed(story, "X02")
    story.form_team()
    story.act("director", "start_development")
    assert "The next body has already acted" in story.refused("smt_chair", "retract")
    assert story.stage == "development"
