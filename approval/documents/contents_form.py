"""A form as it was submitted: every question asked, every answer given."""

from .contents_answers import sections
from .contents_conditions import conditions
from .contents_decisions import decisions
from .contents_front import Sheet, attachments, control, facts, imprint, matrix, musts, rail
from .contents_head import head
from .contents_money import money
from .sheets import Mark, Report, Section, Tone


def form(sheet: Sheet) -> Report:
    """The forms of the document, one after the other. No verdict is shown: what is printed is what was sent."""
    rows = matrix(sheet, judged=False)
    moment = sheet.moment
    return Report(
        imprint=imprint(sheet, Mark(moment.stage.title.in_(sheet.lang), Tone.WAITING)),
        authority=sheet.declared.authority.in_(sheet.lang),
        lead=sheet.tongue.said(str(moment.answers(moment.text).get("description") or "")),
        facts=[*facts(sheet), *head(sheet)],
        money=money(sheet),
        musts=musts(sheet, rows),
        rail=rail(sheet),
        matrix=rows,
        sections=forms(sheet),
        decisions=decisions(sheet),
        conditions=conditions(sheet),
        attachments=attachments(sheet),
        control=control(sheet),
    )


def forms(sheet: Sheet) -> list[Section]:
    """Every form of the document. Raises LookupError where the first was not frozen yet."""
    found: list[Section] = []
    for n, name in enumerate(sheet.declared.forms):
        revision = sheet.moment.revisions.get(name)
        if revision is None and n == 0:
            raise LookupError(
                f"{sheet.declared.name}: no text of {name} was frozen by event {sheet.moment.event.seq}"
            )
        if revision is not None:
            found += sections(sheet.moment.version.forms[name], revision.answers, sheet.tongue)
    return found
