"""How texts are named by what they say: canonical JSON, SHA-256."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any


def canonical(value: Any) -> bytes:
    """One spelling for equal values: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    ).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def considered(digests: Mapping[str, str]) -> str:
    """One digest for several forms' digests: what a decision was taken on."""
    return digest(dict(digests))


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
