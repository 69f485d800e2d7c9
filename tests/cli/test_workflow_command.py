"""`approval workflow`: what an analyst sees while writing one."""

import shutil
from pathlib import Path

import pytest

from approval.resources import WORKFLOWS


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(WORKFLOWS / "example", tmp_path / "ours"))


@pytest.mark.parametrize("name", ["example", "michener"])
def test_the_shipped_workflows_have_no_problems(run, name):
    said = run("workflow", "check", WORKFLOWS / name)
    assert said.exit_code == 0, said.output
    assert "No problems" in said.output


def test_every_problem_of_every_file_is_said_at_once(run, copy):
    flow = copy / "workflow.toml"
    flow.write_text(flow.read_text("utf-8").replace('to       = "review"', 'to = "elsewhere"', 1), "utf-8")
    (copy / "forms" / "answer.toml").write_text("title = ", "utf-8")
    bodies = copy / "bodies.toml"
    bodies.write_text(bodies.read_text("utf-8").replace("rule", "rules", 1), "utf-8")
    said = run("workflow", "check", copy)
    assert said.exit_code == 1
    assert "forms/answer.toml: " in said.output
    assert "bodies.toml: body 1.rules: " in said.output
    assert "no form named 'answer'" in said.output


def test_an_invented_person_with_an_office_that_is_not_there_is_found(run, copy):
    (copy / "demo.toml").write_text(
        '[[person]]\nname = "A"\nemail = "a@b.example"\ntitle = { en = "", fr = "" }\nlanguage = "en"\n'
        'offices = [{ body = "committee", office = "jester" }]\n',
        "utf-8",
    )
    said = run("workflow", "check", copy)
    assert said.exit_code == 1
    assert "no office 'jester' in a body 'committee'" in said.output


def test_a_record_series_without_a_rule_is_found(run, copy):
    (copy / "records.toml").write_text('[[series]]\nkey = "sheets"\nkeep = "years"\n', "utf-8")
    said = run("workflow", "check", copy)
    assert said.exit_code == 1
    assert "records.toml" in said.output


@pytest.mark.parametrize("content", [b"\xff\xfe", b"id = "])
def test_a_file_that_cannot_be_read_is_a_problem_and_no_crash(run, copy, content):
    (copy / "workflow.toml").write_bytes(content)
    assert run("workflow", "check", copy).exit_code == 1


def test_a_folder_without_a_workflow_is_refused(run, tmp_path):
    assert run("workflow", "check", tmp_path).exit_code == 1


def test_a_workflow_is_shown_by_name_or_by_folder(run, copy):
    by_name, by_folder = run("workflow", "show", "example"), run("workflow", "show", copy)
    assert by_name.exit_code == by_folder.exit_code == 0
    assert by_name.output == by_folder.output
    assert "who may do what" in by_name.output
