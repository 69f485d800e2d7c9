"""What is asked about a new body: what it is, and its offices."""

from ...forms.definition import Field, Option, When
from ...language import Text
from ...operations.establishing import KINDS
from .body_fields import YES_NO

OTHER = "other"
SEATS = {
    "chair": Text(en="Chair", fr="Présidence"),
    "vice_chair": Text(en="Vice-Chair", fr="Vice-présidence"),
    "secretary": Text(en="Secretary", fr="Secrétariat"),
    "deputy_secretary": Text(en="Deputy secretary", fr="Secrétariat adjoint"),
    "director": Text(en="Director", fr="Direction"),
    "deputy_director": Text(en="Deputy director", fr="Direction adjointe"),
    "member": Text(en="Member", fr="Membre"),
}
"""Offices that the software knows what to do with; any other is held and read, and keeps no agenda."""
USUAL = (
    ("chair", 1, "yes"),
    ("vice_chair", 1, "yes"),
    ("secretary", 1, "no"),
    ("deputy_secretary", 1, "no"),
    ("member", None, "yes"),
)
KIND = Field(
    name="kind",
    kind="choice",
    label=Text(en="What it is", fr="Nature"),
    noun=Text(en="what it is", fr="la nature de l’instance"),
    required=True,
    options=tuple(Option(value=value, label=label) for value, label in KINDS.items()),
)
OFFICES = Field(
    name="offices",
    kind="rows",
    label=Text(en="Its offices", fr="Ses fonctions"),
    noun=Text(en="an office", fr="une fonction"),
    item=Text(en="office", fr="fonction"),
    hint=Text(
        en="The chair presides and confirms decisions, the secretary keeps agenda and record",
        fr="La présidence préside et confirme les décisions, le secrétariat tient l’ordre du jour et les comptes rendus",
    ),
    required=True,
    min=1,
    max=15,
    fields=(
        Field(
            name="office",
            kind="choice",
            label=Text(en="Office", fr="Fonction"),
            noun=Text(en="the office", fr="la fonction"),
            required=True,
            options=(
                *(Option(value=value, label=label) for value, label in SEATS.items()),
                Option(value=OTHER, label=Text(en="Another one", fr="Une autre")),
            ),
        ),
        Field(
            name="title_en",
            kind="line",
            label=Text(en="Called in English", fr="Titre en anglais"),
            noun=Text(en="what it is called in English", fr="son titre en anglais"),
            max=80,
            required_when=When(field="office", among=(OTHER,)),
        ),
        Field(
            name="title_fr",
            kind="line",
            label=Text(en="Called in French", fr="Titre en français"),
            noun=Text(en="what it is called in French", fr="son titre en français"),
            max=80,
            required_when=When(field="office", among=(OTHER,)),
        ),
        Field(
            name="most",
            kind="integer",
            label=Text(en="Holders at most", fr="Titulaires au plus"),
            hint=Text(en="Empty: any number", fr="Vide\u00a0: sans limite"),
            min=1,
            max=99,
        ),
        Field(
            name="votes",
            kind="choice",
            label=Text(en="Does it vote?", fr="Vote-t-elle\u00a0?"),
            noun=Text(en="whether it votes", fr="si elle vote"),
            required=True,
            options=YES_NO,
        ),
    ),
)
