"""Votes: one for each seat, cast by the member or recorded by the secretary; then the result, by the body's rule.

The database holds that a seat votes once (I6). What was cast is not changed: who erred says so before the vote
is closed, and the motion is put again.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ..calendar import local_day
from ..deliberation.deciding import ALTERNATE, CHOICES, OBJECTION, UNDECIDED, Result, decide
from ..forms.web import Problem
from ..language import Text
from ..models.database import db, transaction
from ..models.meetings import AgendaItem, Meeting, Motion, Vote
from ..models.minutes import Minutes
from ..queries.chamber import asked_first, proxies
from ..queries.items import LATE, is_late
from ..workflow.facts import Actor
from ..workflow.rules import SAY_FIRST, THEY_FIRST
from . import Invalid, NotAllowed
from .bringing import bring_on
from .consenting import part_conflicted
from .meeting_room import MeetingRoom, room_of_motion
from .presiding import remaining

NOT_PUT = Text(
    en="This motion is not open to votes: it was not put yet, or the vote is closed",
    fr="Cette motion n’est pas mise aux voix\u00a0: elle ne l’est pas encore, ou le vote est clos",
)
TWICE = Text(
    en="This seat has voted on this motion: a vote counts once and stands",
    fr="Ce siège a déjà voté sur cette motion\u00a0: un vote compte une fois et demeure",
)
NO_PROXY = Text(
    en="Nobody votes for somebody else in this body",
    fr="Nul ne vote pour autrui dans cette instance",
)
NOT_DELEGATED = Text(
    en="This member has not delegated their office to you for today",
    fr="Ce membre ne vous a pas délégué sa fonction pour aujourd’hui",
)
OWN_SEAT = Text(
    en="You have a vote of your own in this body: you cannot cast a second one for somebody else",
    fr="Vous avez votre propre vote dans cette instance\u00a0: vous ne pouvez pas en exprimer un second pour autrui",
)
RUNS = Text(
    en="The resolution is open until its closing time, or until every member has answered",
    fr="La résolution reste ouverte jusqu’à l’heure de clôture ou jusqu’à la réponse de tous les membres",
)
NO_CHOICE = Text(en="Choose how to vote", fr="Indiquez votre vote")
ASKED = Text(
    en="This member must first say whether they have a conflict of interest",
    fr="Ce membre doit d’abord dire s’il est en conflit d’intérêts",
)
NOT_CONSENSUS = Text(
    en="An objection is noted where the body decides by consensus; here, vote for, against or abstain",
    fr="Une objection se consigne là où l’instance décide par consensus\u00a0; ici, votez pour, contre ou abstenez-vous",
)
NO_VOTES = Text(en="Nobody has voted yet", fr="Personne n’a encore voté")


def cast(
    actor: Actor,
    motion: int,
    choice: str,
    *,
    seat: int | None = None,
    dissent: str = "",
    now: datetime,
    lang: str = "en",
) -> int:
    """The actor's vote, or for ``seat`` who delegated to them; the vote's id.

    Raises NotFound, NotAllowed (with the reason: no vote here, conflict, not present, voted, closed, no proxy),
    Invalid at ``choice``.
    """
    try:
        with transaction():
            room, found = room_of_motion(actor, motion, now=now)
            _insist_open(room, found)
            person = seat if seat is not None else actor.id
            if person != actor.id:
                _insist_delegated(room, person)
            _insist_may(room, found, person, choice, lang)
            vote = Vote(
                motion_id=found.id,
                person_id=person,
                choice=choice,
                cast_at=now,
                cast_by_id=actor.id,
                dissent=dissent.strip(),
            )
            db.session.add(vote)
            db.session.flush()
            room.note_for(person, "vote", motion=found.id, person=person, choice=choice)
            return vote.id
    except IntegrityError as twice:
        raise NotAllowed(TWICE) from twice


def record_votes(
    actor: Actor,
    motion: int,
    votes: Mapping[int, str],
    *,
    dissents: Mapping[int, str] | None = None,
    now: datetime,
    lang: str = "en",
) -> int:
    """What was said in the room, seat by seat, written down by the secretary; how many were new.

    A seat that voted already keeps its vote. Raises NotFound, NotAllowed, Invalid at the seat.
    """
    try:
        with transaction():
            room, found = room_of_motion(actor, motion, now=now)
            room.keeper()
            _insist_open(room, found)
            known = set(db.session.scalars(select(Vote.person_id).where(Vote.motion_id == found.id)))
            new = {p: c for p, c in sorted(votes.items()) if p not in known}
            _insist_all(room, new, lang)
            for person, choice in new.items():
                said = (dissents or {}).get(person, "").strip()
                db.session.add(
                    Vote(
                        motion_id=found.id,
                        person_id=person,
                        choice=choice,
                        cast_at=now,
                        cast_by_id=actor.id,
                        dissent=said,
                    )
                )
                room.note("vote", motion=found.id, person=person, choice=choice, recorded=True)
            db.session.flush()
            return len(new)
    except IntegrityError as twice:
        raise NotAllowed(TWICE) from twice


def close_vote(actor: Actor, motion: int, *, now: datetime) -> Result:
    """Count, and decide by the rule in force on the day. Raises NotFound, NotAllowed (not open, nobody voted)."""
    with transaction():
        room, found = room_of_motion(actor, motion, now=now)
        room.keeper()
        if found.state != "open":
            raise NotAllowed(NOT_PUT)
        votes = {
            v.person_id: v.choice for v in db.session.scalars(select(Vote).where(Vote.motion_id == motion))
        }
        if room.meeting.kind == "written":
            return _settle_in_writing(room, found, votes)
        if not votes:
            raise NotAllowed(NO_VOTES)
        return settle(room, found, votes)


def _settle_in_writing(room: MeetingRoom, motion: Motion, votes: Mapping[int, str]) -> Result:
    """Nobody is in a room: whoever answered took part. It ends when time is up, or everyone has answered."""
    everyone = frozenset(room.sitting.seats) - room.sitting.barred
    if not is_late(room.meeting, room.now) and not everyone <= frozenset(votes):
        raise NotAllowed(RUNS)
    there = frozenset(votes)
    if not room.sitting.rules.conflicted_count:  # so that it shows where conflicts alone left too few answers
        there |= room.sitting.barred & room.sitting.seats.keys()
    room = replace(room, sitting=replace(room.sitting, present=there))
    result = settle(room, motion, votes)
    if result.outcome in UNDECIDED and not (result.outcome == ALTERNATE and room.sitting.rules.alternate):
        room.the_item.result, room.the_item.done_at = result.outcome, room.now
    room.meeting.state, room.meeting.closed_at = "closed", room.now
    names = {p: s.name for p, s in room.sitting.seats.items()}
    room.meeting.present = [{"id": str(p), "name": names[p]} for p in sorted(votes) if p in names]
    bring_on(room.meeting, room.now)
    return result


def settle(room: MeetingRoom, motion: Motion, votes: Mapping[int, str]) -> Result:
    """Close a motion with its result and keep all that made it so. Inside the caller's transaction."""
    result = decide(room.sitting, votes)
    motion.state, motion.closed_at, motion.closed_by_id = "closed", room.now, room.actor.id
    motion.method, motion.result = result.rule, result.outcome
    motion.tally = {
        "votes": dict(result.tally),
        "needed": result.quorum.needed,
        "counted": result.quorum.counted,
        "rule": room.sitting.rules.rule,
        "quorum": room.sitting.rules.quorum,
        "seats": [{"id": p, "name": s.name} for p, s in sorted(room.sitting.seats.items())],
        "barred": sorted(room.sitting.barred & set(room.sitting.seats)),
    }
    room.note(
        "decide", motion=motion.id, number=motion.number, result=result.outcome, votes=dict(result.tally)
    )
    _take_effect(room, motion, result, votes)
    db.session.flush()
    return result


