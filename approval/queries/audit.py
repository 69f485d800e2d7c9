"""Whether the record is as it was written: every chain recomputed, and compared with what it speaks of.

For whoever answers for the installation, on its machine: it looks at every case.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ..desk import Desk
from ..digests import considered, digest
from ..models.bodies import Body, BodyRules
from ..models.chain import hash_of
from ..models.database import db
from ..models.keeping import Disposal
from ..models.proposals import Attachment, Proposal, Revision
from ..models.records import Document, Event, Statement
from ..storage import Missing
from .audit_meetings import meeting_faults, stored_of_meetings
from .facts import MOVED

AT_ONCE = 200
"""Cases looked at together."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong in a case, or in the log of a meeting; ``seq`` is where it was found."""

    reference: str
    seq: int
    what: str
    unit: str = "event"
    """What is counted there: events of a case, entries of a log."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What was looked at, and every case whose record does not hold, in order."""

    cases: int
    events: int
    meetings: int
    entries: int
    files: int
    faults: tuple[Fault, ...]


def audit(desk: Desk) -> Audit:
    """Recompute every chain and compare it with statements, revisions, proposals, packets and stored files."""
    cases = events = 0
    faults: list[Fault] = []
    for chunk in _chunks():
        ids = [p.id for p in chunk]
        by_case = _by(Event, ids, Event.seq)
        texts = _by(Revision, ids, Revision.id)
        said = {s.event_id: s for s in db.session.scalars(_statements(ids))}
        gone = {
            d.revision_id: d
            for d in db.session.scalars(select(Disposal).where(Disposal.proposal_id.in_(ids)))
        }
        for proposal in chunk:
            chain = by_case[proposal.id]
            wanted = {digest: _texts(desk, digest) for digest in {e.workflow_digest for e in chain}}
            found = _first_fault(proposal, chain, texts[proposal.id], said, gone, wanted)
            faults += [Fault(proposal.reference, *found)] if found else []
            cases, events = cases + 1, events + len(chain)
        db.session.expunge_all()
    meetings, entries, wrong = meeting_faults()
    faults += [Fault(*found, "entry") for found in wrong]
    files, missing = _files(desk)
    return Audit(cases, events, meetings, entries, files, tuple(faults + missing))


def _first_fault(
    proposal: Proposal,
    chain: Sequence[Event],
    revisions: Sequence[Revision],
    said: dict[int, Statement],
    gone: dict[int, Disposal],
    texts: Mapping[str, Collection[str]],
) -> tuple[int, str] | None:
    """The place and nature of the first thing wrong, if anything is."""
    frozen: dict[int, list[Revision]] = defaultdict(list)
    for revision in revisions:
        frozen[revision.event_id].append(revision)
    latest: dict[str, str] = {}
    before: Event | None = None
    for number, event in enumerate(chain, 1):
        for revision in frozen[event.id]:
            if not (_as_frozen(revision) or _disposed(revision, gone.get(revision.id), said)):
                return event.seq, f"the text of {revision.form} that it froze was changed"
            latest[revision.form] = revision.digest
        about = {f: d for f, d in latest.items() if f in texts[event.workflow_digest]}
        why = _broken(event, before, number) or _changed(event, said.get(event.id), about)
        if why:
            return event.seq, why
        before = event
    return _ends(proposal, before)


def _texts(desk: Desk, workflow: str) -> Collection[str]:
    """Forms that decisions under a workflow version are about; none where the version is not known here."""
    try:
        return desk.versions[workflow].workflow.texts
    except KeyError:
        return ()


def _as_frozen(revision: Revision) -> bool:
    return digest(revision.answers) == revision.digest


def _disposed(revision: Revision, gone: Disposal | None, said: dict[int, Statement]) -> bool:
    """Whether its tombstone stands there, as an event of the chain that names its digest says."""
    if gone is None or (gone.digest, gone.tombstone) != (revision.digest, revision.answers):
        return False
    statement = said.get(gone.event_id)
    named = statement.said.get("texts") if statement else None
    texts = [t for t in named if isinstance(t, dict)] if isinstance(named, list) else []
    return {"form": revision.form, "number": revision.number, "digest": revision.digest} in texts


