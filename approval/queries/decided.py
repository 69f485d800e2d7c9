"""The last binding decision on a case, from its events, and for how long the body that took it may take it back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from ..calendar import local_day
from ..workflow.facts import Deciding
from .around import Around


def decisions(events: Sequence[Any], near: Around) -> dict[str, Any]:
    """The last decision, and everybody who took one or in whose place it was taken."""
    deciders = frozenset(p for e in events if e.body for p in (e.actor_id, e.for_id) if p)
    return {"decided": _decided(events, near), "deciders": deciders}


def _decided(events: Sequence[Any], near: Around) -> Deciding | None:
    binding = [e for e in events if e.body and e.from_stage]
    undone = {"retract", "reconsider"}
    if not binding:
        return None
    last = binding[-1]
    later = [e for e in events if e.seq > last.seq]
    if any(e.action in undone for e in later):
        return None
    overtaken = any(_acts_as_body(e) for e in later)
    body = {was: is_ for was, is_, _ in near["alternate"]}.get(last.body, last.body)
    hours = _hours(near, body, local_day(last.at))
    return Deciding(last.from_stage, last.body, last.actor_id or 0, last.at, last.id, overtaken, hours)


def _hours(near: Around, body: str, day: date) -> int | None:
    """For how long a body may take a decision of that day back, as ``Body.on`` tells its rules."""
    dated = sorted((since[:10], int(hours)) for key, since, hours in near["hours"] if key == body)
    then = [hours for since, hours in dated if since <= day.isoformat()]
    return then[-1] if then else dated[0][1] if dated else None


def _acts_as_body(event: Any) -> bool:
    """The next body's first recorded act, not the move itself (PROCESS.md 9, Retraction); or a step further on."""
    acts = {"record", "place_on_agenda", "hand_in", "accept_intake"}
    return event.action in acts or bool(event.body) or event.from_stage != event.to_stage
