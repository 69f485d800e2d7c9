"""A packet's own pages: cover, changes, agenda with page numbers, and a brief of each item.

They follow from what the packet kept when it was published, and from events of then: what happened since is not told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..calendar import local_day
from ..desk import Desk
from ..digests import digest
from ..language import Lang, Text, format_day, format_moment
from ..models.meetings import Meeting
from ..models.minutes import Packet
from ..queries.packet_changes import changes, replaced_in
from ..queries.packets import kept
from .contents_answers import Tongue
from .contents_front import FORMATS, code_of
from .sheets import Fact, Imprint, Mark, Said, Tone, Verify, Words
from .sheets_packet import Changed, Front, Item, Part, Place

Shown = Mapping[str, Any]
PACKET = Text(en="Meeting packet", fr="Cahier de réunion")
BARRED = Text(
    en="An item in which you have a conflict", fr="Un point pour lequel vous êtes en conflit d’intérêts"
)
IN_CAMERA = Text(en="Planned in camera", fr="Huis clos prévu")
REPLACED = Text(en="Replaced on {day}", fr="Remplacé le {day}")
PARTS = {
    "consent": (
        Text(en="Consent agenda", fr="Ordre du jour de consentement"),
        Text(
            en="Decided together, without discussion, unless a member asks to take an item out.",
            fr="Décidés ensemble, sans discussion, à moins qu’un membre ne demande d’en retirer un point.",
        ),
    ),
    "discussion": (
        Text(en="For discussion and decision", fr="Pour discussion et décision"),
        Text(en="Each is taken up by itself.", fr="Chaque point est traité séparément."),
    ),
    "information": (
        Text(en="For information", fr="Pour information"),
        Text(en="Received; nothing is decided.", fr="Reçus\u00a0; rien n’est décidé."),
    ),
}
KINDS = {
    "regular": Text(en="Regular meeting", fr="Réunion ordinaire"),
    "special": Text(en="Special meeting", fr="Réunion extraordinaire"),
    "urgent": Text(en="Urgent meeting", fr="Réunion d’urgence"),
    "written": Text(en="Written resolution", fr="Résolution écrite"),
}
AUTHORITY = Text(
    en="The texts shown here are frozen: at this meeting the body decides on these versions and on no other.",
    fr="Les textes présentés ici sont figés\u00a0: à cette réunion, l’instance se prononce sur ces versions et sur "
    "aucune autre.",
)
CONFIDENTIAL = Text(
    en="Confidential: for members of the body", fr="Confidentiel\u00a0: réservé aux membres de l’instance"
)


@dataclass(frozen=True, slots=True)
class Issue:
    """A packet in one language, without the items that its readers may not read."""

    desk: Desk
    meeting: Meeting
    packets: Sequence[Packet]
    """Every packet of the meeting from the first to this one."""
    lang: Lang
    without: frozenset[int] = frozenset()

    @property
    def packet(self) -> Packet:
        return self.packets[-1]

    @property
    def contents(self) -> list[Shown]:
        """The items that are in it."""
        return [s for s in self.packet.contents if s["item"] not in self.without]

    @property
    def reference(self) -> str:
        return reference_of(self.meeting)

    @property
    def key(self) -> str:
        """What tells this copy from every other one."""
        return f"{self.packet.head}:packet:{self.lang}:{kept(self.without)}"

    @property
    def code(self) -> str:
        return code_of(self.desk.settings, self.key)

    def t(self, text: Text, **values: Any) -> str:
        return (text.format(**values) if values else text).in_(self.lang)

    def replaced(self, shown: Shown) -> str:
        """On which day an item was last replaced, in words; nothing where it is as first published."""
        packet = replaced_in(self.packets, shown["item"])
        return self.t(REPLACED, day=_day(local_day(packet.published_at))) if packet else ""


@dataclass(frozen=True, slots=True)
class Bound:
    """What was printed of one item: each with its title, its anchor and its number of pages; files without pages."""

    item: int
    papers: Sequence[tuple[Words, str, int]]
    files: Sequence[str] = ()


def reference_of(meeting: Meeting) -> str:
    """What a meeting is called in short: ``SMT-2026-03-20``."""
    return f"{meeting.body.key.upper()}-{meeting.held_on.isoformat()}"


def front(issue: Issue, bound: Sequence[Bound], pages: int = 0) -> Front:
    """What stands before the items. ``pages`` is how many pages it has itself: 0 while that is not known."""
    meeting, packet, lang = issue.meeting, issue.packet, issue.lang
    earlier = issue.packets[-2] if len(issue.packets) > 1 else None
    return Front(
        imprint=_imprint(issue),
        authority=AUTHORITY.in_(lang),
        lead=_lead(issue),
        facts=list(_facts(issue)),
        parts=list(_parts(issue, bound, pages)),
        changes=list(_changed(issue, earlier)) if earlier else (),
        replaces=_replaces(issue, earlier) if earlier else "",
        note=packet.note,
        control=[
            Fact(
                Text(en="Record", fr="Inscription").in_(lang),
                Text(en="Log of the meeting, {hash}", fr="Registre de la réunion, {hash}")
                .format(hash=packet.head[:16])
                .in_(lang),
            ),
            Fact(Text(en="Copy", fr="Exemplaire").in_(lang), _copy(issue)),
            Fact(Text(en="Rules in force", fr="Règles en vigueur").in_(lang), _rules(meeting, lang)),
        ],
    )


def _imprint(issue: Issue) -> Imprint:
    meeting, packet, lang = issue.meeting, issue.packet, issue.lang
    settings, code = issue.desk.settings, issue.code
    name = meeting.body.on(meeting.held_on).name
    number = Text(en="Packet {n}", fr="Cahier {n}").format(n=packet.number)
    return Imprint(
        reference=issue.reference,
        title=name.in_(lang),
        kind=PACKET.in_(lang),
        state=Mark(number.in_(lang), Tone.WAITING),
        version=number.in_(lang),
        institution=settings.institution.in_(lang),
        made=packet.published_at,
        fingerprint=digest({"copy": issue.key, "items": [s["digest"] for s in issue.contents]}),
        lang=lang,
        classification=CONFIDENTIAL.in_(lang),
        formats=FORMATS.format(contact=settings.contact).in_(lang),
        verify=Verify(f"{settings.base_url}/verify/{code}", code),
    )


def _lead(issue: Issue) -> str:
    meeting = issue.meeting
    day = format_day(meeting.held_on, issue.lang)
    parts = [part for part in (day, when(meeting, issue.lang), meeting.place) if part]
    return f"{KINDS[meeting.kind].in_(issue.lang)}\n{', '.join(parts)}"


def when(meeting: Meeting, lang: Lang) -> str:
    """The time on the wall, as each language writes it."""
    return meeting.starts.replace(":", "\u00a0h\u00a0") if lang == "fr" else meeting.starts


def _facts(issue: Issue) -> Iterable[Fact]:
    packet, lang = issue.packet, issue.lang
    yield Fact(Text(en="Published", fr="Publié le").in_(lang), format_moment(packet.published_at, lang))
    yield Fact(Text(en="Items", fr="Points").in_(lang), str(len(issue.contents)))
    closes = issue.meeting.closes_at
    if closes is not None:
        yield Fact(Text(en="Answers until", fr="Réponses jusqu’au").in_(lang), format_moment(closes, lang))


def _parts(issue: Issue, bound: Sequence[Bound], pages: int) -> Iterable[Part]:
    """Items in their order, a heading wherever the way they are dealt with changes."""
    printed = {b.item: b for b in bound}
    begins = _begins(bound, pages)
    held: list[Item] = []
    before = ""
    for shown in issue.packet.contents:
        if before and shown["part"] != before:
            yield _part(issue.lang, before, held)
            held = []
        before = shown["part"]
        held.append(_item(issue, shown, printed.get(shown["item"]), begins))
    if held:
        yield _part(issue.lang, before, held)


def _part(lang: Lang, name: str, items: Sequence[Item]) -> Part:
    title, says = PARTS[name]
    return Part(title.in_(lang), says.in_(lang), list(items))


def _begins(bound: Sequence[Bound], pages: int) -> Mapping[str, int]:
    """By anchor: the page in the packet; nothing while the front's own pages are not counted."""
    found: dict[str, int] = {}
    at = pages + 1
    for one in bound if pages else ():
        for _, anchor, length in one.papers:
            found[anchor] = at
            at += length
    return found


