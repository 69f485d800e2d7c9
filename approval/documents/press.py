"""The press: a process of its own that imports WeasyPrint once and forks a limited child for each document.

Started as ``python -m approval.documents.press STATIC`` by ``pdf.Press``; the application itself never
imports WeasyPrint, which costs 0.8 s and 53 MiB and which hostile text can make run for minutes
(ENGINEERING.md 2, 3). Requests come on standard input, answers go to standard output, both as frames: four
bytes of length, then that many bytes. A first answer says whether it can print at all. Where there is no
fork, the press prints by itself.
"""

import base64
import gc
import hashlib
import json
import logging
import os
import signal
import struct
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

from .enclosing import enclose

STYLESHEET = Path("pdf", "paper.css")
LANGUAGES = ("en", "fr")
IDENTIFYING = 12
"""Hexadecimal digits that begin the identifiers inside a document: enough for two never to be alike."""
_LENGTH = struct.Struct(">I")


def write_frame(stream: BinaryIO, payload: bytes) -> None:
    stream.write(_LENGTH.pack(len(payload)) + payload)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame; None where the other side has ended, were it in the middle of one."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    payload = stream.read(length)
    return payload if len(payload) == length else None


class LibraryMissing(Exception):
    """WeasyPrint, or a system library that it needs, is not on this machine."""


class Overheard(logging.Handler):
    """Keeps what WeasyPrint only logs: a style it ignores, a font it cannot load, an image without words."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def load(static: Path, heard: Overheard) -> Callable[[str, str, str], bytes]:
    """Import WeasyPrint, read stylesheet and fonts once, and return what prints one document with them.

    Raises LibraryMissing, and FatalURLFetchingError where the stylesheet asks for what is not in ``static``.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError, URLFetcher
    except (ImportError, OSError) as fault:  # OSError: Pango and its kin are loaded as it is imported
        raise LibraryMissing(str(fault).splitlines()[0]) from fault

    from .declarations import know_types
    from .tags import complete_tags, identify

    logger = logging.getLogger("weasyprint")
    logger.handlers, logger.propagate = [heard], False
    complete_tags()
    know_types()
    shelf = _shelf(static, URLFetcher, FatalURLFetchingError)(
        allowed_protocols={"file", "data"}, allow_redirects=False, fail_on_errors=True
    )
    fonts = FontConfiguration()
    sheet = CSS(filename=static / STYLESHEET, url_fetcher=shelf, font_config=fonts)
    _read_patterns()

    def impress(html: str, identifier: str, lang: str) -> bytes:
        shelf.refused = ""
        page = HTML(string=html, base_url=static.as_uri() + "/", url_fetcher=shelf)
        document = page.render(font_config=fonts, stylesheets=[sheet], presentational_hints=False)
        digest = hashlib.sha256(identifier.encode()).hexdigest()[:32]

        def finish(_: Any, made: Any) -> None:
            made.catalog.update(Lang=f"({lang}-CA)")
            identify(made, digest[:IDENTIFYING])

        pdf: bytes = document.write_pdf(
            pdf_variant="pdf/ua-1", pdf_identifier=digest.encode(), finisher=finish
        )
        if shelf.refused:  # inside an SVG image the exception is caught, and the image left out
            raise FatalURLFetchingError(shelf.refused)
        return pdf

    return impress


def _read_patterns() -> None:
    """Read how words are hyphenated, a twentieth of a document's time; it stays in Pyphen's own cache."""
    from pyphen import Pyphen, language_fallback  # type: ignore[import-untyped]

    for lang in LANGUAGES:
        Pyphen(lang=language_fallback(f"{lang}-CA"))


def _shelf(static: Path, fetcher: Any, refusal: Any) -> Any:
    """What fetches for a document, made of the classes that only the press imports."""

    class Shelf(fetcher):
        """Documents are made of files under static/ and of what they carry themselves, and nothing else."""

        refused = ""

        def fetch(self, url: str, headers: Any = None) -> Any:
            parts = urlsplit(url)
            inside = Path(unquote(parts.path)).resolve().is_relative_to(static)
            if parts.scheme == "data" or (parts.scheme == "file" and not parts.netloc and inside):
                return super().fetch(url, headers)
            self.refused = f"a document may not fetch {url[:200]}"
            raise refusal(self.refused)

    return Shelf


def limit(cpu_seconds: int, memory_bytes: int) -> None:
    """Bound this process; the kernel ends it past the bound, and the press lives on."""
    import resource  # POSIX only, as fork is

    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(impress: Callable[[str, str, str], bytes], order: dict[str, Any], heard: Overheard) -> bytes:
    """The reply to one request: a line of JSON, then the PDF where there is one."""
    try:
        if "file" in order:
            pdf = enclose(base64.b64decode(order["file"]), order["alt"], order["lang"])
        else:
            pdf = impress(order["html"], order["identifier"], order["lang"])
        return json.dumps({"ok": True, "said": heard.said}).encode() + b"\n" + pdf
    except BaseException as fault:  # noqa: BLE001  a refused fetch is a BaseException, and all must be told
        reason = "it needs more memory than a document may" if isinstance(fault, MemoryError) else str(fault)
        return json.dumps({"ok": False, "reason": f"{type(fault).__name__}: {reason}"}).encode() + b"\n"


def answer_in_child(make: Callable[[], bytes], cpu_seconds: int, memory_bytes: int) -> bytes:
    """What ``make`` returns in a limited child, or why the child ended without a word."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            for ours in (0, 3, out):  # 3: the line to the parent, which must end when the press ends
                os.close(ours)
            limit(cpu_seconds, memory_bytes)
            with os.fdopen(into, "wb") as pipe:
                pipe.write(make())
            status = 0
        finally:
            os._exit(status)
    os.close(into)
    with os.fdopen(out, "rb") as pipe:
        reply = pipe.read()
    _, status = os.waitpid(child, 0)
    if status == 0:
        return reply
    ended = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "without a reason"
    reason = f"it takes more than {cpu_seconds} s of work" if ended == "SIGXCPU" else f"it ended: {ended}"
    return json.dumps({"ok": False, "reason": reason}).encode() + b"\n"


def serve(static: Path, requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests until the other side closes the line."""
    heard, missing = Overheard(), False
    try:
        impress = load(static, heard)
    except BaseException as fault:  # noqa: BLE001  whatever it is, the other side has to know
        heard.said.append(f"{type(fault).__name__}: {fault}")
        missing = isinstance(fault, LibraryMissing)
    hello = {"ok": not heard.said, "reason": "; ".join(heard.said), "missing": missing}
    write_frame(replies, json.dumps(hello).encode())
    if heard.said:
        return
    gc.collect()
    gc.disable()  # a document's boxes are freed with its process; collecting them first costs time
    gc.freeze()
    while (frame := read_frame(requests)) is not None:
        order = json.loads(frame)
        heard.said.clear()
        make = partial(answer, impress, order, heard)
        limits = order["cpu_seconds"], order["memory_bytes"]
        write_frame(replies, answer_in_child(make, *limits) if hasattr(os, "fork") else make())


def main() -> None:
    # the line to the parent moves to descriptor 3, so that nothing printed by a library can garble it
    os.dup2(1, 3)
    os.dup2(2, 1)
    with os.fdopen(3, "wb") as replies:
        serve(Path(sys.argv[1]).resolve(), sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()
