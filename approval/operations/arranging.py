"""Arrange an agenda: other business, the order, the part of each item, what a member takes out of the consent agenda."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select

from ..forms.web import Problem
from ..language import Text
from ..models.database import db, transaction
from ..models.meetings import AgendaItem
from ..models.proposals import Proposal
from ..queries import NotFound
from ..queries.motions import decided_on, is_put
from ..workflow.facts import Actor
from . import Invalid, NotAllowed
from .consenting import insist_to_come, open_consent
from .entering import enter
from .meeting_room import OVER, MeetingRoom, enter_room
from .placing import PARTS, RECORDED, WAS_PUT, last_place

NO_TITLE = Text(en="Write what the item is about", fr="Indiquez l’objet du point")
NOT_CONSENT = Text(
    en="It is not on the consent agenda", fr="Ce point n’est pas à l’ordre du jour de consentement"
)
VOTED = Text(
    en="The consent agenda is voted on: this item is decided with it",
    fr="L’ordre du jour de consentement a été mis aux voix\u00a0: ce point est décidé avec lui",
)


def add_business(
    actor: Actor, meeting: int, title: Text, *, part: str = "discussion", now: datetime, lang: str = "en"
) -> int:
    """Other business of the body; the item's id. Raises NotFound, NotAllowed, Invalid (no title), LookupError."""
    if part not in PARTS:
        raise LookupError(part)
    with transaction():
        room = enter_room(actor, meeting, now=now)
        room.keeper()
        room.in_a_room()
        if room.meeting.state in {"closed", "cancelled"}:
            raise NotAllowed(OVER)
        if not title.en.strip() and not title.fr.strip():
            raise Invalid([Problem("title", "title", "", NO_TITLE.in_(lang))])
        item = AgendaItem(
            meeting_id=meeting,
            kind="business",
            part=part,
            title_en=title.en.strip() or title.fr.strip(),
            title_fr=title.fr.strip() or title.en.strip(),
            position=last_place(meeting) + 1,
        )
        db.session.add(item)
        db.session.flush()
        enter(room.meeting, actor, "add_business", {"title": item.title_en}, now=now, item=item.id)
        return item.id


def arrange(actor: Actor, meeting: int, items: Sequence[int], *, now: datetime) -> None:
    """The order of the agenda: items as listed, those not listed after them as they stood. Raises NotFound, NotAllowed."""
    with transaction():
        room = enter_room(actor, meeting, now=now)
        room.keeper()
        room.in_a_room()
        if room.meeting.state in {"closed", "cancelled"}:
            raise NotAllowed(OVER)
        known = {i.id: i for i in db.session.scalars(_items(meeting))}
        if unknown := [i for i in items if i not in known]:
            raise NotFound(unknown[0])
        wanted = [known[i] for i in dict.fromkeys(items)]
        rest = [i for i in known.values() if i not in wanted]
        for n, item in enumerate([*wanted, *rest]):
            item.position = n
        room.note("arrange", order=[i.id for i in [*wanted, *rest]])


def sort_item(
    actor: Actor,
    meeting: int,
    item: int,
    *,
    part: str,
    in_camera: bool = False,
    ground: str = "",
    now: datetime,
) -> None:
    """Move an item to a part of the agenda, or plan it in camera. Raises NotFound, NotAllowed, LookupError."""
    if part not in PARTS:
        raise LookupError(part)
    with transaction():
        room = enter_room(actor, meeting, item, now=now)
        room.keeper()
        room.in_a_room()
        place = room.unsettled()
        _insist_movable(room, place)
        grounds = {g["name"] for g in room.meeting.body.on(room.meeting.held_on).closed_grounds}
        if in_camera and ground not in grounds:
            raise LookupError(ground)
        kept = place.ground if place.in_camera else ""  # a motion closed it
        place.part, place.ground = part, ground if in_camera else kept
        place.pulled_at = place.pulled_by_id = None
        if part == "consent":
            open_consent(room.meeting)
            insist_to_come(room.meeting)
        room.note("sort", part=part, in_camera=in_camera)


def pull(actor: Actor, meeting: int, item: int, *, now: datetime) -> None:
    """Take an item out of the consent agenda: any member may, without a reason. Raises NotFound, NotAllowed."""
    with transaction():
        room = enter_room(actor, meeting, item, now=now)
        place = room.unsettled()
        if place.part != "consent" or place.pulled_at is not None or place.kind != "case":
            raise NotAllowed(NOT_CONSENT)
        if (
            place.proposal_id
            and (found := decided_on(place.proposal_id, room.meeting.body.key))
            and found.motion
        ):
            raise NotAllowed(VOTED)
        if (why := room.sitting.why_not(actor.id)) and room.meeting.state == "open":
            raise NotAllowed(why)
        if actor.id in room.sitting.barred or actor.id not in room.sitting.seats:
            raise NotFound(item)
        place.pulled_at, place.pulled_by_id = now, actor.id
        room.note("pull")


def _insist_movable(room: MeetingRoom, item: AgendaItem) -> None:
    """Raises NotAllowed once the meeting is over, a motion on the item was put, or a decision is written down."""
    if room.meeting.state in {"closed", "cancelled"}:
        raise NotAllowed(OVER)
    if is_put(item):
        raise NotAllowed(WAS_PUT)
    if item.proposal_id and db.session.get_one(Proposal, item.proposal_id).recorded:
        raise NotAllowed(RECORDED)


def _items(meeting: int) -> Select[AgendaItem]:
    mine = select(AgendaItem).where(AgendaItem.meeting_id == meeting)
    return mine.order_by(AgendaItem.position, AgendaItem.id)
