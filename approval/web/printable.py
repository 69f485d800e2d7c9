"""What a request says, without the one character that no database keeps: text cannot hold a NUL on PostgreSQL."""

from collections.abc import Iterable
from typing import Any

from flask import Flask, Request, Response, request
from werkzeug.datastructures import ImmutableMultiDict

NUL = "\0"


class Printable(ImmutableMultiDict[str, Any]):
    """Parameters as they were sent, each name and word without NUL; files are left as they are."""

    def __init__(self, pairs: Iterable[tuple[str, Any]] | None = None) -> None:
        super().__init__([(_without(name), _without(said)) for name, said in pairs or ()])


class PrintableRequest(Request):
    parameter_storage_class = Printable


def init_printable(app: Flask) -> None:
    """Nothing has an address with a NUL in it; no page of ours could name it either."""

    @app.before_request
    def printable() -> Response | None:
        return Response("", 404, mimetype="text/plain") if NUL in request.path else None


def _without(words: Any) -> Any:
    return words.replace(NUL, "") if isinstance(words, str) else words
