"""Bind a packet into one PDF: stored documents as they are, and of its own only cover, agenda and briefs.

It may be stopped at any moment: briefs that were printed are kept, the next try goes on with them, and no copy is
there until all of it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from ..desk import Desk
from ..documents.contents_front import code_of
from ..documents.contents_item import brief
from ..documents.contents_packet import Bound, Issue, Shown, front, titled
from ..documents.environment import letters, plain, printable, typeset
from ..documents.joining import Chapter, Enclosed, Paper, join, pages_of
from ..documents.pdf import RenderFailed
from ..documents.pictures import carried
from ..documents.sheets import Imprint
from ..documents.sheets_packet import Picture
from ..documents.stamping import SIGNS, Stamp
from ..language import Lang, Text
from ..models.database import db, transaction
from ..models.meetings import AgendaItem
from ..models.minutes import Entry, MeetingDocument, Packet, PacketCopy
from ..models.records import Document
from ..queries.minutes_copies import name_of_copy
from ..queries.packets import left_out
from .certifying import MeetingOrder, render_of_meeting
from .rendering import Order, Printer, render

ATTACHED = Text(en="Attachment: {name}", fr="Pièce jointe\u00a0: {name}")
PAGE = Text(en="Packet page {n} of {all}", fr="Cahier, page {n} de {all}")
SHEET_ALT = Text(en="{name}, page {{n}} of {{all}}", fr="{name}, page {{n}} de {{all}}")
TRIES = 4
"""How often the front is set until its page numbers are those it has: twice, unless they change its length."""


@dataclass(frozen=True, slots=True)
class _Chapter:
    bound: Bound
    papers: tuple[Paper, ...]
    enclosed: tuple[Enclosed, ...]


def bind(desk: Desk, press: Printer, copy: int, *, now: datetime, going_on: Callable[[], None]) -> str:
    """The digest of a packet's copy: made, and kept, unless it was before. ``going_on`` is told after each item.

    Raises LookupError (no such copy), RenderFailed, PressUnavailable.
    """
    row = db.session.get(PacketCopy, copy)
    if row is None:
        raise LookupError(f"packet copy {copy}")
    if row.digest:
        return row.digest
    issue = issue_of(desk, row)
    chapters = []
    for number, shown in enumerate(issue.contents, 1):
        chapters.append(_chapter(issue, press, shown, now))
        _progress(copy, number)
        going_on()
    pdf = _joined(issue, press, chapters)
    digest = desk.storage.put(pdf)
    pages = pages_of(pdf)
    with transaction():
        db.session.execute(
            update(PacketCopy)
            .where(PacketCopy.id == copy, PacketCopy.digest == "")
            .values(digest=digest, code=issue.code, size=len(pdf), pages=pages, made_at=now)
        )
    return digest


def issue_of(desk: Desk, copy: PacketCopy) -> Issue:
    """The packet that a copy is of, with those before it."""
    packets = db.session.scalars(
        select(Packet)
        .where(Packet.meeting_id == copy.packet.meeting_id, Packet.number <= copy.packet.number)
        .order_by(Packet.number)
    ).all()
    lang: Lang = "fr" if copy.language == "fr" else "en"
    return Issue(desk, copy.packet.meeting, packets, lang, left_out(copy.without))


def _progress(copy: int, made: int) -> None:
    with transaction():
        db.session.execute(update(PacketCopy).where(PacketCopy.id == copy).values(made=made))


# ── one item ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _chapter(issue: Issue, press: Printer, shown: Shown, now: datetime) -> _Chapter:
    lang, number = issue.lang, shown["number"]
    found = [Paper(_plain(issue, shown), _brief(issue, press, shown, now), lang, f"item-{number}")]
    for n, paper in enumerate(shown["papers"], 1):
        pdf, spoken = _stored(issue, press, paper, now)
        found.append(Paper(str(paper["title"][lang]), pdf, spoken, f"item-{number}-{n}"))
    enclosed = []
    for n, file in enumerate(shown["attachments"], 1):
        content = issue.desk.storage.get(file["digest"])
        title = ATTACHED.format(name=file["name"]).in_(lang)
        pages = _as_pages(issue, press, file, content)
        if pages is None:
            name = f"{shown.get('reference') or number} {file['name']}"
            about = str(file["about"][lang])
            enclosed.append(Enclosed(name, file["media_type"] or "application/octet-stream", content, about))
        else:
            found.append(Paper(title, pages, lang, f"item-{number}-file-{n}"))
    bound = Bound(
        shown["item"],
        [(paper.title, paper.anchor, pages_of(paper.pdf)) for paper in found],
        [file.name for file in enclosed],
    )
    return _Chapter(bound, tuple(found), tuple(enclosed))


def _plain(issue: Issue, shown: Shown) -> str:
    return str(printable(plain(titled(shown, issue.lang))))


def _brief(issue: Issue, press: Printer, shown: Shown, now: datetime) -> bytes:
    """The brief of an item, printed once for all copies of a packet in a language."""
    entry = db.session.scalars(select(Entry).where(Entry.hash == issue.packet.head)).one()
    name = f"brief:{shown['item']}"
    same = select(MeetingDocument.digest).where(
        MeetingDocument.entry_id == entry.id,
        MeetingDocument.name == name,
        MeetingDocument.language == issue.lang,
    )
    if kept := db.session.scalar(same):
        return issue.desk.storage.get(kept)
    contents = brief(issue, shown)
    key = f"{issue.packet.head}:{name}:{issue.lang}"
    row = MeetingDocument(
        meeting_id=issue.meeting.id,
        entry_id=entry.id,
        name=name,
        language=issue.lang,
        fingerprint=str(shown["digest"]),
        code=code_of(issue.desk.settings, key),
        made_at=now,
    )
    html = typeset(contents)
    pdf = press.pdf(html, identifier=key, lang=issue.lang)
    row.digest, row.size, row.pages = issue.desk.storage.put(pdf), len(pdf), pages_of(pdf)
    try:
        with transaction():
            db.session.add(row)
    except IntegrityError:  # another copy's job was as quick: its brief stands
        return issue.desk.storage.get(db.session.scalars(same).one())
    return pdf


def _stored(issue: Issue, press: Printer, paper: Shown, now: datetime) -> tuple[bytes, Lang]:
    """A document as it is stored: in the copy's language, else in the one there is. Made only if it never was."""
    table = MeetingDocument if "entry" in paper else Document
    name = _fitting(issue, paper) if "entry" in paper else paper["name"]
    cause = (
        MeetingDocument.entry_id == paper["entry"]
        if "entry" in paper
        else Document.event_id == paper["event"]
    )
    rows = db.session.execute(select(table.language, table.digest).where(cause, table.name == name))
    made = {row.language: row.digest for row in rows}
    if not made and "event" in paper:
        language: Lang = "fr" if paper["language"] == "fr" else "en"
        made[language] = render(issue.desk, press, Order(paper["event"], name, language), now=now)
    if not made and "entry" in paper:
        wanted = MeetingOrder(paper["entry"], name, issue.lang)
        made[issue.lang] = render_of_meeting(issue.desk, press, wanted, now=now)
    other: Lang = "en" if issue.lang == "fr" else "fr"
    found: Lang = issue.lang if issue.lang in made else other
    return issue.desk.storage.get(made[found]), found


