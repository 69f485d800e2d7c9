"""Offices of a body that act for it, computed after conflicts."""

from datetime import date

from ..workflow.facts import Actor, Case
from ..workflow.rules import PROPOSERS
from .people import holders

SECRETARIES = ("secretary", "deputy_secretary")
CONVENERS = ("secretary", "deputy_secretary", "chair")


def able(case: Case, body: str, offices: tuple[str, ...], today: date) -> frozenset[int]:
    """Holders of these offices who neither declared a conflict nor propose the case."""
    return frozenset(p.id for p in holders(body, offices, today) if free(case, p.id))


def acts_as_secretary(case: Case, actor: Actor, body: str) -> bool:
    """The secretary of the body; its chair where no secretary can act. Never a proposer or a conflicted person."""
    if not free(case, actor.id):
        return False
    if actor.holds(body, *SECRETARIES):
        return True
    staffed = any((body, office) in case.staffed for office in SECRETARIES)
    return actor.holds(body, "chair", "vice_chair") and not staffed


def free(case: Case, person: int) -> bool:
    """Neither barred by a conflict nor a proposer of the case."""
    return person not in case.barred and not case.roles_on_case(person) & PROPOSERS
