"""Legal holds, and the disposal of texts whose time has come: a tombstone in their place, their digest on record."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ..calendar import local_day
from ..desk import Desk
from ..forms.web import Problem
from ..language import Text
from ..models.database import db, transaction
from ..models.keeping import Disposal, LegalHold
from ..models.proposals import Paper, Proposal, Save
from ..models.records import Event
from ..queries.holdings import KEEPERS, Due, due_in, open_hold, revisions_of
from ..workflow.facts import Actor
from ..workflow.retention import TOMBSTONE
from . import Invalid, NotAllowed
from .opening import open_case
from .recording import Happening, record

HELD = Text(
    en="There is a legal hold on this case already", fr="L’élimination de ce dossier est déjà suspendue"
)
NOT_HELD = Text(
    en="There is no legal hold on this case", fr="L’élimination de ce dossier n’est pas suspendue"
)
NO_REASON = Text(en="Enter the reason", fr="Indiquez le motif")


@dataclass(frozen=True, slots=True)
class Disposed:
    """What went in one case."""

    reference: str
    series: str
    texts: int
    event: int


def place_hold(
    desk: Desk, actor: Actor, reference: str, why: str, *, seen: int, now: datetime, lang: str = "en"
) -> None:
    """From now on nothing of the case is disposed of, in whatever stage it is.

    Raises NotFound, Stale, NotAllowed (not theirs, held already), Invalid (no reason).
    """
    with transaction():
        opened = open_case(desk, actor, reference, now, seen=seen)
        opened.only(KEEPERS)
        opened.impartial()
        if open_hold(opened.proposal.id) is not None:
            raise NotAllowed(HELD)
        if not why.strip():
            raise Invalid([Problem("why", "why", "", NO_REASON.in_(lang))])
        db.session.add(
            LegalHold(proposal_id=opened.proposal.id, why=why.strip(), placed_by_id=actor.id, placed_at=now)
        )
        db.session.flush()
        opened.note("legal_hold", {"why": why.strip()})


def lift_hold(
    desk: Desk, actor: Actor, reference: str, why: str, *, seen: int, now: datetime, lang: str = "en"
) -> None:
    """The record series count again. Raises NotFound, Stale, NotAllowed (not theirs, no hold), Invalid (no reason)."""
    with transaction():
        opened = open_case(desk, actor, reference, now, seen=seen)
        opened.only(KEEPERS)
        opened.impartial()
        hold = open_hold(opened.proposal.id)
        if hold is None:
            raise NotAllowed(NOT_HELD)
        if not why.strip():
            raise Invalid([Problem("why", "why", "", NO_REASON.in_(lang))])
        hold.lifted_at, hold.lifted_by_id, hold.lifted_why = now, actor.id, why.strip()
        db.session.flush()
        opened.note("lift_hold", {"why": why.strip()})


def dispose(desk: Desk, proposal: int, *, now: datetime) -> list[Disposed]:
    """Dispose of everything in one case whose time has come; nothing where there is a hold.

    Decided anew inside the transaction: a hold that was placed a moment ago counts.
    """
    with transaction():
        case = db.session.scalar(select(Proposal).where(Proposal.id == proposal).with_for_update())
        if case is None:
            raise LookupError(proposal)
        today = local_day(now)
        return [
            _dispose(case, due, now) for due in due_in(desk, case) if due.hold is None and due.over(today)
        ]


def _dispose(case: Proposal, due: Due, now: datetime) -> Disposed:
    """The event first, naming each digest; then the list, which alone lets the database replace a text."""
    frozen, touched = revisions_of(case.id, due.series), case.updated_at
    named = [{"form": r.form, "number": r.number, "digest": r.digest} for r in frozen]
    said = {
        "series": due.series.key,
        "until": due.until.isoformat(),
        "texts": named,
        "sheets": len(due.texts),
    }
    event = record(case, Happening("dispose", None, now, said=said))
    case.updated_at = touched  # a list shows what people did last
    stone = {TOMBSTONE: f"{due.series.key} {local_day(now).isoformat()}"}
    for revision in frozen:
        db.session.add(_entry(case, event, due, revision.id, revision.digest, stone, now))
    db.session.flush()
    for revision in frozen:
        revision.answers = stone
    for sheet in due.texts:
        _empty(sheet, stone)
    db.session.flush()
    return Disposed(case.reference, due.series.key, len(due.texts), event.seq)


def _entry(
    case: Proposal, event: Event, due: Due, revision: int, digest: str, stone: dict[str, str], now: datetime
) -> Disposal:
    return Disposal(
        proposal_id=case.id,
        event_id=event.id,
        revision_id=revision,
        series=due.series.key,
        digest=digest,
        tombstone=stone,
        at=now,
    )


def _empty(sheet: Paper, stone: dict[str, str]) -> None:
    """A sheet and every saving of it: what was typed on the way is as much the text as its end."""
    sheet.answers, sheet.missing = stone, []
    for save in db.session.scalars(select(Save).where(Save.paper_id == sheet.id)):
        save.before, save.after = {}, {}