def _take_effect(room: MeetingRoom, motion: Motion, result: Result, votes: Collection[int]) -> None:
    """What the motion changes at once. A decision on a case binds when the chair confirms it, not here."""
    item = room.the_item
    if motion.kind == "amendment" and result.passed:
        parent = db.session.get_one(Motion, motion.parent_id)
        parent.text = motion.text
    if motion.kind in {"close", "rise"}:
        _close_or_rise(room, motion, result)
        return
    if motion.kind == "main":
        part_conflicted(room, votes)
    if motion.kind == "amendment" or item.kind == "case":
        return
    if result.outcome in {"no_quorum", "alternate_body"}:
        return
    if motion.kind in {"postpone", "refer", "receive"} and not result.passed:
        return
    words = {"postpone": "postponed", "refer": "referred", "receive": "received"}
    item.result, item.done_at = words.get(motion.kind, result.outcome), room.now
    if result.passed and item.kind == "minutes" and item.about_id:
        _approve_minutes(item, motion, room.now)


def _close_or_rise(room: MeetingRoom, motion: Motion, result: Result) -> None:
    if not result.passed:
        return
    if motion.kind == "close":
        room.the_item.in_camera = True
        room.note("in_camera", ground=room.the_item.ground, remained=remaining(room))
    else:
        room.note("rise", public_wording=room.the_item.public_wording)


