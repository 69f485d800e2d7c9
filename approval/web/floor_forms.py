"""The little forms of the floor: a motion, a vote; and the words of kinds, choices and results."""

from collections.abc import Mapping, Sequence

from ..deliberation.deciding import CHOICES
from ..forms.definition import Field, Option, When
from ..language import Text
from ..queries.items import ItemPage

KIND_WORDS = {
    "main": Text(en="Main motion", fr="Motion principale"),
    "amendment": Text(en="Amendment", fr="Amendement"),
    "close": Text(en="To close the item to the public", fr="Huis clos"),
    "rise": Text(en="To rise from in camera", fr="Levée du huis clos"),
    "postpone": Text(en="To postpone", fr="Report"),
    "refer": Text(en="To refer", fr="Renvoi"),
    "receive": Text(en="To receive for information", fr="Réception à titre d’information"),
}
CHOICE_WORDS = {
    "for": Text(en="For", fr="Pour"),
    "against": Text(en="Against", fr="Contre"),
    "abstain": Text(en="Abstain", fr="Abstention"),
    "objection": Text(en="For, with an objection noted", fr="Pour, avec une objection consignée"),
}
RESULT_WORDS = {
    "carried": Text(en="Carried", fr="Adoptée"),
    "carried_unanimously": Text(en="Carried unanimously", fr="Adoptée à l’unanimité"),
    "consensus": Text(en="Decided by consensus", fr="Adoptée par consensus"),
    "consensus_with_objections": Text(
        en="Decided by consensus, with objections noted",
        fr="Adoptée par consensus, avec objections consignées",
    ),
    "chair_fallback": Text(
        en="No consensus: carried by the Chair and the Vice-Chair",
        fr="Sans consensus\u00a0: adoptée par la présidence et la vice-présidence",
    ),
    "defeated": Text(en="Defeated", fr="Rejetée"),
    "deferred": Text(
        en="No consensus, and chair and vice-chair differ or cannot act: deferred",
        fr="Faute de consensus, la présidence et la vice-présidence étant en désaccord ou empêchées\u00a0: reportée",
    ),
    "no_quorum": Text(en="No quorum: nothing is decided", fr="Quorum non atteint\u00a0: rien n’est décidé"),
    "alternate_body": Text(
        en="Conflicts leave too few members: the alternate body decides",
        fr="Les conflits laissent trop peu de membres\u00a0: l’instance de remplacement décide",
    ),
}


def motion_form(page: ItemPage) -> tuple[Field, ...]:
    """A motion on this item: what it would do, its words, who moves and seconds it.

    No question where nothing can be moved: the body has nothing to decide about the case any more.
    """
    kinds = _kinds(page)
    return (
        ()
        if not kinds
        else (
            Field(
                name="kind",
                kind="choice",
                label=Text(en="What would it do?", fr="Que ferait-elle\u00a0?"),
                noun=Text(en="what the motion would do", fr="ce que ferait la motion"),
                required=True,
                options=tuple(Option(value=v, label=w) for v, w in kinds),
            ),
            Field(
                name="text",
                kind="text",
                label=Text(en="The motion in full", fr="Texte complet de la motion"),
                noun=Text(en="the motion in full", fr="le texte complet de la motion"),
                hint=Text(en="Left empty: the usual words.", fr="Laissé vide\u00a0: la formule habituelle."),
                max=3000,
            ),
            Field(
                name="moved_by", kind="pick", label=Text(en="Moved by", fr="Proposée par"), source="eligible"
            ),
            Field(
                name="seconded_by",
                kind="pick",
                label=Text(en="Seconded by", fr="Appuyée par"),
                source="eligible",
            ),
            *_closing(page),
        )
    )


def _kinds(page: ItemPage) -> Sequence[tuple[str, Text]]:
    """The decisions that are open, then what a meeting may always move."""
    if page.item.done_at is not None and page.closed:
        return [("rise", KIND_WORDS["rise"])]
    if page.proposal is not None:
        deciding, others = [(f"do:{a.name}", a.label) for a in page.actions], []
    else:
        deciding, others = [("main", KIND_WORDS["main"])], ["postpone", "refer", "receive"]
    if page.closed:
        others.append("rise")
    elif _may_close(page):
        others.append("close")
    if page.drafted_main is not None:
        others = ["amendment", *others]
    return [*deciding, *((k, KIND_WORDS[k]) for k in others)]


def _may_close(page: ItemPage) -> bool:
    return page.meeting.state == "open" and bool(page.rules.closed_grounds)


def _closing(page: ItemPage) -> tuple[Field, ...]:
    if page.closed:
        return (
            Field(
                name="public_wording",
                kind="text",
                label=Text(en="What may be said in public", fr="Ce qui peut être dit publiquement"),
                noun=Text(en="what may be said in public", fr="ce qui peut être dit publiquement"),
                hint=Text(
                    en="Only for a motion to rise.", fr="Seulement pour une motion de sortie du huis clos."
                ),
                max=1000,
                required_when=When(field="kind", among=("rise",)),
            ),
        )
    if not _may_close(page):
        return ()
    return (
        Field(
            name="ground",
            kind="choice",
            label=Text(en="On which ground?", fr="Pour quel motif\u00a0?"),
            noun=Text(en="the ground for closing the item", fr="le motif du huis clos"),
            hint=Text(
                en="Only for a motion to close the item to the public.",
                fr="Seulement pour une motion de huis clos.",
            ),
            options=tuple(
                Option(value=g["name"], label=Text(en=g["en"], fr=g["fr"])) for g in page.rules.closed_grounds
            ),
            required_when=When(field="kind", among=("close",)),
        ),
    )


def choice_form(rule: str) -> tuple[Field, ...]:
    """One vote, by the body's rule; dissent in the member's own words, only if they ask for it."""
    offered = CHOICES if rule == "consensus" else tuple(c for c in CHOICES if c != "objection")
    return (
        Field(
            name="choice",
            kind="choice",
            label=Text(en="Your vote", fr="Votre vote"),
            noun=Text(en="how you vote", fr="votre vote"),
            required=True,
            options=tuple(Option(value=c, label=CHOICE_WORDS[c]) for c in offered),
        ),
        Field(
            name="dissent",
            kind="line",
            label=Text(en="To be recorded in my words", fr="À consigner dans mes propres mots"),
            noun=Text(en="what is to be recorded", fr="ce qui doit être consigné"),
            hint=Text(
                en="Only if you ask that your dissent or objection be in the minutes.",
                fr="Seulement si vous demandez que votre dissidence ou votre objection figure au procès-verbal.",
            ),
            max=400,
        ),
    )


def sources_for(page: ItemPage) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Members who may move and second: there, with a vote, without a conflict."""
    seats = page.sitting.seats
    return {
        "eligible": [
            (str(p), seats[p].name) for p in sorted(page.sitting.eligible, key=lambda p: seats[p].name)
        ]
    }
