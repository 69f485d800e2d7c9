"""Answers that come as JSON: what cannot be taken is refused with its place, what is merely unknown is remarked."""

import pytest

from approval.forms.shape import remarks
from tests.forms.specimens import SPECIMENS, ask, form_of

FORM = form_of(
    *SPECIMENS.values(), ask("evidence", "matrix", rows_from="evidence", fields=[ask("why", "line")])
)


@pytest.mark.parametrize(
    ("answers", "place", "says"),
    [
        ({"nothing": 1}, "nothing", "is not asked by this form"),
        ({"rows": [{"what": "a"}, {"whom": "b"}]}, "rows.2.whom", "is not asked by this form"),
        ({"group": "a lab"}, "group", "must be a group of answers {…}"),
        ({"rows": {"what": "a"}}, "rows", "must be a list […]"),
        ({"rows": ["a"]}, "rows.1", "must be a group of answers {…}"),
        ({"lines": [1]}, "lines.1", "must be text in quotation marks"),
        ({"line": 7}, "line", "must be text in quotation marks"),
        ({"line": True}, "line", "must be text in quotation marks"),
        ({"integer": "7"}, "integer", "must be a whole number"),
        ({"money": "7"}, "money", "must be a number"),
        ({"yes_no": "yes"}, "yes_no", "must be true or false"),
        ({"declaration": {"accurate": "true"}}, "declaration.accurate", "must be true or false"),
        ({"choice": 1}, "choice", "must be text in quotation marks"),
        ({"evidence": {"M1": {"how": "x"}}}, "evidence.M1.how", "is not asked by this form"),
        ({"lines": ["x"] * 201}, "lines", "has 201 entries; 200 at most can be kept"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_place(answers, place, says):
    [found] = remarks(FORM, answers)
    assert (found.place, found.says, found.refuses) == (place, says, True)


@pytest.mark.parametrize(
    ("answers", "place", "says"),
    [
        ({"choice": "z"}, "choice", "'z' is not in the list: kept as text"),
        ({"choices": ["a", "z" * 80]}, "choices.2", f"'{'z' * 59}…' is not in the list: kept as text"),
        ({"date": "soon"}, "date", "'soon' is not a date like 2027-09-21: kept as text"),
    ],
)
def test_what_is_unknown_is_remarked_and_kept(answers, place, says):
    [found] = remarks(FORM, answers)
    assert (found.place, found.says, found.refuses) == (place, says, False)


def test_an_answer_not_given_is_no_matter():
    answers = dict.fromkeys(SPECIMENS) | {
        "choice": "",
        "integer": 2.5,
        "date": "",
        "pick": {"id": "7", "more": 1},
    }
    answers |= {"rows": [{"what": None}], "evidence": {"M1": {"why": "x"}}}
    assert remarks(FORM, answers) == []


def test_a_file_that_holds_no_answers_is_refused():
    [found] = remarks(FORM, ["a list"])
    assert (found.place, found.refuses) == ("the file", True)
