"""One item of a meeting, for a member of the body: quorum, conflicts, motions and votes, and what the reader may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from ..calendar import local_day
from ..deliberation.deciding import ALTERNATE, NO_QUORUM
from ..deliberation.sitting import CHAIR, VICE_CHAIR, Sitting
from ..desk import Desk
from ..language import Text
from ..models.bodies import Body, BodyRules
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting, Motion
from ..models.proposals import Proposal, Revision
from ..workflow.definition import Action
from ..workflow.facts import Actor
from . import NotFound
from .chamber import sits_on, sitting_of, takes_part
from .motions import Moved, actions_open, by_consent, consent_of, in_camera, motions_of
from .offices import SECRETARIES
from .people import holders
from .visibility import visible_to

LATE = Text(
    en="The time for this written resolution is over", fr="Le délai de cette résolution écrite est écoulé"
)
UNTITLED = Text(en="Untitled", fr="Sans titre")


@dataclass(frozen=True, slots=True)
class ItemPage:
    """What the page of an item shows, and to whom."""

    meeting: Meeting
    body: Body
    rules: BodyRules
    item: AgendaItem
    proposal: Proposal | None
    sitting: Sitting
    motions: Sequence[Moved]
    together: Sequence[Moved] | None
    """Where the item is decided with the rest of the consent agenda: the motions on that."""
    hours: object
    """Hours in the text that the case is about, if it is one."""
    actions: Sequence[Action]
    """What the body may decide about the case now."""
    keeps: bool
    """Whether the reader keeps the record of this item."""
    seated: bool
    why_no_vote: Text | None
    late: bool
    """Whether the time of a resolution in writing is over."""
    closed: bool
    """Whether the meeting is in camera now."""

    @property
    def title(self) -> Text:
        if self.proposal is None:
            return Text(en=self.item.title_en, fr=self.item.title_fr)
        words = self.proposal.title
        return Text(en=words, fr=words) if words else UNTITLED

    @property
    def open_motion(self) -> Moved | None:
        return next((m for m in self.motions if m.motion.state == "open"), None)

    @property
    def drafted_main(self) -> Motion | None:
        """The main motion on the floor that is not put yet: what an amendment would change."""
        main = [m.motion for m in self.motions if m.motion.kind == "main" and m.motion.state == "drafted"]
        return main[-1] if main else None

    @property
    def being_amended(self) -> frozenset[int | None]:
        """Motions that wait for an amendment to be decided."""
        return frozenset(m.motion.parent_id for m in self.motions if m.motion.state in {"drafted", "open"})

    @property
    def last_main(self) -> Moved | None:
        """The main motion that decided the item: voted on last, on the item or on the consent agenda it is part of."""
        moved = self.motions if self.together is None else self.together
        main = [m for m in moved if m.motion.kind == "main" and m.motion.state == "closed"]
        return main[-1] if main else None

    @property
    def voters(self) -> frozenset[int]:
        """Who may vote: whoever is there, in writing every seat without a conflict."""
        written = self.meeting.kind == "written"
        return frozenset(self.sitting.seats) - self.sitting.barred if written else self.sitting.eligible

    @property
    def not_voted(self) -> Sequence[str]:
        """By name, who may still vote on the motion that is open."""
        votes = self.open_motion.votes if self.open_motion else {}
        return sorted(self.sitting.seats[p].name for p in self.voters - votes.keys())

    @property
    def closes_itself(self) -> bool:
        """Whether its vote cannot be closed yet: in writing, until time is up or everyone has answered."""
        return self.meeting.kind == "written" and not self.late and bool(self.not_voted)

    @property
    def undecided(self) -> bool:
        """Whether the last vote came to nothing for want of a quorum."""
        return self.last_main is not None and self.last_main.motion.result in {NO_QUORUM, ALTERNATE}

    @property
    def for_alternate(self) -> bool:
        """Whether it did so because of conflicts alone: another body decides then, if the rules name one."""
        return self.last_main is not None and self.last_main.motion.result == ALTERNATE

    @property
    def live(self) -> bool:
        """Whether anything may still be moved on it: once it is dealt with in camera, that the meeting rise."""
        return self.meeting.state == "open" and (self.item.done_at is None or self.closed)

    def barred_there(self) -> list[str]:
        """Members who take no part in this item, by name."""
        away = self.sitting.barred & frozenset(self.sitting.seats)
        return [self.sitting.seats[p].name for p in sorted(away)]


def item_page(desk: Desk, actor: Actor, meeting: int, item: int, now: datetime) -> ItemPage:
    """Raises NotFound for whoever does not sit in the body, or may not know the case (conflict, not reached)."""
    found = db.session.scalar(
        select(AgendaItem)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Body, Body.id == Meeting.body_id)
        .options(contains_eager(AgendaItem.meeting).contains_eager(Meeting.body))
        .where(AgendaItem.id == item, Meeting.id == meeting)
    )
    if found is None or not actor.holds(found.meeting.body.key):
        raise NotFound(item)
    proposal = None
    if found.proposal_id is not None:
        proposal = db.session.scalar(visible_to(actor).where(Proposal.id == found.proposal_id))
        if proposal is None:
            raise NotFound(item)
    sitting = sitting_of(found.meeting, found, now=now)
    if not takes_part(actor, found.meeting.body.key, sitting.barred):
        raise NotFound(item)
    body, late = found.meeting.body, is_late(found.meeting, now)
    written = LATE if late else None
    return ItemPage(
        meeting=found.meeting,
        body=body,
        rules=body.on(sits_on(found.meeting, now)),
        item=found,
        proposal=proposal,
        sitting=sitting,
        motions=motions_of(found.id),
        together=_together(found),
        hours=_hours(desk, proposal) if proposal else None,
        actions=actions_open(desk, found, body.key) if proposal else (),
        keeps=keeps_record(actor, found.meeting, sitting, now),
        seated=actor.id in sitting.seats,
        why_no_vote=sitting.why_not(actor.id) if found.meeting.kind != "written" else written,
        late=late,
        closed=found.meeting.state == "open" and in_camera(found.meeting),
    )


def is_late(meeting: Meeting, now: datetime) -> bool:
    """Whether the time of a resolution in writing is over."""
    return meeting.kind == "written" and meeting.closes_at is not None and now > meeting.closes_at


def _together(item: AgendaItem) -> Sequence[Moved] | None:
    place = consent_of(item.meeting_id) if by_consent(item) else None
    return motions_of(place.id) if place else None


def _hours(desk: Desk, proposal: Proposal) -> object:
    texts = desk.versions[proposal.digest].workflow.texts
    found = db.session.scalars(
        select(Revision)
        .where(Revision.proposal_id == proposal.id, Revision.form.in_(texts))
        .order_by(Revision.id.desc())
    ).all()
    return next((r.answers["hours_total"] for r in found if r.answers.get("hours_total")), None)


def keeps_record(actor: Actor, meeting: Meeting, sitting: Sitting, now: datetime) -> bool:
    """The secretary of the body; whoever presides where no secretary can act. Never somebody with a conflict."""
    if actor.id in sitting.barred:
        return False
    body, actor = meeting.body.key, actor.without(sitting.barred)
    if actor.holds(body, *SECRETARIES):
        return True
    staffed = {p.id for p in holders(body, SECRETARIES, local_day(now))} - sitting.barred
    return not staffed and (actor.holds(body, CHAIR, VICE_CHAIR) or actor.id == meeting.chair_id)


class Keeping:
    """Who keeps the record of which item: the same rule as ``keeps_record``, for all items of a meeting at once.

    ``barred`` are persons by item.
    """

    def __init__(
        self, actor: Actor, meeting: Meeting, barred: Mapping[int, frozenset[int]], now: datetime
    ) -> None:
        body = meeting.body.key
        self.actor, self.barred = actor, barred
        self.secretary = actor.holds(body, *SECRETARIES)
        self.presides = actor.holds(body, CHAIR, VICE_CHAIR) or actor.id == meeting.chair_id
        chairs_only = self.presides and not self.secretary
        staff = holders(body, SECRETARIES, local_day(now)) if chairs_only else ()
        self.secretaries = frozenset(p.id for p in staff)

    def apart(self, item: int) -> bool:
        """Whether the reader takes no part in it."""
        return self.actor.id in self.barred.get(item, frozenset())

    def of(self, item: int | None) -> bool:
        barred = self.barred.get(item or 0, frozenset())
        if self.actor.id in barred:
            return False
        return self.secretary or (self.presides and not self.secretaries - barred)
