"""Files by the SHA-256 of their bytes: written once, whole or not at all, never changed."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

_DIGEST = re.compile(r"^[0-9a-f]{64}$")


class Missing(Exception):
    """The bytes of a digest are not here, or are not the ones it names."""


class Storage:
    """A folder of files named by their digest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Keep these bytes; the digest is their name. Safe to repeat, safe against a crash."""
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if path.exists():
            return digest
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, partial = tempfile.mkstemp(dir=path.parent, prefix=".partial-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(partial).replace(path)
        except BaseException:
            Path(partial).unlink(missing_ok=True)
            raise
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes, checked against their name. Raises Missing."""
        try:
            content = self._path(digest).read_bytes()
        except FileNotFoundError as error:
            raise Missing(digest) from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise Missing(f"{digest}: the file was changed")
        return content

    def __iter__(self) -> Iterator[str]:
        return (p.name for p in sorted(self.folder.glob("??/*")) if _DIGEST.match(p.name))

    def _path(self, digest: str) -> Path:
        if not _DIGEST.match(digest):
            raise Missing(digest)
        return self.folder / digest[:2] / digest
