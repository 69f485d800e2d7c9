"""Minutes: drafted from what happened, corrected by who keeps the record, approved by motion at a later meeting."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from ..deliberation.deciding import PASSED
from ..deliberation.sections import as_kept, minuted
from ..forms.web import Problem
from ..language import LANGUAGES, Text
from ..models.database import db, transaction
from ..models.meetings import AgendaItem
from ..models.minutes import Minutes
from ..models.proposals import Proposal
from ..queries import NotFound
from ..queries.minutes import correctable, happened_at
from ..queries.minutes_copies import bars_of
from ..queries.motions import number_of, outcome_of
from ..workflow.facts import Actor
from . import Invalid, NotAllowed, Stale
from .meeting_room import KEEPS, OWN_ITEM, enter_room
from .minuting_words import sections_of

NOT_OVER = Text(
    en="The minutes are drafted when the meeting is over",
    fr="Le procès-verbal se rédige une fois la réunion levée",
)
APPROVED = Text(
    en="These minutes are approved: they no longer change",
    fr="Ce procès-verbal est adopté\u00a0: il ne change plus",
)
UNRECORDED = Text(
    en="A decision of this meeting is not written down or confirmed yet: {items}. The minutes are drafted once it is",
    fr="Une décision de cette réunion n’est pas encore consignée ou confirmée\u00a0: {items}. Le procès-verbal se rédige "
    "ensuite",
)
EMPTY = Text(
    en="A section needs words in both languages", fr="Une section doit être rédigée dans les deux langues"
)


def draft_minutes(actor: Actor, meeting: int, *, now: datetime) -> None:
    """Draft them from the log, once.

    Raises NotFound, NotAllowed (not over, not the record keeper, a decision is not recorded or confirmed yet).
    """
    with transaction():
        room = enter_room(actor, meeting, now=now)
        room.keeper()
        if room.meeting.state != "closed":
            raise NotAllowed(NOT_OVER)
        if db.session.scalar(select(Minutes.id).where(Minutes.meeting_id == meeting)):
            return
        if waiting := _waiting(meeting):
            raise NotAllowed(UNRECORDED.format(items=", ".join(waiting)))
        db.session.add(
            Minutes(
                meeting_id=meeting,
                sections=as_kept(sections_of(happened_at(room.meeting))),
                drafted_at=now,
                edited_by_id=actor.id,
            )
        )
        room.note("draft_minutes")


def _waiting(meeting: int) -> list[str]:
    """Items that the body decided and whose decision does not bind yet, by number and case: its conditions may change."""
    rows = db.session.execute(
        select(AgendaItem, Proposal)
        .join(Proposal, Proposal.id == AgendaItem.proposal_id)
        .where(AgendaItem.meeting_id == meeting, AgendaItem.done_at.is_(None))
        .order_by(AgendaItem.position, AgendaItem.id)
    ).all()
    return [
        f"{number_of(item)} ({proposal.reference})"
        for item, proposal in rows
        if proposal.recorded or outcome_of(item) in PASSED
    ]


def edit_minutes(
    actor: Actor, meeting: int, words: Mapping[str, Text], *, seen: int, now: datetime, lang: str = "en"
) -> None:
    """Correct sections, by their keys, until the minutes are approved; the others stay as they are.

    Raises NotFound, NotAllowed (approved, not the record keeper of one of them), Stale, Invalid (a language is empty).
    """
    with transaction():
        room = enter_room(actor, meeting, now=now)
        minutes = db.session.scalar(select(Minutes).where(Minutes.meeting_id == meeting))
        if minutes is None:
            raise NotFound(meeting)
        if minutes.state == "approved":
            raise NotAllowed(APPROVED)
        own = correctable(actor, minutes, bars_of(meeting), now)
        if not own:
            raise NotAllowed(KEEPS)
        if set(words) - own:
            raise NotAllowed(OWN_ITEM)
        if minutes.version != seen:
            raise Stale
        _insist_on_both(words, lang)
        minutes.sections = as_kept(
            [replace(s, words=_stripped(words.get(s.key, s.words))) for s in minuted(minutes.sections)]
        )
        minutes.edited_by_id = actor.id
        room.note("edit_minutes", sections=sorted(words))


def _insist_on_both(words: Mapping[str, Text], lang: str) -> None:
    missing = [
        f"{key}_{language}"
        for key, text in words.items()
        for language in LANGUAGES
        if not text.in_(language).strip()
    ]
    if missing:
        raise Invalid([Problem(name, name, "", EMPTY.in_(lang)) for name in missing])


def _stripped(text: Text) -> Text:
    return Text(en=text.en.strip(), fr=text.fr.strip())
