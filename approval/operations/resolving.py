"""Written resolutions: a body decides between its meetings, each seat in writing, until a closing time.

Reported for ratification at the next regular meeting (PROCESS.md 3, urgent route).
"""

from dataclasses import dataclass
from datetime import datetime

from ..calendar import local_day
from ..desk import Desk
from ..forms.web import Problem
from ..language import Text
from ..models.bodies import Body
from ..models.database import db, transaction
from ..models.meetings import AgendaItem, Meeting, Motion
from ..queries import NotFound
from ..queries.alternates import as_which
from ..queries.chamber import sitting_of
from ..queries.motions import actions_open
from ..queries.offices import CONVENERS, acts_as_secretary
from ..queries.people import body_by_key
from ..versions import Version
from ..workflow.facts import Actor
from . import Invalid, NotAllowed
from .convening import CONVENES
from .meeting_room import MeetingRoom
from .moving import LEAST, NO_ACTION, NO_TEXT, next_number, text_of
from .opening import open_case
from .placing import NOT_DUE, PLACED, SECRETARY
from .suggesting import suggest_at_arrival

NOT_ALLOWED = Text(
    en="This body does not decide in writing: it meets",
    fr="Cette instance ne décide pas par écrit\u00a0: elle se réunit",
)
NO_REASON = Text(
    en="Say why it cannot wait for a meeting: the deadline, and the harm of waiting",
    fr="Précisez pourquoi cela ne peut attendre une réunion\u00a0: l’échéance et le préjudice causé par l’attente",
)
TOO_SOON = Text(
    en="Choose a closing time that is still to come", fr="Choisissez une heure de clôture à venir"
)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What is put in writing: which decision, in which words, why in writing, and until when it is open."""

    action: str
    text: str
    why: str
    closes_at: datetime


def resolve_in_writing(
    desk: Desk,
    actor: Actor,
    body: str,
    reference: str,
    wish: Resolution,
    *,
    seen: int,
    now: datetime,
    lang: str = "en",
) -> int:
    """A written resolution on a case, open to every seat at once; the id of its meeting.

    Raises NotFound, Stale, NotAllowed (not a convener, not allowed by the body's rule, not before the body),
    Invalid with every problem at its field.
    """
    with transaction():
        if not actor.holds(body):
            raise NotFound(body)
        found = body_by_key(body)
        if not actor.holds(body, *CONVENERS):
            raise NotAllowed(CONVENES)
        if not found.on(local_day(now)).written_resolution:
            raise NotAllowed(NOT_ALLOWED)
        opened = open_case(desk, actor, reference, now, seen=seen)
        if not acts_as_secretary(opened.case, actor, body):
            raise NotAllowed(SECRETARY)
        opened.under_way()
        stage = opened.version.workflow.stage(opened.proposal.stage)
        if not as_which(opened.case.alternates, body) & {a.body for a in stage.actions}:
            raise NotAllowed(NOT_DUE)
        if body in opened.case.agenda:
            raise NotAllowed(PLACED)
        meeting, item = _laid_out(found, opened.proposal.id, wish, now)
        if problems := _wrong(desk, item, body, wish, now, lang):
            raise Invalid(problems)
        _put(meeting, item, wish, actor, now, reference).language = lang
        said = {"meeting": meeting.id, "body": body, "date": meeting.held_on.isoformat()}
        event = opened.note("place_on_agenda", said)
        opened.tell(event, "proposer", "ce_director", *_members(opened.version, body))
        suggest_at_arrival(desk, opened.proposal, now)
        return meeting.id


def _laid_out(body: Body, proposal: int, wish: Resolution, now: datetime) -> tuple[Meeting, AgendaItem]:
    """A meeting that sits nowhere: open from now on."""
    meeting = Meeting(
        body_id=body.id,
        body=body,
        kind="written",
        held_on=local_day(wish.closes_at),
        closes_at=wish.closes_at,
        why=wish.why.strip(),
        state="open",
        opened_at=now,
        present=[],
        regrets=[],
    )
    item = AgendaItem(proposal_id=proposal, opened_at=now, meeting=meeting)
    db.session.add_all([meeting, item])
    db.session.flush()
    return meeting, item


def _wrong(
    desk: Desk, item: AgendaItem, body: str, wish: Resolution, now: datetime, lang: str
) -> list[Problem]:
    found = []
    if len(wish.text.strip()) < LEAST:
        found.append(("text", NO_TEXT))
    if not wish.why.strip():
        found.append(("why", NO_REASON))
    if wish.closes_at <= now:
        found.append(("closes_at", TOO_SOON))
    if wish.action not in {a.name for a in actions_open(desk, item, body)}:
        found.append(("action", NO_ACTION))
    return [Problem(name, name, "", reason.in_(lang)) for name, reason in found]


def _put(
    meeting: Meeting, item: AgendaItem, wish: Resolution, actor: Actor, now: datetime, reference: str
) -> Motion:
    room = MeetingRoom(meeting, item, sitting_of(meeting, item, now=now), actor, now)
    motion = Motion(
        item_id=item.id,
        action=wish.action,
        proposed=wish.text.strip(),
        text=wish.text.strip(),
        state="open",
        opened_at=now,
        number=next_number(room),
        content_digest=text_of(item),
    )
    db.session.add(motion)
    db.session.flush()
    closes = wish.closes_at.isoformat()
    room.note("resolve_in_writing", reference=reference, number=motion.number, why=meeting.why, closes=closes)
    return motion


def _members(version: Version, body: str) -> list[str]:
    return [r.name for r in version.workflow.roles if r.body == body]
