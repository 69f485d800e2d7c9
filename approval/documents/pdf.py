"""HTML to PDF from the application's side: one press, started when first needed, never waited on for ever."""

import base64
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Self, cast

from .press import read_frame, write_frame

_log = logging.getLogger(__name__)

LIBRARIES = "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
PACKAGES = Path(__file__).resolve().parents[2]

# What the press may know of this process: where programs, libraries, fonts and temporary files are. No secret
# of the application reaches the process that reads what anyone may have typed.
PASSED_ON = (
    "PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH",
    "WEASYPRINT_DLL_DIRECTORIES", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_CACHE_HOME",
)  # fmt: skip


class RenderFailed(Exception):
    """One document could not be made; ``reason`` says why. Another may, and the same one may later."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PressUnavailable(Exception):
    """No document can be made on this machine as it is; the message says what is missing and mends it."""


class Press:
    """Prints one document at a time; any thread may ask. Starts when first asked, restarts after a death.

    ``static`` is the one folder documents may take files from. ``wall_seconds`` bounds the wait for one
    document, ``cpu_seconds`` and ``memory_bytes`` (address space) what making it may use.
    """

    def __init__(
        self, static: Path, *, wall_seconds: float = 60, cpu_seconds: int = 40, memory_bytes: int = 1 << 30
    ) -> None:
        self._static = static.resolve()
        self._wall_seconds = wall_seconds
        self._limits = {"cpu_seconds": cpu_seconds, "memory_bytes": memory_bytes}
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ending: weakref.finalize[[subprocess.Popen[bytes], int], Press] | None = None
        self._owner = os.getpid()

    def pdf(self, html: str, *, identifier: str, lang: str) -> bytes:
        """The PDF of ``html``, in language ``lang`` ("en", "fr"). Same arguments, same bytes.

        Raises RenderFailed where this document could not be made (too long, too large, a fetch from outside
        ``static``), PressUnavailable where none can be.
        """
        return self._ask(identifier, html=html, identifier=identifier, lang=lang)

    def pages(self, file: bytes, *, alt: str, lang: str) -> bytes:
        """Somebody's PDF as tagged pages that do nothing; ``alt`` as ``enclosing.enclose`` takes it.

        Raises RenderFailed where it cannot be shown (damaged, locked, too large), PressUnavailable.
        """
        return self._ask("an attachment", file=base64.b64encode(file).decode(), alt=alt, lang=lang)

    def _ask(self, what: str, **order: str) -> bytes:
        with self._lock:
            process = self._running()
            reply = self._exchange(process, json.dumps({**order, **self._limits}).encode())
        head, _, body = reply.partition(b"\n")
        answer: dict[str, Any] = json.loads(head)
        if not answer["ok"]:
            raise RenderFailed(answer["reason"])
        for remark in answer["said"]:
            _log.warning("printing %s: %s", what, remark)
        return body

    def close(self) -> None:
        """End the press. A later document starts another."""
        with self._lock:
            self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():  # a copy of this object after a fork: the press is the other's
            self._process, self._ending, self._owner = None, None, os.getpid()
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        process = subprocess.Popen(  # noqa: S603  our own module, our own interpreter
            [sys.executable, "-P", "-m", "approval.documents.press", str(self._static)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
            start_new_session=True,  # a group of its own, so that its children end with it
        )
        self._process = process
        self._ending = weakref.finalize(self, _end, process, os.getpid())
        hello = json.loads(self._exchange(process, None))
        if not hello["ok"]:
            self._end()
            mend = f". On Debian or Ubuntu: {LIBRARIES}" if hello["missing"] else ""
            raise PressUnavailable(f"PDFs cannot be made here: {hello['reason']}{mend}")
        return process

    def _exchange(self, process: subprocess.Popen[bytes], order: bytes | None) -> bytes:
        """Send ``order`` and wait for the reply, at most the wall limit; then the press is killed."""
        late = threading.Event()

        def give_up() -> None:
            late.set()
            _kill(process)

        watch = threading.Timer(self._wall_seconds, give_up)
        watch.daemon = True
        watch.start()
        try:
            if order is not None:
                write_frame(cast(BinaryIO, process.stdin), order)
            reply = read_frame(cast(BinaryIO, process.stdout))
        except OSError:  # it died while it was being told
            reply = None
        finally:
            watch.cancel()
        if reply is None:
            self._end()
            raise RenderFailed(
                f"it takes more than {self._wall_seconds:g} s" if late.is_set() else "the press ended"
            )
        return reply

    def _end(self) -> None:
        if self._ending is not None:
            self._ending()
        self._process = self._ending = None


def _environment() -> dict[str, str]:
    """What the press is told of the world. Hash seed and time are fixed: bytes of a PDF follow from both.

    (Unpacking a font writes the time into it, and ``SOURCE_DATE_EPOCH`` is the time that it writes.)
    """
    known = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    path = os.pathsep.join([str(PACKAGES), *filter(None, [os.environ.get("PYTHONPATH")])])
    fixed = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    return {**known, **fixed, "PYTHONPATH": path}


def _kill(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    """End the press and the document it may be at, and leave nothing of either behind."""
    if os.getpid() != owner:  # a fork of the process that started it ends: the press is not its to end
        return
    if process.poll() is None:
        _kill(process)
    process.wait()
    for line in (process.stdin, process.stdout):
        with suppress(OSError):  # what was still to be sent has nobody to read it
            cast(BinaryIO, line).close()
