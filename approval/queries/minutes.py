"""What happened at a meeting, item by item: what its minutes are drafted from. Nothing of a discussion is in it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..deliberation.sections import Minuted, minuted, without
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting, Motion, Vote
from ..models.minutes import Entry, Minutes
from ..models.proposals import Proposal
from ..models.records import Event
from ..models.reviews import Condition
from ..workflow.facts import Actor
from . import NotFound
from .chamber import sitting_of
from .items import Keeping, keeps_record
from .minutes_copies import Bars, bars_of, left_out_of


@dataclass(frozen=True, slots=True)
class ItemDone:
    """An item with what was noted of it, in order."""

    number: int
    item: AgendaItem
    proposal: Proposal | None
    entries: Sequence[Entry]
    motions: Mapping[int, Motion]
    votes: Mapping[int, Sequence[Vote]]
    """By motion."""
    conditions: Sequence[Condition]
    """Imposed by the decision that was taken there."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A meeting from its opening to its end."""

    meeting: Meeting
    entries: Sequence[Entry]
    items: Sequence[ItemDone]


def happened_at(meeting: Meeting) -> Happened:
    """Six statements, however many items there are."""
    entries = db.session.scalars(
        select(Entry)
        .where(Entry.meeting_id == meeting.id)
        .options(joinedload(Entry.actor))
        .order_by(Entry.seq)
    ).all()
    rows = db.session.execute(
        select(AgendaItem, Proposal)
        .outerjoin(Proposal, Proposal.id == AgendaItem.proposal_id)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.result != "removed")
        .order_by(AgendaItem.position, AgendaItem.id)
    ).all()
    motions = db.session.scalars(
        select(Motion)
        .where(Motion.item_id.in_([i.id for i, _ in rows]), Motion.state != "drafted")
        .options(joinedload(Motion.moved_by), joinedload(Motion.seconded_by))
        .order_by(Motion.id)
    ).all()
    votes = db.session.scalars(
        select(Vote)
        .where(Vote.motion_id.in_([m.id for m in motions]))
        .options(joinedload(Vote.person))
        .order_by(Vote.id)
    ).all()
    imposed = _imposed(entries)
    items = [
        ItemDone(
            number=n,
            item=item,
            proposal=proposal,
            entries=[e for e in entries if e.item_id == item.id],
            motions={m.id: m for m in motions if m.item_id == item.id},
            votes={m.id: [v for v in votes if v.motion_id == m.id] for m in motions if m.item_id == item.id},
            conditions=imposed.get(item.id, ()),
        )
        for n, (item, proposal) in enumerate(rows, 1)
    ]
    return Happened(meeting, entries, items)


def _imposed(entries: Sequence[Entry]) -> Mapping[int, Sequence[Condition]]:
    """By item: the conditions of the decision that its outcome names."""
    hashes = {str(e.said.get("event")): e.item_id for e in entries if e.action == "outcome" and e.item_id}
    if not hashes:
        return {}
    rows = db.session.execute(
        select(Event.hash, Condition)
        .join(Condition, Condition.event_id == Event.id)
        .where(Event.hash.in_(list(hashes)))
        .order_by(Condition.number)
    )
    found: dict[int, list[Condition]] = {}
    for name, condition in rows:
        found.setdefault(hashes[name], []).append(condition)
    return found


def recused_in(done: ItemDone) -> Mapping[str, str]:
    """By name: what a member with a conflict in the item did; the last note of each holds.

    As noted when the item was taken up, and of conflicts declared since; whoever the vote left out took no part.
    """
    noted: dict[str, str] = {}
    for entry in done.entries:
        told = entry.said.get("conflicts") if entry.action in {"take_up", "declare"} else None
        noted.update((str(one.get("name")), str(one.get("done"))) for one in told or ())
    for motion in done.motions.values():
        names = {one["id"]: str(one["name"]) for one in motion.tally.get("seats") or ()}
        for person in motion.tally.get("barred") or ():
            noted.setdefault(names.get(person, ""), "away")
    return {name: what for name, what in noted.items() if name}


@dataclass(frozen=True, slots=True)
class MinutesPage:
    """The minutes of a meeting, where they were drafted, as the reader may read them."""

    meeting: Meeting
    minutes: Minutes | None
    keeps: bool
    """Whether the reader keeps the record of the meeting as a whole."""
    sections: Sequence[Minuted]
    """All of them; those of items from which the reader is barred say nothing but their number."""
    editable: Collection[str]
    """Keys of the sections that the reader may correct now."""


def minutes_page(actor: Actor, meeting: int, now: datetime) -> MinutesPage:
    """Members of the body read its minutes. Raises NotFound for anybody else."""
    found = db.session.get(Meeting, meeting)
    if found is None or not actor.holds(found.body.key):
        raise NotFound(meeting)
    kept = db.session.scalar(select(Minutes).where(Minutes.meeting_id == meeting))
    bars = bars_of(meeting)
    return MinutesPage(
        meeting=found,
        minutes=kept,
        keeps=keeps_record(actor, found, sitting_of(found, now=now), now),
        sections=without(minuted(kept.sections), left_out_of(bars, actor, found.body.key)) if kept else (),
        editable=correctable(actor, kept, bars, now) if kept else frozenset(),
    )


def correctable(actor: Actor, minutes: Minutes, bars: Bars, now: datetime) -> frozenset[str]:
    """Keys of the sections whose record the actor keeps; of approved minutes none."""
    if minutes.state == "approved":
        return frozenset()
    keeping = Keeping(actor, minutes.meeting, bars, now)
    return frozenset(s.key for s in minuted(minutes.sections) if keeping.of(s.item))
