"""The agenda of a meeting: cases that are before the body, and its other business, in their order and part."""

from datetime import datetime

from sqlalchemy import func, select

from ..desk import Desk
from ..language import Text
from ..models.database import db, transaction
from ..models.meetings import AgendaItem, Meeting
from ..models.proposals import Proposal
from ..queries import NotFound
from ..queries.alternates import as_which
from ..queries.meetings import takes_cases
from ..queries.motions import is_put
from ..queries.offices import acts_as_secretary
from ..queries.people import roster
from ..workflow.facts import Actor
from . import NotAllowed
from .conflicts import declare_for
from .consenting import insist_to_come, open_consent
from .entering import enter
from .opening import Opened, open_case
from .suggesting import suggest_at_arrival

REMOVED = "removed"
PARTS = ("consent", "discussion", "information")
SECRETARY = Text(
    en="The secretary of the body keeps its agenda", fr="Le secrétariat de l’instance tient son ordre du jour"
)
NOT_DUE = Text(en="The case is not before this body", fr="Le dossier n’est pas devant cette instance")
PLACED = Text(
    en="It is already on the agenda of another meeting: take it off there first",
    fr="Le dossier figure déjà à l’ordre du jour d’une autre réunion\u00a0: retirez-le d’abord de celle-ci",
)
ELSEWHERE = Text(
    en="Conflicts of interest leave this body without a quorum for this case: its alternate body decides",
    fr="Les conflits d’intérêts privent cette instance de quorum pour ce dossier\u00a0: l’instance de remplacement décide",
)
DEALT_WITH = Text(
    en="This meeting has dealt with the case: choose a later one",
    fr="Cette réunion a déjà traité le dossier\u00a0: choisissez-en une autre",
)
ENDED = Text(
    en="This meeting is over or was called off: choose one that is still to come",
    fr="Cette réunion est levée ou annulée\u00a0: choisissez-en une qui reste à tenir",
)
IN_WRITING = Text(
    en="A resolution in writing is about one case alone: choose a meeting",
    fr="Une résolution écrite porte sur un seul dossier\u00a0: choisissez une réunion",
)
CALL_OFF = Text(
    en="A resolution in writing is about this case alone: call it off instead",
    fr="Une résolution écrite porte sur ce seul dossier\u00a0: annulez-la plutôt",
)
RECORDED = Text(
    en="A decision of this meeting is written down and waits for the chair: it stays on the agenda",
    fr="Une décision de cette réunion est consignée et attend la présidence\u00a0: le point demeure",
)
WAS_PUT = Text(
    en="A motion on this item was put to the vote: the item stays where it is until it is dealt with",
    fr="Une motion sur ce point a été mise aux voix\u00a0: le point demeure où il est jusqu’à ce qu’il soit traité",
)


def place_on_agenda(
    desk: Desk,
    actor: Actor,
    reference: str,
    meeting: int,
    *,
    part: str = "discussion",
    seen: int,
    now: datetime,
) -> None:
    """Put a case on the agenda of a meeting of the body it is before, last in a part of it.

    Raises NotFound, Stale, NotAllowed (not the secretary's office, the meeting takes none, not before this body, already
    placed), LookupError (no such part).
    """
    if part not in PARTS:
        raise LookupError(part)
    with transaction():
        opened, found = _at_meeting(desk, actor, reference, meeting, now, seen)
        if not takes_cases(found):
            raise NotAllowed(IN_WRITING if found.kind == "written" else ENDED)
        stage = opened.version.workflow.stage(opened.proposal.stage)
        bodies, instead = {a.body for a in stage.actions if a.body}, opened.case.alternates
        if found.body.key in bodies & instead.keys():
            raise NotAllowed(ELSEWHERE)
        due = as_which(instead, found.body.key) & bodies
        if not due:
            raise NotAllowed(NOT_DUE)
        if due & opened.case.agenda:
            raise NotAllowed(PLACED)
        item = _item(found, opened.proposal)
        if item is not None and item.result != REMOVED:
            raise NotAllowed(DEALT_WITH)
        if item is None:
            item = AgendaItem(meeting_id=found.id, proposal_id=opened.proposal.id)
            db.session.add(item)
        item.position, item.result, item.done_at, item.part = last_place(found.id) + 1, "", None, part
        db.session.flush()
        if part == "consent":
            open_consent(found)
            insist_to_come(found)
        enter(found, actor, "place", {"reference": reference, "part": part}, now=now)
        event = opened.note("place_on_agenda", _named(found))
        opened.tell(event, "proposer", "ce_director")
        suggest_at_arrival(desk, opened.proposal, now)  # somebody may have joined the body since it arrived


def remove_from_agenda(
    desk: Desk, actor: Actor, reference: str, meeting: int, *, seen: int, now: datetime
) -> None:
    """Take a case off an agenda, while nothing is recorded of it there. Raises NotFound, Stale, NotAllowed."""
    with transaction():
        opened, found = _at_meeting(desk, actor, reference, meeting, now, seen)
        item = _item(found, opened.proposal)
        if item is None:
            raise NotFound(reference)
        if item.done_at is not None:
            raise NotAllowed(DEALT_WITH)
        if opened.proposal.recorded:
            raise NotAllowed(RECORDED)
        if found.kind == "written":
            raise NotAllowed(CALL_OFF)
        if is_put(item):
            raise NotAllowed(WAS_PUT)
        _take_off(actor, found, item, now)
        opened.note("remove_from_agenda", _named(found))


def declare_at_meeting(
    desk: Desk,
    actor: Actor,
    reference: str,
    meeting: int,
    person: int,
    kind: str,
    description: str,
    *,
    now: datetime,
) -> None:
    """A conflict that a member declared in the room, written down by the secretary.

    Raises NotFound (the case, the meeting, no member), NotAllowed (not the secretary, declared before).
    """
    with transaction():
        opened, found = _at_meeting(desk, actor, reference, meeting, now, None)
        member = next((m for m in roster(found.body, found.held_on) if m.person_id == person), None)
        if member is None or _item(found, opened.proposal) is None:
            raise NotFound(person)
        declare_for(opened, member.person, kind, description, {"meeting": _named(found)})


def last_place(meeting: int) -> int:
    last = select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting)
    return db.session.scalar(last) or 0


def _take_off(actor: Actor, meeting: Meeting, item: AgendaItem, now: datetime) -> None:
    """Questions and motions on it stay with it: it is marked, not deleted."""
    item.result, item.done_at = REMOVED, now
    db.session.flush()
    enter(meeting, actor, "remove", {}, now=now, item=item.id)


def _at_meeting(
    desk: Desk, actor: Actor, reference: str, meeting: int, now: datetime, seen: int | None
) -> tuple[Opened, Meeting]:
    """The case and the meeting, where the actor keeps that body's agenda for this case."""
    opened = open_case(desk, actor, reference, now, seen=seen)
    found = _meeting(actor, meeting)
    if not acts_as_secretary(opened.case, actor, found.body.key):
        raise NotAllowed(SECRETARY)
    opened.under_way()
    return opened, found


def _meeting(actor: Actor, meeting: int) -> Meeting:
    found = db.session.scalar(select(Meeting).where(Meeting.id == meeting).with_for_update(of=Meeting))
    if found is None or not actor.holds(found.body.key):
        raise NotFound(meeting)
    return found


def _item(meeting: Meeting, proposal: Proposal) -> AgendaItem | None:
    return db.session.scalar(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.proposal_id == proposal.id)
    )


def _named(meeting: Meeting) -> dict[str, object]:
    return {"meeting": meeting.id, "body": meeting.body.key, "date": meeting.held_on.isoformat()}
