"""Attach a file to a case: by type *and* content, within limits, under a name of our own."""

import io
import secrets
import unicodedata
import zipfile
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, Any

import filetype
from PIL import Image
from sqlalchemy import select

from ..desk import Desk
from ..forms.kinds.files import MOST_BYTES
from ..language import Text
from ..models.database import db, transaction
from ..models.proposals import Attachment, Proposal
from ..models.reviews import Condition
from ..queries import NotFound
from ..queries.facts import facts_of
from ..queries.signing import may_bring
from ..queries.visibility import visible_to
from ..storage import Missing
from ..workflow.facts import Actor
from ..workflow.rules import may_read, may_write, roles_of
from . import NotAllowed
from .loading import open_proposal, sheet_of
from .writing import CLOSED, entered

OF_CONDITIONS = "condition"
"""What a file that shows a condition met belongs to, in place of a form: whoever opens the case may read it."""
MOST_PIXELS = 50_000_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 200
OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "docx": OFFICE + "wordprocessingml.document",
    "xlsx": OFFICE + "spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}


class Refused(Exception):
    """The file cannot be kept; ``why`` says what to send instead."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def attach(
    desk: Desk, actor: Actor, reference: str, form: str, name: str, stream: IO[bytes], *, now: datetime
) -> dict[str, Any]:
    """Keep a file with a paper of a case; the reference its answer holds.

    Raises NotFound, NotAllowed (the paper is closed), Refused (type, size, or content that is not what its
    name says).
    """
    content = stream.read(MOST_BYTES + 1)
    media_type = _checked(name, content)
    with transaction():
        proposal = open_proposal(actor, reference)
        _insist_open(desk, actor, proposal, form, now)
        attachment = Attachment(
            key=secrets.token_urlsafe(16),
            proposal_id=proposal.id,
            name=_plain_name(name),
            media_type=media_type,
            size=len(content),
            digest=desk.storage.put(content),
            form=form,
            uploaded_by_id=actor.id,
            uploaded_at=now,
        )
        db.session.add(attachment)
        return {
            "id": attachment.key,
            "name": attachment.name,
            "size": attachment.size,
            "digest": attachment.digest,
        }


def fetch(desk: Desk, actor: Actor, reference: str, key: str, now: datetime) -> tuple[Attachment, bytes]:
    """A file of a case and its bytes, for somebody who may read the paper it belongs to. Raises NotFound."""
    proposal = db.session.scalar(visible_to(actor).where(Proposal.reference == reference))
    if proposal is None:
        raise NotFound(reference)
    mine = select(Attachment).where(Attachment.key == key, Attachment.proposal_id == proposal.id)
    if (found := db.session.scalar(mine)) is None:
        raise NotFound(key)
    workflow = desk.versions[proposal.digest].workflow
    open_to_all = found.form == OF_CONDITIONS or found.uploaded_by_id == actor.id
    if not open_to_all and not may_read(workflow, facts_of(desk, proposal, now), actor, found.form):
        raise NotFound(key)
    try:
        return found, desk.storage.get(found.digest)
    except Missing as error:
        raise NotFound(key) from error


def _insist_open(desk: Desk, actor: Actor, proposal: Proposal, form: str, now: datetime) -> None:
    if form == OF_CONDITIONS:
        _insist_brings(desk, actor, proposal, now)
        return
    sheet = sheet_of(proposal, actor.id, form)
    own = sheet is not None and sheet.handed_in_at is None
    workflow = desk.versions[proposal.digest].workflow
    if own or entered(proposal, actor, form):
        return
    if not may_write(workflow, facts_of(desk, proposal, now), actor, form):
        raise NotAllowed(CLOSED)


def _insist_brings(desk: Desk, actor: Actor, proposal: Proposal, now: datetime) -> None:
    """Files for conditions come from whoever may bring evidence for an open one."""
    workflow = desk.versions[proposal.digest].workflow
    held = roles_of(workflow, facts_of(desk, proposal, now), actor)
    waiting = db.session.scalars(
        select(Condition).where(Condition.proposal_id == proposal.id, Condition.closed_at.is_(None))
    )
    live = not proposal.on_hold and not workflow.stage(proposal.stage).final
    if not live or not any(may_bring(actor, held, condition) for condition in waiting):
        raise NotAllowed(CLOSED)


def _checked(name: str, content: bytes) -> str:
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lstrip(".").lower()
    if len(content) > MOST_BYTES:
        raise Refused(Text(en="the file is larger than 20 MB", fr="le fichier dépasse 20\u00a0Mo"))
    if not content:
        raise Refused(Text(en="the file is empty", fr="le fichier est vide"))
    if ending not in TYPES:
        raise Refused(
            Text(
                en="send a PDF, Word, Excel, PNG or JPEG file",
                fr="envoyez un fichier PDF, Word, Excel, PNG ou JPEG",
            )
        )
    if not _is(TYPES[ending], content):
        raise Refused(
            Text(
                en=f"the file is not what its name says (.{ending}): save it again in that format",
                fr=f"le contenu ne correspond pas à l’extension (.{ending})\u00a0: enregistrez-le de nouveau dans ce format",
            )
        )
    return TYPES[ending]


def _is(media_type: str, content: bytes) -> bool:
    if media_type.startswith(OFFICE):
        return _is_office(content, "word/" if "word" in media_type else "xl/")
    kind = filetype.guess(content)
    if kind is None or kind.mime != media_type:
        return False
    return media_type == "application/pdf" or _is_image(content)


def _is_office(content: bytes, folder: str) -> bool:
    """A zip of the right kind, without macros, that does not unpack to something enormous."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False
    names = {e.filename for e in entries}
    unpacked = sum(e.file_size for e in entries)
    small = unpacked <= MOST_UNPACKED and unpacked <= MOST_RATIO * len(content)
    macros = any(n.lower().endswith("vbaproject.bin") for n in names)
    return (
        small and not macros and "[Content_Types].xml" in names and any(n.startswith(folder) for n in names)
    )


def _is_image(content: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > MOST_PIXELS:
                return False
            image.verify()
    except Exception:  # noqa: BLE001 - Pillow raises anything at all on hostile bytes
        return False
    return True


def _plain_name(name: str) -> str:
    """The last part of the name, without control characters, short enough for every file system."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(c for c in unicodedata.normalize("NFC", last) if c.isprintable() and c not in '<>:"/\\|?*')
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:100]}{dot}{ending[:10]}" if stem else "file"
