"""Each kind of question answers everything that the system asks of a kind."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from approval.forms import web
from approval.forms.definition import KindName
from approval.forms.kinds import KINDS, Grid, Items, Plain
from approval.forms.schema import json_schema
from tests.forms.specimens import ANSWERS, QUICK, SPECIMENS, asking, form_of, kept

KINDS_BY_NAME = pytest.mark.parametrize("kind", sorted(KINDS))


def test_each_declared_kind_is_made_and_has_a_specimen():
    assert set(KINDS) == set(KindName.__args__) == set(SPECIMENS) == set(ANSWERS)


@KINDS_BY_NAME
@QUICK
@given(data=st.data())
def test_an_answer_kept_is_the_same_after_another_round(kind, data):
    stored = data.draw(ANSWERS[kind])
    assert kept(SPECIMENS[kind], stored) == stored


@KINDS_BY_NAME
@QUICK
@given(data=st.data())
def test_a_kept_answer_is_json_and_fits_its_schema(kind, data):
    field, stored = SPECIMENS[kind], data.draw(ANSWERS[kind])
    again = json.loads(json.dumps(stored))
    assert again == stored
    Draft202012Validator.check_schema(KINDS[kind].schema(field))
    assert [e.message for e in Draft202012Validator(KINDS[kind].schema(field)).iter_errors(again)] == []


@KINDS_BY_NAME
@pytest.mark.parametrize("lang", ["en", "fr"])
@QUICK
@given(data=st.data())
def test_an_answer_reads_in_words_of_both_languages(kind, lang, data):
    field, stored = SPECIMENS[kind], data.draw(ANSWERS[kind])
    shown = KINDS[kind].show(field, stored, lang)
    if KINDS[kind].empty(stored):
        assert shown is None
        assert KINDS[kind].say(field, stored, lang) == ""
    else:
        assert isinstance(shown, Plain | Items | Grid)
        assert KINDS[kind].say(field, stored, lang)


@KINDS_BY_NAME
def test_nothing_answered_is_empty_everywhere(kind):
    field = SPECIMENS[kind]
    unanswered = kept(field, None)
    assert KINDS[kind].empty(unanswered)
    assert KINDS[kind].empty(None)
    assert KINDS[kind].show(field, None, "en") is None
    assert web.kept_of(web.bind([field], asking())) == {field.name: None}


@KINDS_BY_NAME
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_required_question_says_so_in_the_language_of_the_form(kind, lang):
    field = SPECIMENS[kind].model_copy(update={"required": True})
    problems = web.check(form_of(field), asking(lang=lang))
    if kind == "matrix":  # its columns are what is required; this one's are not
        assert problems == []
        return
    assert problems
    begins = {"en": ("Enter", "Choose", "Tick"), "fr": ("Indiquez", "Choisissez", "Cochez")}[lang]
    assert all(p.says.split(": ")[-1].startswith(begins) or p.says.startswith(begins) for p in problems)
    assert all(p.field == kind and p.section == "all" for p in problems)


@KINDS_BY_NAME
def test_a_draft_may_leave_anything_out(kind):
    field = SPECIMENS[kind].model_copy(update={"required": True})
    assert web.bind([field], asking(complete=False)).validate()


@KINDS_BY_NAME
def test_a_question_has_an_input_with_its_own_words(kind):
    field = SPECIMENS[kind]
    bound = web.bind([field], asking(lang="fr"))
    input_ = bound._fields[field.name]
    assert str(input_.label.text) == field.label.fr
    assert input_.spec is field
    assert input_.type_name == kind


@KINDS_BY_NAME
def test_a_form_of_the_kind_has_a_schema(kind):
    schema = json_schema(form_of(SPECIMENS[kind].model_copy(update={"required": True})))
    Draft202012Validator.check_schema(schema)
    assert schema["required"] == [kind]
    assert schema["properties"][kind]["title"] == SPECIMENS[kind].label.en
