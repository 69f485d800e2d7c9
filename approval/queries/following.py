"""What follows from a vote: the decisions that its reader may write down or confirm."""

from collections.abc import Sequence
from datetime import datetime

from ..deliberation.deciding import DEFERRED
from ..desk import Desk
from ..workflow.definition import Action
from ..workflow.facts import Actor
from .cases import case_page
from .items import ItemPage
from .motions import Moved


def following(desk: Desk, actor: Actor, page: ItemPage, now: datetime) -> Sequence[Action]:
    """Those that the result leaves open, for whoever writes them down or confirms them; to others nothing is offered.

    The consent agenda says no more than that the body follows the packet: its secretary knows what that recommends.
    """
    last = page.last_main
    if page.proposal is None or last is None or page.undecided or page.item.done_at is not None:
        return ()
    theirs = {v.action.name for v in case_page(desk, actor, page.proposal.reference, now).verdicts}
    wanted = [a for a in page.actions if a.name in theirs and _open(a, last)]
    return [a for a in wanted if a.name == page.proposal.recorded] or wanted


def _open(action: Action, last: Moved) -> bool:
    moved = last.motion.action
    if last.motion.result == DEFERRED:
        return action.name == "defer"
    if not moved:
        return last.passed or action.tone != "go"
    return (action.name == moved) == last.passed
