"""Minutes of a meeting, and a certified extract of them for one item.

Made of ``deliberation.proceedings`` and of nothing else: whoever drafts minutes and holds meetings may change, and
these stay. An item in camera is told by its public wording alone, in the minutes as in an extract.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ..deliberation.proceedings import ItemHeld, MotionPut, Proceedings
from ..deliberation.sections import Minuted
from ..digests import digest
from ..language import ZONE, Lang, Text, format_day
from ..settings import Settings
from .contents_front import FORMATS, code_of
from .contents_packet import KINDS
from .sheets import (
    Answer,
    Block,
    Column,
    Fact,
    Heading,
    Imprint,
    Listing,
    Mark,
    Notice,
    Prose,
    Report,
    Said,
    Section,
    Table,
    Tone,
    Verify,
    Words,
)

MINUTES = Text(en="Minutes", fr="Procès-verbal")
EXTRACT = Text(en="Certified extract of minutes", fr="Extrait certifié du procès-verbal")
DRAFT = Text(en="Draft, not approved yet", fr="Projet, pas encore adopté")
APPROVED = Text(en="Approved", fr="Adopté")
CLOSED_ITEM = Text(en="An item in camera", fr="Un point à huis clos")
KIND = {
    "main": Text(en="Motion {number}", fr="Motion {number}"),
    "amendment": Text(en="Amendment {number}", fr="Amendement {number}"),
    "close": Text(en="Motion to go in camera {number}", fr="Motion de huis clos {number}"),
    "rise": Text(en="Motion to rise {number}", fr="Motion de sortie du huis clos {number}"),
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


@dataclass(frozen=True, slots=True)
class Copy:
    """Which document of a meeting, when it was fixed, in which language; ``key`` tells it from every other one."""

    settings: Settings
    lang: Lang
    made: datetime
    key: str

    def t(self, text: Text, **values: object) -> str:
        return (text.format(**values) if values else text).in_(self.lang)


def minutes(held: Proceedings, copy: Copy) -> Report:
    """The minutes: the sections as edited, and beside them who was there and every motion, from the record."""
    t = copy.t
    state = Mark(t(APPROVED), Tone.MET) if held.approved else Mark(t(DRAFT), Tone.WAITING)
    sections = [
        Section(t(MINUTES), [block for one in held.sections for block in _section(one, copy)]),
        *_register(held, copy),
    ]
    return Report(
        imprint=_imprint(held, copy, MINUTES, state, draft=held.approved is None),
        layout="minutes",
        authority=_approved(held, copy),
        facts=list(_facts(held, copy)),
        sections=[s for s in sections if s.blocks],
        control=_control(copy),
    )


def extract(held: Proceedings, item: int, copy: Copy, *, certified_by: str, on: date) -> Report:
    """One item for somebody outside: what was decided on it and how, certified by the secretary.

    Raises LookupError where the meeting had no such item.
    """
    t, found = copy.t, held.item(item)
    blocks = [*_item(found, copy), *_conditions(found, copy)]
    certificate = Text(
        en="I certify that this is a true extract of the minutes of the meeting held on {day} ({body}), in what "
        "concerns this item and no other.",
        fr="Je certifie que le présent extrait est conforme au procès-verbal de la réunion tenue le {day} ({body}), "
        "en ce qui concerne ce point et aucun autre.",
    )
    signed = Text(en="{name}, secretary, {day}", fr="{name}, secrétariat, le {day}")
    words = t(certificate, body=held.body, day=_day(held.held_on))
    signature = t(signed, name=certified_by, day=_day(on))
    return Report(
        imprint=_imprint(held, copy, EXTRACT, _standing(held, copy), title=_title(found, copy), draft=False),
        layout="minutes",
        authority=_approved(held, copy),
        facts=list(_facts(held, copy)),
        sections=[
            Section(t(Text(en="Decision", fr="Décision")), blocks),
            Section(t(Text(en="Certificate", fr="Certificat")), [Prose(words), Notice(signature)]),
        ],
        control=_control(copy),
    )


# ── what both say of themselves ──────────────────────────────────────────────────────────────────────────────────


def _imprint(
    held: Proceedings, copy: Copy, kind: Text, state: Mark, *, title: Words = "", draft: bool
) -> Imprint:
    code = code_of(copy.settings, copy.key)
    version = Text(en="As of {day}", fr="En date du {day}").format(
        day=_day(copy.made.astimezone(ZONE).date())
    )
    return Imprint(
        reference=held.reference,
        title=title or copy.t(held.body),
        kind=copy.t(kind),
        state=state,
        version=copy.t(version),
        institution=copy.t(copy.settings.institution),
        made=copy.made,
        fingerprint=digest({"key": copy.key, "text": repr(held.sections), "items": repr(held.items)}),
        lang=copy.lang,
        formats=copy.t(FORMATS, contact=copy.settings.contact),
        draft=draft,
        verify=Verify(f"{copy.settings.base_url}/verify/{code}", code),
    )


def _standing(held: Proceedings, copy: Copy) -> Mark:
    if held.approved:
        return Mark(copy.t(Text(en="From approved minutes", fr="D’un procès-verbal adopté")), Tone.MET)
    return Mark(
        copy.t(Text(en="Minutes not approved yet", fr="Procès-verbal pas encore adopté")), Tone.PARTLY
    )


def _approved(held: Proceedings, copy: Copy) -> str:
    if held.approved is None:
        return ""
    words = Text(en="Approved on {day} by motion {motion}.", fr="Adopté le {day} par la motion {motion}.")
    return copy.t(words, day=_day(held.approved.on), motion=held.approved.motion or "–")


def _facts(held: Proceedings, copy: Copy) -> Iterable[Fact]:
    t = copy.t
    starts = held.starts.replace(":", "\u00a0h\u00a0") if copy.lang == "fr" else held.starts
    when = ", ".join(part for part in (t(_day(held.held_on)), starts, held.place) if part)
    rows = (
        (Text(en="Meeting", fr="Réunion"), copy.t(KINDS[held.kind])),
        (Text(en="When and where", fr="Date et lieu"), when),
        (Text(en="Presiding", fr="Présidence de séance"), held.presided),
        (Text(en="Record kept by", fr="Registre tenu par"), held.kept_by),
        (Text(en="Present", fr="Présences"), ", ".join(held.present)),
        (Text(en="Regrets", fr="Personnes excusées"), ", ".join(held.regrets)),
        (Text(en="Called to order", fr="Ouverture"), _clock(held.opened_at, copy.lang)),
        (Text(en="Closed", fr="Levée"), _clock(held.closed_at, copy.lang)),
        (Text(en="Authority", fr="Autorité"), t(held.authority)),
    )
    return (Fact(t(label), value) for label, value in rows if value)


def _control(copy: Copy) -> Sequence[Fact]:
    label = Text(en="Record", fr="Inscription")
    words = Text(en="From the log of the meeting", fr="Tiré du registre de la réunion")
    return [Fact(copy.t(label), copy.t(words))]


# ── what was done ────────────────────────────────────────────────────────────────────────────────────────────────


def _section(section: Minuted, copy: Copy) -> Iterable[Block]:
    """Its heading, and its paragraphs as typed; of one left out of this copy one line."""
    heading = copy.t(section.heading)
    if section.left_out:
        yield Prose(heading)
        return
    if heading:
        yield Heading(heading)
    yield from (Prose(p.strip()) for p in re.split(r"\n\s*\n", copy.t(section.words)) if p.strip())


def _register(held: Proceedings, copy: Copy) -> Iterable[Section]:
    """Every motion with its number, mover, seconder, result and tally; then the conditions imposed."""
    t = copy.t
    rows = [
        [
            f"{item.number}. {m.number}".strip(),
            m.text,
            " / ".join(part for part in (m.moved_by, m.seconded_by) if part) or "–",
            _result(m, copy),
        ]
        for item in held.items
        for m in item.in_public()
    ]
    heads = [
        Column(t(Text(en="Item, motion", fr="Point, motion")), share=3),
        Column(t(Text(en="Text as put", fr="Texte mis aux voix")), share=9),
        Column(t(Text(en="Mover / seconder", fr="Proposée / appuyée par")), share=4),
        Column(t(Text(en="Result", fr="Résultat")), share=4),
    ]
    yield Section(
        t(Text(en="Register of motions", fr="Registre des motions")), [Table("", heads, rows)] if rows else []
    )
    imposed = [block for item in held.items if not item.in_camera for block in _conditions(item, copy)]
    yield Section(t(Text(en="Conditions", fr="Conditions")), imposed)


def _item(item: ItemHeld, copy: Copy) -> Iterable[Block]:
    t = copy.t
    if item.in_camera:
        if item.ground is not None:
            yield Answer(
                t(Text(en="In camera, on the ground of", fr="À huis clos, pour le motif suivant")),
                t(item.ground),
            )
        none = Text(en="No public wording was given.", fr="Aucun libellé public n’a été donné.")
        yield Prose(item.public_wording or t(none))
        return
    for one in item.recused:
        left = Text(
            en="{name}: recused because of a conflict of interest; left the room.",
            fr="{name}\u00a0: récusation en raison d’un conflit d’intérêts\u00a0; a quitté la salle.",
        )
        stayed = Text(
            en="{name}: recused because of a conflict of interest; stayed, and neither spoke nor voted.",
            fr="{name}\u00a0: récusation en raison d’un conflit d’intérêts\u00a0; présence sans intervention ni vote.",
        )
        yield Prose(copy.t(left if one.left else stayed, name=one.name))
    for motion in item.motions:
        yield from _motion(motion, copy)
    if item.outcome is not None:
        yield Prose(t(item.outcome))


def _motion(motion: MotionPut, copy: Copy) -> Iterable[Block]:
    t = copy.t
    yield Notice(motion.text, copy.t(KIND[motion.kind], number=motion.number).strip(), "motion")
    quorum = Text(en="{counted} counted, {needed} needed", fr="{counted} comptés, {needed} requis")
    rows = (
        (Text(en="Moved by", fr="Proposée par"), motion.moved_by),
        (Text(en="Seconded by", fr="Appuyée par"), motion.seconded_by),
        (Text(en="Result", fr="Résultat"), _result(motion, copy)),
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


def _result(motion: MotionPut, copy: Copy) -> str:
    tally = ", ".join(copy.t(CHOICES[c], n=n) for c, n in motion.votes.items() if n and c in CHOICES)
    words = copy.t(motion.result) or copy.t(Text(en="Withdrawn", fr="Retirée"))
    return f"{words} ({tally})" if tally else words


def _conditions(item: ItemHeld, copy: Copy) -> Iterable[Block]:
    """The conditions of an item, for those who may read them: of one in camera none."""
    if item.conditions and not item.in_camera:
        label = Text(en="Conditions of item {n}", fr="Conditions du point {n}")
        rows = [f"{c.number}. {c.text} ({c.owner or '–'})" for c in item.conditions]
        yield Answer(copy.t(label, n=item.number), Listing(rows))


def _title(item: ItemHeld, copy: Copy) -> Words:
    if item.in_camera:
        return copy.t(CLOSED_ITEM)
    title = copy.t(item.title)
    named = f"{title} ({item.reference})" if item.reference else title
    other: Lang = "fr" if item.language == "fr" else "en"
    return Said(named, other) if item.language and other != copy.lang else named


def _day(day: date) -> Text:
    return Text(en=format_day(day, "en"), fr=format_day(day, "fr"))


def _clock(moment: datetime | None, lang: Lang) -> str:
    pattern = "%H\u00a0h\u00a0%M" if lang == "fr" else "%H:%M"
    return moment.astimezone(ZONE).strftime(pattern) if moment else ""
