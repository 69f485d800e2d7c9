"""How a body dealt with an item, in words for its minutes and extracts: who left, motions with votes, conditions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ..deliberation.proceedings import ItemHeld, MotionPut
from ..language import Lang, Text, format_day
from ..settings import Settings
from .sheets import Answer, Block, Column, Listing, Notice, Prose, Said, Table

KIND = {
    "main": Text(en="Motion {number}", fr="Motion {number}"),
    "amendment": Text(en="Amendment {number}", fr="Amendement {number}"),
    "close": Text(en="Motion to go in camera {number}", fr="Motion de huis clos {number}"),
    "rise": Text(en="Motion to rise {number}", fr="Motion de levée du huis clos {number}"),
    "postpone": Text(en="Motion to postpone {number}", fr="Motion de report {number}"),
    "refer": Text(en="Motion to refer {number}", fr="Motion de renvoi {number}"),
    "receive": Text(en="Motion to receive {number}", fr="Motion de réception {number}"),
}
CHOICES = {
    "for": Text(en="{n} for", fr="{n} pour"),
    "against": Text(en="{n} against", fr="{n} contre"),
    "abstain": Text(en="{n} abstaining", fr="{n} abstention(s)"),
    "objection": Text(en="{n} with an objection noted", fr="{n} avec objection consignée"),
}

RECUSED = {
    "left": Text(
        en="{name}: recused because of a conflict of interest; left the room.",
        fr="{name}\u00a0: récusation en raison d’un conflit d’intérêts\u00a0; a quitté la salle.",
    ),
    "silent": Text(
        en="{name}: recused because of a conflict of interest; stayed, and neither spoke nor voted.",
        fr="{name}\u00a0: récusation en raison d’un conflit d’intérêts\u00a0; présence sans intervention ni vote.",
    ),
    "away": Text(
        en="{name}: recused because of a conflict of interest; took no part.",
        fr="{name}\u00a0: récusation en raison d’un conflit d’intérêts\u00a0; aucune participation.",
    ),
}


@dataclass(frozen=True, slots=True)
class Copy:
    """Which document of a meeting, when it was fixed, in which language; ``key`` tells it from every other one."""

    settings: Settings
    lang: Lang
    made: datetime
    key: str

    def t(self, text: Text, **values: object) -> str:
        return (text.format(**values) if values else text).in_(self.lang)


def told_of(item: ItemHeld, copy: Copy) -> Iterable[Block]:
    """What was done on an item, motion after motion; of one in camera its ground and its public wording."""
    t = copy.t
    if item.in_camera:
        if item.ground is not None:
            yield Answer(
                t(Text(en="In camera, on the ground of", fr="À huis clos, pour le motif suivant")),
                t(item.ground),
            )
        none = Text(en="No public wording was given.", fr="Aucun libellé public n’a été donné.")
        yield Prose(item.public_wording or t(none))
        yield from _taken_back(item, copy)
        return
    for one in item.recused:
        yield Prose(copy.t(RECUSED.get(one.done, RECUSED["silent"]), name=one.name))
    for motion in item.motions:
        yield from _motion(motion, copy)
    if item.outcome is not None:
        yield Prose(t(item.outcome))
    yield from _taken_back(item, copy)


def _taken_back(item: ItemHeld, copy: Copy) -> Iterable[Block]:
    """That the decision no longer stands; why, unless the item was in camera."""
    if item.taken_back is None:
        return
    day = Text(en=format_day(item.taken_back.on, "en"), fr=format_day(item.taken_back.on, "fr"))
    words = copy.t(
        Text(en="This decision was retracted on {day}.", fr="Cette décision a été retirée le {day}."), day=day
    )
    reason = "" if item.in_camera else item.taken_back.reason
    yield Notice(f"{words} {reason}".strip())


def _motion(motion: MotionPut, copy: Copy) -> Iterable[Block]:
    t = copy.t
    spoken: Lang = "fr" if motion.language == "fr" else "en"
    text = motion.text if spoken == copy.lang else Said(motion.text, spoken)
    yield Notice(text, copy.t(KIND[motion.kind], number=motion.number).strip(), "motion")
    quorum = Text(en="{counted} counted, {needed} needed", fr="{counted} comptés, {needed} requis")
    rows = (
        (Text(en="Moved by", fr="Proposée par"), motion.moved_by),
        (Text(en="Seconded by", fr="Appuyée par"), motion.seconded_by),
        (Text(en="Result", fr="Résultat"), result_of(motion, copy)),
        (
            Text(en="Quorum for this item", fr="Quorum pour ce point"),
            t(quorum, counted=motion.counted, needed=motion.needed) if motion.needed is not None else "",
        ),
    )
    yield Table(
        "", [Column("", share=3), Column("", share=7)], [[t(label), said] for label, said in rows if said]
    )
    for one in motion.dissents:
        label = Text(
            en="Dissent of {name}, at the member’s request", fr="Dissidence de {name}, à la demande du membre"
        )
        yield Answer(t(label, name=one.name), one.words)


def result_of(motion: MotionPut, copy: Copy) -> str:
    """Carried or not, and by which votes."""
    tally = ", ".join(copy.t(CHOICES[c], n=n) for c, n in motion.votes.items() if n and c in CHOICES)
    words = copy.t(motion.result) or copy.t(Text(en="Withdrawn", fr="Retirée"))
    return f"{words} ({tally})" if tally else words


def imposed_by(item: ItemHeld, copy: Copy) -> Iterable[Block]:
    """The conditions of an item, for those who may read them: of one in camera none."""
    if item.conditions and not item.in_camera:
        label = Text(en="Conditions of item {n}", fr="Conditions du point {n}")
        rows = [f"{c.number}. {c.text} ({c.owner or '–'})" for c in item.conditions]
        yield Answer(copy.t(label, n=item.number), Listing(rows))
