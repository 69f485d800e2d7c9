"""What a meeting leaves to the next regular one: its minutes to approve, its urgent decisions to ratify."""

from datetime import date, datetime

from sqlalchemy import exists, select

from ..calendar import local_day
from ..deliberation.deciding import PASSED
from ..language import Text, format_day
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting
from .entering import enter

AHEAD = frozenset({"planned", "published"})
UNSEEN = frozenset({"urgent", "written"})
"""Kinds of meetings whose decisions the next regular one ratifies."""
TITLES = {
    "minutes": Text(en="Minutes of the meeting of {day_en}", fr="Procès-verbal de la réunion du {day_fr}"),
    "ratification": Text(
        en="Ratification of the urgent decisions of {day_en}",
        fr="Ratification des décisions prises d’urgence le {day_fr}",
    ),
}


def bring_on(past: Meeting, now: datetime) -> None:
    """A meeting ended or was called off: what waits for a regular meeting goes to the earliest that is convened."""
    following = db.session.scalar(
        select(Meeting)
        .where(
            Meeting.body_id == past.body_id,
            Meeting.id != past.id,
            Meeting.kind == "regular",
            Meeting.state.in_(AHEAD),
            Meeting.held_on >= local_day(now),
        )
        .order_by(Meeting.held_on, Meeting.id)
        .limit(1)
        .with_for_update(of=Meeting)
    )
    if following is not None:
        bring(following, now)


def bring(meeting: Meeting, now: datetime) -> None:
    """A regular meeting takes up what came before it and waits. Inside the caller's transaction."""
    if meeting.kind != "regular":
        return
    db.session.flush()
    over = select(Meeting).where(Meeting.body_id == meeting.body_id, Meeting.state == "closed")
    n = 0
    for past in db.session.scalars(over.order_by(Meeting.held_on, Meeting.id)).all():
        if _ended(past) > meeting.held_on:
            continue
        for kind in ("ratification", "minutes") if past.kind in UNSEEN else ("minutes",):
            if (early := _waiting_later(meeting, past, kind)) is not None:
                enter(
                    early.meeting, None, "unbring", {"kind": kind, "about": past.id}, now=now, item=early.id
                )
                early.meeting, early.position = meeting, n - 100
                db.session.flush()
                enter(meeting, None, "bring", {"kind": kind, "about": past.id}, now=now, item=early.id)
                n += 1
            elif not _brought(past, kind):
                _add(meeting, past, kind, n - 100, now)
                n += 1


def _ended(past: Meeting) -> date:
    """A resolution in writing ends before its last day where everybody answered."""
    return min(past.held_on, local_day(past.closed_at)) if past.closed_at else past.held_on


def _brought(past: Meeting, kind: str) -> bool:
    """Whether it waits at a meeting that takes place, or was carried there: what came to nothing is brought again."""
    there = (AgendaItem.about_id == past.id, AgendaItem.kind == kind)
    waits = AgendaItem.done_at.is_(None) & Meeting.state.not_in(("cancelled", "closed"))
    carried = AgendaItem.done_at.is_not(None) & AgendaItem.result.in_(PASSED)
    found = exists().where(*there, Meeting.id == AgendaItem.meeting_id, waits | carried)
    return bool(db.session.scalar(select(found)))


def _waiting_later(meeting: Meeting, past: Meeting, kind: str) -> AgendaItem | None:
    """It waits at a meeting after this one, whose packet is not out: this one, convened since, takes it up."""
    return db.session.scalar(
        select(AgendaItem)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.about_id == past.id, AgendaItem.kind == kind, AgendaItem.done_at.is_(None))
        .where(Meeting.state == "planned", Meeting.held_on > meeting.held_on)
        .limit(1)
    )


def _add(meeting: Meeting, past: Meeting, kind: str, position: int, now: datetime) -> None:
    day = {"day_en": format_day(past.held_on, "en"), "day_fr": format_day(past.held_on, "fr")}
    item = AgendaItem(
        meeting_id=meeting.id,
        kind=kind,
        about_id=past.id,
        title_en=TITLES[kind].en.format(**day),
        title_fr=TITLES[kind].fr.format(**day),
        position=position,
    )
    db.session.add(item)
    db.session.flush()
    enter(meeting, None, "bring", {"kind": kind, "about": past.id}, now=now, item=item.id)
