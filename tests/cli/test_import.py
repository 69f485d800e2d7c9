"""Concepts as files: a draft each, whole or not at all, with every problem at its place."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import SAMPLES

SAMPLE = SAMPLES / "S04-safe-patient-transfer.json"


@pytest.fixture
def concept() -> dict:
    return json.loads(SAMPLE.read_text("utf-8"))


@pytest.fixture
def file(tmp_path: Path):
    """``file(document)``: its path; bytes are written as they are."""

    def write(document: object, name: str = "concept.json") -> Path:
        path = tmp_path / name
        content = (
            document if isinstance(document, bytes) else json.dumps(document, ensure_ascii=False).encode()
        )
        path.write_bytes(content)
        return path

    return write


@pytest.fixture
def rows(own_installation: Path):
    """Asks the database directly."""

    def ask(sql: str) -> list:
        connection = sqlite3.connect(own_installation / "approval.db")
        found = connection.execute(sql).fetchall()
        connection.close()
        return found

    return ask


def answers(rows) -> dict:
    return json.loads(rows("SELECT answers FROM paper ORDER BY id DESC LIMIT 1")[0][0])


def test_every_sample_becomes_a_draft(run, rows):
    said = run("import", SAMPLES)
    assert said.exit_code == 0, said.output
    files = sorted(SAMPLES.glob("*.json"))
    drafts = rows("SELECT reference, title, stage, unconfirmed FROM proposal ORDER BY id")
    assert [d[1] for d in drafts] == [json.loads(f.read_text("utf-8"))["concept"]["title"] for f in files]
    assert {d[2:] for d in drafts} == {("draft", 1)}
    assert "still to answer or correct before it is submitted: rationale" in said.output


def test_nothing_of_a_sample_is_lost(run, rows, concept, file):
    run("import", file(concept))
    kept, given = answers(rows), concept["concept"]
    for name, value in given.items():
        told = kept[name]
        if isinstance(value, list) and value and isinstance(value[0], dict):
            told = [{k: v for k, v in row.items() if k != "id"} for row in told]
        assert told == value or not value, name


def test_the_proposer_is_made_without_a_way_in_and_found_again(run, rows, concept, file):
    run("import", file(concept))
    concept["concept"]["proposer"]["email"] = concept["concept"]["proposer"]["email"].upper()
    run("import", file(concept))
    assert rows("SELECT email, may_sign_in FROM person") == [("d.singh@institute.example", 0)]
    assert len(rows("SELECT * FROM assignment WHERE role = 'proposer'")) == 2


def test_the_concept_alone_is_taken_too(run, rows, concept, file):
    assert run("import", file(concept["concept"])).exit_code == 0
    assert rows("SELECT title FROM proposal") == [("Safe Patient Transfer",)]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"titel": "x"}, "titel"),
        ({"title": 5}, "title"),
        ({"title": ["x"]}, "title"),
        ({"partners": {"organisation": "x"}}, "partners"),
        ({"partners": [{"organisation": "x", "size": 3}]}, "partners.1.size"),
        ({"partners": [{"organisation": "x"}, "y"]}, "partners.2"),
        ({"expected_enrolment": {"likely": "many"}}, "expected_enrolment.likely"),
        ({"expected_enrolment": {"likely": True}}, "expected_enrolment.likely"),
        ({"hours_total": "24"}, "hours_total"),
        ({"delivery_mode": 3}, "delivery_mode"),
        ({"plan_alignment": "schools"}, "plan_alignment"),
        ({"declarations": {"accurate": "yes"}}, "declarations.accurate"),
        ({"competencies": [{"statement": "Do"}] * 201}, "competencies"),
        ({"proposer": {"name": "Nobody"}}, "proposer.email"),
    ],
)
def test_a_wrong_shape_or_an_unknown_key_refuses_the_whole_file(run, rows, concept, file, change, place):
    concept["concept"] |= change
    said = run("import", file(concept))
    assert said.exit_code == 1
    assert f"    {place}: " in said.output
    assert rows("SELECT * FROM proposal") == []
    assert rows("SELECT * FROM person") == []


def test_every_problem_is_named_at_once(run, concept, file):
    concept["concept"] |= {"titel": "x", "hours_total": "24", "partners": [{"organisation": 1}]}
    said = run("import", file(concept)).output
    assert all(f"    {place}: " in said for place in ("titel", "hours_total", "partners.1.organisation"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not JSON"),
        (b"[1, 2]", "must hold a concept"),
        (b'{"title": "a", "title": "b"}', "written twice"),
        (b'{"hours_total": NaN}', "NaN"),
        (b'{"title": "\xff"}', "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"concept": {}, "extra": 1}', "extra: is neither about nor concept"),
        (b'{"concept": []}', "concept: must be"),
    ],
)
def test_what_is_no_concept_is_refused_with_the_reason(run, rows, file, content, says):
    said = run("import", file(content))
    assert said.exit_code == 1
    assert says in said.output
    assert rows("SELECT * FROM proposal") == []


def test_one_bad_file_of_a_folder_keeps_no_other_out(run, rows, concept, file, tmp_path):
    file(concept, "a.json")
    file({"concept": {"titel": "x"}}, "b.json")
    file(concept, "c.json")
    said = run("import", tmp_path)
    assert said.exit_code == 1
    assert "1 of 3 file(s) refused" in said.output
    assert len(rows("SELECT * FROM proposal")) == 2


def test_an_unknown_value_is_kept_as_text_with_a_warning(run, rows, concept, file):
    concept["concept"] |= {"budget_band": "a lot", "funding_source": ["tuition", "lottery"]}
    concept["concept"]["need_evidence"] = [
        {"kind": "rumour", "summary": "Somebody said so", "date": "last year"}
    ]
    said = run("import", file(concept))
    assert said.exit_code == 0
    for place in ("budget_band", "funding_source.2", "need_evidence.1.kind", "need_evidence.1.date"):
        assert f"note: {place}: " in said.output
    kept = answers(rows)
    assert kept["budget_band"] == "a lot"
    assert kept["funding_source"] == ["tuition", "lottery"]
    assert {k: v for k, v in kept["need_evidence"][0].items() if k != "id"} == {
        "kind": "rumour", "summary": "Somebody said so", "date": "last year",
    }  # fmt: skip
    assert "still to answer or correct" in said.output


def test_odd_texts_come_in_as_texts_that_can_be_kept(run, rows, concept, file):
    odd = "<script>alert(1)</script> \x00\ud800 e\u0301 \u202e 🩺 ﷽"
    concept["concept"]["title"] = odd
    content = b"\xef\xbb\xbf" + json.dumps(concept).encode()
    said = run("import", file(content))
    assert said.exit_code == 0, said.output
    title = answers(rows)["title"]
    assert "<script>alert(1)</script>" in title
    assert "🩺" in title
    assert "\x00" not in title


def test_null_is_an_answer_not_given(run, rows, concept, file):
    concept["concept"] |= {"existing": None, "short_title": None}
    assert run("import", file(concept)).exit_code == 0
    assert "short_title" not in answers(rows)


def test_rows_are_known_by_ids_of_their_own(run, rows, concept, file):
    concept["concept"]["competencies"] = [
        {"id": "same", "statement": "Lift"},
        {"id": "same", "statement": "Turn"},
    ]
    run("import", file(concept))
    assert len({row["id"] for row in answers(rows)["competencies"]}) == 2


def test_checking_keeps_nothing(run, rows):
    assert run("import", "--check", SAMPLES).exit_code == 0
    assert rows("SELECT * FROM proposal") == []


def test_who_entered_it_is_on_record(run, rows):
    run("init", "--name", "Ada", "--email", "ada@institute.example")
    assert run("import", "--by", "ADA@institute.example", SAMPLE).exit_code == 0
    assert rows("SELECT entered_by_id IS NOT NULL FROM proposal") == [(1,)]
    assert run("import", "--by", "nobody@institute.example", SAMPLE).exit_code == 1


def test_french_is_told_by_its_words(run, rows, concept, file):
    concept["concept"] |= {
        "title": "Transfert sécuritaire",
        "description": "Les personnes apprenantes déplacent des patients avec les aides qui conviennent, dans le respect.",
        "rationale": "Les blessures au dos sont fréquentes et la formation actuelle est trop courte pour les prévenir.",
    }
    run("import", file(concept))
    run("import", "--language", "en", file(concept))
    assert rows("SELECT language FROM proposal ORDER BY id") == [("fr",), ("en",)]


def test_a_folder_without_concepts_is_refused(run, tmp_path):
    assert run("import", tmp_path).exit_code == 1


def test_the_schema_of_a_form_is_valid_json_schema(run):
    import jsonschema

    schema = json.loads(run("schema", "concept").output)
    jsonschema.Draft202012Validator.check_schema(schema)
    for file in SAMPLES.glob("S*.json"):
        jsonschema.validate(json.loads(file.read_text("utf-8"))["concept"], schema)


def test_a_form_that_does_not_exist_is_a_usage_error_that_names_those_that_do(run):
    said = run("schema", "concepts")
    assert said.exit_code == 2
    assert "concept," in said.output
