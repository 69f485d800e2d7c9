"""Refer a case to the alternate body, where conflicts of interest alone left a body without a quorum (PROCESS.md 2)."""

from datetime import datetime

from sqlalchemy import select

from ..calendar import local_day
from ..deliberation.deciding import ALTERNATE
from ..desk import Desk
from ..language import Text
from ..models.database import db, transaction
from ..models.meetings import Alternate, Motion
from ..models.proposals import Audience, Proposal
from ..queries.alternates import decides_as
from ..queries.motions import outcome_of
from ..queries.offices import CONVENERS
from ..queries.people import holders
from ..workflow.facts import Actor
from . import NotAllowed
from .meeting_room import MeetingRoom, enter_room
from .opening import Opened, open_case

NOT_BROKEN = Text(
    en="The alternate body decides only where a vote came to nothing because conflicts alone left too few",
    fr="L’instance de remplacement ne décide que si un vote n’a pu aboutir parce que les conflits d’intérêts, à "
    "eux seuls, laissent trop peu de membres",
)
NOT_NAMED = Text(
    en="The rules of this body name no alternate",
    fr="Les règles de cette instance ne désignent aucun remplacement",
)


def refer_to_alternate(desk: Desk, actor: Actor, meeting: int, item: int, *, now: datetime) -> str:
    """From now on the alternate decides on the case wherever this body would; the alternate's key.

    Raises NotFound, NotAllowed (not the record keeper, the item is settled, the vote did not end so, none is named).
    """
    with transaction():
        room = enter_room(actor, meeting, item, now=now)
        room.keeper()
        place = room.unsettled()
        rules = room.meeting.body.on(room.meeting.held_on)
        if place.proposal_id is None or outcome_of(place) != ALTERNATE:
            raise NotAllowed(NOT_BROKEN)
        if not rules.alternate:
            raise NotAllowed(NOT_NAMED)
        proposal = db.session.get_one(Proposal, place.proposal_id)
        opened = open_case(desk, actor, proposal.reference, now)
        _replace(opened, room, rules.alternate)
        place.result, place.done_at = ALTERNATE, now
        said = {
            "body": room.meeting.body.key,
            "alternate": rules.alternate,
            "meeting": meeting,
            **_vote(room),
        }
        room.note("refer_alternate", reference=proposal.reference, **said)
        event = opened.note("refer_alternate", said)
        told = holders(rules.alternate, CONVENERS, local_day(now))
        opened.tell_people(event, {p.id for p in told} | opened.holders_of("proposer", "ce_director"))
        return rules.alternate


def _replace(opened: Opened, room: MeetingRoom, alternate: str) -> None:
    """Each body that this one decides as; its alternate reads the case from here on."""
    pid = opened.proposal.id
    for body in decides_as(pid, room.meeting.body.key):
        row = db.session.scalar(select(Alternate).where(Alternate.proposal_id == pid, Alternate.body == body))
        if row is None:
            row = Alternate(proposal_id=pid, body=body)
            db.session.add(row)
        row.alternate, row.item_id, row.since = alternate, room.the_item.id, room.now
    reads = select(Audience.body).where(Audience.proposal_id == pid, Audience.body == alternate)
    if db.session.scalar(reads) is None:
        db.session.add(Audience(proposal_id=pid, body=alternate, since=room.now))
    db.session.flush()


def _vote(room: MeetingRoom) -> dict[str, object]:
    """The vote that came to nothing: its number, and how many counted of how many needed."""
    last = db.session.scalars(
        select(Motion)
        .where(Motion.item_id == room.the_item.id, Motion.kind == "main", Motion.state == "closed")
        .order_by(Motion.id.desc())
        .limit(1)
    ).one()
    return {"motion": last.number, "counted": last.tally.get("counted"), "needed": last.tally.get("needed")}
