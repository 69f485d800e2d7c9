"""The documents of a meeting: minutes and certified extracts, for members of the body; never what is barred from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ..language import Text, same
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting
from ..models.minutes import Entry, MeetingDocument, Minutes
from ..models.proposals import Proposal
from ..models.records import Job
from ..workflow.facts import Actor
from . import NotFound
from .chamber import REMOVED, sitting_of
from .items import Keeping, keeps_record
from .minutes_copies import Bars, asked_for, bars_of, last_print, left_out_of, name_of_copy, said_in_print
from .packet_contents import agenda_of

MINUTES = Text(en="Minutes", fr="Procès-verbal")
OWN_COPY = Text(
    en="Minutes, without what you have a conflict of interest in (item {n})",
    fr="Procès-verbal, sans ce qui est visé par votre conflit d’intérêts (point {n})",
)
EXTRACT = Text(en="Certified extract, item {n}: {title}", fr="Extrait certifié, point {n}\u00a0: {title}")


@dataclass(frozen=True, slots=True)
class MeetingPaper:
    """One document: ready, being made, or failing (it is tried again)."""

    title: Text
    language: str
    at: datetime
    state: str
    digest: str = ""
    code: str = ""
    pages: int = 0
    retracted: bool = False


@dataclass(frozen=True, slots=True)
class Certifiable:
    """An item that the body has dealt with, of which the reader may certify an extract."""

    item: int
    title: Text


@dataclass(frozen=True, slots=True)
class PapersPage:
    """The documents of a meeting as its page shows them."""

    meeting: Meeting
    papers: Sequence[MeetingPaper]
    printable: bool
    """Whether the reader may have the minutes printed: as they stand they were not yet."""
    lacks_copy: bool
    """Whether the minutes were printed, but not yet in the copy that the reader may read."""
    certifiable: Sequence[Certifiable]

    @property
    def making(self) -> bool:
        return any(p.state != "ready" for p in self.papers)


def papers_page(actor: Actor, meeting: int, now: datetime) -> PapersPage:
    """Raises NotFound for whoever does not sit in the body."""
    found = db.session.get(Meeting, meeting)
    if found is None or not actor.holds(found.body.key):
        raise NotFound(meeting)
    bars = bars_of(meeting)
    readable = _readable(actor, found, bars)
    keeps = keeps_record(actor, found, sitting_of(found, now=now), now)
    keeping = Keeping(actor, found, bars, now)
    done = [
        Certifiable(item.id, readable[f"extract:{item.id}"])
        for item in agenda_of(found)
        if item.done_at is not None and keeping.of(item.id)
    ]
    minutes = db.session.scalar(select(Minutes).where(Minutes.meeting_id == meeting))
    last = last_print(meeting)
    printable = keeps and minutes is not None and (last is None or last.said != said_in_print(minutes))
    own = name_of_copy(left_out_of(bars, actor, found.body.key))
    lacks = last is not None and not asked_for(last, own)
    return PapersPage(found, _papers(found, readable), printable, lacks, done)


def meeting_paper(actor: Actor, meeting: int, digest: str) -> MeetingDocument:
    """A document of a meeting that the reader may open. Raises NotFound."""
    found = db.session.get(Meeting, meeting)
    if found is None or not actor.holds(found.body.key):
        raise NotFound(digest)
    made = db.session.scalars(
        select(MeetingDocument)
        .where(
            MeetingDocument.meeting_id == meeting,
            MeetingDocument.digest == digest,
            MeetingDocument.name.in_(_readable(actor, found, bars_of(meeting))),
        )
        .limit(1)
    ).first()
    if made is None:
        raise NotFound(digest)
    return made


def _readable(actor: Actor, meeting: Meeting, bars: Bars) -> dict[str, Text]:
    """By name: documents that the actor may know of. Pages of packets are not among them: they are read in a packet."""
    barred = left_out_of(bars, actor, meeting.body.key)
    rows = db.session.execute(
        select(AgendaItem, Proposal.title, Proposal.reference)
        .outerjoin(Proposal, Proposal.id == AgendaItem.proposal_id)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.result != REMOVED)
        .order_by(AgendaItem.position, AgendaItem.id)
    ).all()
    numbers = [str(n) for n, (item, _, _) in enumerate(rows, 1) if item.id in barred]
    found = {name_of_copy(barred): OWN_COPY.format(n=", ".join(numbers)) if barred else MINUTES}
    for number, (item, title, reference) in enumerate(rows, 1):
        if item.id not in barred:
            named = same(title or reference) if reference else _own_title(item)
            found[f"extract:{item.id}"] = EXTRACT.format(n=number, title=named)
    return found


def _own_title(item: AgendaItem) -> Text:
    return Text(en=item.title_en, fr=item.title_fr or item.title_en)


def _papers(meeting: Meeting, readable: dict[str, Text]) -> list[MeetingPaper]:
    """Newest first."""
    made = db.session.scalars(
        select(MeetingDocument).where(
            MeetingDocument.meeting_id == meeting.id, MeetingDocument.name.in_(readable)
        )
    ).all()
    known = {(d.entry_id, d.name, d.language) for d in made}
    found = [
        (
            d.entry_id,
            MeetingPaper(
                readable[d.name],
                d.language,
                d.made_at,
                "ready",
                d.digest,
                d.code,
                d.pages,
                d.retracted_at is not None,
            ),
        )
        for d in made
    ]
    jobs = db.session.execute(
        select(Entry.id, Job.subject, Job.error, Entry.at)
        .join(Entry, Entry.id == Job.entry_id)
        .where(Entry.meeting_id == meeting.id, Job.kind == "render", Job.done_at.is_(None))
    )
    for entry, subject, error, at in jobs:
        name, _, language = subject.rpartition(":")
        if name in readable and (entry, name, language) not in known:
            state = "failing" if error else "making"
            found.append((entry, MeetingPaper(readable[name], language, at, state)))
    found.sort(key=lambda pair: (-pair[0], pair[1].language))
    return [paper for _, paper in found]
