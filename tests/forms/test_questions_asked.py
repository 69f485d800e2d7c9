"""Which questions are asked, and where an answer is required: conditions, groups, matrices, sections."""

import pytest

from approval.forms import web
from approval.forms.definition import Section, When, asked
from approval.forms.display import reading, said, words_of
from approval.forms.kinds import Grid, Plain
from approval.forms.kinds.tables import Matrix
from approval.language import Text
from tests.forms.specimens import EVIDENCE, SPECIMENS, ask, asking, form_of, kept, options, pair, typed

SIZE = ask("size", "choice", options=options("small", "large"))


def of(field: str, *among: str) -> dict:
    return {"field": field, "in": list(among)}


@pytest.mark.parametrize(
    ("value", "among", "holds"),
    [
        ("a", ("a", "b"), True), ("c", ("a", "b"), False), (None, ("a",), False), (["x", "a"], ("a",), True), ([], ("a",), False),
        (True, ("yes",), True), (False, ("yes",), False), (False, ("no",), True), ("yes", ("yes",), True),
    ],
)  # fmt: skip
def test_a_condition_holds_for_a_value_one_of_a_list_or_a_tick(value, among, holds):
    assert When.model_validate(of("it", *among)).holds({"it": value}) is holds


def test_a_question_is_asked_only_where_its_condition_holds():
    detail = ask("detail", "line", required=True, when=of("size", "large"))
    form = form_of(SIZE, detail)
    assert [f.name for f in asked(form.sections[0].fields, {"size": "small"})] == ["size"]
    assert web.check(form, asking(answers={"size": "small"})) == []
    assert [p.path for p in web.check(form, asking(answers={"size": "large"}))] == ["detail"]


def test_a_section_is_asked_only_where_its_condition_holds():
    more = Section(name="more", title=Text(en="More", fr="Plus"), fields=(ask("why", "line", required=True),), when=When.model_validate(of("size", "large")))  # fmt: skip
    form = form_of(SIZE).model_copy(update={"sections": (*form_of(SIZE).sections, more)})
    assert [s.name for s, _ in form.asked({"size": "small"})] == ["all"]
    assert [p.section for p in web.check(form, asking(answers={"size": "large"}))] == ["more"]
    assert list(web.bind_section(more, asking(answers={"size": "large"})).specs) == ["why"]
    assert form.section("more") is more
    with pytest.raises(LookupError):
        form.section("nowhere")


@pytest.mark.parametrize("kind", ["line", "lines", "rows"])
def test_required_when_another_answer_calls_for_it(kind):
    field = ask(
        "then",
        kind,
        required_when=of("size", "large"),
        fields=[ask("what", "line")] if kind == "rows" else [],
    )
    form = form_of(SIZE, field)
    assert web.check(form, asking(answers={"size": "small"})) == []
    assert [p.path for p in web.check(form, asking(answers={"size": "large"}))] == ["then"]
    elsewhere = form_of(field)  # the other question is on another page: what was kept of it counts
    assert [p.path for p in web.check(elsewhere, asking(answers={"size": "large"}))] == ["then"]
    assert web.check(elsewhere, asking(answers={"size": "small"})) == []


def test_required_when_a_box_is_ticked():
    form = form_of(ask("agree", "confirm"), ask("why", "line", required_when=of("agree", "yes")))
    assert [p.path for p in web.check(form, asking(answers={"agree": True}))] == ["why"]
    assert web.check(form, asking(answers={})) == []


def test_a_group_is_required_as_a_whole_or_not_at_all():
    parts = [ask("a", "line", required=True), ask("b", "line")]
    for when in ({}, {"when": of("size", "large")}):
        needed = ask("g", "group", fields=parts, required=True, **when)
        free = ask("g", "group", fields=parts, **when)
        answers = {"size": "large"}
        assert [p.path for p in web.check(form_of(SIZE, needed), asking(answers=answers))] == ["g-a"]
        assert web.check(form_of(SIZE, free), asking(answers=answers)) == []
        assert [
            p.path for p in web.check(form_of(SIZE, needed), asking(answers={**answers, "g": {"b": "x"}}))
        ] == ["g-a"]


# ── matrices ─────────────────────────────────────────────────────────────────────────────────────────────────────

SHEET = ask(
    "sheet",
    "matrix",
    required=True,
    options=[
        {"value": "gate", "label": pair("Gate"), "bars": ["na"], "hint": pair("Look closely")},
        {"value": "extra", "label": pair("Extra"), "optional": True},
    ],
    fields=[
        ask("score", "choice", options=options("1", "3", "na"), required=True),
        ask("why", "text", required_when=of("score", "1")),
    ],
)


def problems(stored) -> list[tuple[str, str]]:
    return [(p.path, p.says) for p in web.check(form_of(SHEET), asking(answers={"sheet": stored}))]


def test_a_row_of_a_matrix_may_bar_a_value():
    assert problems({"gate": {"score": "na"}}) == [("sheet-gate-score", "Gate: Choose one from the list")]
    assert problems({"gate": {"score": "3"}, "extra": {"score": "na"}}) == []
    assert "na" not in KINDS_SCHEMA["properties"]["gate"]["properties"]["score"]["enum"]
    assert "na" in KINDS_SCHEMA["properties"]["extra"]["properties"]["score"]["enum"]


