"""What people type: nothing readable is lost, nothing hostile is let in, and each mistake is told in their language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from approval.forms import web
from approval.forms.kinds.base import tidy
from tests.forms.specimens import (
    QUICK,
    SPECIMENS,
    asking,
    complaints,
    form_of,
    kept,
    typed,
)

ANYTHING = st.text(max_size=80)
WORDED = ("line", "text", "email", "url", "term")
READ = ("integer", "decimal", "money", "date")


def says(field, *pairs, **more) -> list[str]:
    return [p.says for p in web.problems_of(typed(field, *pairs, **more))]


# ── nothing is lost ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", WORDED)
@QUICK
@given(text=ANYTHING)
def test_whatever_is_typed_in_words_is_kept(kind, text):
    assert typed(SPECIMENS[kind], (kind, text)).kept()[kind] == (tidy(text) or None)


@pytest.mark.parametrize("kind", READ)
@QUICK
@given(text=ANYTHING)
def test_what_cannot_be_read_is_kept_as_typed_and_shown_again(kind, text):
    bound = typed(SPECIMENS[kind], (kind, text))
    stored = bound.kept()[kind]
    assert bound._fields[kind]._value() == text
    if isinstance(stored, str) and kind != "date":
        assert stored == tidy(text)
        assert bound.errors or not text.strip()
    assert kept(SPECIMENS[kind], stored) == stored
    assert (stored is None) == (not tidy(text))


@QUICK
@given(texts=st.lists(ANYTHING, max_size=6))
def test_each_line_of_a_list_is_kept(texts):
    pairs = [(f"lines-{n}", text) for n, text in enumerate(texts)]
    assert typed(SPECIMENS["lines"], *pairs).kept()["lines"] == [tidy(t) for t in texts if tidy(t)]


@QUICK
@given(what=ANYTHING, cost=ANYTHING, place=ANYTHING)
def test_each_cell_of_a_row_is_kept(what, cost, place):
    bound = typed(SPECIMENS["rows"], ("rows-0-what", what), ("rows-0-cost", cost), ("rows-0-places-0", place))
    rows = bound.kept()["rows"]
    if not any(map(tidy, (what, cost, place))):
        assert rows == []
        return
    [row] = rows
    assert row.get("what") == (tidy(what) or None)
    assert row.get("places") == ([tidy(place)] if tidy(place) else None)
    assert (row.get("cost") is None) == (not tidy(cost))


@QUICK
@given(value=ANYTHING)
def test_a_value_that_is_not_offered_is_kept_and_refused(value):
    bound = typed(SPECIMENS["choice"], ("choice", value))
    assert bound.kept()["choice"] == (tidy(value) or None)
    assert bool(bound.errors) == (bool(tidy(value)) and tidy(value) not in "abc")


# ── nothing hostile gets in ──────────────────────────────────────────────────────────────────────────────────────

NAMES = st.sampled_from(sorted(SPECIMENS))
TAILS = st.lists(st.sampled_from(["0", "1", "²", "٣", "9" * 5000, "-1", "id", "what", "cost", "m1", "score", "", "x"]), max_size=3)  # fmt: skip
SENT = st.lists(st.tuples(st.builds(lambda n, t: "-".join([n, *t]), NAMES, TAILS), ANYTHING), max_size=8)


@QUICK
@given(pairs=SENT, complete=st.booleans(), lang=st.sampled_from(["en", "fr"]))
def test_anything_at_all_may_be_sent(pairs, complete, lang):
    bound = web.bind(list(SPECIMENS.values()), asking(complete=complete, lang=lang), MultiDict(pairs))
    bound.validate()
    answers = bound.kept()
    for problem in web.problems_of(bound):
        assert problem.path
        assert problem.says
    assert list(web.check(form_of(*SPECIMENS.values()), asking(answers=answers, lang=lang))) == list(
        web.check(form_of(*SPECIMENS.values()), asking(answers=answers, lang=lang))
    )


def test_control_characters_are_no_text():
    dirty = "a\x00b\x07c\x1cd\x1fe\x7ff\x85g\ud800h\ufffei"
    assert tidy(dirty) == "abcdefghi"
    for kind in ("line", "choice", "integer", "date"):
        assert typed(SPECIMENS[kind], (kind, dirty)).kept()[kind] == "abcdefghi"
    assert typed(SPECIMENS["lines"], ("lines-0", dirty)).kept()["lines"] == ["abcdefghi"]


def test_marks_that_turn_what_follows_are_taken_out():
    assert tidy("approve \u202edetseuqer\u202c \u2066now\u2069") == "approve detseuqer now"


@pytest.mark.parametrize(
    "text",
    ["Élise d’Arcy-N’Guyen", "👩🏽‍⚕️", "می‌خواهم", "ᓄᓇᕗᑦ", "数据", "co­operate", "e\u0301", "🫩 \U0001fae9", "a\u2028b", "tab\tstop"],
)  # fmt: skip
def test_letters_of_every_script_stay_whole(text):
    assert typed(SPECIMENS["text"], ("text", text)).kept()["text"] == text


def test_line_ends_are_those_of_a_text_file():
    assert typed(SPECIMENS["text"], ("text", "one\r\ntwo\rthree\n")).kept()["text"] == "one\ntwo\nthree"


def test_markup_and_formulas_stay_words():
    for hostile in (
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "=HYPERLINK(1)",
        "'; DROP TABLE person; --",
        "../../etc",
    ):
        assert typed(SPECIMENS["line"], ("line", hostile)).kept()["line"] == hostile


def test_a_very_long_text_is_kept_and_refused():
    long = "words " * 50_000
    bound = typed(SPECIMENS["text"], ("text", long))
    assert bound.kept()["text"] == long.strip()
    assert [p.says for p in web.problems_of(bound)] == [
        "This must be 20000 characters or fewer: it has 299999",
    ]


def test_a_row_has_an_id_of_its_own_whatever_was_sent():
    sent = [("rows-0-id", "same"), ("rows-0-what", "a"), ("rows-1-id", "same"), ("rows-1-what", "b"),
            ("rows-2-id", "x\x00y"), ("rows-2-what", "c"), ("rows-3-id", "long" * 20), ("rows-3-what", "d")]  # fmt: skip
    ids = [row["id"] for row in typed(SPECIMENS["rows"], *sent).kept()["rows"]]
    assert ids[0] == "same"
    assert len(set(ids)) == 4
    assert all(i.isascii() and len(i) <= 40 for i in ids)


def test_rows_are_found_by_id_and_not_by_place():
    before = kept(SPECIMENS["rows"], [{"what": "first"}, {"what": "second"}])
    [first, second] = before
    after = typed(
        SPECIMENS["rows"], ("rows-7-id", second["id"]), ("rows-7-what", "second"), ("rows-9-what", "third")
    ).kept()["rows"]
    assert after[0] == second
    assert after[1]["id"] not in {first["id"], second["id"]}


def test_an_empty_row_is_no_row():
    field = SPECIMENS["rows"].model_copy(update={"required": True})
    assert typed(field, ("rows-0-id", "kept"), ("rows-0-what", " ")).kept()["rows"] == []
    assert complaints(field, []) == ["Enter “Rows”"]


def test_too_many_rows_are_said_and_not_dropped():
    lines = [(f"lines-{n}", "x") for n in range(201)]
    bound = typed(SPECIMENS["lines"], *lines)
    assert len(bound.kept()["lines"]) == 201
    assert says(SPECIMENS["lines"], *lines) == ["There can be 200 at most: there are 201"]


def test_what_is_no_form_is_not_read_to_its_end():
    assert len(typed(SPECIMENS["lines"], *((f"lines-{n}", "x") for n in range(1500))).kept()["lines"]) == 1000
