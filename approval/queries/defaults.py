"""What a decision form can know before anybody types: the meeting, who was there, the usual motion."""

from datetime import date
from typing import Any

from sqlalchemy import select

from ..calendar import months_after
from ..forms.definition import Form
from ..language import format_day
from ..models.database import db
from ..models.people import Body
from ..models.reviews import AgendaItem, Meeting
from .cases import CasePage

REVIEW_MONTHS = 36


def defaults_for(page: CasePage, form: Form, lang: str, today: date) -> dict[str, Any]:
    """Answers to begin with; every one of them can be changed."""
    fields = form.fields()
    given: dict[str, Any] = {}
    field = fields.get("meeting")
    meeting = _meeting(page, field.source.partition(":")[2]) if field and field.source else None
    if meeting is not None:
        given["meeting"] = {"id": str(meeting.id), "name": ""}
        given["present"] = meeting.present
        given["regrets"] = meeting.regrets
        given["effective_date"] = max(meeting.held_on, today).isoformat()
        given["review_date"] = months_after(max(meeting.held_on, today), REVIEW_MONTHS).isoformat()
        given["motion"] = given["final_motion"] = given["motion_text"] = given["proposed_text"] = given[
            "final_text"
        ] = motion(page, lang, date.fromisoformat(given["effective_date"]))
    return {name: value for name, value in given.items() if name in fields}


def motion(page: CasePage, lang: str, effective: date) -> str:
    """The default motion (PROCESS.md 4.7)."""
    text = page.text
    hours = (text.answers if text else {}).get("hours_total", "")
    review = format_day(months_after(effective, REVIEW_MONTHS), lang)
    when, title = format_day(effective, lang), page.proposal.title
    if lang == "fr":
        return (
            "QUE, sur la recommandation de l’équipe de la haute direction, le conseil d’administration approuve la "
            f"microcertification «\u00a0{title}\u00a0» ({hours} heures), à compter du {when}, sans condition, un examen du "
            f"programme devant être achevé au plus tard le {review}."
        )
    return (
        "THAT, on the recommendation of the Senior Management Team, the Board of Governors approve the "
        f"micro-credential “{title}” ({hours} hours), effective {when}, subject to no conditions, with a program "
        f"review to be completed by {review}."
    )


def _meeting(page: CasePage, body: str) -> Meeting | None:
    return db.session.scalar(
        select(Meeting)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .join(Body, Body.id == Meeting.body_id)
        .where(AgendaItem.proposal_id == page.proposal.id, AgendaItem.done_at.is_(None), Body.key == body)
        .order_by(Meeting.held_on)
        .limit(1)
    )
