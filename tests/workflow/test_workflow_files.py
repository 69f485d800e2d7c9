"""Workflow files: each problem reported with its place, several at once; the bundles that ship load without any."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from approval.resources import WORKFLOWS
from approval.versions import Versions, read_version
from approval.workflow.bundle import digest_of, folders, read_bundle
from approval.workflow.checks_on_load import WorkflowError, inconsistencies
from approval.workflow.definition import Workflow
from tests.workflow.little import BODIES, FORMS, LETTERS, act, little, pair


def problems(*changes) -> list[str]:
    return inconsistencies(little(*changes), FORMS, LETTERS, BODIES)


def stage(n: int, **settings):
    return lambda content: content["stage"][n].update(settings)


def first(**settings):
    """Change the action that sends a draft."""
    return lambda content: content["stage"][0]["action"][0].update(settings)


def accept(**settings):
    return lambda content: content["stage"][1]["action"][0].update(settings)


def anywhere(n: int, **settings):
    return lambda content: content["anywhere"][n].update(settings)


def more(key: str, *added):
    return lambda content: content[key].extend(added)


def role(n: int, **settings):
    return lambda content: content["role"][n].update(settings)


ROLE = {"name": "extra", "title": pair("x"), "on_case": True}
STAGE = {"name": "extra", "title": pair("x"), "station": "end"}
EVIDENCE = {"code": "E1", "title": pair("x"), "standard": pair("x")}
DOCUMENT = {
    "name": "sheet",
    "title": pair("x"),
    "layout": "form",
    "readers": ["member"],
    "authority": pair("x"),
}
WRONG = [
    (more("stage", {**STAGE, "name": "withdrawn", "outcome": "done"}), "stage.withdrawn: declared more than once"),
    (more("role", {**ROLE, "name": "chair"}), "role.chair: declared more than once"),
    (more("document", DOCUMENT), "document.sheet: declared more than once"),
    (more("station", {"name": "end", "title": pair("x")}), "station.end: declared more than once"),
    (more("evidence", EVIDENCE), "evidence.E1: declared more than once"),
    (more("anywhere", act("send", "review", "proposer", only_at=["draft"])), "stage.draft.send: declared more than once"),
    (lambda c: c.update(texts=["idea", "poem"]), "texts: no form named 'poem'"),
    (role(4, body="senate"), "role.chair: no body named 'senate'"),
    (role(2, on_case=False), "role.sponsor: says neither a body nor on_case"),
    (stage(0, station="middle"), "stage.draft.station: no station named 'middle'"),
    (stage(0, holder="nobody"), "stage.draft.holder: no role named 'nobody'"),
    (stage(1, readers=["public"]), "stage.review.readers: no role named 'public'"),
    (stage(0, papers=[{"form": "poem", "editors": ["proposer"]}]), "stage.draft.papers: no form named 'poem'"),
    (stage(0, papers=[{"form": "idea", "editors": ["ghost"]}]), "stage.draft.papers.idea: no role named 'ghost'"),
    (stage(0, papers=[{"form": "idea", "editors": ["proposer"], "readers": ["ghost"]}]), "stage.draft.papers.idea: no role named 'ghost'"),
    (stage(1, review={"forms": ["poem"], "by": "sponsor"}), "stage.review.review: no form named 'poem'"),
    (stage(1, review={"forms": ["idea"], "by": "ghost"}), "stage.review.review: no role named 'ghost'"),
    (stage(1, clock={"target": 9, "warn": 8, "due": 10}), "stage.review.clock: target, warn and due must rise from at least one day"),
    (stage(1, idle={"remind": [60, 60], "ask": 90}), "stage.review.idle: remind and ask must rise from at least one day"),
    (stage(1, idle={"remind": [60], "ask": 30}), "stage.review.idle: remind and ask must rise from at least one day"),
    (stage(1, idle={"remind": [60], "ask": 90}), "stage.review.idle: nobody to ask: no action here requires left_idle"),
    (stage(3, idle={"remind": [60], "ask": 90}), "stage.accepted.idle: nobody is reminded of a case that has ended"),
    (first(requires=["left_idle"]), "stage.draft.send: nobody is asked at a stage without idle"),
    (stage(1, clock={"due": 0}), "stage.review.clock: target, warn and due must rise from at least one day"),
    (stage(3, action=[act("again", "draft", "chair")]), "stage.accepted: has an outcome, so it declares no action (use [[anywhere]] with when_final)"),
    (first(by=[]), "stage.draft.send.by: nobody may take it"),
    (first(by=["proposer", "ghost"]), "stage.draft.send.by: no role named 'ghost'"),
    (first(not_by=["ghost"]), "stage.draft.send.not_by: no role named 'ghost'"),
    (accept(recorded_by=["ghost"]), "stage.review.accept.recorded_by: no role named 'ghost'"),
    (first(notify=["ghost"]), "stage.draft.send.notify: no role named 'ghost'"),
    (first(to=["review", "nowhere"]), "stage.draft.send.to: no stage named 'nowhere'"),
    (first(to=["review", "@nowhere"]), "stage.draft.send.to: no stage named '@nowhere'"),
    (first(asks="poem"), "stage.draft.send.asks: no form named 'poem'"),
    (first(freezes=["poem"]), "stage.draft.send.freezes: no form named 'poem'"),
    (first(documents=["poem"]), "stage.draft.send.documents: no document named 'poem'"),
    (first(letter="poem"), "stage.draft.send.letter: no letter named 'poem'"),
    (accept(body="senate"), "stage.review.accept.body: no body named 'senate'"),
    (first(requires=["good_weather"]), "stage.draft.send.requires: no guard named 'good_weather'"),
    (accept(checks=["luck"]), "stage.review.accept.checks: no check named 'luck'"),
    (first(requires=[{"form_complete": "poem"}]), "stage.draft.send.requires.form_complete: no form named 'poem'"),
    (first(requires=["form_complete"]), "stage.draft.send.requires.form_complete: no form named True"),
    (first(requires=[{"checklist_done": "poem"}]), "stage.draft.send.requires.checklist_done: no form named 'poem'"),
    (first(requires=[{"reached": "nowhere"}]), "stage.draft.send.requires.reached: no stage named 'nowhere'"),
    (first(requires=[{"not_reached": "nowhere"}]), "stage.draft.send.requires.not_reached: no stage named 'nowhere'"),
    (first(requires=[{"on_agenda": "senate"}]), "stage.draft.send.requires.on_agenda: no body named 'senate'"),
    (first(requires=[{"first_time": "fly"}]), "stage.draft.send.requires.first_time: no action named 'fly'"),
    (first(requires=[{"conditions_closed": "soon"}]), "stage.draft.send.requires.conditions_closed: no due point named 'soon'"),
    (first(requires=[{"sheets_in": "two"}]), "stage.draft.send.requires.sheets_in: needs a whole number of at least 1, not 'two'"),
    (first(requires=[{"team_ready": 0}]), "stage.draft.send.requires.team_ready: needs a whole number of at least 1, not 0"),
    (first(requires=["within_hours_of_decision"]), "stage.draft.send.requires.within_hours_of_decision: needs a whole number of at least 1, not True"),
    (first(requires=["product"]), "stage.draft.send.requires.product: needs a kind of product"),
    (first(requires=[{"same_body": "smt"}]), "stage.draft.send.requires.same_body: takes no value"),
    (anywhere(3, only_at=["accepted", "nowhere"]), "anywhere.retract: no stage named 'nowhere'"),
    (anywhere(2, except_at=["accepted", "nowhere"]), "anywhere.withdraw: no stage named 'nowhere'"),
    (more("document", {**DOCUMENT, "name": "extra", "forms": ["poem"]}), "document.extra: no form named 'poem'"),
    (more("document", {**DOCUMENT, "name": "extra", "readers": ["ghost"]}), "document.extra: no role named 'ghost'"),
    (more("stage", {**STAGE, "outcome": "done"}), "stage.extra: no action leads there"),
]  # fmt: skip


def test_the_little_workflow_is_sound():
    assert problems() == []


@pytest.mark.parametrize(("change", "problem"), WRONG, ids=[problem for _, problem in WRONG])
def test_each_problem_is_reported_with_its_place(change, problem):
    assert problems(change) == [problem]


def test_several_problems_are_reported_at_once():
    changes = [
        stage(0, station="middle"),
        first(by=["ghost"], asks="poem"),
        role(4, body="senate"),
        lambda c: c.update(texts=["poem"]),
    ]
    assert problems(*changes) == [
        "texts: no form named 'poem'",
        "role.chair: no body named 'senate'",
        "stage.draft.station: no station named 'middle'",
        "stage.draft.send.by: no role named 'ghost'",
        "stage.draft.send.asks: no form named 'poem'",
    ]


def test_a_beginning_that_is_nowhere_is_reported():
    assert problems(lambda c: c.update(initial="dawn")) == ["initial: no stage named 'dawn'"]


def test_a_stage_that_nothing_leaves_is_reported():
    assert problems(first(to=["review", "extra"]), more("stage", STAGE), *NOWHERE_ELSE) == [
        "stage.extra: has no action that leaves it, so a proposal would be stuck there"
    ]


def test_stages_that_lead_only_to_each_other_are_reported():
    left = {**STAGE, "name": "left", "action": [act("go", "right", "proposer")]}
    right = {**STAGE, "name": "right", "action": [act("go", "left", "proposer")]}
    lost = (anywhere(0, except_at=["left", "right"]), anywhere(1, except_at=["left", "right"]), anywhere(2, except_at=["accepted", "left", "right"]))  # fmt: skip
    assert problems(first(to=["review", "left"]), more("stage", left, right), *lost) == [
        "stage.left: no way leads from it to a final stage",
        "stage.right: no way leads from it to a final stage",
    ]


NOWHERE_ELSE = (anywhere(2, except_at=["accepted", "extra"]),)


# ── bundles ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_without_a_workflow_is_none(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"has no workflow\.toml"):
        read_bundle(tmp_path)
    assert folders(tmp_path) == []


def test_a_bundle_is_the_texts_that_make_a_version(tmp_path):
    for name in ("workflow.toml", "bodies.toml", "demo.toml", "forms/a.toml", "letters/b.toml", "notes.md"):
        (tmp_path / "mine" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "mine" / name).write_text(f"# {name}", "utf-8")
    assert folders(tmp_path) == [tmp_path / "mine"]
    assert read_bundle(tmp_path / "mine") == {
        "workflow.toml": "# workflow.toml", "forms/a.toml": "# forms/a.toml", "letters/b.toml": "# letters/b.toml",
    }  # fmt: skip


def test_a_version_is_known_by_its_texts_in_whatever_order():
    assert digest_of({"a": "1", "b": "2"}) == digest_of({"b": "2", "a": "1"})
    assert digest_of({"a": "1"}) != digest_of({"a": "2"})
    assert len(digest_of({})) == 64


# ── versions ─────────────────────────────────────────────────────────────────────────────────────────────────────

EXAMPLE = read_bundle(WORKFLOWS / "example")


@pytest.mark.parametrize("folder", folders(WORKFLOWS), ids=lambda f: f.name)
def test_the_workflows_that_ship_load(folder):
    version = read_version(read_bundle(folder))
    assert version.workflow.id == folder.name
    assert version.engine.workflow is version.workflow
    assert version.digest == digest_of(version.bundle)


def test_every_problem_of_every_file_is_reported_at_once():
    bundle = {
        **EXAMPLE,
        "forms/bad.toml": "[",
        "letters/torn.toml": "= 1",
        "letters/lost.toml": 'to = ["ghost"]\nsubject = { en = "x", fr = "x" }\nbody = { en = "x", fr = "x" }\n',
        "letters/half.toml": 'to = ["chair"]\nsubject = { en = "x" }\nbody = { en = "x", fr = "x" }\n',
        "forms/odd.toml": EXAMPLE["forms/answer.toml"].replace("required = true", 'rules = ["gentle"]'),
    }
    with pytest.raises(WorkflowError) as wrong:
        read_version(bundle)
    places = [p.split(": ")[0] for p in wrong.value.problems]
    assert places == [
        "forms/bad.toml",
        "letters/torn.toml",
        "letters/half.toml.subject.fr",
        "forms/odd.rationale.rules",
        "letters/lost.to",
    ]
    assert str(wrong.value) == "\n".join(wrong.value.problems)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[", "workflow.toml: "),
        ('id = "x"\n', "workflow.toml.version: Field required"),
        ("colour = 1\n" + EXAMPLE["workflow.toml"], "workflow.toml.colour: Extra inputs are not permitted"),
    ],
)
def test_a_workflow_that_cannot_be_read_is_reported(text, problem):
    with pytest.raises(WorkflowError) as wrong:
        read_version({**EXAMPLE, "workflow.toml": text})
    assert any(p.startswith(problem) for p in wrong.value.problems)


def test_versions_are_kept_by_digest_and_the_newest_is_known():
    versions = Versions()
    one = versions.add(EXAMPLE)
    assert versions.add(dict(EXAMPLE)) is one
    two = versions.add(
        {**EXAMPLE, "workflow.toml": re.sub(r"\nversion *= 1\n", "\nversion = 2\n", EXAMPLE["workflow.toml"])}
    )
    assert len(versions) == 2
    assert versions.newest("example") is two
    with pytest.raises(LookupError):
        versions.newest("unknown")


def test_what_a_product_need_not_meet_is_known():
    michener = read_version(read_bundle(WORKFLOWS / "michener"))
    assert michener.not_required("micro_course") == {"M2", "M3", "F4", "F6"}
    assert michener.not_required("micro_credential") == frozenset()
    assert [code for code, _ in michener.evidence] == [*(f"M{n}" for n in range(1, 5)), *(f"P{n}" for n in range(1, 5)), *(f"F{n}" for n in range(1, 7))]  # fmt: skip


def test_a_workflow_can_be_described_to_an_editor():
    schema = Workflow.model_json_schema()
    Draft202012Validator.check_schema(schema)
    assert json.dumps(schema)
