"""Motions: drafted, moved and seconded, amended, put to the vote, withdrawn. Their numbers are never reused."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ..desk import Desk
from ..digests import considered
from ..forms.web import Problem
from ..language import Text
from ..models.database import db, one_at_a_time, transaction
from ..models.meetings import AgendaItem, Motion
from ..models.minutes import Minutes
from ..models.proposals import Proposal
from ..queries.chamber import sits_on
from ..queries.motions import actions_open, by_consent, consent_of, in_camera
from ..queries.packets import is_as_shown
from ..workflow.facts import Actor
from . import Invalid, NotAllowed, Stale
from .consenting import insist_undisputed
from .meeting_room import MeetingRoom, enter_room, room_of_motion
from .presiding import STILL_OPEN
from .recording import latest_revisions

KINDS = ("main", "amendment", "close", "rise", "postpone", "refer", "receive")
LEAST = 10
"""Characters of a motion that says anything."""
NO_TEXT = Text(en="Write the motion out in full", fr="Rédigez la motion au complet")
NO_MOVER = Text(en="Choose who moves it", fr="Indiquez qui propose la motion")
NO_SECONDER = Text(en="Choose who seconds it", fr="Indiquez qui appuie la motion")
SAME = Text(
    en="The mover cannot second the motion", fr="La personne qui propose ne peut pas appuyer la motion"
)
NO_PART = Text(
    en="Only a member with a vote who is present and has no conflict in this item may move or second",
    fr="Seul un membre ayant droit de vote, présent et sans conflit d’intérêts pour ce point peut proposer ou appuyer",
)
NO_GROUND = Text(
    en="An item is closed to the public only on a ground from the body’s list: choose one",
    fr="Un point n’est traité à huis clos que pour un motif de la liste de l’instance\u00a0: choisissez-en un",
)
NO_WORDING = Text(
    en="Write what may be said in public about the result",
    fr="Indiquez ce qui peut être dit publiquement du résultat",
)
IN_PUBLIC = Text(en="The meeting is not in camera", fr="La réunion n’est pas à huis clos")
NO_ACTION = Text(en="Choose what the motion would decide", fr="Indiquez ce que la motion déciderait")
PUT = Text(
    en="This motion is being voted on, or is decided: it no longer changes",
    fr="Cette motion est mise aux voix ou décidée\u00a0: elle ne change plus",
)
NOT_MAIN = Text(
    en="Only a main motion that is not put yet is amended",
    fr="Seule une motion principale non mise aux voix est amendée",
)
UNSEEN = frozenset({"", "defer"})
"""What a body may do about a case whose text its packet did not show."""
NOT_SHOWN = Text(
    en="The packet of this meeting shows another text of this case: replace the packet first, so that the body decides "
    "on what it was shown",
    fr="Le cahier de cette réunion montre un autre texte de ce dossier\u00a0: remplacez d’abord le cahier, afin que "
    "l’instance se prononce sur ce qui lui a été présenté",
)
TOGETHER = Text(
    en="The item is on the consent agenda and is decided with the others: move it to the discussion first",
    fr="Le point figure à l’ordre du jour de consentement et se décide avec les autres\u00a0: déplacez-le d’abord vers "
    "la discussion",
)
NO_MINUTES = Text(
    en="The minutes of that meeting are not drafted yet: draft them first",
    fr="Le procès-verbal de cette réunion n’est pas encore rédigé\u00a0: rédigez-le d’abord",
)
AMENDMENTS = Text(en="An amendment is still undecided", fr="Un amendement n’est pas encore décidé")


@dataclass(frozen=True, slots=True)
class Wording:
    """What is moved: by whom, in which words; ``action`` is what it would decide about a case."""

    text: str
    moved_by: int | None = None
    seconded_by: int | None = None
    kind: str = "main"
    action: str = ""
    ground: str = ""
    public_wording: str = ""
    parent: int | None = None


def draft_motion(
    desk: Desk, actor: Actor, meeting: int, item: int, wording: Wording, *, now: datetime, lang: str = "en"
) -> int:
    """A motion on an item; its id. Movers may still be missing: they are asked when it is put.

    Raises NotFound, NotAllowed, Invalid with every problem at its field, LookupError for an unknown kind.
    """
    if wording.kind not in KINDS:
        raise LookupError(wording.kind)
    with transaction():
        room = enter_room(actor, meeting, item, now=now)
        room.keeper()
        room.in_a_room()
        if wording.kind != "rise":  # the item that was closed may be decided before the meeting rises
            room.unsettled()
        _insist_sound(desk, room, wording, lang)
        motion = Motion(
            item_id=room.the_item.id,
            parent_id=wording.parent,
            kind=wording.kind,
            action=wording.action,
            proposed=wording.text.strip(),
            text=wording.text.strip(),
            language=lang,
            moved_by_id=wording.moved_by,
            seconded_by_id=wording.seconded_by,
        )
        db.session.add(motion)
        db.session.flush()
        if wording.kind == "close":
            room.the_item.ground = wording.ground
        if wording.kind == "rise":
            room.the_item.public_wording = wording.public_wording.strip()
        room.note("move", motion=motion.id, kind=motion.kind, action=motion.action, text=motion.proposed)
        return motion.id


def reword(
    desk: Desk, actor: Actor, motion: int, wording: Wording, *, seen: int, now: datetime, lang: str = "en"
) -> None:
    """Correct a motion that is not put yet. ``seen`` is its version. Raises as ``draft_motion``, and Stale."""
    with transaction():
        room, found = room_of_motion(actor, motion, now=now)
        room.keeper()
        if found.version != seen:
            raise Stale
        if found.state != "drafted":
            raise NotAllowed(PUT)
        _insist_sound(desk, room, wording, lang)
        found.text = found.proposed = wording.text.strip()
        found.language = lang
        found.action = wording.action
        found.moved_by_id, found.seconded_by_id = wording.moved_by, wording.seconded_by
        room.note("reword", motion=found.id, text=found.text)


def put(desk: Desk, actor: Actor, motion: int, *, now: datetime, lang: str = "en") -> None:
    """Open the vote: the motion gets its number, and the text it is about is pinned (I5).

    Raises NotFound, NotAllowed (meeting not open, another vote is, the packet shows another text), Invalid (mover or
    seconder missing or barred).
    """
    with transaction():
        room, found = room_of_motion(actor, motion, now=now)
        room.keeper()
        room.under_way()
        if found.kind != "rise":
            room.unsettled()
        if found.state != "drafted":
            raise NotAllowed(PUT)
        room.nothing_written_down()
        if room.open_motion() is not None:
            raise NotAllowed(STILL_OPEN)
        if problems := [*_movers(room, found.moved_by_id, found.seconded_by_id, lang, complete=True)]:
            raise Invalid(problems)
        if any(a.state in {"drafted", "open"} for a in _amendments(found)):
            raise NotAllowed(AMENDMENTS)
        if found.action not in UNSEEN and not is_as_shown(desk, room.the_item):
            raise NotAllowed(NOT_SHOWN)
        if found.kind == "main":
            insist_undisputed(room)
            _insist_drafted(room.the_item)
        found.number = found.number or next_number(room)
        found.state, found.opened_at = "open", now
        found.content_digest = text_of(room.the_item)
        room.note("put", motion=found.id, number=found.number, text=found.text)


def _insist_drafted(item: AgendaItem) -> None:
    """Minutes are approved as somebody wrote them: approving what is not there would be lost."""
    if item.kind != "minutes":
        return
    if db.session.scalar(select(Minutes.id).where(Minutes.meeting_id == item.about_id)) is None:
        raise NotAllowed(NO_MINUTES)


def withdraw_motion(actor: Actor, motion: int, *, now: datetime) -> None:
    """Take a motion back before it is put. Raises NotFound, NotAllowed."""
    with transaction():
        room, found = room_of_motion(actor, motion, now=now)
        room.keeper()
        if found.state != "drafted":
            raise NotAllowed(PUT)
        found.state = "withdrawn"
        room.note("withdraw_motion", motion=found.id)


def next_number(room: MeetingRoom) -> str:
    """The next number of the body's series in the year of the meeting: ``B-2026-031``."""
    day = sits_on(room.meeting, room.now)
    series = room.meeting.body.on(day).motion_series or room.meeting.body.key.upper()
    head = f"{series}-{day.year}-"
    one_at_a_time(f"motion {head}")
    used = db.session.scalars(select(Motion.number).where(Motion.number.startswith(head, autoescape=True)))
    last = max((int(number.removeprefix(head)) for number in used if number), default=0)
    return f"{head}{last + 1:03d}"  # as text, 999 comes after 1000


