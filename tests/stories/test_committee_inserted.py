"""A Board Education Committee is established and inserted before the Board while cases run, page by page.

One case under way keeps its way, one is moved on purpose, a new one goes by the committee.
"""

import pytest

from approval.models.bodies import Membership
from approval.models.database import db
from approval.models.proposals import Proposal
from approval.models.records import Event, Statement, WorkflowVersion
from approval.queries.audit import audit
from approval.workflow.picture import who_may_what
from tests.review import text_of
from tests.stories.telling import Story
from tests.stories.test_told import concept_endorsed, motion
from tests.visiting import Page, Visitor

BEC = "board_education_committee"
NAME = {"name_en": "Board Education Committee", "name_fr": "Comité de l’éducation du conseil"}
AUTHORITY = {"instrument_en": "By-law No. 1, section 9", "instrument_fr": "Règlement no 1, article 9"}


class Administration:
    """What the administrator does, each step a page."""

    def __init__(self, story: Story) -> None:
        self.story = story
        shipped = db.session.query(WorkflowVersion.version).filter_by(workflow="michener").scalar()
        self.old, self.new = shipped, shipped + 1

    @property
    def browser(self) -> Visitor:
        return self.story.browsers["administrator"]

    def establish(self) -> None:
        page = self.browser.get("/admin/bodies/new")
        made = self.browser.send(
            page, action="bodies/new", motion_series="BEC", rule="majority", **NAME, **AUTHORITY
        )
        assert made.h1 == NAME["name_en"], made.problems

    def seat(self, part: str, office: str) -> None:
        page = self.browser.get(f"/admin/people/{self.story.people[part].id}/offices/new")
        given = self.browser.send(page, action="offices/new", seat=f"{BEC}:{office}")
        assert given.status_code == 200, given.problems

    def insert(self) -> Page:
        page = self.browser.get("/admin/workflow")
        newest = self.browser.get(page.link(f"Micro-credential approval, version {self.old}"))
        form = self.browser.get(newest.link("Insert a step"))
        preview = self.browser.send(
            form, "/insert", press="_do=preview", place="proposal_review:board_review", body=BEC
        )
        assert preview.status_code == 200, preview.words
        return preview

    def move(self, reference: str, why: str) -> Page:
        page = self.browser.get("/admin/workflow")
        older = self.browser.get(page.link(f"Micro-credential approval, version {self.old}"))
        moving = self.browser.get(older.link(f"Move cases to version {self.new}"))
        self.preview = moving
        boxes = {e.get("value", "") for e in moving.tree.iter("input") if e.get("name") == "case"}
        [case] = [box for box in boxes if box.startswith(reference)]
        return self.browser.send(moving, "/move/", press="_do=move", case=[case], why=why)


@pytest.fixture
def administration(story: Story, person) -> Administration:
    story.people["administrator"] = person("Dorothy Iwasaki", ("administration", "administrator"))
    for part, name in (("secretary", "Karl Brandt"), ("chair", "Nadia Haddad"), ("member", "Owen Price")):
        story.people[f"{BEC}_{part}"] = person(name)
    return Administration(story)


def submitted(story: Story, concept: str) -> str:
    """A full proposal that waits for the Senior Management Team."""
    concept_endorsed(story, concept)
    story.form_team()
    story.act("director", "start_development")
    story.develop()
    story.act("lead", "submit_proposal")
    assert story.stage == "proposal_review"
    return story.reference


def endorsed_by_smt(story: Story) -> None:
    story.clock.forward(days=1)
    story.write("director", "evidence_verdicts")
    story.meet("smt")
    story.decide("smt", "endorse")


def approved_by_the_board(story: Story) -> None:
    assert story.stage == "board_review"
    story.clock.forward(days=1)
    story.write("board_secretary", "briefing")
    story.act("board_secretary", "issue_briefing")
    story.meet("board")
    story.decide("board", "approve", **motion(story))
    assert story.stage == "approved"


def seated(story: Story) -> None:
    """Who now sits in the committee is asked for as its member."""
    for office in ("secretary", "chair", "member"):
        part = f"{BEC}_{office}"
        someone = story.people[part]
        held = {(BEC, m.office) for m in db.session.query(Membership).filter_by(person_id=someone.id)}
        story.people[part] = type(someone)(someone.id, someone.name, someone.email, tuple(held))


def inserted(administration: Administration) -> None:
    """Established, its offices given, its step looked at and taken into use."""
    administration.establish()
    for office in ("secretary", "chair", "member"):
        administration.seat(f"{BEC}_{office}", office)
    seated(administration.story)
    preview = administration.insert()
    assert "Board Education Committee New › Board approval" in preview.words
    assert "Every check of a workflow file is passed." in preview.words
    used = administration.browser.send(preview, "/insert", press="_do=adopt")
    assert f"Version {administration.new} is in use: new proposals begin on it" in used.words
    kept = db.session.query(WorkflowVersion).filter_by(workflow="michener").order_by("version")
    assert [v.version for v in kept] == [administration.old, administration.new]


