"""The paths through the approval, each told by the people who walk it, page by page."""

from approval.models.database import db
from approval.models.proposals import Revision
from approval.models.reviews import Condition
from tests.stories.conftest import sample
from tests.stories.telling import Story


def concept_endorsed(story: Story, concept: str = "S01", **given: object) -> None:
    """From the idea to the Senior Management Team's first endorsement."""
    story.begin({**sample(concept), **given})
    story.act("faculty", "submit")
    story.assess()
    story.act("director", "support")
    story.meet("smt")
    story.decide("smt", "endorse")
    assert story.stage == "team_formation"


def before_smt_final(story: Story) -> None:
    """From the team to the Senior Management Team's second review."""
    story.form_team()
    story.act("director", "start_development")
    story.develop()
    story.act("lead", "submit_proposal")
    assert story.stage == "proposal_review"
    story.write("director", "evidence_verdicts")
    story.meet("smt")


def before_board(story: Story) -> None:
    before_smt_final(story)
    story.decide("smt", "endorse")
    assert story.stage == "board_review"
    story.write("board_secretary", "briefing")
    story.act("board_secretary", "issue_briefing")
    story.meet("board")


def motion(story: Story) -> dict[str, object]:
    """Moved, seconded and carried by the four who are there."""
    tally = {"votes_for": 4, "votes_against": 0, "abstentions": 0}
    return {"moved_by": story.member("mover"), "seconded_by": story.member("seconder"), **tally}


def test_approved(story: Story) -> None:
    concept_endorsed(story)
    before_board(story)
    story.decide("board", "approve", **motion(story))
    assert story.stage == "approved"
    story.write("director", "handoff")
    story.act("director", "launch")
    assert story.stage == "active"
    assert story.events[0] == "begin"
    assert story.events.count("record") == 3
    page = story.get("faculty", "history")
    assert "Approve" in page.words
    assert len(story.letters) >= 4


def test_returned_and_resubmitted(story: Story) -> None:
    story.begin(sample("X02"))
    story.act("faculty", "submit")
    story.assess("2")
    story.act("director", "return", differs="Neither sheet asked for it; the standard decides.")
    assert story.stage == "concept_revision"
    story.clock.forward(days=3)
    story.write(
        "faculty", "concept", {"assessment_summary": "Two stations on a simulator, each with a checklist."}
    )
    story.act("faculty", "resubmit")
    assert story.stage == "assessment"
    revisions = db.session.query(Revision).filter_by(proposal_id=story.case.id, form="concept").count()
    assert revisions == 2
    due = story.case.due_on
    assert due is not None
    assert (due - story.clock.today).days >= 7
    page = story.get("first", "assessment/sheet")
    assert "Demonstration" in page.text, "a sheet reopens with what was written"
    for who in ("first", "second"):
        story.hand_in(who, "3")
    story.act("director", "support")
    assert story.stage == "concept_review"


def test_not_supported(story: Story) -> None:
    story.begin(sample("X02"))
    story.act("faculty", "submit")
    story.assess("1")
    story.act("director", "not_support", differs="Another college has offered the same since Monday.")
    assert story.stage == "not_supported"
    assert story.case.outcome == "not_supported"
    [letter] = story.letters
    assert letter.sent_at is None
    assert letter.recipients[0]["email"] == story.people["faculty"].email


def test_deferred_then_decided(story: Story) -> None:
    story.begin(sample("S04"))
    story.act("faculty", "submit")
    story.assess()
    story.act("director", "support")
    story.meet("smt")
    story.decide("smt", "defer")
    assert story.stage == "concept_review"
    assert "agenda" in story.refused("smt_secretary", "endorse")
    story.clock.forward(days=7)
    story.meet("smt")
    story.decide("smt", "endorse")
    assert story.stage == "team_formation"


def test_declined(story: Story) -> None:
    story.begin(sample("S09"))
    story.act("faculty", "submit")
    story.assess()
    story.act("director", "support")
    story.meet("smt")
    story.decide("smt", "decline")
    assert story.stage == "not_endorsed"


def test_withdrawn(story: Story) -> None:
    story.begin(sample("S11"))
    story.act("faculty", "submit")
    story.act("faculty", "withdraw")
    assert story.stage == "withdrawn"
    assert story.get("stranger").status_code == 404


def test_the_institution_keeps_what_it_has_endorsed(story: Story) -> None:
    concept_endorsed(story)
    assert "belongs to the institution" in story.refused("faculty", "withdraw")


def test_existing_program(story: Story) -> None:
    concept_endorsed(story, "S03")
    story.form_team()
    story.act("director", "start_development")
    story.develop()
    assert "quality review" in story.refused("lead", "submit_proposal")
    story.review_quality()
    story.act("lead", "submit_proposal")
    assert story.stage == "proposal_review"


def test_micro_course(story: Story) -> None:
    concept_endorsed(story, "S04", product_type="micro_course", partners=[])
    before_smt_final(story)
    assert "micro-course" in story.refused("smt_secretary", "endorse").lower()
    story.decide("smt", "approve_course")
    assert story.stage == "approved"


def test_approved_with_two_conditions_and_launched_once_both_are_closed(story: Story) -> None:
    concept_endorsed(story)
    before_board(story)
    agreement = {"text": "Show a signed placement agreement", "owner": "Program lead", "due": "launch"}
    report = {"text": "Report the first budget review", "owner": "Amina Okafor", "due": "next_gate", "signer": story.member("board_secretary")}  # fmt: skip
    story.decide("board", "approve_with_conditions", **motion(story), conditions=[agreement, report])
    assert story.stage == "approved"
    assert story.open_conditions() == [1, 2]
    story.write("director", "handoff")
    refused = story.refused("director", "launch")
    assert "Condition 1 is still open: “Show a signed placement agreement”" in refused
    assert "Condition 2 is still open: “Report the first budget review”" in refused
    story.close_condition("board_chair", 1)
    refused = story.refused("director", "launch")
    assert "Condition 1" not in refused
    assert "Condition 2 is still open" in refused
    story.close_condition("board_secretary", 2)
    assert story.open_conditions() == []
    closed = db.session.query(Condition).order_by(Condition.number)
    assert [c.closed_by.name for c in closed] == [
        story.people[p].name for p in ("board_chair", "board_secretary")
    ]
    story.act("director", "launch")
    assert story.stage == "active"
