"""Make the PDF that an event calls for: once, whoever asks and however often."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import pikepdf
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ..desk import Desk
from ..documents.contents import contents_of
from ..documents.environment import typeset
from ..documents.sheets import Document as Contents
from ..language import Lang, Text
from ..models.database import db, transaction
from ..models.records import Document, Event, Job, Letter
from ..queries import NotFound
from ..queries.cases import case_page
from ..queries.documents import document_by_digest
from ..queries.facts import names_of
from ..workflow.facts import Actor
from . import NotAllowed
from .recording import enqueue

ONE_LANGUAGE = Text(
    en="A letter is kept in the language it was sent in",
    fr="Une lettre demeure dans la langue où elle a été envoyée",
)


class Printer(Protocol):
    """Makes a PDF of a page; ``documents.pdf.Press`` is the one that does."""

    def pdf(self, html: str, *, identifier: str, lang: str) -> bytes:
        """Raises RenderFailed, PressUnavailable."""

    def pages(self, file: bytes, *, alt: str, lang: str) -> bytes:
        """Somebody's PDF as tagged pages. Raises RenderFailed, PressUnavailable."""


@dataclass(frozen=True, slots=True)
class Order:
    """One document to make: of which event, in which language; a letter names its row."""

    event: int
    name: str
    language: Lang
    letter: int | None = None


def order_of(event: int, payload: dict[str, Any]) -> Order:
    """What a render job asks for."""
    language: Lang = "fr" if payload.get("language") == "fr" else "en"
    letter = payload.get("letter")
    return Order(event, "letter" if letter else str(payload["document"]), language, letter)


def render(desk: Desk, press: Printer, order: Order, *, now: datetime) -> str:
    """The document's digest; made and kept unless it was made before.

    Safe to repeat after a crash at any point: the bytes follow from the event alone, and the row is unique.
    Raises RenderFailed, PressUnavailable, LookupError (no such event, document or letter).
    """
    if found := _made(order):
        return found
    event = db.session.get(Event, order.event)
    if event is None:
        raise LookupError(f"event {order.event}")
    letter = db.session.get(Letter, order.letter) if order.letter else None
    contents = contents_of(desk, event, order.name, order.language, letter)
    html, proposal = typeset(contents), event.proposal_id
    identifier = f"{contents.imprint.reference}-{event.seq}-{order.name}-{order.language}"
    db.session.rollback()  # printing takes seconds: nothing of the database is held meanwhile
    pdf = press.pdf(html, identifier=identifier, lang=order.language)
    digest = desk.storage.put(pdf)
    try:
        with transaction():
            if found := _made(order):
                return found
            db.session.add(_row(order, contents, proposal, digest, pdf, now))
    except IntegrityError:  # another worker was as quick: its document stands
        if found := _made(order):
            return found
        raise
    return digest


def order_copy(
    desk: Desk, actor: Actor, reference: str, digest: str, language: Lang, *, now: datetime
) -> None:
    """Have a document of the reader's made in another language too; asked twice, it is made once.

    Raises NotFound (also where it is not theirs to read), NotAllowed (letters).
    """
    document = document_by_digest(case_page(desk, actor, reference, now), digest)
    event, name = document.event_id, document.name
    with transaction():
        found = db.session.get(Event, event)
        if found is None:
            raise NotFound(digest)
        declared = desk.versions[found.workflow_digest].workflow.document(name)
        if declared.layout == "letter":
            raise NotAllowed(ONE_LANGUAGE)
        subject = f"{name}:{language}"
        same = select(Job.id).where(Job.event_id == event, Job.kind == "render", Job.subject == subject)
        if db.session.scalar(same) is None:
            enqueue(found, "render", subject, now, document=name, language=language)


def _made(order: Order) -> str | None:
    return db.session.scalar(
        select(Document.digest).where(
            Document.event_id == order.event, Document.name == order.name, Document.language == order.language
        )
    )


def _row(order: Order, contents: Contents, proposal: int, digest: str, pdf: bytes, now: datetime) -> Document:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        pages = len(opened.pages)
    verify = contents.imprint.verify
    return Document(
        proposal_id=proposal,
        event_id=order.event,
        name=order.name,
        language=order.language,
        digest=digest,
        fingerprint=contents.imprint.fingerprint,
        code=verify.code if verify else digest,
        size=len(pdf),
        pages=pages,
        made_at=now,
        retracted_at=_retracted_at(order.event),
    )


def _retracted_at(event: int) -> datetime | None:
    """When the decision was taken back, where that came before its document was made."""
    decided = db.session.get(Event, event)
    if decided is None or not decided.body:
        return None
    later = (
        select(Event)
        .where(Event.proposal_id == decided.proposal_id, Event.seq > decided.seq)
        .order_by(Event.seq)
    )
    for happened in db.session.scalars(later):
        if happened.action == "retract" and decided.from_stage in names_of(
            decided.proposal_id, happened.to_stage
        ):
            return happened.at
        if happened.body and happened.from_stage == decided.from_stage:
            return None  # decided anew there: a later retraction is about that
    return None
