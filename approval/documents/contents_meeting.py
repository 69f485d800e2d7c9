"""Minutes of a meeting, and a certified extract of them for one item.

Made of ``deliberation.proceedings`` and of nothing else: whoever drafts minutes and holds meetings may change, and
these stay. An item in camera is told by its public wording alone, in the minutes as in an extract.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from ..deliberation.proceedings import ItemHeld, Proceedings
from ..deliberation.sections import Minuted
from ..digests import digest
from ..language import ZONE, Lang, Text, format_day
from .contents_dealt import Copy, imposed_by, result_of, told_of
from .contents_front import FORMATS, code_of
from .contents_packet import KINDS
from .sheets import (
    Block,
    Column,
    Fact,
    Heading,
    Imprint,
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
SECRETARY = Text(en="secretary", fr="secrétariat")
CLOSED_ITEM = Text(en="An item in camera", fr="Un point à huis clos")


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


def extract(
    held: Proceedings, item: int, copy: Copy, *, certified_by: str, office: Text | None = None, on: date
) -> Report:
    """One item for somebody outside: what was decided on it and how, certified by who keeps the record.

    Raises LookupError where the meeting had no such item.
    """
    t, found = copy.t, held.item(item)
    blocks = [*told_of(found, copy), *imposed_by(found, copy)]
    certificate = Text(
        en="I certify that this is a true extract of the minutes of the meeting held on {day} ({body}), in what "
        "concerns this item and no other.",
        fr="Je certifie que le présent extrait est conforme au procès-verbal de la réunion tenue le {day} ({body}), "
        "en ce qui concerne ce point et aucun autre.",
    )
    signed = Text(en="{name}, {office}, {day}", fr="{name}, {office}, le {day}")
    words = t(certificate, body=held.body, day=_day(held.held_on))
    signature = t(signed, name=certified_by, office=office or SECRETARY, day=_day(on))
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
        (Text(en="Record kept by", fr="Registre tenu par"), held.kept_by.in_(copy.lang)),
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
            result_of(m, copy),
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
    imposed = [block for item in held.items if not item.in_camera for block in imposed_by(item, copy)]
    yield Section(t(Text(en="Conditions", fr="Conditions")), imposed)


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
