"""Form files: read, extended, and every problem reported with its place, all at once."""

import pytest

from approval.forms.checks import RESERVED, inconsistencies
from approval.forms.reading import read_forms
from approval.resources import WORKFLOWS
from approval.versions import read_version
from approval.workflow.bundle import folders, read_bundle
from tests.forms.specimens import SPECIMENS, ask, form_of, options, pair

TITLE = 'title = { en = "A form", fr = "Un formulaire" }\n'


def text(*fields: str, section: str = "all", more: str = "") -> str:
    """A form file with one section of lines."""
    asked = "".join(
        f'[[section.field]]\nname = "{f}"\nkind = "line"\nlabel = {{ en = "{f}", fr = "{f}" }}\nmore = true\n'
        for f in fields
    )
    head = f'[[section]]\nname = "{section}"\ntitle = {{ en = "S", fr = "S" }}\n'
    return f"{TITLE}{more}\n{head}{asked}" if fields else f"{TITLE}{more}\nsection = []\n"


GUIDE = '[{name}]\nwanted = {{ en = "w", fr = "w" }}\n'


def read(**files: str):
    return read_forms({name.replace("__", "/") + ".toml": words for name, words in files.items()})


def names(form) -> list[list[str]]:
    return [[s.name, *(f.name for f in s.fields)] for s in form.sections]


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_forms_and_guides_are_read():
    forms, problems = read(
        forms__a=text("x"), guide__a=GUIDE.format(name="x"), letters__l="x = 1", workflow="y"
    )
    assert problems == []
    assert list(forms) == ["a"]
    assert forms["a"].name == "a"
    assert forms["a"].guide["x"].wanted.fr == "w"


def test_every_problem_of_every_file_is_reported_at_once():
    _, problems = read(
        forms__a="not toml [",
        forms__b='title = "only English"\n[[section]]\nname = "All"\n',
        guide__b="[x]\n",
        guide__c="also not",
        forms__d=text("x", more='extends = "nothing"\ncarries = ["neither"]'),
    )
    assert [p.split(":")[0] for p in problems] == [
        "forms/a.toml",
        "guide/b.toml.x.wanted",
        "guide/c.toml",
        "forms/b.title",
        "forms/b.section.0.name",
        "forms/b.section.0.title",
        "forms/b.section.0.field",
        "forms/d.carries",
        "forms/d.extends",
    ]


def test_a_form_extends_another_section_by_section():
    base = text("stays", "dropped", "replaced", "raised") + text("whole", section="gone").partition("\n\n")[2]
    more = 'extends = "base"\nalso_required = ["raised"]\nleaves_out = ["dropped", "whole"]\n'
    guide = "".join(GUIDE.format(name=n) for n in ("stays", "dropped", "whole"))
    own = text("added", more=more) + text("replaced", section="mine").partition("\n\n")[2]
    forms, problems = read(
        forms__base=base, forms__more=own, guide__base=guide, guide__more=GUIDE.format(name="added")
    )
    assert problems == []
    assert names(forms["more"]) == [["all", "stays", "raised", "added"], ["mine", "replaced"]]
    raised = forms["more"].fields()["raised"]
    assert raised.required
    assert not raised.more
    assert not forms["base"].fields()["raised"].required
    assert set(forms["more"].guide) == {"stays", "added"}
    assert list(inconsistencies(forms["more"], frozenset())) == []


def test_a_form_may_extend_one_that_extends_another():
    forms, problems = read(
        forms__a=text("one"),
        forms__b=text("two", more='extends = "a"'),
        forms__c=text("three", more='extends = "b"\nalso_required = ["one"]'),
    )
    assert problems == []
    assert names(forms["c"]) == [["all", "one", "two", "three"]]
    assert forms["c"].fields()["one"].required


def test_forms_that_lead_back_to_themselves_are_reported():
    _, problems = read(
        forms__a=text("x", more='extends = "a"'),
        forms__b=text("y", more='extends = "c"'),
        forms__c=text("z", more='extends = "b"'),
        forms__d=text("w", more='extends = "b"'),
    )
    assert problems == [
        "forms/a.extends: a → a leads back to itself",
        "forms/b.extends: b → c → b leads back to itself",
        "forms/c.extends: c → b → c leads back to itself",
        "forms/d.extends: d → b → c → b leads back to itself",
    ]


def test_what_is_required_or_left_out_must_be_there():
    _, problems = read(
        forms__a=text("x"),
        forms__b=text("y", more='extends = "a"\nalso_required = ["y"]\nleaves_out = ["z"]'),
    )
    assert problems == [
        "forms/b.also_required: no question named 'y' in what it extends",
        "forms/b.leaves_out: no question named 'z' in what it extends",
    ]


