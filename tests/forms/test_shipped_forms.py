"""Every form that ships, filled in from its declaration: complete, describable, readable, comparable, in both languages."""

import pytest
from jsonschema import Draft202012Validator

from approval.forms import web
from approval.forms.compare import changes
from approval.forms.display import reading, words_of
from approval.forms.filling import Filler, Unfillable
from approval.forms.inventing import Inventor
from approval.forms.kinds import KINDS
from approval.forms.schema import json_schema
from approval.forms.shape import remarks
from approval.resources import WORKFLOWS
from approval.versions import read_version
from approval.workflow.bundle import folders, read_bundle
from tests.forms.specimens import FILES, PEOPLE, SPECIMENS, ask, asking, form_of, options

VERSIONS = [read_version(read_bundle(folder)) for folder in folders(WORKFLOWS)]
FORMS = [(v, f) for v in VERSIONS for f in v.forms.values()]
EVERY = pytest.mark.parametrize(
    ("version", "form"), FORMS, ids=[f"{v.workflow.id}-{f.name}" for v, f in FORMS]
)
DATED = {"effective_date": "2026-06-12", "board_date": "2026-06-12", "start": "2026-03-01", "hours_total": 40}


def asked(version, form, **more):
    def inner(fields):
        return {f.source for f in fields if f.source} | {s for f in fields for s in inner(f.fields)}

    sources = dict.fromkeys(inner(form.fields().values()), PEOPLE)
    return asking(sources=sources, files=FILES, evidence=version.evidence, **more)


def filled(version, form, lang="en", leaning="for", **given):
    at = asked(version, form, lang=lang)
    inventor = Inventor(at, title="Safe Transfer", leaning=leaning)
    return Filler(inventor, hints=DATED).complete(form, given)


@EVERY
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_form_can_be_completed_and_its_schema_takes_what_it_takes(version, form, lang):
    answers = filled(version, form, lang)
    at = asked(version, form, lang=lang, answers=answers)
    assert web.check(form, at) == []
    assert [e.message for e in Draft202012Validator(json_schema(form)).iter_errors(answers)] == []
    assert remarks(form, answers) == []


@EVERY
def test_a_completed_form_reads_and_compares_in_both_languages(version, form):
    answers = filled(version, form)
    for lang in ("en", "fr"):
        told = {t.field.name: t.shown for _, topic in reading(form, answers, lang) for t in topic}
        assert all(shown is not None for name, shown in told.items() if answers.get(name))
        assert changes(form, answers, answers, lang) == []
        assert {c.field.name for c in changes(form, {}, answers, lang)} == {
            n for n, a in answers.items() if a
        }
    assert words_of(form, answers)


@EVERY
def test_a_completed_form_is_kept_as_it_is(version, form):
    answers = filled(version, form)
    bound = web.bind([f for s in form.sections for f in s.fields], asked(version, form, answers=answers))
    kept = {
        name: value
        for name, value in bound.kept().items()
        if not KINDS[form.fields()[name].kind].empty(value)
    }
    assert kept == {n: a for n, a in answers.items() if a not in (None, [], {})}


@EVERY
def test_an_untouched_form_says_everything_that_is_missing_in_either_language(version, form):
    en, fr = (web.check(form, asked(version, form, lang=lang)) for lang in ("en", "fr"))
    assert [p.path for p in en] == [p.path for p in fr]
    assert all(p.says and not p.says.startswith("Enter “") and not p.says.startswith("Choose “") for p in en)
    assert not {p.says for p in en} & {p.says for p in fr}


@EVERY
def test_every_word_of_a_form_is_there_in_both_languages(version, form):
    for section in form.sections:
        assert section.title.en
        assert section.title.fr
        for field in section.fields:
            assert field.label.en
            assert field.label.fr
            if field.required or field.required_when:
                assert field.noun, f"{form.name}.{field.name} has no noun for its errors"


@pytest.mark.parametrize("leaning", ["for", "return", "against"])
def test_an_assessment_leans_as_it_is_asked_to(leaning):
    [michener] = [v for v in VERSIONS if v.workflow.id == "michener"]
    sheet = filled(michener, michener.forms["assessment"], leaning=leaning)
    scores = {row["score"] for row in sheet["criteria"].values()}
    assert scores <= {"for": {"3", "4"}, "return": {"2", "3"}, "against": {"1", "2"}}[leaning]


# ── filling, where no shipped form asks for it ───────────────────────────────────────────────────────────────────


def complete(*fields, given=None, hints=None, **more):
    at = asking(**more)
    return Filler(Inventor(at), hints=hints or {}).complete(form_of(*fields), given or {})


def test_every_kind_can_be_made_up():
    needed = [f.model_copy(update={"required": True}) for name, f in SPECIMENS.items() if name != "matrix"]
    answers = complete(*needed)
    assert all(not KINDS[f.kind].empty(answers[f.name]) for f in needed)


