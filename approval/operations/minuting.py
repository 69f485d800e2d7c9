"""Minutes: drafted from what happened, edited by the secretary, approved by motion at a later meeting."""

from datetime import datetime

from sqlalchemy import select

from ..forms.web import Problem
from ..language import Text
from ..models.database import db, transaction
from ..models.minutes import Minutes
from ..queries import NotFound
from ..queries.minutes import happened_at
from ..workflow.facts import Actor
from . import Invalid, NotAllowed, Stale
from .meeting_room import enter_room
from .minuting_words import words_of

NOT_OVER = Text(
    en="The minutes are drafted when the meeting is over",
    fr="Le procès-verbal se rédige une fois la réunion levée",
)
APPROVED = Text(
    en="These minutes are approved: they no longer change",
    fr="Ce procès-verbal est approuvé\u00a0: il ne change plus",
)
EMPTY = Text(
    en="Minutes need words in both languages", fr="Le procès-verbal doit être rédigé dans les deux langues"
)


def draft_minutes(actor: Actor, meeting: int, *, now: datetime) -> None:
    """Draft them from the log, once. Raises NotFound, NotAllowed (not over, not the record keeper)."""
    with transaction():
        room = enter_room(actor, meeting, now=now)
        room.keeper()
        if room.meeting.state != "closed":
            raise NotAllowed(NOT_OVER)
        if db.session.scalar(select(Minutes.id).where(Minutes.meeting_id == meeting)):
            return
        happened = happened_at(room.meeting)
        db.session.add(
            Minutes(
                meeting_id=meeting,
                text_en=words_of(happened, "en"),
                text_fr=words_of(happened, "fr"),
                drafted_at=now,
                edited_by_id=actor.id,
            )
        )
        room.note("draft_minutes")


def edit_minutes(
    actor: Actor, meeting: int, text: Text, *, seen: int, now: datetime, lang: str = "en"
) -> None:
    """Correct them until they are approved. Raises NotFound, NotAllowed, Stale, Invalid (a language is empty)."""
    with transaction():
        room = enter_room(actor, meeting, now=now)
        room.keeper()
        minutes = db.session.scalar(select(Minutes).where(Minutes.meeting_id == meeting))
        if minutes is None:
            raise NotFound(meeting)
        if minutes.state == "approved":
            raise NotAllowed(APPROVED)
        if minutes.version != seen:
            raise Stale
        missing = [n for n, words in (("text_en", text.en), ("text_fr", text.fr)) if not words.strip()]
        if missing:
            raise Invalid([Problem(n, n, "", EMPTY.in_(lang)) for n in missing])
        minutes.text_en, minutes.text_fr, minutes.edited_by_id = text.en.strip(), text.fr.strip(), actor.id
        room.note("edit_minutes")
