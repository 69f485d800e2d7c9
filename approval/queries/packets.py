"""Packets of a meeting: who may read which copy, how far each is made, who opened it, what it showed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from ..calendar import local_day
from ..desk import Desk
from ..digests import considered
from ..language import Text
from ..models.bodies import Body
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting
from ..models.minutes import Entry, Opening, Packet, PacketCopy
from ..models.people import Person
from ..models.proposals import Proposal
from ..models.records import Job
from ..workflow.facts import Actor
from . import NotFound
from .chamber import barred_among, lenders_of
from .minutes_copies import Bars, bars_of, left_out_for
from .offices import CONVENERS, SECRETARIES
from .packet_changes import Change, changes
from .packet_contents import Shown, contents_of_meeting
from .packet_papers import frozen_texts
from .people import roster

READY, MAKING, FAILING, NONE = "ready", "making", "failing", "none"


# ── what a packet showed ─────────────────────────────────────────────────────────────────────────────────────────


def shown_digest(item: AgendaItem) -> str:
    """Digest of the text that the newest packet of its meeting shows of an item; empty where none shows it.

    A body can never decide on a version that its packet did not show: compare it with ``current_digest``.
    """
    packet = latest(item.meeting_id)
    shown = next((s for s in packet.contents if s["item"] == item.id), None) if packet else None
    return str(shown.get("content") or "") if shown else ""


def current_digest(desk: Desk, proposal: Proposal) -> str:
    """Digest of a case's text as a decision would name it now."""
    texts = desk.versions[proposal.digest].workflow.texts
    return considered({form: r.digest for form, r in frozen_texts(proposal).items() if form in texts})


def is_as_shown(desk: Desk, item: AgendaItem) -> bool:
    """Whether the case of an item is as the packet shows it, where its meeting has one.

    Other business has no text that could differ.
    """
    if item.proposal_id is None or latest(item.meeting_id) is None:
        return True
    return shown_digest(item) == current_digest(desk, db.session.get_one(Proposal, item.proposal_id))


# ── who may read it ──────────────────────────────────────────────────────────────────────────────────────────────


def latest(meeting: int) -> Packet | None:
    return db.session.scalar(
        select(Packet).where(Packet.meeting_id == meeting).order_by(Packet.number.desc()).limit(1)
    )


def may_read(meeting: Meeting, actor: Actor, today: date) -> bool:
    """Whoever has a seat in the body on the day of the meeting; once that is over, only while they still have one.

    A delegate to the body reads for whoever has one.
    """
    if lenders_of(actor, meeting.body.key):
        return True
    seated = any(m.person_id == actor.id for m in roster(meeting.body, meeting.held_on))
    return seated and (today <= meeting.held_on or actor.holds(meeting.body.key))


def readers(meeting: Meeting) -> Sequence[Person]:
    """Everyone with a seat on the day of the meeting who signs in, each once, by name."""
    people = {m.person_id: m.person for m in roster(meeting.body, meeting.held_on) if m.person.may_sign_in}
    return list(people.values())


def without_for(packet: Packet, person: int) -> frozenset[int]:
    """Ids of the items that somebody must not read today: conflicts that bar, and own proposals.

    Also items of an earlier meeting, where the packet holds its minutes: these come as the copy without them.
    """
    return _without(_told(packet), person, frozenset())


def without_of(packet: Packet, actor: Actor) -> frozenset[int]:
    """The same of whoever asks; a delegate reads nothing that those for whom they are there must not."""
    return _without(_told(packet), actor.id, lenders_of(actor, packet.meeting.body.key))


def _told(packet: Packet) -> Sequence[Shown]:
    """Everything that it tells of: what it shows, and what it says was taken off since the packet before."""
    before = db.session.scalars(
        select(Packet).where(Packet.meeting_id == packet.meeting_id, Packet.number == packet.number - 1)
    ).one_or_none()
    if before is None:
        return packet.contents
    shown = {s["item"] for s in packet.contents}
    return [*packet.contents, *(s for s in before.contents if s["item"] not in shown)]


def _without(shown: Sequence[Shown], person: int, lenders: frozenset[int]) -> frozenset[int]:
    cases = {s["item"]: s["proposal"] for s in shown if s.get("proposal")}
    barred = barred_among(set(cases.values()))
    bars = {item: barred.get(proposal, frozenset()) for item, proposal in cases.items()}
    return left_out_for({**bars, **_bars_of_minutes(shown)}, person, lenders)


def _bars_of_minutes(shown: Sequence[Shown]) -> Bars:
    entries = {paper["entry"] for s in shown for paper in s["papers"] if "entry" in paper}
    if not entries:
        return {}
    return bars_of(*db.session.scalars(select(Entry.meeting_id).where(Entry.id.in_(entries)).distinct()))


def kept(items: Collection[int]) -> str:
    """Ids as the row of a copy keeps them."""
    return ",".join(str(item) for item in sorted(items))


def left_out(without: str) -> frozenset[int]:
    """Ids of the items that a copy leaves out, from its row."""
    return frozenset(int(item) for item in without.split(",") if item)


def copy_of(packet: Packet, actor: Actor, language: str) -> PacketCopy | None:
    """The copy that fits what somebody may read today."""
    return db.session.scalar(
        select(PacketCopy).where(
            PacketCopy.packet_id == packet.id,
            PacketCopy.language == language,
            PacketCopy.without == kept(without_of(packet, actor)),
        )
    )


