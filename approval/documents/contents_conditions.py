"""The conditions ledger as it stood at a moment, told from the events and not from the rows of today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from sqlalchemy import select

from ..calendar import local_day
from ..forms.limits import as_date
from ..language import Text, format_day
from ..models.database import db
from ..models.proposals import Revision
from ..queries.findings import required, words_of
from ..queries.ledger import DUE
from ..workflow.reviews import Imposes
from .contents_bodies import body_called
from .contents_front import Sheet
from .contents_moment import Happened, Moment
from .sheets import Condition, Mark, Tone, Words


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
    finding: str = ""
    shown: tuple[Happened, ...] = ()
    """Events that added to what shows it met, oldest first."""
    closed: Happened | None = None

    @property
    def waived(self) -> bool:
        return self.closed is not None and self.closed.event.action == "waive_condition"

    @property
    def evidence(self) -> str:
        """What was added, one paragraph each."""
        return "\n\n".join(filter(None, (_added(happened) for happened in self.shown)))


def conditions(sheet: Sheet) -> list[Condition]:
    """The ledger, in the order of its numbers."""
    return [_line(sheet, standing) for standing in ledger(sheet.moment)]


def ledger(moment: Moment) -> list[Standing]:
    """Every condition imposed by then and not retracted with its decision, with evidence and sign-off of then."""
    reviews = _reviews(moment)
    standing: dict[int, Standing] = {}
    retracted = {later.event.id: first for first, later in moment.undone().items()}
    imposed: dict[int, list[int]] = {}
    for happened in moment.past:
        event = happened.event
        numbers = count(max(standing, default=0) + 1)
        written = [replace(one, number=n) for one, n in zip(_written(happened), numbers, strict=False)]
        standing |= {c.number: c for c in written}
        imposed[event.id] = [c.number for c in written]
        if event.id in reviews:
            standing |= _found(standing, happened, *reviews[event.id])
        for number in imposed.get(retracted.get(event.id, 0), ()):
            standing.pop(number, None)
        about = happened.said.get("number")
        if about in standing:
            standing[about] = _changed(standing[about], happened)
    return [standing[number] for number in sorted(standing)]


def _written(happened: Happened) -> Iterable[Standing]:
    """Conditions written in a decision; they are numbered on, as ``operations.imposing`` numbers them."""
    rows = happened.said.get("conditions")
    if not happened.event.body or not isinstance(rows, list):
        return
    signer = body_called(happened.said, happened.event.body, local_day(happened.event.at))
    for row in rows:
        if isinstance(row, dict) and row.get("text"):
            due = str(row.get("due") or "next_gate")
            owner = str(row.get("owner") or "")
            yield Standing(0, str(row["text"]), owner, due, row.get("due_on"), signer)


def _reviews(moment: Moment) -> Mapping[int, tuple[Imposes, Mapping[str, Any]]]:
    """By event: a review that was handed in, whose required findings are conditions, as it was frozen."""
    declared = {h.event.id: a.imposes for h in moment.past if (a := moment.action(h)) and a.imposes}
    texts = db.session.scalars(select(Revision).where(Revision.event_id.in_(declared or [0])))
    return {
        r.event_id: (imposes, r.answers)
        for r in texts
        if (imposes := declared[r.event_id]) and r.form == imposes.form
    }


def _found(
    standing: Mapping[int, Standing], happened: Happened, imposes: Imposes, answers: Mapping[str, Any]
) -> dict[int, Standing]:
    """Required findings: new ones are numbered on, those carried keep their number with the owner and day of now."""
    known = {one.finding: one for one in standing.values() if one.finding}
    last = max(standing, default=0)
    signer = body_called(happened.said, imposes.body, local_day(happened.event.at))
    found: dict[int, Standing] = {}
    for row in required(answers, imposes.question):
        finding, owner, due_on = str(row.get("id") or ""), str(row.get("owner") or ""), row.get("due")
        due = "date" if due_on else "next_gate"
        one = known.get(finding)
        if one is None:
            last += 1
            found[last] = Standing(last, words_of(row), owner, due, due_on, signer, finding)
        elif one.closed is None:
            found[one.number] = replace(one, owner=owner, due=due, due_on=due_on)
    return found


def _changed(one: Standing, happened: Happened) -> Standing:
    """A condition after an event that was about it."""
    said = happened.said
    match happened.event.action:
        case "condition_evidence":
            return replace(one, shown=(*one.shown, happened))
        case "close_condition" | "waive_condition":
            shown = (happened,) if said.get("evidence") else one.shown
            return replace(one, closed=happened, shown=shown)
        case "reopen_condition":
            return replace(one, closed=None)
        case "assign_condition":
            return replace(one, owner=str(said.get("owner") or one.owner))
    return one


def _added(happened: Happened) -> str:
    """Words, link and name of the file of one addition; an older sign-off held all that was added before it."""
    said, file = happened.said, happened.said.get("file")
    parts = (
        said.get("text") or said.get("evidence"),
        said.get("link"),
        file.get("name") if isinstance(file, dict) else "",
    )
    return "\n".join(str(part) for part in parts if part)


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
    if one.waived:
        mark = Mark(t("Waived", "Écartée"), Tone.EXEMPT)
    due = DUE[one.due].in_(lang) if one.due in DUE else format_day(as_date(one.due_on), lang)
    return Condition(
        str(one.number), sheet.tongue.said(one.text), one.owner, due, signer, mark, _how(sheet, one)
    )


def _how(sheet: Sheet, one: Standing) -> Words:
    """How it was met, addition by addition under who made it and when; or why it was waived."""
    told = [
        f"{_who(happened)}, {format_day(local_day(happened.event.at), sheet.lang)}\n{_added(happened)}"
        for happened in one.shown
    ]
    if one.waived and one.closed is not None:
        told.append(str(one.closed.said.get("reason") or ""))
    return sheet.tongue.said("\n\n".join(told))


def _who(happened: Happened) -> str:
    return happened.event.actor.name if happened.event.actor else ""
