"""The documents of a meeting: minutes and certified extracts, for members of the body; never what is barred from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ..language import Text
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting
from ..models.minutes import Entry, MeetingDocument, Minutes
from ..models.proposals import Proposal
from ..models.records import Job
from ..workflow.facts import Actor
from . import NotFound
from .chamber import barred_from, sitting_of, takes_part
from .items import keeps_record
from .packet_contents import agenda_of

MINUTES = Text(en="Minutes", fr="Procès-verbal")
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
    keeps: bool
    minuted: bool
    """Whether there are minutes to print."""
    certifiable: Sequence[Certifiable]

    @property
    def making(self) -> bool:
        return any(p.state != "ready" for p in self.papers)


def papers_page(actor: Actor, meeting: int, now: datetime) -> PapersPage:
    """Raises NotFound for whoever does not sit in the body."""
    found = db.session.get(Meeting, meeting)
    if found is None or not actor.holds(found.body.key):
        raise NotFound(meeting)
    readable = _readable(actor, found)
    keeps = keeps_record(actor, found, sitting_of(found, now=now), now)
    done = [
        Certifiable(item.id, readable[f"extract:{item.id}"])
        for item in agenda_of(found)
        if keeps and item.done_at is not None and f"extract:{item.id}" in readable
    ]
    minuted = db.session.scalar(select(Minutes.id).where(Minutes.meeting_id == meeting)) is not None
    return PapersPage(found, _papers(found, readable), keeps, minuted, done)


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
            MeetingDocument.name.in_(_readable(actor, found)),
        )
        .limit(1)
    ).first()
    if made is None:
        raise NotFound(digest)
    return made


def _readable(actor: Actor, meeting: Meeting) -> dict[str, Text]:
    """By name: documents that the actor may know of. Pages of packets are not among them: they are read in a packet."""
    found = {"minutes": MINUTES}
    for number, item in enumerate(agenda_of(meeting), 1):
        if item.proposal_id is None or takes_part(
            actor, meeting.body.key, barred_from(item.proposal_id)
        ):
            found[f"extract:{item.id}"] = EXTRACT.format(n=number, title=_title(item))
    return found


def _title(item: AgendaItem) -> Text:
    proposal = db.session.get(Proposal, item.proposal_id) if item.proposal_id else None
    if proposal is not None:
        return Text(en=proposal.title or proposal.reference, fr=proposal.title or proposal.reference)
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
