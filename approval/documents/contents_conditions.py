"""The conditions ledger as it stood at a moment, told from the events and not from the rows of today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from ..calendar import local_day
from ..forms.limits import as_date
from ..language import Text, format_day
from ..models.database import db
from ..models.reviews import Condition as Row
from .contents_bodies import body_called
from .contents_front import Sheet
from .contents_moment import Happened, Moment
from .sheets import Condition, Mark, Tone

DUE = {
    "next_gate": Text(en="Before the next gate", fr="Avant la prochaine étape de décision"),
    "launch": Text(en="Before launch", fr="Avant le lancement"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One condition at a moment."""

    number: int
    text: str
    owner: str
    due: str
    due_on: Any
    signer: Text
    """The body that signs it off, as it was called when it imposed it."""
    evidence: str = ""
    closed: Happened | None = None


def conditions(sheet: Sheet) -> list[Condition]:
    """The ledger, in the order of its numbers."""
    return [_line(sheet, standing) for standing in ledger(sheet.moment)]


def ledger(moment: Moment) -> list[Standing]:
    """Every condition imposed by then and not retracted with its decision, with evidence and sign-off of then."""
    elsewhere = _of_reviews(moment)
    standing: dict[int, Standing] = {}
    retracted = {later.event.id: first for first, later in moment.undone().items()}
    imposed: dict[int, list[int]] = {}
    for happened in moment.past:
        event, said = happened.event, happened.said
        new = list(_imposed(happened, max(standing, default=0))) + elsewhere.get(event.id, [])
        standing |= {c.number: c for c in new}
        imposed[event.id] = [c.number for c in new]
        for number in imposed.get(retracted.get(event.id, 0), ()):
            standing.pop(number, None)
        about = said.get("number")
        if event.action in {"condition_evidence", "close_condition"} and about in standing:
            standing[about] = _shown(standing[about], happened)
    return [standing[number] for number in sorted(standing)]


def _imposed(happened: Happened, last: int) -> Iterable[Standing]:
    """Conditions written in a decision, numbered on (as ``operations.arriving`` numbers them)."""
    rows = happened.said.get("conditions")
    if not happened.event.body or not isinstance(rows, list):
        return
    written = [r for r in rows if isinstance(r, dict) and r.get("text")]
    for number, row in enumerate(written, last + 1):
        yield Standing(
            number,
            str(row["text"]),
            str(row.get("owner") or ""),
            str(row.get("due") or "next_gate"),
            row.get("due_on"),
            body_called(happened.said, happened.event.body, local_day(happened.event.at)),
        )


def _of_reviews(moment: Moment) -> Mapping[int, list[Standing]]:
    """By event: conditions that come from elsewhere than a decision, such as required findings of a review."""
    binding = {h.event.id for h in moment.decisions()}
    found: dict[int, list[Standing]] = {}
    rows = select(Row).where(Row.proposal_id == moment.proposal.id, Row.event_id <= moment.event.id)
    for row in db.session.scalars(rows.order_by(Row.number)):
        if row.event_id not in binding:
            by = body_called({}, row.body, local_day(moment.event.at))
            one = Standing(row.number, row.text, row.owner, row.due, row.due_on, by)
            found.setdefault(row.event_id, []).append(one)
    return found


def _shown(one: Standing, happened: Happened) -> Standing:
    if happened.event.action == "close_condition":
        return replace(one, closed=happened, evidence=str(happened.said.get("evidence") or one.evidence))
    added = str(happened.said.get("text") or "")
    return replace(one, evidence=f"{one.evidence}\n\n{added}".strip())


def _line(sheet: Sheet, one: Standing) -> Condition:
    t, lang = sheet.tongue.t, sheet.lang
    signer = one.signer.in_(lang)
    mark = Mark(t("Open", "En cours"), Tone.WAITING)
    if one.closed is not None:
        event = one.closed.event
        day = format_day(local_day(event.at), lang)
        signer = t(
            "{who}, {day}", "{who}, le {day}", who=event.actor.name if event.actor else signer, day=day
        )
        mark = Mark(t("Closed", "Levée"), Tone.MET)
    due = DUE[one.due].in_(lang) if one.due in DUE else format_day(as_date(one.due_on), lang)
    return Condition(
        str(one.number),
        sheet.tongue.said(one.text),
        one.owner,
        due,
        signer,
        mark,
        sheet.tongue.said(one.evidence),
    )