def own_copy(actor: Actor, meeting: int, number: int, language: str, now: datetime) -> PacketCopy:
    """A finished copy of a packet, for whoever may read exactly that one. Raises NotFound."""
    packet = db.session.scalar(select(Packet).where(Packet.meeting_id == meeting, Packet.number == number))
    if packet is None or not may_read(packet.meeting, actor, local_day(now)):
        raise NotFound(meeting)
    copy = copy_of(packet, actor, language)
    if copy is None or not copy.digest:
        raise NotFound(meeting)
    return copy


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CopyLine:
    """The reader's copy in a language: ready, being made (``made`` of ``every`` items), failing, or not asked for."""

    language: str
    state: str
    made: int = 0
    every: int = 0
    pages: int = 0
    size: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item as the packet shows it, or would; ``barred`` ones say nothing else."""

    number: int
    barred: bool
    shown: Shown
    papers: Sequence[Text] = ()
    files: Sequence[str] = ()
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class PacketPage:
    """The packet of a meeting as its page shows it."""

    meeting: Meeting
    body: Body
    packets: Sequence[Packet]
    """From first to last."""
    copies: Sequence[CopyLine]
    items: Sequence[ItemLine]
    """As the newest packet shows them."""
    publishes: bool
    keeps: bool
    """Whether the reader sees who opened it: the secretary alone."""

    @property
    def packet(self) -> Packet | None:
        return self.packets[-1] if self.packets else None

    @property
    def making(self) -> bool:
        return any(copy.state in {MAKING, FAILING} for copy in self.copies)


def packet_page(actor: Actor, meeting: int, now: datetime) -> PacketPage:
    """Raises NotFound for whoever has no seat in the body on the day of the meeting."""
    found = _meeting(actor, meeting, now)
    packets = db.session.scalars(
        select(Packet).where(Packet.meeting_id == found.id).order_by(Packet.number)
    ).all()
    packet = packets[-1] if packets else None
    barred = without_of(packet, actor) if packet else frozenset()
    before = packets[-2].contents if len(packets) > 1 else None
    key = found.body.key
    return PacketPage(
        meeting=found,
        body=found.body,
        packets=packets,
        copies=[_line(packet, actor, language) for language in ("en", "fr")] if packet else (),
        items=_lines(before, packet.contents, barred) if packet else (),
        publishes=actor.holds(key, *CONVENERS) and found.state in {"planned", "published", "open"},
        keeps=actor.holds(key, *SECRETARIES),
    )


def preview(desk: Desk, actor: Actor, meeting: int, now: datetime) -> tuple[PacketPage, Sequence[ItemLine]]:
    """What publishing would show now, and what it would change. Raises NotFound for whoever does not publish."""
    page = packet_page(actor, meeting, now)
    if not page.publishes:
        raise NotFound(meeting)
    shown = contents_of_meeting(desk, page.meeting)
    mine = _without(shown, actor.id, lenders_of(actor, page.body.key))
    return page, _lines(page.packet.contents if page.packet else None, shown, mine)


def openings(page: PacketPage) -> Sequence[tuple[Person, Opening | None]]:
    """Every reader and when they opened the newest packet: for the secretary alone. Raises NotFound for others."""
    if not page.keeps or page.packet is None:
        raise NotFound(page.meeting.id)
    known = {
        o.person_id: o for o in db.session.scalars(select(Opening).where(Opening.packet_id == page.packet.id))
    }
    return [(person, known.get(person.id)) for person in readers(page.meeting)]


def _meeting(actor: Actor, meeting: int, now: datetime) -> Meeting:
    found = db.session.scalar(
        select(Meeting).join(Body).options(contains_eager(Meeting.body)).where(Meeting.id == meeting)
    )
    if found is None or not may_read(found, actor, local_day(now)):
        raise NotFound(meeting)
    return found


def _line(packet: Packet, actor: Actor, language: str) -> CopyLine:
    copy = copy_of(packet, actor, language)
    if copy is None:
        return CopyLine(language, NONE)
    gone = left_out(copy.without)
    every = sum(s["item"] not in gone for s in packet.contents)
    if copy.digest:
        return CopyLine(language, READY, every, every, copy.pages, copy.size, copy.code)
    error = db.session.scalar(
        select(Job.error)
        .join(Entry, Entry.id == Job.entry_id)
        .where(Entry.hash == packet.head, Job.kind == "packet", Job.subject == f"{language}:{copy.without}")
    )
    return CopyLine(language, FAILING if error else MAKING, copy.made, every)


def _lines(before: Sequence[Shown] | None, shown: Sequence[Shown], barred: Collection[int]) -> list[ItemLine]:
    told = {c.item: c for c in changes(before, shown)} if before is not None else {}
    return [
        ItemLine(s["number"], barred=True, shown={})
        if s["item"] in barred
        else ItemLine(
            s["number"],
            barred=False,
            shown=s,
            papers=[Text.model_validate(paper["title"]) for paper in s["papers"]],
            files=[str(file["name"]) for file in s["attachments"]],
            change=told.get(s["item"]),
        )
        for s in shown
    ]
