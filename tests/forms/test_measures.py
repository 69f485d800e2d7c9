"""Numbers and dates as both languages write them; how long, how many, how much; and what is picked from lists."""

import pytest

from approval.forms import web
from approval.forms.kinds.dates import first_day_of
from approval.forms.kinds.numbers import read_number
from tests.forms.specimens import (
    FILES,
    PEOPLE,
    SPECIMENS,
    ask,
    asking,
    complaints,
    kept,
    options,
    pair,
    typed,
)


def says(field, *pairs, **more) -> list[str]:
    return [p.says for p in web.problems_of(typed(field, *pairs, **more))]


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
