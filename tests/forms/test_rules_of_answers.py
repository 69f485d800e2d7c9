"""Limits refuse and doubts ask: each with an answer that holds, one that does not, and one that says nothing."""

import pytest

from approval.forms import web
from approval.forms.definition import Warn
from approval.forms.doubts import DOUBTS, doubts_of
from approval.forms.limits import LIMITS
from tests.forms.specimens import TODAY, ask, asking, complaints, form_of, options, pair

NAMED = [{"name": "pilot", "after": ""}, {"name": "launch", "after": "pilot"}]
ROUND = [{"name": "pilot", "after": "launch"}, {"name": "Launch ", "after": "x; Pilot."}]
CAN = [{"id": "1", "type": "S", "statement": "Move a patient"}, {"id": "2", "statement": "Check aids."}]

# name, argument, what holds, what does not, what stands beside
LIMITED = [
    ("not_after_today", "", "2026-02-03", "2026-02-04", {}),
    ("not_before_today", "", "2026-02-03", "2026-02-02", {}),
    ("not_only", "attendance", ["attendance", "case"], ["attendance"], {}),
    ("not_only", "a", ["b"], ["a"], {}),
    ("at_most", "total", 20, 20.5, {"total": 20}),
    ("ordered", "low,likely,high", {"low": 1, "likely": 1, "high": 2}, {"low": 3, "high": 2}, {}),
    ("not_before", "start", "2026-02-03", "2026-02-02", {"start": "2026-02-03"}),
    ("only_with", "due:date", None, "2026-03-01", {"due": "launch"}),
    ("only_with", "due:date", "", "2026-03-01", {"due": "next_gate"}),
    ("no_cycles", "after", NAMED, ROUND, {}),
    ("no_cycles", "after", [{"name": "a", "after": "b, b"}, {"name": "b", "after": "c"}], [{"name": "a", "after": "A"}], {}),
    ("no_cycles", "after", [{"name": "a", "after": "b; c"}, {"name": "b", "after": "d"}, {"name": "c", "after": "d"}, {"name": "d"}], ROUND, {}),
    ("adds_up", "hours:total", [{"hours": 1.5}, {"hours": 2.5}, {}], [{"hours": 1.5}], {"total": 4}),
    ("each_of", "can.statement:can", [{"can": "move a  patient."}, {"can": "Check aids"}], [{"can": "Check aids"}], {"can": CAN}),
    ("each_of", "can.statement:can:last", [{"can": "Move a patient", "last": True}, {"can": "check aids", "last": True}],
     [{"can": "Move a patient", "last": False}, {"can": "check aids", "last": True}], {"can": CAN}),
]  # fmt: skip


def test_every_limit_and_every_doubt_is_tried():
    assert {name for name, *_ in LIMITED} == set(LIMITS)
    assert {name for name, *_ in DOUBTED} | {"title_in_use"} == set(DOUBTS)


@pytest.mark.parametrize(("name", "argument", "well", "wrong", "beside"), LIMITED)
def test_a_limit_holds_or_says_why_not(name, argument, well, wrong, beside):
    assert LIMITS[name](well, argument, beside, TODAY) is None
    why = LIMITS[name](wrong, argument, beside, TODAY)
    assert why.en
    assert why.fr
    assert why.en != why.fr


@pytest.mark.parametrize("name", sorted(LIMITS))
@pytest.mark.parametrize("value", [None, "", "words", [], {}, [None], ["x"], 0, True])
def test_a_limit_says_nothing_of_what_it_cannot_read(name, value):
    argument = {"ordered": "low,high", "adds_up": "hours:total", "each_of": "can.statement:can"}.get(
        name, "other"
    )
    if name == "ordered" and not isinstance(value, dict | None):
        value = None  # a group is kept as its parts or not at all
    assert LIMITS[name](value, argument, {}, TODAY) is None


def test_a_part_is_compared_with_what_stands_beside_it_even_before_that_is_kept():
    hours, clinical = ask("hours", "decimal"), ask("clinical", "decimal", rules=["at_most:hours"])
    form = form_of(hours, clinical)
    assert web.check(form, asking(answers={"hours": 10, "clinical": 10})) == []
    [problem] = web.check(form, asking(answers={"hours": 10, "clinical": 11}))
    assert (problem.path, problem.says) == ("clinical", "This must be 10 or less: it is part of the total")


def test_a_rule_of_a_group_speaks_at_the_last_question_it_names():
    group = ask("learners", "group", fields=[ask(n, "integer") for n in ("low", "likely", "high")], rules=["ordered:low,likely,high"])  # fmt: skip
    [problem] = web.check(form_of(group), asking(answers={"learners": {"low": 2, "likely": 1}}, lang="fr"))
    assert problem.path == "learners-high"
    assert problem.field == "learners"
    assert problem.says == "Les nombres doivent aller du plus bas au plus élevé"
    [unread] = web.check(form_of(group), asking(answers={"learners": {"low": "few", "likely": 1}}))
    assert unread.path == "learners-low"  # one thing at a time: order waits until all can be read


def test_a_rule_of_a_column_knows_its_own_row():
    span = ask("steps", "rows", fields=[ask("what", "line"), ask("start", "date"), ask("end", "date", rules=["not_before:start"])])  # fmt: skip
    rows = [
        {"what": "a", "start": "2026-01-01", "end": "2026-02-01"},
        {"what": "b", "start": "2026-03-01", "end": "2026-02-01"},
    ]
    [problem] = web.check(form_of(span), asking(answers={"steps": rows}))
    assert problem.path == "steps-1-end"
    assert problem.says == "2. The date must not be before 1 March 2026"