def text_of(item: AgendaItem) -> str:
    """Digest of the frozen texts that an item is about; nothing for other business."""
    if item.proposal_id is None:
        return ""
    proposal = db.session.get_one(Proposal, item.proposal_id)
    latest = latest_revisions(proposal.id)
    return considered({form: r.digest for form, r in latest.items()})


def _insist_sound(desk: Desk, room: MeetingRoom, wording: Wording, lang: str) -> None:
    problems = [*_words(desk, room, wording, lang)]
    problems += _movers(room, wording.moved_by, wording.seconded_by, lang)
    if problems:
        raise Invalid(problems)
    if wording.kind == "amendment":
        parent = db.session.get(Motion, wording.parent or 0)
        if (
            parent is None
            or parent.item_id != room.the_item.id
            or (parent.kind, parent.state) != ("main", "drafted")
        ):
            raise NotAllowed(NOT_MAIN)
    if wording.kind == "main" and by_consent(room.the_item) and consent_of(room.meeting.id) is not None:
        raise NotAllowed(TOGETHER)
    if wording.kind == "rise" and not in_camera(room.meeting):
        raise NotAllowed(IN_PUBLIC)


def _words(desk: Desk, room: MeetingRoom, wording: Wording, lang: str) -> list[Problem]:
    found = []
    if len(wording.text.strip()) < LEAST:
        found.append(("text", NO_TEXT))
    grounds = {g["name"] for g in room.meeting.body.on(sits_on(room.meeting, room.now)).closed_grounds}
    if wording.kind == "close" and wording.ground not in grounds:
        found.append(("ground", NO_GROUND))
    if wording.kind == "rise" and not wording.public_wording.strip():
        found.append(("public_wording", NO_WORDING))
    if wording.kind == "main" and room.the_item.kind == "case":
        names = {a.name for a in actions_open(desk, room.the_item, room.meeting.body.key)}
        if wording.action not in names:
            found.append(("action", NO_ACTION))
    return [Problem(name, name, "", why.in_(lang)) for name, why in found]


def _movers(
    room: MeetingRoom, mover: int | None, seconder: int | None, lang: str, *, complete: bool = False
) -> list[Problem]:
    """Mover and seconder are two, present, with a vote and without a conflict (PROCESS.md 2)."""
    found = []
    named = (("moved_by", mover, NO_MOVER), ("seconded_by", seconder, NO_SECONDER))
    for name, person, missing in named:
        if person is None and complete:
            found.append((name, missing))
        elif person is not None and person not in room.sitting.eligible:
            found.append((name, NO_PART))
    if mover is not None and mover == seconder:
        found.append(("seconded_by", SAME))
    return [Problem(name, name, "", why.in_(lang)) for name, why in found]


def _amendments(motion: Motion) -> list[Motion]:
    return list(db.session.scalars(select(Motion).where(Motion.parent_id == motion.id)))