def _approve_minutes(item: AgendaItem, motion: Motion, now: datetime) -> None:
    minutes = db.session.scalar(select(Minutes).where(Minutes.meeting_id == item.about_id))
    if minutes is not None:
        minutes.state, minutes.approved_at, minutes.approved_by = "approved", now, motion.id


def _insist_open(room: MeetingRoom, motion: Motion) -> None:
    meeting: Meeting = room.meeting
    if motion.state != "open" or meeting.state != "open":
        raise NotAllowed(NOT_PUT)
    if is_late(meeting, room.now):
        raise NotAllowed(LATE)


def _insist_delegated(room: MeetingRoom, person: int) -> None:
    """A delegate without a vote of their own may cast the delegator's, where the body allows it at all."""
    if not room.sitting.rules.delegates_vote:
        raise NotAllowed(NO_PROXY)
    if room.actor.id in room.sitting.seats:
        raise NotAllowed(OWN_SEAT)
    given = proxies(room.meeting.body, local_day(room.now))
    if given.get(person) != room.actor.id or room.actor.id in room.sitting.barred:
        raise NotAllowed(NOT_DELEGATED)


def _insist_may(room: MeetingRoom, motion: Motion, person: int, choice: str, lang: str) -> None:
    if (why := _why_not(room, person)) is not None:
        raise NotAllowed(why)
    if asked := _unanswered(room) & {person, room.actor.id}:
        raise NotAllowed(SAY_FIRST if room.actor.id in asked else THEY_FIRST)
    if wrong := _wrong(room, choice):
        raise Invalid([Problem("choice", "choice", "", wrong.in_(lang))])
    if db.session.scalar(select(Vote.id).where(Vote.motion_id == motion.id, Vote.person_id == person)):
        raise NotAllowed(TWICE)


def _why_not(room: MeetingRoom, person: int) -> Text | None:
    """In a written resolution nobody is in a room: every seat without a conflict may answer."""
    seated = person in room.sitting.seats and person not in room.sitting.barred
    return None if seated and room.meeting.kind == "written" else room.sitting.why_not(person)


def _unanswered(room: MeetingRoom) -> frozenset[int]:
    """Members who were asked whether they have a conflict in the case, and have not said it."""
    return asked_first(room.the_item.proposal_id) if room.the_item.proposal_id else frozenset()


def _insist_all(room: MeetingRoom, votes: Mapping[int, str], lang: str) -> None:
    problems, asked = [], _unanswered(room)
    for person, choice in votes.items():
        why = _why_not(room, person) or (ASKED if person in asked else _wrong(room, choice))
        if why is not None:
            name = f"vote-{person}"
            problems.append(Problem(name, name, "", why.in_(lang)))
    if problems:
        raise Invalid(problems)


def _wrong(room: MeetingRoom, choice: str) -> Text | None:
    if choice not in CHOICES:
        return NO_CHOICE
    if choice == OBJECTION and room.sitting.rules.rule != "consensus":
        return NOT_CONSENSUS
    return None