def test_lines_and_rows_say_what_a_rule_says_of_them():
    outline = ask(
        "outline",
        "rows",
        fields=[ask("part", "line"), ask("hours", "decimal")],
        rules=["adds_up:hours:total"],
    )
    answers = {"total": 10, "outline": [{"part": "a", "hours": 4}]}
    [problem] = web.check(form_of(ask("total", "decimal"), outline), asking(answers=answers))
    assert (problem.path, problem.says) == (
        "outline",
        "These add up to 4, and the total given is 10: change one of them",
    )


# name, of the warning, question, what is doubted, what is not
ROWS = ask("proof", "rows", fields=[ask("what", "line"), ask("date", "date")])
DOUBTED = [
    ("contains_word", {"words": {"en": ["degree"], "fr": ["grade"]}}, ask("t", "line"), "A Degree, in burns", "Agreed terms"),
    ("contains_word", {"words": {"en": ["nobody yet"]}}, ROWS, [{"id": "1", "what": "Nobody -- yet!"}], [{"id": "1", "what": "Lakeshore"}]),
    ("fewer_than", {"value": 3}, ROWS, [{"what": "a"}], [{"what": "a"}] * 3),
    ("fewer_than", {"value": 5}, ask("t", "decimal"), 4.5, 5),
    ("more_than", {"value": 1}, ROWS, [{"what": "a"}] * 2, [{"what": "a"}]),
    ("more_than", {"value": 11}, ask("t", "integer"), 12, "many"),
    ("no_leading_verb", {"words": {"en": ["select"], "fr": ["choisir"]}}, ROWS, [{"what": "Knows aids"}], [{"what": "Select, check"}, {"what": "choisir"}]),
    ("no_leading_verb", {"words": {"en": ["select"]}}, ask("t", "text"), "…", "Select"),
    ("older_than_months", {"value": 24}, ROWS, [{"what": "a", "date": "2023-01-01"}, {"what": "b", "date": "2022-01-01"}], [{"date": "2023-01-01"}, {"date": "2025-01-01"}]),
    ("older_than_months", {"value": 24}, ask("t", "date"), "2020-01-01", "no day"),
    ("older_than_months", {"value": 24}, ask("t", "group", fields=[ask("date", "date")]), {"date": "2020-01-01"}, {"date": "2026-01-01"}),
    ("sooner_than_days", {"value": 180}, ask("t", "term"), "Winter 2026", "Fall 2027"),
    ("none_given", {}, ROWS, [], [{"what": "a"}]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "more", "field", "doubted", "clear"), DOUBTED)
def test_a_doubt_asks_and_never_blocks(name, more, field, doubted, clear):
    warning = {"name": name, "says": pair("Is it so?"), **more}
    field = field.model_copy(update={"warn": (Warn.model_validate(warning),)})
    assert [w.en for w in doubts_of(field, doubted, TODAY)] == ["Is it so?"]
    assert doubts_of(field, clear, TODAY) == []
    assert web.check(form_of(field), asking(answers={field.name: doubted})) == []
    found = web.warnings_of(form_of(field), asking(answers={field.name: doubted}, lang="fr"))
    assert found == {field.name: ["Is it so? (fr)"]}


@pytest.mark.parametrize("name", sorted(set(DOUBTS) - {"none_given"}))
@pytest.mark.parametrize("value", [None, "", [], {}])
def test_what_is_not_answered_is_not_doubted(name, value):
    more = {"value": 1, "words": {"en": ["x"]}}
    field = ask("t", "line").model_copy(
        update={"warn": (Warn.model_validate({"name": name, "says": pair("?"), **more}),)}
    )
    assert doubts_of(field, value, TODAY) == []


def test_the_first_column_is_the_declared_one_in_whatever_order_a_database_gives_it():
    warning = Warn.model_validate({"name": "no_leading_verb", "words": {"en": ["select"]}, "says": pair("?")})
    field = ask("can", "rows", fields=[ask("statement", "line"), ask("type", "choice", options=options("S"))])
    field = field.model_copy(update={"warn": (warning,)})
    assert doubts_of(field, [{"id": "1", "type": "S", "statement": "Select aids"}], TODAY) == []
    assert doubts_of(field, [{"type": "select", "statement": "Aids"}, "not a row"], TODAY)


def test_a_title_in_use_is_known_to_the_register_alone():
    field = ask("t", "line", warn=[{"name": "title_in_use", "says": pair("It is taken")}])
    assert doubts_of(field, "Safe transfer", TODAY) == []
    assert [w.fr for w in doubts_of(field, "Safe transfer", TODAY, taken=True)] == ["It is taken (fr)"]


def test_a_doubt_is_asked_only_of_questions_that_are_asked():
    field = ask(
        "t", "line", when={"field": "size", "in": ["a"]}, warn=[{"name": "none_given", "says": pair("?")}]
    )
    form = form_of(ask("size", "choice", options=options("a", "b")), field)
    assert web.warnings_of(form, asking(answers={"size": "a"})) == {"t": ["?"]}
    assert web.warnings_of(form, asking(answers={"size": "b"})) == {}


def test_a_limit_waits_for_an_answer_that_can_be_read():
    assert complaints(ask("t", "date", rules=["not_after_today"]), "soon") == [
        "Enter a date like 2027-09-21 (year, month, day)"
    ]
