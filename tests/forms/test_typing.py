"""What people type: nothing readable is lost, nothing hostile is let in, and each mistake is told in their language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from approval.forms import web
from approval.forms.kinds.base import tidy
from approval.forms.kinds.dates import first_day_of
from approval.forms.kinds.numbers import read_number
from tests.forms.specimens import (
    FILES,
    PEOPLE,
    QUICK,
    SPECIMENS,
    ask,
    asking,
    complaints,
    form_of,
    kept,
    options,
    pair,
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


# ── numbers and dates, as both languages write them ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12), ("1200", 1200), ("1,200", 1200), ("1,200.50", 1200.5), ("1 200,50", 1200.5), ("1 200", 1200),
        ("1\u00a0200", 1200), ("1\u202f200,5", 1200.5), ("1,234,567", 1234567), ("1 234 567", 1234567), ("1,5", 1.5),
        ("1.5", 1.5), ("0,125", 0.125), ("1200,505", 1200.505), (",5", 0.5), (".5", 0.5), ("5.", 5), ("-3", -3), ("+3", 3),
        ("\u22123", -3), ("$1,200", 1200), ("1 200 $", 1200), ("$ 12.50", 12.5), ("-$5", -5), ("0", 0), ("007", 7),
        ("1,200 $", 1200), (" 12 ", 12), ("1.0", 1),
    ],
)  # fmt: skip
def test_a_number_is_read(text, number):
    assert read_number(text, whole=False) == number
    assert isinstance(read_number(text, whole=False), int) == float(number).is_integer()


@pytest.mark.parametrize(
    "text",
    ["", "-", ".", ",", "$", "twelve", "1e5", "1.200,50", "1,2,3", "12 15", "1,23,456", "٣", "²", "0x10", "nan", "inf",
     "9" * 400, "10000000000001", "1/2", "12h", "--5", "1 2345", "0,125,000"],
)  # fmt: skip
def test_what_is_no_number_is_not_guessed_at(text):
    with pytest.raises(ValueError):
        read_number(text, whole=False)


def test_a_whole_number_has_no_fraction():
    with pytest.raises(ValueError):
        read_number("1.5", whole=True)
    assert read_number("1.0", whole=True) == 1


@pytest.mark.parametrize(
    ("kind", "typed_", "en", "fr"),
    [
        ("integer", "many", "Enter a whole number, like 12", "Indiquez un nombre entier, par exemple 12"),
        ("decimal", "some", "Enter a number, like 1.5", "Indiquez un nombre, par exemple 1,5"),
        ("money", "dear", "Enter an amount in dollars, like 1,200", "Indiquez un montant en dollars, par exemple 1 200"),
        ("date", "soon", "Enter a date like 2027-09-21 (year, month, day)", "Indiquez une date comme 2027-09-21 (année, mois, jour)"),
        ("date", "1066-10-14", "Enter a date like 2027-09-21 (year, month, day)", "Indiquez une date comme 2027-09-21 (année, mois, jour)"),
        ("email", "nobody", "Enter an e-mail address like name@example.org", "Indiquez une adresse de courriel comme nom@exemple.org"),
        ("url", "javascript:alert(1)", "Enter a web address that begins with https:// or http://", "Indiquez une adresse Web qui commence par https:// ou http://"),
        ("choice", "z", "Choose one from the list", "Choisissez un élément de la liste"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("complete", [True, False])
def test_a_mistake_is_told_in_the_language_of_the_form(kind, typed_, en, fr, complete):
    field = SPECIMENS[kind].model_copy(update={"required": True})
    assert says(field, (kind, typed_), complete=complete) == [en]
    assert says(field, (kind, typed_), complete=complete, lang="fr") == [fr]


@pytest.mark.parametrize(
    ("kind", "stored", "en", "fr"),
    [
        ("integer", 1200, "1,200\u00a0hours", "1\u202f200\u00a0hours (fr)"),
        ("decimal", 1.5, "1.5", "1,5"),
        ("money", 1200, "$1,200", "1\u202f200\u00a0$"),
        ("money", 1200.5, "$1,200.50", "1\u202f200,50\u00a0$"),
        ("date", "2026-05-01", "1 May 2026", "1er mai 2026"),
        ("term", "2026-05-01", "1 May 2026", "1er mai 2026"),
        ("term", "Fall 2027", "Fall 2027", "Fall 2027"),
        ("yes_no", False, "No", "Non"),
        ("confirm", True, "Yes", "Oui"),
        ("integer", "many", "many", "many"),
        ("date", "soon", "soon", "soon"),
    ],
)
def test_an_answer_is_written_as_its_language_writes_it(kind, stored, en, fr):
    from approval.forms.kinds import KINDS

    field = SPECIMENS[kind]
    assert KINDS[kind].say(field, stored, "en").replace("\u00a0", " ") == en.replace("\u00a0", " ")
    assert KINDS[kind].say(field, stored, "fr").replace("\u00a0", " ").replace("\u202f", " ") == fr.replace(
        "\u00a0", " "
    ).replace("\u202f", " ")


@pytest.mark.parametrize(
    ("term", "first"),
    [
        ("2027-09-21", "2027-09-21"), ("Fall 2027", "2027-09-01"), ("Automne 2027", "2027-09-01"), ("été 2028", "2028-05-01"),
        ("Winter 2027–2028", "2027-01-01"), ("2029", "2029-01-01"), ("Spring, 2030", "2030-05-01"), ("soon", None),
        ("", None), (None, None), ("² 2027", "2027-01-01"), ("1066", None), ("Fall", None),
    ],
)  # fmt: skip
def test_a_term_has_a_first_day(term, first):
    day = first_day_of(term)
    assert (day.isoformat() if day else None) == first


# ── how long, how many, how much ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("field", "stored", "en", "fr"),
    [
        (ask("t", "line", max=5), "123456", "This must be 5 characters or fewer: it has 6", "Le texte ne doit pas dépasser 5 caractères\u00a0: il en compte 6"),
        (ask("t", "text", min=5), "1234", "Write a little more about “T”: at least 5 characters, this has 4", "Développez un peu «\u00a0T (fr)\u00a0»\u00a0: au moins 5 caractères, le texte en compte 4"),
        (ask("t", "text", max_words=2), "a b c", "This must be 2 words or fewer: it has 3", "Le texte ne doit pas dépasser 2 mots\u00a0: il en compte 3"),
        (ask("t", "integer", min=1), 0, "This must be 1 or more", "Le nombre doit être d’au moins 1"),
        (ask("t", "money", max=5), 6, "This must be 5 or less", "Le nombre doit être d’au plus 5"),
        (ask("t", "lines", max=1), ["a", "b"], "There can be 1 at most: there are 2", "Il peut y en avoir au plus 1\u00a0: il y en a 2"),
        (ask("t", "lines", min=2), ["a"], "Enter “T”: at least 2", "Indiquez «\u00a0T (fr)\u00a0»\u00a0: au moins 2"),
        (ask("t", "lines"), ["x" * 251], "Each line must be 250 characters or fewer", "Chaque ligne ne doit pas dépasser 250 caractères"),
        (ask("t", "confirm", required=True), None, "Tick to confirm: T", "Cochez pour confirmer\u00a0: T (fr)"),
        (ask("t", "choice", required=True, noun=pair("the size"), options=options("a")), None, "Choose the size", "Choisissez the size (fr)"),
    ],
)  # fmt: skip
def test_a_measure_is_told_in_both_languages(field, stored, en, fr):
    assert complaints(field, stored) == [en]
    assert complaints(field, stored, lang="fr") == [fr]


def test_a_fewest_is_only_asked_of_a_complete_form():
    field = ask("t", "lines", min=2)
    assert says(field, ("t-0", "one"), complete=False) == []
    assert says(field, ("t-0", "one"), complete=True) == ["Enter “T”: at least 2"]


def test_a_long_list_of_choices_is_a_menu_and_a_short_one_is_buttons():
    few = ask("t", "choice", options=options(*"abcdefg"))
    many = ask("t", "choice", options=options(*"abcdefgh"))
    assert type(web.bind([few], asking())._fields["t"]).__name__ == "RadioField"
    assert type(web.bind([many], asking())._fields["t"]).__name__ == "SelectField"
    assert typed(many, ("t", "h")).kept() == {"t": "h"}


def test_a_text_says_how_long_it_may_be_to_the_page():
    assert web.bind([ask("t", "text", max=500)], asking())._fields["t"].render_kw == {"data-max": "500"}
    assert web.bind([ask("t", "line", max=500)], asking())._fields["t"].render_kw == {}


def test_only_files_of_the_case_are_kept_and_no_more_than_asked():
    assert typed(SPECIMENS["file"], ("file", "letter"), ("file", "survey")).kept()["file"] == [
        FILES["letter"]
    ]
    assert typed(SPECIMENS["files"], ("files", "elsewhere"), ("files", "letter"), ("files", "letter")).kept()["files"] == [FILES["letter"]]  # fmt: skip
    assert web.bind([SPECIMENS["file"]], asking())._fields["file"]._value() == ""
    assert kept(SPECIMENS["files"], ["letter", {"id": "survey"}]) == [FILES["survey"]]


def test_a_person_who_is_not_on_the_list_cannot_be_picked():
    assert says(SPECIMENS["pick"], ("pick", "404")) == ["Choose one from the list"]
    assert typed(SPECIMENS["pick"], ("pick", PEOPLE[0][0])).kept()["pick"] == {
        "id": "7",
        "name": "Ruth Abernethy",
    }
    assert says(SPECIMENS["picks"], ("picks", "7"), ("picks", "404")) == ["Choose one from the list"]
    assert kept(SPECIMENS["picks"], ["7"]) == [{"id": "7", "name": "Ruth Abernethy"}]


def test_a_declaration_is_whole_or_not_made():
    assert kept(SPECIMENS["declaration"], {"accurate": True, "read": False}) is None
    assert typed(SPECIMENS["declaration"], ("declaration", "y")).kept()["declaration"] == {
        "accurate": True,
        "read": True,
    }
    shown = web.bind([SPECIMENS["declaration"]], asking(lang="fr"))._fields["declaration"].render_kw
    assert shown == {"data-statements": ["ACCURATE (fr)", "READ (fr)"]}


def test_an_unticked_box_is_no_answer():
    assert kept(SPECIMENS["confirm"], False) is None
    field = SPECIMENS["confirm"].model_copy(update={"required": True})
    assert complaints(field, False) == ["Tick to confirm: Confirm"]
    assert complaints(field, True) == []
