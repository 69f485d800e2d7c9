"""What each declared document holds: from an event of a case to the values that the templates set.

One function per layout, all of one shape; the workflow file says which document has which layout.
"""

from collections.abc import Callable, Mapping

from ..desk import Desk
from ..language import Lang
from ..models.records import Event
from ..models.records import Letter as LetterRow
from .contents_answers import Tongue
from .contents_assessment import assessment
from .contents_briefing import briefing
from .contents_form import form
from .contents_front import Sheet
from .contents_letter import letter as letter_as_sent
from .contents_moment import moment_of
from .contents_proposal import proposal
from .contents_record import record
from .sheets import Document

LAYOUTS: Mapping[str, Callable[[Sheet], Document]] = {
    "form": form,
    "assessment": assessment,
    "decision": record,
    "proposal": proposal,
    "briefing": briefing,
}


def contents_of(desk: Desk, event: Event, name: str, lang: Lang, letter: LetterRow | None = None) -> Document:
    """A document of an event, in a language; ``letter`` is the one to print where it is a letter.

    Raises LookupError where the workflow declares none of that name, or its text was not frozen yet.
    """
    moment = moment_of(desk, event)
    declared = moment.version.workflow.document(name)
    spoken: Lang = "fr" if moment.proposal.language == "fr" else "en"
    sheet = Sheet(moment, declared, Tongue(lang, spoken))
    if declared.layout == "letter":
        if letter is None:
            raise LookupError(f"{name}: which letter?")
        return letter_as_sent(sheet, letter)
    return LAYOUTS[declared.layout](sheet)
