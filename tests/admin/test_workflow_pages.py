"""The workflow's pages: versions, the next one looked at before it is used, cases moved by a map of stages."""

import re

import pytest

from approval.models.database import db
from approval.models.records import WorkflowVersion
from approval.operations.drafting import Beginning, begin
from approval.queries.transfers import version_lines
from approval.workflow.checks_on_load import WorkflowError
from tests.admin.reading import recorded
from tests.admin.versions import NEXT, SHIPPED, next_version, with_committee
from tests.browser.cases import Case
from tests.postgres import both_databases

BETWEEN = "proposal_review:board_review"


@pytest.fixture
def first(desk):
    return desk.versions.newest("michener").digest


def insert(admin, first, press="_do=preview", **typed):
    page = admin.get(f"/admin/workflow/{first}/insert")
    return admin.send(page, "/insert", press=press, **{"place": BETWEEN, "body": "smt", **typed})


def test_the_versions_are_listed_with_their_cases(admin, desk, person, clock, first):
    begin(desk, person("Priya Raghunathan").actor, Beginning(), now=clock.now)
    page = admin.get("/admin/workflow")
    assert f"Micro-credential approval, version {SHIPPED} Newest" in page.words
    assert "from the files" in page.words
    assert first[:12] in page.words
    page = admin.get(page.link(f"Micro-credential approval, version {SHIPPED}"))
    assert "Who may do what" in page.words
    assert "Endorse and send to the Board" in page.words
    assert "recorded by: Secretary of the Senior Management Team" in page.words
    assert "conditions_closed next_gate" in page.words
    fr = admin.get(f"/admin/workflow/{first}?lang=fr").words
    assert "Recommander et transmettre au conseil" in fr
    assert "consigné par : Secrétariat de l’équipe de la haute direction" in fr


@both_databases
def test_a_step_is_looked_at_and_then_taken_into_use(admin, desk, first, person, clock):
    preview = insert(
        admin,
        first,
        title_en="Second look",
        phrase_fr="le comité exécutif",
        phrase_en="the Executive Committee",
    )
    assert preview.status_code == 200
    assert desk.versions.newest("michener").digest == first, "nothing is changed by looking"
    for said in (
        "Every check of a workflow file is passed",
        "Second look",
        "before: Board of Governors",
        "Words that change",
        "moves to the Executive Committee",
        "passe au comité exécutif",
        "New letters",
    ):
        assert said in preview.words, said
    used = admin.send(preview, "/insert", press="_do=adopt")
    assert f"Version {NEXT} is in use" in used.words
    made = desk.versions.newest("michener")
    assert made.workflow.stage("smt_b_review").title.en == "Second look"
    assert made.workflow.stage("smt_b_review").title.fr == "Équipe de la haute direction"
    assert recorded()[0] == (
        f"Took version {NEXT} of “Micro-credential approval” into use: Senior Management Team inserted between "
        "“Senior Management Team: full proposal” and “Board of Governors”"
    )
    row = db.session.get(WorkflowVersion, made.digest)
    assert row.adopted_by.name == "Dorothy Iwasaki"
    assert "made here by Dorothy Iwasaki" in admin.get("/admin/workflow").words
    reference = begin(desk, person("Priya Raghunathan").actor, Beginning(), now=clock.now)
    assert {
        line.version.workflow.version: line.open
        for line in version_lines(desk)
        if line.version.workflow.id == "michener"
    } == {NEXT: 1, SHIPPED: 0}
    assert reference


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"place": ""}, "Choose where it comes"),
        ({"place": "draft:board_review"}, "Choose one from the list"),
        ({"body": "nobody"}, "Choose one from the list"),
    ],
)
def test_what_is_wrong_with_a_step_is_said_at_the_field(admin, first, typed, said):
    page = insert(admin, first, **typed)
    assert (page.status_code, page.problems) == (422, [said])


def test_a_step_that_does_not_fit_is_refused_with_every_reason(admin, first, desk):
    page = insert(admin, first, body="registrar")
    assert page.status_code == 422
    assert "Office of the Registrar has no office of a chair" in page.words
    assert "Office of the Registrar has no office of a secretary" in page.words
    example = desk.versions.newest("example").digest
    page = admin.get(f"/admin/workflow/{example}/insert")
    page = admin.send(page, "/insert", place="draft:review", body="smt")
    assert "this workflow has none" in page.words
    page = admin.get(f"/admin/workflow/{first}/insert?lang=fr")
    page = admin.send(page, "/insert", place=BETWEEN, body="registrar")
    assert "Bureau du registraire n’a pas de présidence" in page.words


def test_only_what_was_looked_at_is_taken_into_use(admin, first, desk):
    preview = insert(admin, first)
    page = admin.send(preview, "/insert", press="_do=adopt", title_en="Something else")
    assert page.status_code == 409
    assert "This is not what you looked at" in page.words
    assert "Something else" in page.words
    assert desk.versions.newest("michener").digest == first


def test_two_administrators_at_once(admin, first, desk, dorothy, clock):
    preview = insert(admin, first)
    next_version(desk, dorothy.actor, clock.now)
    assert (
        admin.send(preview, "/insert", press="_do=adopt").status_code == 404
    )  # it is not the newest any more
    assert admin.get(f"/admin/workflow/{first}/insert").status_code == 404
    assert admin.get(f"/admin/workflow/{first}/words").status_code == 404


