"""Open a meeting to change it: its row locked, the item, who sits, who asks, and what they may do."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ..deliberation.sitting import Sitting
from ..language import Text
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting, Motion
from ..models.minutes import Entry
from ..models.proposals import Proposal
from ..queries import NotFound
from ..queries.chamber import sitting_of
from ..queries.items import keeps_record
from ..queries.offices import SECRETARIES
from ..workflow.facts import Actor
from . import NotAllowed
from .entering import enter

KEEPS = Text(
    en="The secretary of the body keeps the record of the meeting",
    fr="Le secrétariat de l’instance tient le registre de la réunion",
)
OWN_ITEM = Text(
    en="You have a conflict of interest in this item, or it is your own proposal: somebody else keeps its record",
    fr="Vous êtes en conflit d’intérêts pour ce point, ou il s’agit de votre proposition\u00a0: quelqu’un d’autre en "
    "tient le registre",
)
NOT_OPEN = Text(
    en="The meeting is not open: open it first", fr="La réunion n’est pas ouverte\u00a0: ouvrez-la d’abord"
)
OVER = Text(
    en="The meeting is over: its record is closed", fr="La réunion est terminée\u00a0: son registre est clos"
)
IN_WRITING = Text(
    en="This is a resolution in writing on one case: it has no attendance and nothing else on its agenda",
    fr="Il s’agit d’une résolution écrite sur un seul dossier\u00a0: elle n’a ni présences ni autre point à son ordre "
    "du jour",
)
WRITTEN_DOWN = Text(
    en="A decision on this case is written down and waits to be confirmed: have it sent back first",
    fr="Une décision dans ce dossier est consignée et attend d’être confirmée\u00a0: faites-la d’abord renvoyer",
)
SETTLED = Text(en="This item is dealt with", fr="Ce point est traité")


@dataclass(frozen=True, slots=True)
class MeetingRoom:
    """A meeting, and one item of it, for the time of one change."""

    meeting: Meeting
    item: AgendaItem | None
    sitting: Sitting
    actor: Actor
    now: datetime

    def keeper(self) -> None:
        """Raises NotAllowed for anybody who does not keep the record: the secretary, else whoever presides."""
        if self.actor.id in self.sitting.barred:
            raise NotAllowed(OWN_ITEM)
        if not keeps_record(self.actor, self.meeting, self.sitting, self.now):
            raise NotAllowed(KEEPS)

    def under_way(self) -> None:
        """Raises NotAllowed where the meeting is not open now."""
        if self.meeting.state == "closed":
            raise NotAllowed(OVER)
        if self.meeting.state != "open":
            raise NotAllowed(NOT_OPEN)

    def in_a_room(self) -> None:
        """Raises NotAllowed for a resolution in writing: nobody comes, leaves or presides."""
        if self.meeting.kind == "written":
            raise NotAllowed(IN_WRITING)

    @property
    def the_item(self) -> AgendaItem:
        if self.item is None:
            raise NotFound(self.meeting.id)
        return self.item

    def unsettled(self) -> AgendaItem:
        """The item, where the body has not dealt with it. Raises NotAllowed."""
        if self.the_item.done_at is not None:
            raise NotAllowed(SETTLED)
        return self.the_item

    def nothing_written_down(self) -> None:
        """Raises NotAllowed where a decision on the item's case is written down and waits for the chair."""
        case = self.the_item.proposal_id
        if case is not None and db.session.get_one(Proposal, case).recorded:
            raise NotAllowed(WRITTEN_DOWN)

    def note(self, action: str, /, **said: object) -> Entry:
        """Write it into the log of the meeting: who did it, and in whose place."""
        return self.note_for(None, action, **said)

    def note_for(self, seat: int | None, action: str, /, **said: object) -> Entry:
        """The same of a vote, cast for a seat."""
        item = self.item.id if self.item else None
        return enter(
            self.meeting, self.actor, action, said, now=self.now, item=item, acting_for=self._principal(seat)
        )

    def _principal(self, seat: int | None) -> int | None:
        """The member whose vote the actor cast; else whose office they used: that of the secretary, if they have it."""
        if seat is not None and seat != self.actor.id:
            return seat
        free, body = self.actor.without(self.sitting.barred), self.meeting.body.key
        keeps = seat is None and free.holds(body, *SECRETARIES)
        return free.stands_for(body, *(SECRETARIES if keeps else ()))

    def open_motion(self) -> Motion | None:
        """The motion that is being voted on, anywhere in the meeting."""
        return db.session.scalar(
            select(Motion)
            .join(AgendaItem, AgendaItem.id == Motion.item_id)
            .where(AgendaItem.meeting_id == self.meeting.id, Motion.state == "open")
            .limit(1)
        )


def enter_room(actor: Actor, meeting: int, item: int | None = None, *, now: datetime) -> MeetingRoom:
    """The meeting locked, for a member of the body. Raises NotFound, also for an item of another meeting."""
    found = db.session.scalar(select(Meeting).where(Meeting.id == meeting).with_for_update(of=Meeting))
    if found is None or not actor.holds(found.body.key):
        raise NotFound(meeting)
    place = db.session.get(AgendaItem, item, populate_existing=True) if item is not None else None
    if item is not None and (place is None or place.meeting_id != found.id):
        raise NotFound(item)
    return MeetingRoom(found, place, sitting_of(found, place, now=now), actor, now)


def room_of_motion(actor: Actor, motion: int, *, now: datetime) -> tuple[MeetingRoom, Motion]:
    """The meeting and the motion, both locked. Raises NotFound."""
    where = db.session.execute(
        select(AgendaItem.meeting_id, AgendaItem.id)
        .join(Motion, Motion.item_id == AgendaItem.id)
        .where(Motion.id == motion)
    ).one_or_none()
    if where is None:
        raise NotFound(motion)
    room = enter_room(actor, where[0], where[1], now=now)
    return room, db.session.get_one(Motion, motion, populate_existing=True)
