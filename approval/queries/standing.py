"""In whose place somebody acted, in words: a delegate acts for another, an acting person takes another's place."""

from sqlalchemy import ColumnElement, select

from ..language import Text, same
from ..models.bodies import Membership
from ..models.database import db
from ..models.minutes import Entry
from ..models.records import Event


def took_the_place() -> ColumnElement[bool]:
    """Of an event: whether its actor held an office in the place of the one they acted for."""
    place = (Membership.person_id == Event.actor_id, Membership.acting_for_id == Event.for_id)
    return select(Membership.id).where(*place).correlate(Event).exists()


def actor_in_words(event: Event, name: str = "") -> Text:
    """Who acted at an event, by the name they had where it is given; and in whose place."""
    name = name or (event.actor.name if event.actor else "")
    if event.acted_for is None:
        return same(name)
    acting = bool(db.session.scalar(select(Event.id).where(Event.id == event.id, took_the_place())))
    return in_words(name, event.acted_for.name, acting=acting)


def keeper_in_words(entry: Entry) -> Text:
    """Who did what an entry of a meeting's log says, and in whose place."""
    name = entry.actor.name if entry.actor else ""
    place = (Membership.person_id == entry.actor_id, Membership.acting_for_id == entry.for_id)
    other = entry.acted_for.name if entry.acted_for else ""
    acting = bool(other) and db.session.scalar(select(Membership.id).where(*place).limit(1)) is not None
    return in_words(name, other, acting=acting)


def in_words(name: str, other: str, *, acting: bool) -> Text:
    """``X for Y``, or ``X, acting for Y``."""
    if not other:
        return same(name)
    pattern = (
        Text(en="{name}, acting for {other}", fr="{name}, par intérim à la place de {other}")
        if acting
        else Text(en="{name} for {other}", fr="{name} pour {other}")
    )
    return pattern.format(name=name, other=other)
