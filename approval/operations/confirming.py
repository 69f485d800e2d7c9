"""The chair does not confirm what the secretary wrote down: it goes back, with a word why."""

from datetime import datetime

from sqlalchemy import select

from ..desk import Desk
from ..language import Text
from ..models.database import db, transaction
from ..models.records import Recorded
from ..queries.facts import facts_of
from ..workflow.facts import Actor
from ..workflow.rules import acting_roles, binding, impartial, principal
from . import NotAllowed
from .loading import open_proposal
from .recording import Happening, record


def send_back(desk: Desk, actor: Actor, reference: str, why: str, *, now: datetime) -> None:
    """Set the secretary's record aside; an event keeps what it said. Raises NotFound, NotAllowed."""
    with transaction():
        proposal = open_proposal(actor, reference)
        workflow = desk.versions[proposal.digest].workflow
        recorded = db.session.scalar(select(Recorded).where(Recorded.proposal_id == proposal.id))
        if recorded is None:
            raise NotAllowed(
                Text(en="No decision waits to be confirmed", fr="Aucune décision n’attend d’être confirmée")
            )
        case = facts_of(desk, proposal, now)
        action = workflow.action_at(proposal.stage, recorded.action)
        held = acting_roles(workflow, case, actor, action)
        able = binding(workflow, case, actor, action) | (held & action.recorded_by)
        if not able or not impartial(case, actor.id):
            raise NotAllowed(
                Text(
                    en="This is for the chair or the secretary",
                    fr="Cela revient à la présidence ou au secrétariat",
                )
            )
        proposal.recorded = None
        db.session.delete(recorded)
        record(
            proposal,
            Happening(
                "unrecord",
                actor,
                now,
                said={"action": recorded.action, "why": why.strip(), "was": recorded.said},
                roles=held,
                acting_for=principal(workflow, case, actor, able),
            ),
        )
