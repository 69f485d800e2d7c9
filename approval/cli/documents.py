"""`approval render`, and the documents of a case as files."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import select

from ..desk import Desk
from ..documents.pdf import Press, PressUnavailable, RenderFailed
from ..models.database import db
from ..models.proposals import Proposal
from ..models.records import Document, Event, Job
from ..operations.rendering import order_of
from ..operations.rendering import render as make
from ..resources import STATIC
from .installation import desk_of, installation


@click.command()
@click.argument("reference")
@click.argument("document")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write.",
)
@click.option(
    "--language", type=click.Choice(["en", "fr"]), help="In this language (default: the newest in any)."
)
def render(reference: str, document: str, output: Path, language: str | None) -> None:
    """Write the newest DOCUMENT of the case REFERENCE to a file; make it first where it still waits to be made.

    DOCUMENT is a name such as concept, assessment_report, proposal, briefing_note, board_record or letter.
    """
    with installation(prepare=False) as app:
        desk = desk_of(app)
        _make_waiting(desk, reference, document)
        made = [d for d in documents_of(reference) if language in {None, d.language}]
        found = next((d for d in made if d.name == document), None)
        if found is None:
            names = ", ".join(sorted({d.name for d in made})) or "none yet"
            raise click.ClickException(f"{reference} has no document {document!r}. Its documents: {names}.")
        output.write_bytes(desk.storage.get(found.digest))
        click.echo(f"{output}: {found.name}, {found.language}, {found.pages} pages, SHA-256 {found.digest}")


def documents_of(reference: str) -> Sequence[Document]:
    """Every document made of a case, newest first."""
    return db.session.scalars(
        select(Document)
        .join(Proposal, Proposal.id == Document.proposal_id)
        .where(Proposal.reference == reference)
        .order_by(Document.event_id.desc(), Document.id.desc())
    ).all()


def keep_documents(desk: Desk, reference: str, folder: Path) -> tuple[int, list[str]]:
    """Write every document of a case into a folder: how many, and which ones were not made.

    The newest of a name is ``<name>-<language>.pdf``; earlier ones say that they are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    seen: dict[str, int] = {}
    for document in documents_of(reference):
        name = f"{_name(document)}-{document.language}"
        seen[name] = seen.get(name, 0) + 1
        earlier = f"-earlier-{seen[name] - 1}" if seen[name] > 1 else ""
        (folder / f"{name}{earlier}.pdf").write_bytes(desk.storage.get(document.digest))
    return sum(seen.values()), [subject for _, _, subject in _waiting(reference)]


def _name(document: Document) -> str:
    """A letter by which letter it is; everything else by its own name."""
    said = document.event.statement.said if document.event.statement else {}
    letter = said.get("name") if document.name == "letter" else None
    return f"{document.name}-{letter}" if letter else document.name


def _waiting(reference: str) -> Sequence[tuple[int, dict[str, object], str]]:
    rows = db.session.execute(
        select(Job.event_id, Job.payload, Job.subject)
        .join(Event, Event.id == Job.event_id)
        .join(Proposal, Proposal.id == Event.proposal_id)
        .where(Proposal.reference == reference, Job.kind == "render", Job.done_at.is_(None))
        .order_by(Job.id)
    )
    return [(event, payload, subject) for event, payload, subject in rows]


def _make_waiting(desk: Desk, reference: str, name: str) -> None:
    """What the worker has not come to yet; its job finds it made."""
    orders = [order_of(event, payload) for event, payload, _ in _waiting(reference)]
    for order in [o for o in orders if o.name == name]:
        try:
            with Press(STATIC) as press:
                make(desk, press, order, now=datetime.now(UTC))
        except (PressUnavailable, RenderFailed) as error:
            raise click.ClickException(f"{name} cannot be made: {error}") from error