def test_a_form_whose_base_cannot_be_read_is_not_blamed_for_it():
    _, problems = read(forms__a="section = 1", forms__b=text("y", more='extends = "a"\nleaves_out = ["x"]'))
    assert {p.split(".")[0] for p in problems} == {"forms/a"}


# ── checks: one file with each thing that can be wrong ───────────────────────────────────────────────────────────

CHOICE = ask("size", "choice", options=options("small", "large"))
DATE = ask("day", "date")
TABLE = {"fields": [ask("what", "line"), ask("hours", "decimal")]}
WRONG = [
    (ask("data", "line"), "forms/specimen.data: a question cannot be named 'data'"),
    (ask("t", "rows", fields=[ask("id", "line")]), "forms/specimen.t.id: a question cannot be named 'id'"),
    (ask("t", "line", evidences=["M9"]), "forms/specimen.t.evidences: no evidence row 'M9'"),
    (ask("t", "line", when={"field": "no", "in": ["x"]}), "forms/specimen.t.when: no question named 'no'"),
    (ask("t", "line", when={"field": "size", "in": ["huge"]}), "forms/specimen.t.when: 'size' has no value 'huge'"),
    (ask("t", "line", required_when={"field": "day", "in": ["x"]}), "forms/specimen.t.required_when: 'day' is a date, which nothing can depend on"),
    (ask("t", "line", when={"field": "tick", "in": ["true"]}), "forms/specimen.t.when: 'tick' has no value 'true'"),
    (ask("t", "choice", options=options("a", "a")), "forms/specimen.t.options: 'a' is there more than once"),
    (ask("t", "matrix", **TABLE), "forms/specimen.t.options: a matrix needs rows: options, or rows_from"),
    (ask("t", "matrix", options=options("errors"), **TABLE), "forms/specimen.t.options: a row cannot be named 'errors'"),
    (ask("t", "matrix", options=[{"value": "a", "label": pair("A"), "bars": ["na"]}], **TABLE), "forms/specimen.t.options.a.bars: no column has the value 'na'"),
    (ask("t", "choice", options=options("a"), min=1), "forms/specimen.t: min and max mean nothing for a choice"),
    (ask("t", "group", required_when={"field": "size", "in": ["small"]}, **TABLE), "forms/specimen.t.required_when: say it at the questions of the group"),
    (ask("t", "group", required=True, **TABLE), "forms/specimen.t.required: none of its questions is required"),
    (ask("t", "line", rules=["gentle"]), "forms/specimen.t.rules: no rule named 'gentle'"),
    (ask("t", "group", rules=["not_after_today"], **TABLE), "forms/specimen.t.rules: 'not_after_today' is no rule for a group"),
    (ask("t", "line", rules=["ordered:a,b"]), "forms/specimen.t.rules: 'ordered' is no rule for a line"),
    (ask("t", "matrix", options=options("a"), rules=["not_after_today"], **TABLE), "forms/specimen.t.rules: 'not_after_today' is no rule for a matrix"),
    (ask("t", "date", rules=["not_after_today:x"]), "forms/specimen.t.rules: 'not_after_today:x' names a question or value that is not there"),
    (ask("t", "date", rules=["not_before:never"]), "forms/specimen.t.rules: 'not_before:never' names a question or value that is not there"),
    (ask("t", "integer", rules=["at_most:all"]), "forms/specimen.t.rules: 'at_most:all' names a question or value that is not there"),
    (ask("t", "group", rules=["ordered:hours,no"], **TABLE), "forms/specimen.t.rules: 'ordered:hours,no' names a question or value that is not there"),
    (ask("t", "choices", options=options("a"), rules=["not_only:b"]), "forms/specimen.t.rules: 'not_only:b' names a question or value that is not there"),
    (ask("t", "rows", rules=["no_cycles:what"], **TABLE), "forms/specimen.t.rules: 'no_cycles:what' names a question or value that is not there"),
    (ask("t", "rows", rules=["adds_up:hours:total"], **TABLE), "forms/specimen.t.rules: 'adds_up:hours:total' names a question or value that is not there"),
    (ask("t", "rows", rules=["each_of:can.name:what"], **TABLE), "forms/specimen.t.rules: 'each_of:can.name:what' names a question or value that is not there"),
    (ask("t", "rows", rules=["each_of:plan.name:what:hours:more"], **TABLE), "forms/specimen.t.rules: 'each_of:plan.name:what:hours:more' names a question or value that is not there"),
    (ask("t", "line", warn=[{"name": "odd", "says": pair("?")}]), "forms/specimen.t.warn: no warning named 'odd'"),
    (ask("t", "line", warn=[{"name": "fewer_than", "says": pair("?")}]), "forms/specimen.t.warn.fewer_than: says no value"),
    (ask("t", "line", warn=[{"name": "contains_word", "says": pair("?"), "words": {"en": []}}]), "forms/specimen.t.warn.contains_word: says no words"),
    (ask("t", "rows", fields=[ask("what", "line"), ask("what", "text")]), "forms/specimen.t.what: asked more than once"),
]  # fmt: skip
BESIDE = (
    CHOICE,
    DATE,
    ask("tick", "yes_no"),
    ask("plan", "rows", fields=[ask("name", "line"), ask("after", "line")]),
)


