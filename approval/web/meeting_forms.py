"""The little forms of meetings: when and where, who is there, other business."""

from ..forms.definition import Field, Option, When
from ..language import Text

WHEN = (
    Field(
        name="held_on",
        kind="date",
        label=Text(en="Day of the meeting", fr="Date de la réunion"),
        noun=Text(en="the day of the meeting", fr="la date de la réunion"),
        required=True,
    ),
    Field(
        name="place",
        kind="line",
        label=Text(en="Place", fr="Lieu"),
        noun=Text(en="the place", fr="le lieu"),
        max=200,
    ),
    Field(
        name="starts",
        kind="line",
        label=Text(en="Begins at", fr="Heure de début"),
        noun=Text(en="when it begins", fr="l’heure de début"),
        hint=Text(
            en="As 14:30. Empty: the usual time.", fr="Sous la forme 14:30. Vide\u00a0: l’heure habituelle."
        ),
        max=5,
    ),
    Field(
        name="link",
        kind="url",
        label=Text(en="Link to join from elsewhere", fr="Lien pour participer à distance"),
        noun=Text(en="the link", fr="le lien"),
        max=300,
    ),
    Field(
        name="kind",
        kind="choice",
        label=Text(en="Kind of meeting", fr="Type de réunion"),
        noun=Text(en="the kind of meeting", fr="le type de réunion"),
        required=True,
        options=(
            Option(value="regular", label=Text(en="Regular", fr="Ordinaire")),
            Option(value="special", label=Text(en="Special", fr="Extraordinaire")),
            Option(
                value="urgent",
                label=Text(
                    en="Urgent: its decisions are ratified at the next regular meeting",
                    fr="D’urgence\u00a0: ses décisions sont soumises à ratification à la prochaine réunion ordinaire",
                ),
            ),
        ),
    ),
    Field(
        name="why",
        kind="text",
        label=Text(en="Why it cannot wait", fr="Pourquoi cela ne peut attendre"),
        noun=Text(en="why it cannot wait", fr="pourquoi cela ne peut attendre"),
        hint=Text(
            en="The reason, the deadline, and the harm of waiting.",
            fr="Le motif, l’échéance et le préjudice causé par l’attente.",
        ),
        max=1000,
        required_when=When(field="kind", among=("urgent",)),
    ),
)
MOVED = tuple(field for field in WHEN if field.name not in {"kind", "why"})
"""A meeting that is moved stays of its kind, for its reason."""
OFF = (
    Field(
        name="why",
        kind="text",
        label=Text(en="Why it is called off", fr="Motif de l’annulation"),
        noun=Text(en="why it is called off", fr="le motif de l’annulation"),
        hint=Text(
            en="The members read it, and it stays on record.",
            fr="Les membres le lisent, et il reste consigné.",
        ),
        max=1000,
        required=True,
    ),
)
ATTENDANCE = (
    Field(name="present", kind="picks", label=Text(en="Present", fr="Personnes présentes"), source="members"),
    Field(name="regrets", kind="picks", label=Text(en="Regrets", fr="Personnes excusées"), source="members"),
)
MEMBER = Field(
    name="member",
    kind="pick",
    label=Text(en="Who declared it?", fr="Qui l’a déclaré\u00a0?"),
    noun=Text(en="who declared it", fr="la personne qui l’a déclaré"),
    required=True,
    source="members",
)
PARTS = {
    "consent": Text(en="Consent", fr="Consentement"),
    "discussion": Text(en="Discussion", fr="Discussion"),
    "information": Text(en="Information", fr="Information"),
}
BUSINESS = (
    Field(
        name="title_en",
        kind="line",
        label=Text(en="Title in English", fr="Titre en anglais"),
        noun=Text(en="the title in English", fr="le titre en anglais"),
        max=160,
    ),
    Field(
        name="title_fr",
        kind="line",
        label=Text(en="Title in French", fr="Titre en français"),
        noun=Text(en="the title in French", fr="le titre en français"),
        max=160,
    ),
    Field(
        name="part",
        kind="choice",
        label=Text(en="Part of the agenda", fr="Partie de l’ordre du jour"),
        noun=Text(en="the part of the agenda", fr="la partie de l’ordre du jour"),
        required=True,
        options=tuple(Option(value=v, label=w) for v, w in PARTS.items() if v != "consent"),
    ),
)
