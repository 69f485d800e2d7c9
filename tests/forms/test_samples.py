"""The eight concepts that came with the brief, against the concept form: seven pass, one is refused for good reasons."""

import json
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from approval.forms import web
from approval.forms.schema import json_schema
from approval.forms.shape import remarks
from approval.resources import WORKFLOWS
from approval.versions import read_version
from approval.workflow.bundle import read_bundle
from tests.forms.specimens import asking

SAMPLES = {p.stem[:3]: json.loads(p.read_text("utf-8")) for p in sorted((Path(__file__).parents[1] / "samples").glob("*.json"))}  # fmt: skip
GOOD = sorted(set(SAMPLES) - {"X01"})
ON = date(2026, 2, 20)
"""After every date that a sample gives for evidence, before every start."""


@pytest.fixture(scope="module")
def version():
    return read_version(read_bundle(WORKFLOWS / "michener"))


@pytest.fixture(scope="module")
def concept(version):
    return version.forms["concept"]


@pytest.fixture(scope="module")
def schema(concept):
    return Draft202012Validator(json_schema(concept), format_checker=Draft202012Validator.FORMAT_CHECKER)


def check(concept, name, lang="en"):
    return web.check(concept, asking(answers=SAMPLES[name]["concept"], today=ON, lang=lang))


def warned(concept, name) -> dict[str, list[str]]:
    return web.warnings_of(concept, asking(answers=SAMPLES[name]["concept"], today=ON))


def test_all_eight_are_here():
    assert sorted(SAMPLES) == ["S01", "S03", "S04", "S06", "S09", "S11", "X01", "X02"]


@pytest.mark.parametrize("name", GOOD)
def test_a_good_concept_may_be_submitted(concept, schema, name):
    assert check(concept, name) == []
    assert [e.message for e in schema.iter_errors(SAMPLES[name]["concept"])] == []
    assert remarks(concept, SAMPLES[name]["concept"]) == []


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_concept_is_the_same_after_it_went_through_the_form(concept, name):
    given = SAMPLES[name]["concept"]
    fields = [f for s in concept.sections for f in s.fields]
    kept = web.kept_of(web.bind(fields, asking(answers=given, today=ON)))
    again = web.kept_of(web.bind(fields, asking(answers=kept, today=ON)))
    assert again == kept
    assert bare(kept) == bare({k: v for k, v in given.items() if k != "attachments"})


def bare(value):
    """Answers without the ids of rows, and without what is empty."""
    if isinstance(value, dict):
        return {k: b for k, v in value.items() if k != "id" and (b := bare(v)) not in (None, [], {}, "")}
    return [bare(v) for v in value] if isinstance(value, list) else value


def test_the_bad_concept_is_refused_for_each_reason(concept):
    """No partner, no plan goal, too short a rationale, attendance as the only assessment (and nobody to teach)."""
    assert [(p.path, p.says) for p in check(concept, "X01")] == [
        ("rationale", "Write a little more about why this and why now: at least 100 characters, this has 52"),
        ("expected_enrolment-likely", "This must be 1 or more"),
        ("assessment_methods", "Attendance alone is not an assessment: choose a method that shows what learners can do"),
        ("partners", "Enter an endorsing partner"),
        ("plan_alignment", "Choose at least one Education Plan goal"),
    ]  # fmt: skip
    assert all(p.says for p in check(concept, "X01", "fr"))


def test_the_bad_concept_is_doubted_where_it_may_be_right(concept):
    """Evidence may come later at the concept, and five hours are student aid's limit, not the institution's."""
    assert sorted(warned(concept, "X01")) == ["competencies", "hours_total", "need_evidence"]


def test_the_schema_refuses_the_bad_concept(schema):
    places = {".".join(map(str, e.path)) for e in schema.iter_errors(SAMPLES["X01"]["concept"])}
    assert places == {"rationale", "expected_enrolment.likely", "partners", "plan_alignment"}


def test_a_stale_concept_may_be_submitted_and_is_doubted(concept):
    """Evidence older than 24 months, fourteen weeks, a vague competency: for people to judge."""
    assert check(concept, "X02") == []
    assert {"need_evidence", "weeks", "competencies"} <= set(warned(concept, "X02"))
    assert "weeks" in warned(concept, "S01")


def test_a_micro_course_needs_no_partner(concept, schema):
    course = {**SAMPLES["S04"]["concept"], "product_type": "micro_course", "partners": []}
    assert web.check(concept, asking(answers=course, today=ON)) == []
    assert list(schema.iter_errors(course)) == []
    credential = {**course, "product_type": "micro_credential"}
    assert [p.path for p in web.check(concept, asking(answers=credential, today=ON))] == ["partners"]
    assert [".".join(e.path) for e in schema.iter_errors(credential)] == ["partners"]


def test_an_existing_offering_is_described(concept, schema):
    existing = {**SAMPLES["S04"]["concept"], "origin": "existing"}
    existing.pop("existing", None)
    found = {p.path for p in web.check(concept, asking(answers=existing, today=ON))}
    assert found == {"existing-code", "existing-title", "existing-years_run", "existing-change_summary"}
    assert [e.message for e in schema.iter_errors(existing)] == ["'existing' is a required property"]
    told = {
        "code": "RESP 101",
        "title": "Transfers",
        "years_run": 3,
        "last_reviewed": "2026-02-20",
        "change_summary": "x" * 50,
    }
    assert web.check(concept, asking(answers={**existing, "existing": told}, today=ON)) == []
    late = {**told, "last_reviewed": "2026-02-21", "change_summary": "short"}
    assert {p.path for p in web.check(concept, asking(answers={**existing, "existing": late}, today=ON))} == {
        "existing-last_reviewed",
        "existing-change_summary",
    }
    assert list(schema.iter_errors({**existing, "existing": told})) == []


@pytest.mark.parametrize("form", ["concept", "proposal"])
def test_the_schema_is_a_schema(version, form):
    Draft202012Validator.check_schema(json_schema(version.forms[form]))


def test_the_full_proposal_holds_all_of_the_concept(version):
    concept, proposal = version.forms["concept"].fields(), version.forms["proposal"].fields()
    assert set(concept) - set(proposal) == set(version.forms["proposal"].leaves_out)
    for name in (
        "need_evidence",
        "pass_standard",
        "plan_alignment_how",
        "framework_map",
        "pathway",
        "transcript_plan",
        "edi_access",
    ):
        assert proposal[name].required, name
        assert not concept[name].required, name
