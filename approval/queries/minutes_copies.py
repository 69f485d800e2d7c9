"""Copies of minutes: whole, or without the items that somebody must not read; members with the same bars share one."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select

from ..language import LANGUAGES
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting
from ..models.minutes import Entry, Minutes
from ..models.records import Job
from ..workflow.facts import Actor
from .chamber import REMOVED, barred_by_item, lenders_of
from .people import roster

WHOLE = "minutes"
Bars = Mapping[int, frozenset[int]]
"""By item: whoever neither reads nor decides it."""


def bars_of(*meetings: int) -> Bars:
    """Of every item that decides on a case, or ratifies what was decided. Two statements; three where one does."""
    rows = select(AgendaItem).where(AgendaItem.meeting_id.in_(meetings), AgendaItem.result != REMOVED)
    return barred_by_item(db.session.scalars(rows).all())


def left_out_for(bars: Bars, person: int, lenders: frozenset[int] = frozenset()) -> frozenset[int]:
    """Ids of the items that a person's copy leaves out today.

    ``lenders`` are those for whom a delegate is there: what all of them must not read, the delegate does not read.
    """
    return frozenset(
        item for item, people in bars.items() if person in people or (lenders and lenders <= people)
    )


def left_out_of(bars: Bars, actor: Actor, body: str) -> frozenset[int]:
    """The same of whoever asks, a member of the body or a delegate to it."""
    return left_out_for(bars, actor.id, lenders_of(actor, body))


def name_of_copy(items: Collection[int]) -> str:
    """What the document of a copy without these items is called: ``minutes``, or ``minutes:12,15``."""
    return f"{WHOLE}:{','.join(str(i) for i in sorted(items))}" if items else WHOLE


def items_left_out(name: str) -> frozenset[int]:
    """Ids of the items that the copy of this name leaves out. Raises LookupError where it is none of minutes."""
    kind, _, items = name.partition(":")
    if kind != WHOLE or not all(i.isdecimal() for i in items.split(",") if items):
        raise LookupError(name)
    return frozenset(int(i) for i in items.split(",") if i)


def copies_wanted(meeting: Meeting, today: date) -> list[str]:
    """The whole minutes, which are the record, and a copy for each set of bars among members who sign in."""
    bars = bars_of(meeting.id)
    people = {m.person_id for m in roster(meeting.body, today) if m.person.may_sign_in}
    return sorted({WHOLE, *(name_of_copy(left_out_for(bars, person)) for person in people)})


def last_print(meeting: int) -> Entry | None:
    """The entry for which the minutes were printed last."""
    return db.session.scalar(
        select(Entry)
        .where(Entry.meeting_id == meeting, Entry.action == "print_minutes")
        .order_by(Entry.seq.desc())
        .limit(1)
    )


def said_in_print(minutes: Minutes) -> dict[str, object]:
    """What an entry of a print holds: two that are the same are one."""
    return {"sections": minutes.sections, "state": minutes.state}


def asked_for(entry: Entry, name: str) -> bool:
    """Whether a copy was ordered of a print, in any language."""
    subjects = [f"{name}:{language}" for language in LANGUAGES]
    asked = select(Job.id).where(Job.entry_id == entry.id, Job.subject.in_(subjects))
    return db.session.scalar(asked.limit(1)) is not None