@pytest.mark.parametrize(
    ("field", "problem"), WRONG, ids=[p.removeprefix("forms/specimen.") for _, p in WRONG]
)
def test_each_problem_is_reported_with_its_place(field, problem):
    assert list(inconsistencies(form_of(*BESIDE, field), frozenset({"M1"}))) == [problem]


def test_several_problems_are_reported_at_once():
    sick = [
        field.model_copy(update={"name": f"t{n}"}) for n, (field, _) in enumerate(WRONG) if field.name == "t"
    ]
    assert len(list(inconsistencies(form_of(*BESIDE, *sick), frozenset()))) >= len(sick)


def test_a_form_reports_what_is_there_twice_and_what_stands_beside_nothing():
    form = form_of(CHOICE, CHOICE)
    [section] = form.sections
    lost = section.model_copy(update={"when": {"field": "gone"}, "fields": (DATE,)})
    from approval.forms.definition import Guide, When

    lost = lost.model_copy(update={"when": When.model_validate({"field": "gone", "in": ["x"]})})
    guide = {"nobody": Guide.model_validate({"wanted": pair("w")})}
    form = form.model_copy(update={"sections": (section, lost), "guide": guide})
    assert list(inconsistencies(form, frozenset())) == [
        "forms/specimen.size: asked more than once",
        "forms/specimen.all: two sections have this name",
        "forms/specimen.all.when: no question named 'gone'",
        "forms/specimen.guide: no question named 'nobody'",
    ]


def test_what_is_well_declared_has_no_problems():
    well = (
        ask("total", "integer"),
        ask("a", "date", rules=["not_before:day", "not_after_today"]),
        ask("b", "rows", rules=["adds_up:hours:total", "each_of:plan.name:what:hours"], **TABLE),
        ask("c", "rows", rules=["no_cycles:after"], fields=[ask("name", "line"), ask("after", "line")]),
        ask("d", "group", required=True, rules=["ordered:low,high"], fields=[ask("low", "integer", required=True), ask("high", "integer")]),
        ask("e", "choices", options=options("x", "y"), rules=["not_only:x"], evidences=["M1"]),
        ask("f", "line", when={"field": "tick", "in": ["yes"]}, warn=[{"name": "none_given", "says": pair("?")}]),
        ask("g", "matrix", rows_from="evidence", **TABLE),
    )  # fmt: skip
    assert list(inconsistencies(form_of(*BESIDE, *well), frozenset({"M1"}))) == []
    assert list(inconsistencies(form_of(*SPECIMENS.values()), frozenset())) == []


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_a_reserved_name_would_break_the_page(name):
    """The list follows the library: each of these is an attribute of a form that a question would cover."""
    from approval.forms.kinds.tables import RowForm

    assert hasattr(RowForm, name)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"kind": "choice"}, "a choice needs options"),
        ({"kind": "declaration"}, "a declaration needs options"),
        ({"kind": "rows"}, "a rows needs fields"),
        ({"kind": "pick"}, "a pick needs a source"),
        ({"kind": "essay"}, "Input should be"),
        ({"kind": "line", "name": "With Blanks"}, "String should match pattern"),
        ({"kind": "line", "colour": "red"}, "Extra inputs are not permitted"),
    ],
)
def test_a_question_that_is_not_whole_is_refused(more, says):
    with pytest.raises(ValueError, match=says):
        ask(**{"name": "t", **more})


# ── what ships ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("folder", folders(WORKFLOWS), ids=lambda f: f.name)
def test_every_form_that_ships_is_well_declared(folder):
    version = read_version(read_bundle(folder))
    codes = frozenset(row.code for row in version.workflow.evidence)
    assert [p for form in version.forms.values() for p in inconsistencies(form, codes)] == []
    assert version.forms