def moved_on_purpose(administration: Administration, reference: str) -> None:
    """Recorded, and nothing of what was is changed."""
    story = administration.story
    story.reference = reference
    before = [(e.hash, e.workflow_digest) for e in _events(story)]
    page = administration.move(reference, "The by-law asks for it")
    told_before(administration.preview, reference)
    assert "Moved: 1." in page.words
    assert reference not in page.words
    *past, event = _events(story)
    assert [(e.hash, e.workflow_digest) for e in past] == before
    assert (event.action, event.from_stage, event.to_stage) == (
        "move_version",
        "proposal_review",
        "proposal_review",
    )
    said = db.session.query(Statement).filter_by(event_id=event.id).one().said
    assert said["reason"] == "The by-law asks for it"
    assert (said["from"]["version"], said["to"]["version"]) == (administration.old, administration.new)
    assert "The by-law asks for it" in story.get("director", "history").words


def told_before(preview: Page, reference: str) -> None:
    """Every case under way with where it would land, by a map of stages, and what changes for it."""
    asked = {e.get("name", "") for e in preview.form("/move/").iter("select")}
    assert "stage_proposal_review" in asked
    lines = [text_of(row) for row in preview.tree.iter("tr")]
    cases = [case.reference for case in db.session.query(Proposal)]
    assert [line.split()[0] for line in lines[1:]] == sorted(cases)
    [line] = [line for line in lines if line.startswith(reference)]
    stays = "Senior Management Team: full proposal"
    leads = "“Endorse with conditions” then leads to “Board Education Committee”"
    assert line.startswith(f"{reference} {stays} {stays} ")
    assert leads in line
    assert "your name and reason, and those concerned are told" in preview.words


def test_board_education_committee_inserted_while_cases_run(
    story: Story, administration: Administration
) -> None:
    kept = submitted(story, "S01")
    story.write("director", "evidence_verdicts")
    story.meet("smt")
    moved = submitted(story, "S06")
    inserted(administration)

    # the case under way keeps its way
    story.reference = kept
    story.decide("smt", "endorse")
    approved_by_the_board(story)
    assert BEC not in " ".join(story.events)

    # one is moved on purpose, and goes by the committee from then on
    moved_on_purpose(administration, moved)
    endorsed_by_smt(story)
    assert story.stage == f"{BEC}_review"
    story.meet(BEC)
    story.decide(BEC, "endorse")
    approved_by_the_board(story)

    # a new one goes by the committee from the beginning
    submitted(story, "S09")
    assert BEC in str(list(who_may_what(story.desk.versions[story.case.digest].workflow)))
    endorsed_by_smt(story)
    seen = story.get(f"{BEC}_member")
    assert seen.status_code == 200
    assert "Meetings" in seen.words, "the room of those who sit in a body that meets"
    story.clock.forward(days=1)
    story.meet(BEC)
    story.decide(BEC, "defer")
    assert story.stage == f"{BEC}_review"
    story.clock.forward(days=7)
    story.meet(BEC)
    story.decide(BEC, "endorse")
    approved_by_the_board(story)
    assert "Board Education Committee" in story.get("director", "history").words

    report = audit(story.desk)
    assert report.faults == ()
    assert report.cases == 3


def _events(story: Story) -> list[Event]:
    case = story.case
    return db.session.query(Event).filter_by(proposal_id=case.id).order_by(Event.seq).all()


def test_the_committee_may_send_back_and_the_board_may_refer_to_it(
    story: Story, administration: Administration
) -> None:
    inserted(administration)
    submitted(story, "S01")
    endorsed_by_smt(story)
    story.meet(BEC)
    story.act(f"{BEC}_secretary", "return", to="proposal_review")
    story.act(f"{BEC}_chair", "return")
    assert story.stage == "proposal_review"
    story.clock.forward(days=1)
    endorsed_by_smt(story)
    story.meet(BEC)
    condition = {"text": "Show a signed placement agreement", "owner": "Program lead", "due": "launch"}
    story.decide(BEC, "endorse_with_conditions", conditions=[condition])
    assert story.open_conditions() == [1]
    story.write("board_secretary", "briefing")
    story.act("board_secretary", "issue_briefing")
    story.meet("board")
    story.act("board_secretary", "refer_back", to=f"{BEC}_review", **motion(story))
    story.act("board_chair", "refer_back")
    assert story.stage == f"{BEC}_review"
    story.close_condition(f"{BEC}_chair", 1)
    assert story.open_conditions() == []
    story.clock.forward(days=1)
    story.meet(BEC)
    story.decide(BEC, "decline")
    assert story.stage == "not_endorsed"
    story.act(f"{BEC}_chair", "retract")
    assert story.stage == f"{BEC}_review"
    assert audit(story.desk).faults == ()
