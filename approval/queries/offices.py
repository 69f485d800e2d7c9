"""Offices of a body that act for it, computed after conflicts."""

from datetime import date

from ..deliberation.sitting import CHAIR, VICE_CHAIR
from ..language import Text
from ..models.bodies import Body
from ..workflow.facts import Actor, Case
from ..workflow.rules import impartial, unencumbered
from .people import holders, office_title

SECRETARIES = ("secretary", "deputy_secretary")
BY_DELEGATION = Text(en="{office}, by delegation", fr="{office}, par délégation")
PRESIDING = Text(en="presiding at the meeting", fr="présidence de séance")
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


def office_kept_by(actor: Actor, body: Body) -> Text:
    """In which office of the body the actor keeps its record, in words: their own, one lent to them, or the chair of the day."""
    for office in (*SECRETARIES, CHAIR, VICE_CHAIR):
        title = office_title(body, office)
        if actor.sits(body.key, office):
            return title
        if actor.holds(body.key, office):
            return BY_DELEGATION.format(office=title)
    return PRESIDING