def _fitting(issue: Issue, paper: Shown) -> str:
    """The copy of an earlier meeting's minutes that leaves out what the readers of this packet's copy may not read."""
    of = select(Entry.meeting_id).where(Entry.id == paper["entry"]).scalar_subquery()
    items = select(AgendaItem.id).where(AgendaItem.meeting_id == of, AgendaItem.id.in_(issue.without))
    return name_of_copy(db.session.scalars(items).all())


def _as_pages(issue: Issue, press: Printer, file: Shown, content: bytes) -> bytes | None:
    """An attachment as pages; nothing where it has none, or cannot be shown: it is enclosed then."""
    name, lang = str(file["name"]), issue.lang
    try:
        if file["media_type"] == "application/pdf":
            pattern = SHEET_ALT.in_(lang).format(
                name=str(printable(name)).replace("{", "(").replace("}", ")")
            )
            return press.pages(content, alt=pattern, lang=lang)
        if file["media_type"].startswith("image/"):
            words = (
                f"{name}: {file['about'][lang]}" if lang == "en" else f"{name}\u00a0: {file['about'][lang]}"
            )
            picture = Picture(imprint=_of_file(issue, file), source=carried(content), alt=words)
            return press.pdf(typeset(picture), identifier=file["digest"], lang=lang)
    except (RenderFailed, OSError, ValueError):
        return None
    return None


def _of_file(issue: Issue, file: Shown) -> Imprint:
    made = front(issue, ()).imprint
    return replace(made, title=str(file["name"]), fingerprint=file["digest"], verify=None)


# ── the whole ────────────────────────────────────────────────────────────────────────────────────────────────────


def _joined(issue: Issue, press: Printer, chapters: list[_Chapter]) -> bytes:
    bound = [c.bound for c in chapters]
    pages, printed = 0, b""
    for _ in range(TRIES):
        html = typeset(front(issue, bound, pages))
        printed = press.pdf(html, identifier=issue.key, lang=issue.lang)
        counted = pages_of(printed)
        if counted == pages:
            break
        pages = counted
    else:
        raise RenderFailed("the front of the packet does not settle on a number of pages")
    sheet = press.pdf(letters(SIGNS, issue.lang), identifier="letters", lang=issue.lang)
    item = Text(en="item", fr="point").in_(issue.lang)
    parts = [
        Chapter(
            f"{shown['number']}. {_plain(issue, shown)}",
            one.papers,
            " · ".join(
                part
                for part in (issue.reference, f"{item} {shown['number']}", str(shown.get("reference") or ""))
                if part
            ),
        )
        for shown, one in zip(issue.contents, chapters, strict=True)
    ]
    files = [file for one in chapters for file in one.enclosed]
    return join(printed, parts, Stamp(sheet, PAGE.in_(issue.lang)), files)
