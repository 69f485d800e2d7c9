"""What a search looks through."""

from approval.language import searchable


def test_each_word_is_looked_through_once():
    assert searchable("Soins à domicile\nSOINS: soins, Œuvre") == "soins a domicile soins: soins, oeuvre"


def test_a_word_and_a_part_of_one_are_still_found():
    whole = "The bedside care of patients; the care of staff"
    assert all(word in searchable(whole) for word in ("bedside", "dside", "patients;", "staff"))
