"""A decision letter, word for word as it was sent."""

from dataclasses import replace

from ..calendar import local_day
from ..digests import digest
from ..language import Text
from ..models.records import Letter as Row
from .contents_bodies import body_called
from .contents_front import Sheet, imprint
from .sheets import Letter, Mark, Prose, Tone

SENT = Text(en="Sent", fr="Envoyée")


def letter(sheet: Sheet, row: Row) -> Letter:
    """The letter of a row: salutation and signature are taken from its own first and last lines."""
    salutation, paragraphs, closing = _parts(row.body)
    made = imprint(sheet, Mark(SENT.in_(sheet.lang), Tone.MET))
    key, statement = row.event.body, row.event.statement
    body = body_called(statement.said if statement else {}, key, local_day(row.event.at)) if key else None
    version = sheet.tongue.t("Version {n}", "Version {n}", n=row.version)
    return Letter(
        imprint=replace(made, version=version, fingerprint=_fingerprint(sheet, row)),
        dated=local_day(sheet.moment.event.at),
        sender=[body.in_(sheet.lang)] if body else [],
        to=[str(one.get("name") or one.get("email") or "") for one in row.recipients],
        subject=row.subject,
        salutation=salutation,
        body=[Prose(paragraph) for paragraph in paragraphs],
        farewell=closing[0] if closing else "",
        signed=closing[1:],
    )


def _parts(text: str) -> tuple[str, list[str], list[str]]:
    """Salutation, paragraphs, and closing with signature: nothing of the text is left out or changed."""
    paragraphs = [p for p in text.strip().split("\n\n") if p.strip()]
    salutation, closing = "", []
    if len(paragraphs) > 1 and paragraphs[0].rstrip().endswith(",") and "\n" not in paragraphs[0].strip():
        salutation = paragraphs.pop(0).strip()
    last = paragraphs[-1].splitlines() if len(paragraphs) > 1 else []
    if len(last) > 1 and last[0].rstrip().endswith(","):
        closing = last
        paragraphs.pop()
    return salutation, paragraphs, closing


def _fingerprint(sheet: Sheet, row: Row) -> str:
    return digest({"event": sheet.moment.event.hash, "subject": row.subject, "body": row.body})
