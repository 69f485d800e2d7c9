"""Offices of a body that act for it, computed after conflicts."""

from datetime import date

from ..workflow.facts import Actor, Case
from ..workflow.rules import impartial, unencumbered
from .people import holders

SECRETARIES = ("secretary", "deputy_secretary")
CONVENERS = ("secretary", "deputy_secretary", "chair")


def able(case: Case, body: str, offices: tuple[str, ...], today: date) -> frozenset[int]:
    """Holders of these offices who neither declared a conflict nor propose the case."""
    return frozenset(p.id for p in holders(body, offices, today) if impartial(case, p.id))


def acts_as_secretary(case: Case, actor: Actor, body: str) -> bool:
    """The secretary of the body; its chair where no secretary can act. Never a proposer or a conflicted person."""
    if not impartial(case, actor.id):
        return False
    free = unencumbered(case, actor)
    if free.holds(body, *SECRETARIES):
        return True
    staffed = any((body, office) in case.staffed for office in SECRETARIES)
    return free.holds(body, "chair", "vice_chair") and not staffed
