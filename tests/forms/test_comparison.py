"""What changed between two sets of answers: the pieces make the later text, and what is the same is not shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval.forms.compare import changes, pieces
from tests.forms.specimens import ANSWERS, QUICK, SPECIMENS, ask, form_of, options

WORDS = st.text(st.sampled_from("ab \n\tÉ·é,;\u00a0"), max_size=40)


def parts(found, *tags: str) -> str:
    return "".join(words for tag, words in found if tag in tags)


@QUICK
@given(before=WORDS | st.text(), after=WORDS | st.text())
def test_the_pieces_make_both_texts(before, after):
    found = pieces(before, after)
    assert parts(found, "same", "out") == before
    assert parts(found, "same", "in") == after


def test_changes_are_told_word_by_word():
    assert pieces("Move a patient safely", "Move each patient very safely") == (
        ("same", "Move "), ("out", "a "), ("in", "each "), ("same", "patient "), ("in", "very "), ("same", "safely"),
    )  # fmt: skip
    assert pieces("same", "same") == (("same", "same"),)
    assert pieces("", "") == ()


@pytest.mark.parametrize("kind", sorted(SPECIMENS))
@QUICK
@given(data=st.data())
def test_a_change_of_any_kind_applies_to_what_was_there(kind, data):
    from approval.forms.kinds import KINDS

    field = SPECIMENS[kind]
    before, after = ({kind: data.draw(ANSWERS[kind] | st.none())} for _ in range(2))
    for lang in ("en", "fr"):
        told = changes(form_of(field), before, after, lang)
        if not told:
            assert KINDS[kind].say(field, before[kind], lang) == KINDS[kind].say(field, after[kind], lang)
            continue
        [one] = told
        assert one.label == field.label.in_(lang)
        assert parts(one.pieces, "same", "out") == KINDS[kind].say(field, before[kind], lang)
        assert parts(one.pieces, "same", "in") == KINDS[kind].say(field, after[kind], lang)


def test_only_what_differs_is_told_in_the_order_of_the_form():
    form = form_of(ask("a", "line"), ask("b", "line"), ask("c", "choice", options=options("x", "y")))
    found = changes(form, {"a": "1", "b": "2", "c": "x"}, {"c": "y", "b": "2", "a": "3", "d": "?"}, "fr")
    assert [(c.field.name, c.label) for c in found] == [("a", "A (fr)"), ("c", "C (fr)")]
    assert found[1].pieces == (("out", "X "), ("in", "Y "), ("same", "(fr)"))


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("lines", None, []), ("line", "", None), ("group", {}, None), ("rows", [], None), ("choices", [], None),
        ("rows", [{"id": "1", "what": "Lab"}], [{"id": "2", "what": "Lab"}]),
        ("rows", [{"id": "1", "what": "Lab"}], [{"what": "Lab"}]),
        ("rows", ["odd"], ["odd"]),
    ],
)  # fmt: skip
def test_what_reads_the_same_is_no_change(kind, before, after):
    assert changes(form_of(SPECIMENS[kind]), {kind: before}, {kind: after}, "en") == []


def test_another_file_of_the_same_name_is_a_change():
    before, after = [{"id": "1", "name": "plan.pdf"}], [{"id": "2", "name": "plan.pdf"}]
    assert len(changes(form_of(SPECIMENS["file"]), {"file": before}, {"file": after}, "en")) == 1
