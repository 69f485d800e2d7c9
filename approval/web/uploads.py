"""Files sent with a form: kept as attachments before the form is read, refused at their field.

A request with files is read to its end even where a file in it is too large, so that the answers beside the file
are not lost; of such a file no more goes to disk than shows that it is too large.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from flask import Flask, current_app, flash, request
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.sansio.multipart import Data, Epilogue, Field, MultipartDecoder, NeedData

from ..desk import Desk
from ..forms.kinds.base import AskedForm
from ..forms.kinds.files import MOST_BYTES
from ..language import Text
from ..operations.attaching import Refused, attach
from ..workflow.facts import Actor
from .access import View
from .context import now, say
from .printable import PrintableRequest

MOST_SENT = 200 * 1024 * 1024
"""What a request with files may have in all; larger ones are not read."""
MOST_FILES = 40
IN_MEMORY = 256 * 1024
READ_AT_ONCE = 64 * 1024
TOO_MANY = Text(
    en=f"not kept: {MOST_FILES} files can be sent at once; send the others on their own",
    fr=f"non conservé\u00a0: on peut envoyer {MOST_FILES} fichiers à la fois\u00a0; envoyez les autres séparément",
)


def takes_files(view: View) -> View:
    """Mark a view to which files are sent: its requests may be larger than others."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


class FileRequest(PrintableRequest):
    """A request that keeps of each file what its sender may have kept: nothing, where nobody is signed in."""

    room = 0
    """Bytes of each file that are written down."""
    begun = 0
    """Files begun so far."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        self.begun += bool(filename)
        return cast(IO[bytes], Spool(self.room if self.begun <= MOST_FILES else 0))


class Spool(SpooledTemporaryFile[bytes]):
    """A file that is written no further than it has room; the rest is let go."""

    def __init__(self, room: int) -> None:
        super().__init__(IN_MEMORY, "w+b")
        self._room = room

    def write(self, s: Any) -> int:
        written = super().write(s[: self._room]) if self._room else 0
        self._room -= written
        return len(s)


def init_uploads(app: Flask) -> None:
    """Before anything reads a form."""
    app.request_class = FileRequest
    app.before_request(_make_room)


def _make_room() -> None:
    if _sends_files():
        request.max_content_length = MOST_SENT
        cast(FileRequest, request).room = MOST_BYTES + 1 if current_user.is_authenticated else 0


def _sends_files() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method == "POST" and getattr(view, "takes_files", False)


def typed() -> list[tuple[str, str]]:
    """The words that were sent; where the request is too large, those that came before it was."""
    try:
        return list(request.form.items(multi=True))
    except HTTPException:
        return list(_begun()) if _sends_files() else []


def _begun() -> Iterator[tuple[str, str]]:
    """The fields that are whole within the first bytes of a request too large to be taken."""
    boundary = request.mimetype_params.get("boundary", "").encode()
    stream, parts = (
        request.environ["wsgi.input"],
        MultipartDecoder(boundary, max_parts=request.max_form_parts),
    )
    name, words, left = "", b"", MOST_SENT
    with suppress(ValueError, HTTPException):
        while left > 0 and (data := stream.read(min(READ_AT_ONCE, left))):
            left -= len(data)
            parts.receive_data(data)
            while not isinstance(part := parts.next_event(), NeedData | Epilogue):
                if isinstance(part, Data):
                    words += part.data if name else b""
                    if len(words) > (request.max_form_memory_size or 0):
                        return  # nobody typed that
                    if name and not part.more_data:
                        yield name, words.decode(errors="replace")
                else:
                    name, words = (part.name if isinstance(part, Field) else ""), b""


@dataclass(slots=True)
class Uploads:
    """References of the files kept, and why others were not, by the name of their input."""

    files: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    def refuse(self, name: str, file: str, why: Text) -> None:
        self.errors.setdefault(name, []).append(f"{file[:80]}: {say(why)}")

    def show(self, bound: AskedForm) -> None:
        """Say at each input why its file was not kept, besides what else is wrong there."""
        for one in _inputs(bound):
            if one.name in self.errors:
                one.errors = [*one.errors, *self.errors[one.name]]

    def tell(self) -> None:
        """Say it on the page that comes next, where that page has not these inputs."""
        for why in chain.from_iterable(self.errors.values()):
            flash(why, "warning")


def take_uploads(desk: Desk, actor: Actor, reference: str, form: str, typed: Any) -> Uploads:
    """Attach what was sent; ``typed`` then names each file beside those already there, less those removed."""
    taken = Uploads()
    removed = typed.get("_file", "").rpartition(":")[2]
    for name in {n for n in typed if removed and removed in typed.getlist(n)} - {"_file"}:
        typed.setlist(name, [v for v in typed.getlist(name) if v != removed])
    files = [(name, sent) for name, sent in request.files.items(multi=True) if sent.filename]
    for n, (name, sent) in enumerate(files):
        file = sent.filename or ""
        if n >= MOST_FILES:
            taken.refuse(name, file, TOO_MANY)
            continue
        try:
            ref = attach(desk, actor, reference, form, file, sent.stream, now=now())
        except Refused as error:
            taken.refuse(name, file, error.why)
            continue
        taken.files[ref["id"]] = ref
        typed.add(name, ref["id"])
    return taken


def _inputs(holder: Any) -> Iterator[Any]:
    """Every input of a form, those of its groups and rows too."""
    for one in holder:
        yield one
        if hasattr(one, "form"):
            yield from _inputs(one.form)
        elif hasattr(one, "entries"):
            yield from _inputs(one.entries)
