"""A file sent with a form that is then corrected: kept, and named by a token that only this site can write.

A plain digest in the page would let anybody name any stored file as an instrument, and so read it.
"""

from dataclasses import dataclass, field
from typing import Any

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from ...operations.instruments import NoInstrument, keep_instrument
from ..context import actor, desk, say

NAME = "instrument"


@dataclass(slots=True)
class Sent:
    """The form with the token of each kept file in it, what the tokens stand for, and what was refused."""

    typed: Any
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: str = ""


def sent_instrument() -> Sent:
    """What was sent now, else what was kept before and not removed."""
    sent = Sent(request.form.copy())
    removed = sent.typed.get("_file", "").rpartition(":")[2]
    for token in sent.typed.poplist(NAME):
        if token != removed and (known := _known(token)):
            sent.files[token] = known
    file = request.files.get(NAME)
    if file is not None and file.filename:
        try:
            digest, size = keep_instrument(desk(), actor(), file.stream)
        except NoInstrument as error:
            sent.refused = f"{file.filename[:80]}: {say(error.why)}"
        else:
            sent.files = _named(digest, file.filename, size)
    for token in sent.files:
        sent.typed.add(NAME, token)
    return sent


def kept_instrument(digest: str, name: str) -> dict[str, dict[str, Any]]:
    """An instrument that a body has, as the form shows it."""
    return _named(digest, name, None) if digest else {}


def _named(digest: str, name: str, size: int | None) -> dict[str, dict[str, Any]]:
    ref = {"digest": digest, "name": name[-100:], "size": f"{size // 1000} kB" if size else ""}
    token = str(_serializer().dumps(ref))
    return {token: {**ref, "id": token}}


def _known(token: str) -> dict[str, Any] | None:
    try:
        return {**_serializer().loads(token), "id": token}
    except BadSignature:
        return None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=NAME)
