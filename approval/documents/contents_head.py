"""What the head of department had said, through the link sent to them, when a document's event happened."""

from ..calendar import local_day
from ..language import format_day
from ..queries import heads
from .contents_front import Sheet
from .sheets import Fact


def head(sheet: Sheet) -> list[Fact]:
    """One line of the cover; none where the concept names nobody to ask."""
    moment, lang, t = sheet.moment, sheet.lang, sheet.tongue.t
    texts = [r for form in sheet.declared.forms if (r := moment.revisions.get(form))]
    named = next((n for r in texts if (n := heads.named_in(r.answers))), None)
    if named is None:
        return []
    answers = [
        h for h in moment.past if h.event.action == heads.ANSWER and h.said.get("email") == named.email
    ]
    says, day = heads.WAITING.in_(lang), ""
    if answers:
        told = heads.answer_of(answers[-1].said, named, answers[-1].event.at)
        says, day = told.says.in_(lang), format_day(local_day(answers[-1].event.at), lang)
    value = ", ".join(part for part in (says, named.name, day) if part)
    return [Fact(t("Head of department", "Direction du département"), value)]
