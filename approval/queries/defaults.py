"""What a decision form can know before anybody types: the meeting, who was there, the usual motion."""

from datetime import date
from typing import Any

from ..calendar import months_after
from ..forms.definition import Form
from ..language import format_day, format_number
from .cases import CasePage
from .meeting_facts import facts_of_meeting, in_words_of
from .motions import decided_on

REVIEW_MONTHS = 36


def defaults_for(page: CasePage, form: Form, lang: str, today: date) -> dict[str, Any]:
    """Answers to begin with; every one of them can be changed."""
    fields = form.fields()
    given: dict[str, Any] = {}
    field = fields.get("meeting")
    found = decided_on(page.proposal.id, field.source.partition(":")[2]) if field and field.source else None
    if found is not None:
        meeting = found.meeting
        given["effective_date"] = max(meeting.held_on, today).isoformat()
        given["review_date"] = months_after(max(meeting.held_on, today), REVIEW_MONTHS).isoformat()
        given["motion"] = given["final_motion"] = given["motion_text"] = given["proposed_text"] = given[
            "final_text"
        ] = motion(page, lang, date.fromisoformat(given["effective_date"]))
        known = facts_of_meeting(found, "fr" if lang == "fr" else "en", page.case.now)
        given |= {name: value for name, value in in_words_of(fields, known).items() if value is not None}
    return {name: value for name, value in given.items() if name in fields}


def motion(page: CasePage, lang: str, effective: date) -> str:
    """The default motion (PROCESS.md 4.7), before there are conditions."""
    hours = (page.text.answers if page.text else {}).get("hours_total")
    return usual_motion(page.proposal.title, hours, effective, months_after(effective, REVIEW_MONTHS), lang)


def usual_motion(
    title: str, hours: Any, effective: date, review: date, lang: str, conditions: int = 0
) -> str:
    """The motion as PROCESS.md 4.7 words it; ``conditions`` is how many it is subject to."""
    start, end = format_day(effective, lang), format_day(review, lang)
    if lang == "fr":
        some = f"sous réserve de {conditions} condition(s)" if conditions else "sans condition"
        return (
            "QUE, sur la recommandation de l’équipe de la haute direction, le conseil d’administration approuve la "
            f"microcertification «\u00a0{title}\u00a0» ({format_number(hours, lang)} heures), à compter du {start}, "
            f"{some}, un examen du programme devant être achevé au plus tard le {end}."
        )
    some = f"{conditions} condition(s)" if conditions else "no conditions"
    return (
        "THAT, on the recommendation of the Senior Management Team, the Board of Governors approve the "
        f"micro-credential “{title}” ({format_number(hours, lang)} hours), effective {start}, subject to {some}, "
        f"with a program review to be completed by {end}."
    )
