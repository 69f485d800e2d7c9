"""Record series as data: what a file may say, and the last day on which a text is kept."""

from datetime import date

import pytest

from approval.resources import WORKFLOWS
from approval.workflow.bundle import read_bundle
from approval.workflow.checks_on_load import WorkflowError
from approval.workflow.retention import is_tombstone, read_series

SHEETS = """
[[series]]
key = "sheets"
title = { en = "Sheets", fr = "Grilles" }
says = { en = "A year.", fr = "Un an." }
forms = ["assessment"]
keep = "years"
decided_years = 1
used_years = 1
"""


def test_the_series_that_ship():
    found = {s.key: s for s in read_series(WORKFLOWS / "michener")}
    assert found.keys() == {"assessment_sheets", "case_record"}
    sheets = found["assessment_sheets"]
    assert (sheets.keep, sheets.decided_years, sheets.used_years) == ("years", 1, 1)
    assert found["case_record"].keep == "permanent"


def test_they_are_the_institutions_and_no_part_of_a_version():
    assert "records.toml" not in read_bundle(WORKFLOWS / "michener")


def test_a_workflow_without_series_keeps_everything(tmp_path):
    assert read_series(tmp_path) == ()


@pytest.mark.parametrize(
    ("decided", "used", "until"),
    [
        ("2026-06-12", "2026-02-06", "2027-06-12"),
        ("2026-06-12", "2026-09-01", "2027-09-01"),
        ("2028-02-29", "2026-02-06", "2029-02-28"),
    ],
)
def test_kept_for_a_year_after_the_decision_and_after_the_last_use(tmp_path, decided, used, until):
    (tmp_path / "records.toml").write_text(SHEETS, "utf-8")
    [series] = read_series(tmp_path)
    assert series.until(date.fromisoformat(decided), date.fromisoformat(used)).isoformat() == until


@pytest.mark.parametrize(
    ("change", "to"),
    [
        ("used_years = 1", "used_years = 0"),
        ('forms = ["assessment"]', "forms = []"),
        ('keep = "years"', 'keep = "permanent"'),
        ('keep = "years"', 'keep = "never"'),
        ("[[series]]", "[[serie]]"),
        ('key = "sheets"', "key = "),
    ],
)
def test_a_rule_that_says_nothing_clear_is_refused(tmp_path, change, to):
    (tmp_path / "records.toml").write_text(SHEETS.replace(change, to), "utf-8")
    with pytest.raises(WorkflowError, match=r"records\.toml"):
        read_series(tmp_path)


def test_a_series_is_declared_once(tmp_path):
    (tmp_path / "records.toml").write_text(SHEETS * 2, "utf-8")
    with pytest.raises(WorkflowError, match="more than once"):
        read_series(tmp_path)


@pytest.mark.parametrize(
    ("answers", "is_one"), [({"disposed": "x"}, True), ({}, False), ({"disposed": "x", "need": "y"}, False)]
)
def test_a_tombstone_is_known(answers, is_one):
    assert is_tombstone(answers) is is_one
