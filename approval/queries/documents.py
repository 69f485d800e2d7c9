"""The documents of a case: what was made, what is being made, for those who may read each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ..models.database import db
from ..models.records import Document, Event, Job
from . import NotFound
from .cases import CasePage


@dataclass(frozen=True, slots=True)
class Made:
    """One document: ready (with its digest and code), being made, or failing (it is tried again)."""

    name: str
    title: str
    language: str
    event_id: int
    at: datetime
    state: str
    digest: str = ""
    code: str = ""
    pages: int = 0
    size: int = 0
    retracted: bool = False
    other: str = ""
    """The language that it can still be ordered in; a letter stays in its own."""


def documents_of(page: CasePage, lang: str) -> list[Made]:
    """Newest first; what the reader may not open is not there, made or not."""
    readable = {d.name for d in page.version.workflow.documents if set(d.readers) & page.roles}
    ready = db.session.scalars(
        select(Document).where(
            Document.proposal_id == page.proposal.id, Document.name.in_(sorted(readable) or [""])
        )
    ).all()
    known = {(d.event_id, d.name, d.language) for d in ready}
    jobs = db.session.execute(
        select(Event.id, Job.subject, Job.error, Job.due_at)
        .join(Event, Event.id == Job.event_id)
        .where(Event.proposal_id == page.proposal.id, Job.kind == "render", Job.done_at.is_(None))
    ).all()
    titles = {d.name: d.title.in_(lang) for d in page.version.workflow.documents}
    letters = {d.name for d in page.version.workflow.documents if d.layout == "letter"}
    ordered = {(event, *subject.split(":", 1)) for event, subject, _, _ in jobs} | known
    found = [_ready(d, titles, "" if d.name in letters else _other(d, ordered)) for d in ready]
    for event_id, subject, error, due in jobs:
        name, _, language = subject.partition(":")
        if name in readable and (event_id, name, language) not in known:
            found.append(
                Made(name, titles.get(name, name), language, event_id, due, "failing" if error else "making")
            )
    return sorted(found, key=lambda m: (m.event_id, m.name), reverse=True)


def document_by_digest(page: CasePage, digest: str) -> Document:
    """Raises NotFound where there is none, or none for this reader."""
    document = db.session.scalar(
        select(Document).where(Document.proposal_id == page.proposal.id, Document.digest == digest).limit(1)
    )
    if document is None:
        raise NotFound(digest)
    declared = page.version.workflow.document(document.name)
    if not set(declared.readers) & page.roles:
        raise NotFound(digest)
    return document


def _other(d: Document, ordered: Collection[tuple[object, ...]]) -> str:
    other = "en" if d.language == "fr" else "fr"
    return "" if (d.event_id, d.name, other) in ordered else other


def _ready(d: Document, titles: dict[str, str], other: str) -> Made:
    return Made(
        d.name, titles.get(d.name, d.name), d.language, d.event_id, d.made_at, "ready", d.digest, d.code, d.pages, d.size,
        d.retracted_at is not None, other,
    )  # fmt: skip
