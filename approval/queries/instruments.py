"""The by-law or terms of reference of a body as a file, for those who may read its rules."""

from datetime import date

from ..desk import Desk
from ..workflow.facts import Actor
from . import NotFound
from .standing_in import body_to_read


def instrument_of(desk: Desk, actor: Actor, key: str, since: date) -> bytes:
    """As it was given with the rules of a day. Raises NotFound, Missing."""
    rules = next((r for r in body_to_read(actor, key).rules if r.since == since), None)
    if rules is None or not rules.instrument_file:
        raise NotFound(key)
    return desk.storage.get(rules.instrument_file)
