"""What is asked about a body: its rules, question by question, and its offices."""

from ...forms.definition import Field, Option, When
from ...language import Text
from ...queries.body_rules import CADENCES, QUORUMS, RULES

NUMBER = "number"
YES_NO = (
    Option(value="yes", label=Text(en="Yes", fr="Oui")),
    Option(value="no", label=Text(en="No", fr="Non")),
)
SINCE = Field(
    name="since",
    kind="date",
    label=Text(en="In force from", fr="En vigueur à compter du"),
    noun=Text(en="the day from which it holds", fr="la date d’entrée en vigueur"),
    required=True,
)
NAMES = (
    Field(
        name="name_en",
        kind="line",
        label=Text(en="Name in English", fr="Nom en anglais"),
        noun=Text(en="the name in English", fr="le nom en anglais"),
        required=True,
        max=120,
    ),
    Field(
        name="name_fr",
        kind="line",
        label=Text(en="Name in French", fr="Nom en français"),
        noun=Text(en="the name in French", fr="le nom en français"),
        required=True,
        max=120,
    ),
)
DECIDING = (
    Field(
        name="rule",
        kind="choice",
        label=Text(en="How it decides", fr="Règle de décision"),
        noun=Text(en="how it decides", fr="la règle de décision"),
        required=True,
        options=tuple(Option(value=value, label=label) for value, label in RULES.items()),
    ),
    Field(
        name="quorum_kind",
        kind="choice",
        label=Text(en="Quorum", fr="Quorum"),
        noun=Text(en="the quorum", fr="le quorum"),
        hint=Text(en="Of the offices that vote", fr="Parmi les fonctions qui votent"),
        required=True,
        options=(
            *(Option(value=value, label=label) for value, label in QUORUMS.items()),
            Option(value=NUMBER, label=Text(en="A number of members", fr="Un nombre de membres")),
        ),
    ),
    Field(
        name="quorum_number",
        kind="integer",
        label=Text(en="How many members", fr="Nombre de membres"),
        noun=Text(en="how many members make the quorum", fr="le nombre de membres du quorum"),
        hint=Text(en="Only for a number", fr="Seulement pour un nombre"),
        min=1,
        max=99,
        required_when=When(field="quorum_kind", among=(NUMBER,)),
    ),
    Field(
        name="written_resolution",
        kind="choice",
        label=Text(
            en="May it decide in writing, between meetings?",
            fr="Peut-elle décider par écrit, entre les réunions\u00a0?",
        ),
        noun=Text(en="whether it may decide in writing", fr="si elle peut décider par écrit"),
        required=True,
        options=YES_NO,
    ),
    Field(
        name="retraction_hours",
        kind="integer",
        label=Text(
            en="A decision can be retracted for so many hours",
            fr="Délai pour retirer une décision (en heures)",
        ),
        noun=Text(en="for how many hours a decision can be retracted", fr="le délai de retrait en heures"),
        hint=Text(
            en="Decision letters leave when they are over", fr="Les lettres de décision partent à leur terme"
        ),
        required=True,
        min=0,
        max=720,
    ),
)
CONFLICTS = (
    Field(
        name="conflicted_count",
        kind="choice",
        label=Text(
            en="Do members with a conflict who are there count in the quorum of that item?",
            fr="Les membres en conflit qui sont présents comptent-ils dans le quorum pour ce point\u00a0?",
        ),
        noun=Text(en="whether they count", fr="s’ils comptent"),
        required=True,
        options=YES_NO,
    ),
    Field(
        name="conflicted_leave",
        kind="choice",
        label=Text(en="What do they do meanwhile?", fr="Que font-ils entre-temps\u00a0?"),
        noun=Text(en="what they do meanwhile", fr="ce qu’ils font entre-temps"),
        required=True,
        options=(
            Option(value="yes", label=Text(en="They leave the room", fr="Ils quittent la salle")),
            Option(
                value="no", label=Text(en="They stay and keep silent", fr="Ils restent et gardent le silence")
            ),
        ),
    ),
    Field(
        name="alternate",
        kind="pick",
        label=Text(
            en="Which body decides where conflicts alone break the quorum?",
            fr="Quelle instance décide si les conflits à eux seuls rompent le quorum\u00a0?",
        ),
        noun=Text(en="the alternate body", fr="l’instance de remplacement"),
        hint=Text(en="None: the item waits", fr="Aucune\u00a0: le point attend"),
        source="bodies",
    ),
    Field(
        name="closed_grounds",
        kind="rows",
        label=Text(
            en="Grounds on which an item may be closed to the public", fr="Motifs qui permettent le huis clos"
        ),
        item=Text(en="ground", fr="motif"),
        hint=Text(
            en="As its by-law words them. Without any, nothing is closed",
            fr="Tels que les énonce son règlement. Sans motif, rien ne se fait à huis clos",
        ),
        max=20,
        fields=(
            Field(
                name="en",
                kind="line",
                label=Text(en="In English", fr="En anglais"),
                noun=Text(en="the ground in English", fr="le motif en anglais"),
                required=True,
                max=200,
            ),
            Field(
                name="fr",
                kind="line",
                label=Text(en="In French", fr="En français"),
                noun=Text(en="the ground in French", fr="le motif en français"),
                required=True,
                max=200,
            ),
        ),
    ),
)
MEETINGS = (
    Field(
        name="cadence",
        kind="choice",
        label=Text(en="How often it meets", fr="Fréquence des réunions"),
        noun=Text(en="how often it meets", fr="la fréquence des réunions"),
        required=True,
        options=tuple(Option(value=value, label=label) for value, label in CADENCES.items()),
    ),
    Field(
        name="meets_at",
        kind="line",
        label=Text(en="Usual time", fr="Heure habituelle"),
        noun=Text(en="the usual time", fr="l’heure habituelle"),
        hint=Text(en="On the 24-hour clock, such as 09:30", fr="Sur 24 heures, par exemple 09:30"),
        required=True,
        max=5,
    ),
    Field(name="place", kind="line", label=Text(en="Usual place", fr="Lieu habituel"), max=200),
    Field(
        name="agenda_days",
        kind="integer",
        label=Text(
            en="Items are in so many days before a meeting", fr="Dépôt des points, en jours avant la réunion"
        ),
        noun=Text(
            en="how many days before a meeting items must be in", fr="le nombre de jours avant la réunion"
        ),
        hint=Text(en="Fewer than seven are working days", fr="Moins de sept\u00a0: des jours ouvrables"),
        required=True,
        min=0,
        max=120,
    ),
    Field(
        name="packet_days",
        kind="integer",
        label=Text(
            en="The packet is out so many days before it", fr="Envoi du cahier, en jours avant la réunion"
        ),
        noun=Text(
            en="how many days before a meeting the packet is out",
            fr="le nombre de jours avant la réunion pour le cahier",
        ),
        required=True,
        min=0,
        max=120,
    ),
    Field(
        name="motion_series",
        kind="line",
        label=Text(en="Motion numbers begin with", fr="Les numéros de motion commencent par"),
        hint=Text(
            en="BEC gives BEC-2026-031. Empty: the key of the body is used",
            fr="CEC donne CEC-2026-031. Vide\u00a0: la clé de l’instance est utilisée",
        ),
        max=8,
    ),
)
AUTHORITY = (
    Field(
        name="instrument_en",
        kind="line",
        label=Text(en="By-law or terms of reference, in English", fr="Règlement ou mandat, en anglais"),
        noun=Text(
            en="the by-law or terms of reference in English", fr="le règlement ou le mandat en anglais"
        ),
        hint=Text(
            en="With section and date, as records of decision cite it",
            fr="Avec l’article et la date, comme les décisions le citent",
        ),
        required=True,
        max=300,
    ),
    Field(
        name="instrument_fr",
        kind="line",
        label=Text(en="By-law or terms of reference, in French", fr="Règlement ou mandat, en français"),
        noun=Text(
            en="the by-law or terms of reference in French", fr="le règlement ou le mandat en français"
        ),
        required=True,
        max=300,
    ),
    Field(
        name="instrument",
        kind="file",
        label=Text(en="The text itself, as a PDF", fr="Le texte lui-même, en PDF"),
        hint=Text(
            en="Those who sit in the body, administer or audit can download it",
            fr="Les membres de l’instance, l’administration et la vérification peuvent le télécharger",
        ),
    ),
)
SECTIONS = (
    (Text(en="What it is called", fr="Son nom"), NAMES),
    (Text(en="How it decides", fr="Ses décisions"), DECIDING),
    (Text(en="Conflicts and closed items", fr="Conflits et huis clos"), CONFLICTS),
    (Text(en="When it meets", fr="Ses réunions"), MEETINGS),
    (Text(en="Under which text", fr="Son texte constitutif"), AUTHORITY),
)
CONSTITUTION = (SINCE, *(field for _, fields in SECTIONS for field in fields))
