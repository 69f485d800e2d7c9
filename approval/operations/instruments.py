"""Keep the by-law or terms of reference of a body as a file: a PDF by type *and* content, known by its digest."""

from typing import IO

import filetype

from ..desk import Desk
from ..language import Text
from ..workflow.facts import Actor
from .administering import insist_administrator

MOST = 20 * 1024 * 1024
NO_PDF = Text(
    en="send a PDF of at most 20 MB: this file is none, whatever its name says",
    fr="envoyez un PDF d’au plus 20\u00a0Mo\u00a0: ce fichier n’en est pas un, quel que soit son nom",
)


class NoInstrument(Exception):
    """The file cannot be kept; ``why`` says what to send instead."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def keep_instrument(desk: Desk, actor: Actor, stream: IO[bytes]) -> tuple[str, int]:
    """Its digest and its size. No rule names it yet. Raises NotFound, NoInstrument."""
    insist_administrator(actor)
    content = stream.read(MOST + 1)
    kind = filetype.guess(content)
    if len(content) > MOST or kind is None or kind.mime != "application/pdf":
        raise NoInstrument(NO_PDF)
    return desk.storage.put(content), len(content)