def test_a_problem_of_the_files_is_said_and_nothing_taken(admin, first, desk, monkeypatch):
    def wrong(*_):
        raise WorkflowError(["stage.smt_review: no action leads there"])

    monkeypatch.setattr("approval.operations.revising.read_version", wrong)
    page = insert(admin, first)
    assert page.status_code == 422
    assert "stage.smt_review: no action leads there" in page.words
    assert "Take version" not in page.words


def test_words_are_changed_and_looked_at_first(admin, first, desk):
    page = admin.send(admin.get(f"/admin/workflow/{first}/words"), "/words", press="_row=add:words")
    typed = {
        "words-0-old": "Senior Management Team", "words-0-new": "Executive Committee", "words-0-lang": "en",
        "words-1-old": "Équipe de la haute direction", "words-1-new": "Comité exécutif", "words-1-lang": "fr",
    }  # fmt: skip
    page = (
        admin.send(page, "/words", press="_row=add:words", **typed)
        if "words-1-old" not in page.text
        else page
    )
    page = admin.send(page, "/words", press="_do=preview", **typed)
    assert page.status_code == 200, page.problems
    assert "Executive Committee: concept" in page.words
    admin.send(page, "/words", press="_do=adopt")
    made = desk.versions.newest("michener").workflow
    assert made.stage("concept_review").title.en == "Executive Committee: concept"
    assert made.stage("concept_review").title.fr == "Comité exécutif\u00a0: concept"
    newest = desk.versions.newest("michener").digest
    nothing = {"words-0-old": "zebra", "words-0-new": "horse", "words-0-lang": "en"}
    page = admin.send(admin.get(f"/admin/workflow/{newest}/words"), "/words", press="_do=preview", **nothing)
    assert "These words stand nowhere in the workflow" in page.words


# ── moving cases ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def case(desk, person, clock):
    return Case(desk, person, clock)


def test_a_case_is_moved_by_the_map_of_the_page(client_of, case, desk, dorothy, clock, first):
    case.draft().submit()
    admin = client_of(dorothy)
    draft = begin(desk, case.actor("proposer"), Beginning(), now=clock.now)
    new = next_version(
        desk,
        dorothy.actor,
        clock.now,
        lambda t: re.sub(r'"draft"(?!\n *title)', '"sketch"', t).replace('"draft"', '"sketch"'),
    )
    page = admin.get(admin.get(f"/admin/workflow/{first}").link(f"Move cases to version {NEXT}"))
    assert case.reference in page.words
    assert "Perfusion" not in page.words, "an administrator opens no case"
    assert "Its stage has no counterpart" in page.words
    page = admin.send(page, "/move/", press="_do=preview", stage_draft="sketch")
    assert "Its stage has no counterpart" not in page.words
    boxes = [e.get("value") for e in page.tree.iter("input") if e.get("name") == "case"]
    assert len(boxes) == 2
    refused = admin.send(page, "/move/", press="_do=move", stage_draft="sketch")
    assert refused.problems == ["Enter why they are moved", "Choose the cases to move"]
    page = admin.send(page, "/move/", press="_do=move", stage_draft="sketch", case=boxes, why="New names")
    assert "Moved: 2." in page.words
    assert "No case under way follows this version" in page.words
    assert case.row.digest == new.digest
    case.reference = draft
    assert (case.row.digest, case.row.stage) == (new.digest, "sketch")


def test_who_cannot_be_moved_is_told_and_the_others_are(client_of, case, desk, dorothy, clock, first):
    case.draft().submit()
    other = begin(desk, case.actor("proposer"), Beginning(), now=clock.now)
    new = with_committee(desk, dorothy.actor, clock.now)
    place = f"/admin/workflow/{first}/move/{new.digest}"
    page = client_of(dorothy).get(place)
    boxes = [e.get("value") for e in page.tree.iter("input") if e.get("name") == "case"]
    case.act("intake", "accept_intake")
    admin = client_of(dorothy)
    page = admin.send(admin.get(place), "/move/", press="_do=move", case=boxes, why="The by-law")
    assert "Moved: 1." in page.words
    assert f"{case.reference}: Sofia Marchetti acted on it since you looked" in page.words
    assert other not in page.words
    assert case.row.digest == first
    mine = f"{case.reference}:{case.row.version}"
    page = admin.send(page, "/move/", press="_do=move", case=[mine], stage_assessment="", why="x")
    assert page.flashes == [
        f"Warning: {case.reference}: Its stage has no counterpart: choose one in the map of stages"
    ]
    fr = admin.send(
        admin.get(f"{place}?lang=fr"), "/move/", press="_do=move", case=[mine], stage_assessment="", why="x"
    )
    assert "Son étape n’a pas de correspondance" in fr.flashes[0]


def test_pages_that_are_not_there(admin, first, desk):
    example = desk.versions.newest("example").digest
    nowhere = "0" * 64
    for path in (
        nowhere,
        f"{nowhere}/insert",
        f"{first}/move/{first}",
        f"{first}/move/{example}",
        f"{first}/move/{nowhere}",
    ):
        assert admin.get(f"/admin/workflow/{path}").status_code == 404, path