def _broken(event: Event, before: Event | None, number: int) -> str | None:
    if event.seq != number:
        return f"event {number} is missing before it"
    if event.previous != (before.hash if before else ""):
        return "it does not follow from the event before it"
    if hash_of(event) != event.hash:
        return "it was changed: its hash does not fit what it says"
    if before and (event.from_stage != before.to_stage or event.version <= before.version):
        return "it does not begin where the event before it ended"
    if before and event.workflow_digest != before.workflow_digest and event.action != MOVED:
        return "it follows another workflow version, and nothing says that the case was moved to it"
    return None


def _changed(event: Event, statement: Statement | None, latest: dict[str, str]) -> str | None:
    if statement is None:
        return "what was said is missing"
    if digest(statement.said) != event.said_digest:
        return "what was said was changed"
    decided_on = {considered(latest)} | ({considered({})} if event.body is None else set())
    return None if event.content_digest in decided_on else "the text it names is not the one on record"


def _ends(proposal: Proposal, last: Event | None) -> tuple[int, str] | None:
    if last is None:
        return 0, "the case has no event"
    if (proposal.last_seq, proposal.last_hash) != (last.seq, last.hash):
        return last.seq, f"the case knows {proposal.last_seq} events and {last.seq} are here"
    if proposal.stage != last.to_stage:
        return last.seq, f"the case is in {proposal.stage}, and its last event led to {last.to_stage}"
    if proposal.digest != last.workflow_digest:
        return last.seq, "the case follows another workflow version than its last event"
    if proposal.version < last.version:
        return last.seq, "the case is older than its last event"
    return None


def _chunks() -> Iterator[Sequence[Proposal]]:
    after = 0
    while chunk := db.session.scalars(
        select(Proposal).where(Proposal.id > after).order_by(Proposal.id).limit(AT_ONCE)
    ).all():
        after = chunk[-1].id
        yield chunk


def _by(table: Any, proposals: Sequence[int], order: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows = select(table).where(table.proposal_id.in_(proposals)).order_by(table.proposal_id, order)
    for row in db.session.scalars(rows):
        found[row.proposal_id].append(row)
    return found


def _statements(proposals: Sequence[int]) -> Any:
    return (
        select(Statement).join(Event, Event.id == Statement.event_id).where(Event.proposal_id.in_(proposals))
    )


def _files(desk: Desk) -> tuple[int, list[Fault]]:
    """Stored files: how many, and those whose bytes are not the ones that their digest names."""
    named = [
        (reference, f"{kind} {name}", wanted)
        for kind, table in (("document", Document), ("attachment", Attachment))
        for reference, name, wanted in db.session.execute(
            select(Proposal.reference, table.name, table.digest)
            .join(Proposal, Proposal.id == table.proposal_id)
            .order_by(Proposal.id, table.id)
        )
    ]
    instruments = db.session.execute(
        select(Body.key, BodyRules.since, BodyRules.instrument_file)
        .join(Body, Body.id == BodyRules.body_id)
        .where(BodyRules.instrument_file != "")
        .order_by(Body.id, BodyRules.since)
    )
    named += [(key, f"instrument of {since}", wanted) for key, since, wanted in instruments]
    kept = stored_of_meetings()
    told = "the stored {what} is missing or was changed ({wanted})"
    return len(named) + len(kept), [
        Fault(reference, 0, told.format(what=what, wanted=wanted), unit)
        for unit, rows in (("event", named), ("entry", kept))
        for reference, what, wanted in rows
        if not _is_there(desk, wanted)
    ]


def _is_there(desk: Desk, wanted: str) -> bool:
    try:
        desk.storage.get(wanted)
    except Missing:
        return False
    return True
