"""The few questions that the pages of a condition ask."""

from ..forms.definition import Field
from ..language import Text

EVIDENCE = (
    Field(
        name="evidence",
        kind="text",
        label=Text(en="What shows that it is met", fr="Ce qui montre qu’elle est remplie"),
        noun=Text(en="what shows that the condition is met", fr="ce qui montre que la condition est remplie"),
        hint=Text(
            en="A document and its date, a decision, a name. It is added under your name to what is there.",
            fr="Un document et sa date, une décision, un nom. Le texte s’ajoute sous votre nom à ce qui s’y trouve.",
        ),
        max=2000,
    ),
    Field(
        name="link",
        kind="url",
        label=Text(en="Link", fr="Lien"),
        noun=Text(en="the link", fr="le lien"),
        hint=Text(
            en="Where it can be read, if it is on the web.",
            fr="L’endroit où on peut le lire, si c’est sur le Web.",
        ),
    ),
    Field(
        name="file",
        kind="file",
        label=Text(en="File", fr="Fichier"),
        noun=Text(en="the file", fr="le fichier"),
        hint=Text(
            en="PDF, Word, Excel, PNG or JPEG, up to 20 MB. Everyone who may open the case can read it.",
            fr="PDF, Word, Excel, PNG ou JPEG, 20\u00a0Mo au plus. Toute personne qui a accès au dossier peut le lire.",
        ),
    ),
)
CLOSING = Field(
    name="closing",
    kind="text",
    label=EVIDENCE[0].label,
    noun=EVIDENCE[0].noun,
    hint=Text(
        en="Needed only where nothing above shows it.",
        fr="Nécessaire seulement si rien ne le montre ci-dessus.",
    ),
    max=2000,
)
WAIVING = Field(
    name="why",
    kind="text",
    label=Text(en="Why it is waived", fr="Pourquoi y renoncer"),
    noun=Text(en="the reason", fr="le motif"),
    hint=Text(
        en="It is kept in the record and shown in the ledger.",
        fr="Il est conservé au dossier et figure au registre.",
    ),
    required=True,
    min=20,
    max=1000,
)
REOPENING = Field(
    name="reopening",
    kind="text",
    label=Text(en="What the mistake was", fr="En quoi c’était une erreur"),
    noun=Text(en="the reason", fr="le motif"),
    required=True,
    min=10,
    max=1000,
)
ASSIGNING = (
    Field(
        name="owner",
        kind="line",
        label=Text(en="Owner", fr="Responsable"),
        noun=Text(en="the owner of the condition", fr="la personne responsable de la condition"),
        hint=Text(en="A name or an office.", fr="Un nom ou une fonction."),
        required=True,
        max=120,
    ),
    Field(
        name="account",
        kind="pick",
        source="owners",
        label=Text(en="The owner’s account", fr="Le compte de la personne responsable"),
        noun=Text(en="the owner’s account", fr="le compte de la personne responsable"),
        hint=Text(
            en="Where it is known, the condition stands in that person’s work.",
            fr="S’il est connu, la condition figure dans le travail de cette personne.",
        ),
    ),
    Field(
        name="signer",
        kind="pick",
        source="signers",
        label=Text(en="Who signs it off", fr="Qui lève la condition"),
        noun=Text(en="who signs it off", fr="la personne qui lève la condition"),
        hint=Text(
            en="A member of the body that imposed it. Where nobody is named, any of its officers signs.",
            fr="Un membre de l’instance qui l’a imposée. Si personne n’est désigné, l’un de ses responsables la lève.",
        ),
    ),
)
