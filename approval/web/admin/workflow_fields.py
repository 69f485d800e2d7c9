"""What is asked where a workflow is changed: a step to insert, words to change, cases to move."""

from ...forms.definition import Field, Option
from ...language import Text

STEP = (
    Field(
        name="place",
        kind="pick",
        label=Text(en="Where does it come?", fr="Où se place-t-elle\u00a0?"),
        noun=Text(en="where it comes", fr="sa place"),
        required=True,
        source="places",
    ),
    Field(
        name="body",
        kind="pick",
        label=Text(en="Which body decides there?", fr="Quelle instance y décide\u00a0?"),
        noun=Text(en="which body decides", fr="l’instance"),
        hint=Text(
            en="It needs the offices of a chair and a secretary",
            fr="Elle doit avoir une présidence et un secrétariat",
        ),
        required=True,
        source="bodies",
    ),
    Field(
        name="title_en",
        kind="line",
        label=Text(en="Name of the step in English", fr="Nom de l’étape en anglais"),
        hint=Text(en="Empty: the body’s name", fr="Vide\u00a0: le nom de l’instance"),
        max=120,
    ),
    Field(
        name="title_fr",
        kind="line",
        label=Text(en="Name of the step in French", fr="Nom de l’étape en français"),
        hint=Text(en="Empty: the body’s name", fr="Vide\u00a0: le nom de l’instance"),
        max=120,
    ),
    Field(
        name="phrase_en",
        kind="line",
        label=Text(en="The body in an English sentence", fr="L’instance dans une phrase en anglais"),
        hint=Text(
            en="With its article: “the Board Education Committee”. Empty: made of its name",
            fr="Avec l’article\u00a0: «\u00a0the Board Education Committee\u00a0». Vide\u00a0: tirée de son nom",
        ),
        max=160,
    ),
    Field(
        name="phrase_fr",
        kind="line",
        label=Text(en="The body in a French sentence", fr="L’instance dans une phrase en français"),
        hint=Text(
            en="With its article: “le comité de l’éducation”. Empty: made of its name",
            fr="Avec l’article\u00a0: «\u00a0le comité de l’éducation\u00a0». Vide\u00a0: tirée de son nom",
        ),
        max=160,
    ),
)
WORDS = (
    Field(
        name="words",
        kind="rows",
        label=Text(en="Words to change", fr="Termes à modifier"),
        noun=Text(en="the words to change", fr="les termes à modifier"),
        item=Text(en="change", fr="modification"),
        hint=Text(
            en="Carried out in this order, as whole words, in every stage, form, guide and letter. In French, "
            "change what stands with an article first: “de l’équipe”, then “l’équipe”",
            fr="Effectuées dans cet ordre, par mots entiers, dans chaque étape, formulaire, guide et lettre. Modifiez "
            "d’abord ce qui va avec un article\u00a0: «\u00a0de l’équipe\u00a0», puis «\u00a0l’équipe\u00a0»",
        ),
        required=True,
        min=1,
        max=30,
        fields=(
            Field(
                name="old",
                kind="line",
                label=Text(en="What it says", fr="Le texte dit"),
                noun=Text(en="what it says", fr="ce que dit le texte"),
                required=True,
                max=300,
            ),
            Field(
                name="new",
                kind="line",
                label=Text(en="What it is to say", fr="Il doit dire"),
                noun=Text(en="what it is to say", fr="ce qu’il doit dire"),
                required=True,
                max=300,
            ),
            Field(
                name="lang",
                kind="choice",
                label=Text(en="In which language", fr="En quelle langue"),
                noun=Text(en="the language", fr="la langue"),
                required=True,
                options=(
                    Option(value="en", label=Text(en="English", fr="Anglais")),
                    Option(value="fr", label=Text(en="French", fr="Français")),
                ),
            ),
        ),
    ),
)
WHY = Field(
    name="why",
    kind="line",
    label=Text(en="Why are they moved?", fr="Pourquoi les déplacer\u00a0?"),
    noun=Text(en="why they are moved", fr="le motif"),
    hint=Text(
        en="It stands in the history of each case", fr="Le motif figure dans l’historique de chaque dossier"
    ),
    required=True,
    max=300,
)
