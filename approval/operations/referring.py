"""Refer a case to the alternate body, where conflicts of interest alone left a body without a quorum (PROCESS.md 2)."""

from datetime import datetime

from sqlalchemy import delete, select

from ..calendar import local_day
from ..deliberation.deciding import ALTERNATE
from ..desk import Desk
from ..forms.web import Problem
from ..language import Text
from ..models.database import db, transaction
from ..models.meetings import Alternate, Motion
from ..models.proposals import Audience, Proposal
from ..queries import NotFound
from ..queries.alternates import decides_as
from ..queries.motions import outcome_of
from ..queries.offices import CONVENERS, able, acts_as_secretary
from ..queries.people import holders
from ..workflow.facts import Actor
from . import Invalid, NotAllowed
from .meeting_room import WRITTEN_DOWN, MeetingRoom, enter_room
from .opening import Opened, open_case
from .placing import SECRETARY

NOT_BROKEN = Text(
    en="The alternate body decides only where a vote came to nothing because conflicts alone left too few",
    fr="L’instance de remplacement ne décide que si un vote n’a pu aboutir parce que les conflits d’intérêts, à "
    "eux seuls, laissent trop peu de membres",
)
LOST_TOO = Text(
    en="The alternate body was itself left without a quorum for this case",
    fr="L’instance de remplacement s’est elle-même trouvée sans quorum pour ce dossier",
)
NOBODY = Text(
    en="Nobody in the alternate body holds an office that confirms a decision on this case: the rules must name another",
    fr="Dans l’instance de remplacement, nul n’exerce une fonction qui permet de confirmer une décision dans ce "
    "dossier\u00a0: les règles doivent en désigner une autre",
)
TAKE_OFF = Text(
    en="It is on an agenda of this body: take it off there first",
    fr="Le dossier figure à un ordre du jour de cette instance\u00a0: retirez-le d’abord",
)
NO_WHY = Text(
    en="Say why this body does not decide in the other’s place",
    fr="Précisez pourquoi cette instance ne décide pas à la place de l’autre",
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
        opened.under_way()
        room.nothing_written_down()
        _insist_able(opened, room, rules.alternate)
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


def give_back(
    desk: Desk, actor: Actor, body: str, reference: str, why: str, *, now: datetime, lang: str = "en"
) -> None:
    """The alternate cannot decide either, or the conflicts are over: the bodies in whose place it sat decide again.

    Raises NotFound, NotAllowed (not the alternate's secretary, it is on an agenda or written down), Invalid at ``why``.
    """
    with transaction():
        opened = open_case(desk, actor, reference, now)
        lent = sorted(was for was, is_ in opened.case.alternates.items() if is_ == body)
        if not actor.holds(body) or not lent:
            raise NotFound(reference)
        if not acts_as_secretary(opened.case, actor, body):
            raise NotAllowed(SECRETARY)
        opened.under_way()
        if opened.proposal.recorded:
            raise NotAllowed(WRITTEN_DOWN)
        if opened.case.agenda & set(lent):
            raise NotAllowed(TAKE_OFF)
        if not why.strip():
            raise Invalid([Problem("why", "why", "", NO_WHY.in_("fr" if lang == "fr" else "en"))])
        rows = delete(Alternate).where(
            Alternate.proposal_id == opened.proposal.id, Alternate.alternate == body
        )
        db.session.execute(rows)
        event = opened.note("give_back", {"alternate": body, "bodies": lent, "reason": why.strip()})
        told = {p.id for one in lent for p in holders(one, CONVENERS, local_day(now))}
        opened.tell_people(event, told | opened.holders_of("proposer", "ce_director"))


def _insist_able(opened: Opened, room: MeetingRoom, alternate: str) -> None:
    """Raises NotAllowed where the alternate could not decide: a body that lost the case itself, or without officers."""
    if alternate in opened.case.alternates:
        raise NotAllowed(LOST_TOO)
    own = decides_as(opened.proposal.id, room.meeting.body.key)
    actions = opened.version.workflow.actions_at(opened.proposal.stage)
    roles = {name for a in actions if a.body in own and a.recorded_by for name in a.by}
    confirming = {o for name in roles for o in opened.version.workflow.role(name).offices}
    if not able(opened.case, alternate, tuple(sorted(confirming)), local_day(room.now)):
        raise NotAllowed(NOBODY)


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
