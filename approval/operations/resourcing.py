"""Resources asked of the proposer's side: asked at formation, confirmed before the proposal is submitted."""

from datetime import date, datetime

from ..desk import Desk
from ..language import Text
from ..models.database import db, transaction
from ..models.reviews import Resource
from ..queries import NotFound
from ..workflow.facts import Actor
from ..workflow.rules import PROPOSERS
from . import NotAllowed
from .developing import CE, forming
from .opening import Opened

CONFIRMERS = CE | PROPOSERS
CONFIRMED = Text(en="This resource is already confirmed", fr="Cette ressource est déjà confirmée")


def ask_resource(
    desk: Desk,
    actor: Actor,
    reference: str,
    what: str,
    amount: float | None,
    owner: str,
    *,
    seen: int,
    now: datetime,
) -> int:
    """Ask the proposer's side for a resource; its id. ``amount`` in dollars, ``owner`` of its budget.

    It keeps the full proposal from being submitted until it is confirmed. Raises NotFound, Stale, NotAllowed.
    """
    with transaction():
        opened = forming(desk, actor, reference, now, seen)
        opened.only(CE)
        resource = Resource(
            proposal_id=opened.proposal.id, what=what.strip(), amount=amount, owner=owner.strip()
        )
        db.session.add(resource)
        db.session.flush()
        event = opened.note(
            "ask_resource", {"resource": resource.id, "what": resource.what, "owner": resource.owner}
        )
        opened.tell(event, "proposer", "co_proposer")
        return resource.id


def confirm_resource(
    desk: Desk, actor: Actor, reference: str, resource: int, on: date, how: str, *, seen: int, now: datetime
) -> None:
    """Record that the budget's owner confirmed it: when and how. By CE or the proposer.

    Raises NotFound, Stale, NotAllowed.
    """
    with transaction():
        opened = forming(desk, actor, reference, now, seen)
        opened.only(CONFIRMERS)
        found = _resource(opened, resource)
        found.confirmed_on, found.confirmed_how = on, how.strip()
        db.session.flush()
        said = {"resource": found.id, "what": found.what, "on": on.isoformat(), "how": found.confirmed_how}
        opened.note("confirm_resource", said)


def drop_resource(
    desk: Desk, actor: Actor, reference: str, resource: int, *, seen: int, now: datetime
) -> None:
    """Ask no longer for a resource that nobody confirmed. Raises NotFound, Stale, NotAllowed."""
    with transaction():
        opened = forming(desk, actor, reference, now, seen)
        opened.only(CE)
        found = _resource(opened, resource)
        db.session.delete(found)
        db.session.flush()
        opened.note("drop_resource", {"resource": resource, "what": found.what})


def _resource(opened: Opened, resource: int) -> Resource:
    found = db.session.get(Resource, resource)
    if found is None or found.proposal_id != opened.proposal.id:
        raise NotFound(resource)
    if found.confirmed_on is not None:
        raise NotAllowed(CONFIRMED)
    return found
