"""Offices of a body that act for it, computed after conflicts."""

from datetime import date

from ..workflow.facts import Actor, Case
from ..workflow.rules import impartial, unencumbered
from .people import holders

SIGNING = ("chair", "vice_chair", "secretary", "deputy_secretary", "director", "deputy_director")
"""Offices that sign a body's conditions off (PROCESS.md 9, Conditions)."""
SECRETARIES = ("secretary", "deputy_secretary")
CONVENERS = ("secretary", "deputy_secretary", "chair")


def may_sign(case: Case, actor: Actor, held: frozenset[str], body: str, today: date) -> bool:
    """Whether the actor signs a condition of the body off: an office of it, or its successor where none can act."""
    if not impartial(case, actor.id):
        return False
    mine = unencumbered(case, actor).holds(body, *SIGNING)
    return mine or ("ce_director" in held and not able(case, body, SIGNING, today))


def able(case: Case, body: str, offices: tuple[str, ...], today: date) -> frozenset[int]:
    """Holders of these offices who neither declared a conflict nor propose the case."""
    return frozenset(p.id for p in holders(body, offices, today) if impartial(case, p.id))


def acts_as_secretary(case: Case, actor: Actor, body: str, today: date) -> bool:
    """The secretary of the body; its chair where no secretary can act. Never a proposer or a conflicted person."""
    if not impartial(case, actor.id):
        return False
    free = unencumbered(case, actor)
    if free.holds(body, *SECRETARIES):
        return True
    return free.holds(body, "chair", "vice_chair") and not able(case, body, SECRETARIES, today)