def test_what_is_right_is_left_and_what_is_wrong_is_put_right():
    fields = (
        ask("title", "line", required=True, max=12),
        ask("why", "text", required=True, min=200, max_words=60),
        ask("g", "group", required=True, fields=[ask("a", "integer", required=True, max=3), ask("b", "line", required=True)]),
        ask("m", "matrix", required=True, options=options("x", "y"), fields=[ask("s", "choice", options=options("1", "2"), required=True), ask("n", "line", required_when={"field": "s", "in": ["2"]})]),
        ask("r", "rows", required=True, min=2, fields=[ask("what", "line"), ask("n", "integer", max=3)]),
        ask("k", "rows", fields=[ask("what", "line"), ask("n", "integer", max=3)]),
        ask("l", "lines", required=True, min=3),
    )  # fmt: skip
    given = {
        "title": "Kept",
        "g": {"a": 9, "b": "kept"},
        "m": {"x": {"s": "2"}},
        "k": [{"id": "1", "what": "kept", "n": 2}, {"id": "2", "what": "kept too", "n": 9}],
    }
    answers = complete(*fields, given=given)
    assert answers["title"] == "Kept"
    assert len(answers["why"]) >= 200
    assert answers["g"] == {"a": 3, "b": "kept"}
    assert answers["m"]["x"]["s"] == "2"
    assert answers["m"]["x"]["n"]
    assert answers["m"]["y"]["s"] == "1"
    assert len(answers["r"]) == 2
    assert [(r["what"], r["n"]) for r in answers["k"]] == [("kept", 2), ("kept too", 3)]
    assert len(answers["l"]) == 3
    assert len(complete(ask("t", "line", required=True, max=5))["t"]) <= 5


def test_hints_are_used_where_they_fit():
    rows = ask("r", "rows", required=True, fields=[ask("what", "line"), ask("n", "integer")])
    assert [r["what"] for r in complete(rows, hints={"what": ["one", "two"]})["r"]] == ["one", "two"]
    title = ask("title", "line", required=True, max=10)
    assert complete(title, hints={"title": "Short"})["title"] == "Short"
    assert complete(title, hints={"title": "Much too long"})["title"] != "Much too long"


def test_sums_and_covers_are_met():
    total = ask("total", "integer", required=True, min=3, max=10)
    parts = ask(
        "parts",
        "rows",
        required=True,
        fields=[ask("what", "line"), ask("h", "decimal")],
        rules=["adds_up:h:total"],
    )
    can = ask("can", "rows", required=True, fields=[ask("do", "line")])
    cover = ask("cover", "rows", required=True, fields=[ask("what", "line"), ask("last", "yes_no")], rules=["each_of:can.do:what:last"])  # fmt: skip
    plain = ask("plain", "rows", required=True, fields=[ask("what", "line")], rules=["each_of:can.do:what"])
    answers = complete(total, parts, can, cover, plain, given={"can": [{"do": "Lift"}, {"do": "Check"}]})
    assert sum(r["h"] for r in answers["parts"]) == answers["total"]
    assert [(r["what"], r["last"]) for r in answers["cover"]] == [("Lift", True), ("Check", True)]
    assert [r["what"] for r in answers["plain"]] == ["Lift", "Check"]


def test_days_keep_to_their_rules():
    fields = (
        ask("past", "date", required=True, rules=["not_after_today"]),
        ask("start", "date", required=True),
        ask("end", "date", required=True, rules=["not_before:start"]),
    )
    answers = complete(*fields, given={"start": "2027-01-01"})
    assert answers["past"] <= "2026-02-03"
    assert answers["end"] == "2027-01-31"


def test_what_cannot_be_made_up_is_said():
    with pytest.raises(Unfillable) as why:
        complete(ask("who", "pick", source="nobody", required=True), ask("t", "line", required=True))
    assert [p.path for p in why.value.problems] == ["who"]
    assert "who" in str(why.value)


def test_parts_within_parts_are_made_up_too():
    inner = ask("inner", "group", required=True, fields=[ask("a", "line", required=True)])
    table = ask("table", "rows", required=True, fields=[ask("what", "line")])
    sheet = ask("sheet", "matrix", required=True, options=[*options("x"), {**options("y")[0], "optional": True}], fields=[ask("s", "line", required=True)])  # fmt: skip
    outer = ask(
        "outer", "group", required=True, fields=[ask("size", "integer", required=True), inner, table, sheet]
    )
    made = complete(outer)["outer"]
    assert made["size"] == 10
    assert made["inner"]["a"]
    assert len(made["table"]) == 1
    assert set(made["sheet"]) == {"x"}


def test_rows_whose_sum_is_wrong_are_shared_anew():
    rows = ask("parts", "rows", fields=[ask("what", "line"), ask("h", "decimal")], rules=["adds_up:h:total"])
    given = {"total": 9, "parts": [{"id": "1", "what": "kept", "h": 1}, {"id": "2", "what": "also", "h": 1}]}
    answers = complete(ask("total", "integer"), rows, given=given)
    assert [(r["id"], r["what"], r["h"]) for r in answers["parts"]] == [
        ("1", "kept", 4.5),
        ("2", "also", 4.5),
    ]