def _item(issue: Issue, shown: Shown, bound: Bound | None, begins: Mapping[str, int]) -> Item:
    if shown["item"] in issue.without or bound is None:
        return Item(shown["number"], barred=True)
    marks = [IN_CAMERA.in_(issue.lang)] if shown["in_camera"] else []
    if replaced := issue.replaced(shown):
        marks.append(replaced)
    places = [Place(title, anchor, begins.get(anchor, 0)) for title, anchor, _ in bound.papers]
    return Item(
        shown["number"],
        title=titled(shown, issue.lang),
        reference=str(shown.get("reference") or ""),
        marks=marks,
        brief=Place(titled(shown, issue.lang), places[0].anchor, places[0].page),
        papers=places[1:],
        files=bound.files,
    )


def titled(shown: Shown, lang: Lang) -> Words:
    """The title of an item; one in the language of its case is marked as such."""
    return tongue_of(shown, lang).said(str(shown["title"][lang]))


def tongue_of(shown: Shown, lang: Lang) -> Tongue:
    spoken: Lang = "fr" if (shown.get("language") or lang) == "fr" else "en"
    return Tongue(lang, spoken)


def _changed(issue: Issue, earlier: Packet) -> Iterable[Changed]:
    """What is otherwise, of the items in this copy; one that is not does not appear here at all."""
    for change in changes(earlier.contents, issue.packet.contents):
        if change.item not in issue.without:
            words = ", ".join(what.in_(issue.lang) for what in change.what)
            spoken: Lang = "fr" if (change.language or issue.lang) == "fr" else "en"
            title = change.title[issue.lang]
            yield Changed(
                "–" if change.gone else str(change.number),
                words,
                title if spoken == issue.lang else Said(title, spoken),
            )


def _replaces(issue: Issue, earlier: Packet) -> str:
    words = Text(
        en="This packet takes the place of packet {n}, which was published on {day}. Use this one only.",
        fr="Ce cahier remplace le cahier {n}, publié le {day}. N’utilisez que celui-ci.",
    )
    return issue.t(words, n=earlier.number, day=_day(local_day(earlier.published_at)))


def _copy(issue: Issue) -> str:
    if issue.without:
        words = Text(
            en="Personal copy: items in which its reader has a conflict are left out",
            fr="Exemplaire personnel\u00a0: les points pour lesquels la personne est en conflit d’intérêts en sont exclus",
        )
    else:
        words = Text(en="Whole packet", fr="Cahier complet")
    return words.in_(issue.lang)


def _rules(meeting: Meeting, lang: Lang) -> str:
    rules = meeting.body.on(meeting.held_on)
    words = rules.instrument.in_(lang)
    since = Text(en="since {day}", fr="depuis le {day}").format(day=_day(rules.since)).in_(lang)
    return words or since


def _day(day: date) -> Text:
    return Text(en=format_day(day, "en"), fr=format_day(day, "fr"))