KINDS_SCHEMA = Matrix().schema(SHEET)


def test_a_row_of_a_matrix_is_required_unless_it_is_optional():
    assert problems(None) == [("sheet-gate-score", "Gate: Choose “Score”")]


def test_a_column_may_call_for_another():
    assert problems({"gate": {"score": "1"}}) == [("sheet-gate-why", "Gate: Enter “Why”")]
    assert problems({"gate": {"score": "1", "why": "Thin"}}) == []


def test_a_row_that_a_product_need_not_meet_is_not_asked():
    found = web.check(form_of(SHEET), asking(not_required=frozenset({"gate"})))
    assert found == []


def test_a_matrix_of_evidence_has_the_rows_of_the_workflow():
    field = SHEET.model_copy(update={"options": (), "rows_from": "evidence", "name": "m"})
    assert [o.label.fr for o in Matrix().rows_of(field, asking())] == [
        "M1 Axée sur les compétences",
        "M2 Évaluée",
    ]
    assert [o.value for o in Matrix().rows_of(field, asking(not_required=frozenset({"M2"})))] == ["M1"]
    assert Matrix().rows_of(field, None) == ()
    stored = {"M1": {"score": "3"}, "M2": {"score": "1", "why": "Thin"}}
    assert kept(field, stored) == stored
    assert web.check(form_of(field), asking(answers={"m": stored})) == []
    assert Matrix().schema(field)["additionalProperties"]["properties"]["score"]["enum"] == ["1", "3", "na"]
    assert Matrix().show(field, stored, "en") == Grid(
        ("", "Score", "Why"), (("M1", "3", ""), ("M2", "1", "Thin"))
    )
    assert len(EVIDENCE) == 2


def test_a_matrix_is_shown_in_the_order_of_its_rows():
    shown = Matrix().show(
        SHEET, {"extra": {"score": "3"}, "gate": {"score": "1"}, "gone": {"score": "3"}}, "en"
    )
    assert [row[0] for row in shown.rows] == ["Gate", "Extra", "gone"]
    assert Matrix().show(SHEET, "no matrix", "en") is None


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_form_reads_as_topics_of_questions_and_answers():
    form = form_of(SIZE, ask("detail", "line", when=of("size", "large")))
    [(section, told)] = reading(form, {"size": "small"}, "fr")
    assert section.title.fr == "Tout"
    assert [(t.field.name, t.label, t.shown) for t in told] == [("size", "Size (fr)", Plain("SMALL (fr)"))]
    assert said(form, {"size": "large"}, "size", "en") == "LARGE"
    assert said(form, {}, "size", "en") == ""
    assert said(form, {}, "unasked", "en") == ""


def test_every_answer_can_be_searched_in_both_languages():
    form = form_of(SIZE, ask("what", "line"), ask("empty", "lines"))
    assert words_of(form, {"size": "large", "what": "Transfer", "empty": []}).split("\n") == [
        "LARGE",
        "Transfer",
        "LARGE (fr)",
    ]


def test_a_group_and_rows_show_only_what_was_answered():
    from approval.forms.kinds import KINDS

    group, rows = SPECIMENS["group"], SPECIMENS["rows"]
    assert KINDS["group"].show(group, {"what": "Lab", "cost": 10}, "en") == Grid(
        ("", ""), (("What", "Lab"), ("Cost", "$10"))
    )
    assert KINDS["group"].show(group, {"gone": "x"}, "en") is None
    assert KINDS["rows"].show(
        rows, [{"id": "1", "what": "Lab"}, {"id": "2", "cost": 5, "what": "Kit"}], "en"
    ) == Grid(("What", "Cost"), (("Lab", ""), ("Kit", "$5")))
    assert KINDS["rows"].show(rows, [{"id": "1"}], "en") is None
    assert KINDS["rows"].say(rows, [{"what": "Lab", "cost": 5}, {"what": "Kit"}], "en") == "Lab · $5; Kit"


def test_an_unknown_value_that_an_import_kept_is_shown_as_it_is():
    from approval.forms.kinds import KINDS

    assert KINDS["choice"].say(SPECIMENS["choice"], "z", "en") == "z"
    assert KINDS["choices"].say(SPECIMENS["choices"], ["a", "z"], "en") == "A; z"
    assert KINDS["choices"].say(SPECIMENS["choices"], "z", "en") == "z"


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_row_begun_is_complete_with_its_first_answer():
    field = SPECIMENS["rows"]
    assert web.check(form_of(field), asking(answers={"rows": [{"what": "Lab"}]})) == []
    found = web.check(form_of(field), asking(answers={"rows": [{"what": "Lab"}, {"cost": 5}]}))
    assert [(p.path, p.says) for p in found] == [("rows-1-what", "2. Enter “What”")]
    draft = typed(field, ("rows-0-cost", "5"), complete=False)
    assert web.problems_of(draft) == []


def test_the_questions_of_a_form_know_their_place():
    bound = typed(SPECIMENS["group"].model_copy(update={"required": True}), complete=True)
    assert [(p.path, p.field, p.section) for p in web.problems_of(bound, "here")] == [
        ("group-what", "group", "here")
    ]
