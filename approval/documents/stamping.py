"""Page x of y across a whole packet, set at the foot of pages that were printed before there was a packet.

The words are an artifact, so no reader says them on every page and no tag changes. Their letters come from a
small sheet that the press printed for the purpose: its font is embedded, as every font of a document must be.
"""

import io
import re
from collections.abc import Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

SIGNS = "0123456789/.,:–-_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz· "
SIZE = 8.0
RIGHT, UP = 70.9, 25.0
"""How far from the right edge and from the lower edge of a page, in points: below the foot of every layout."""
LEFT = 70.9
_CHAR = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]{4})>")
_FONT = "/Packet"


class Stamp:
    """Writes at the foot of pages with the letters of a printed sheet, and leaves out signs that it has not.

    Raises ValueError where the sheet lacks one of ``SIGNS``.
    """

    def __init__(self, sheet: bytes, words: str) -> None:
        """``words`` is how a page says where it is: ``Page {n} of {all}``."""
        self._sheet = pikepdf.open(io.BytesIO(sheet))
        self._words = words
        self._font, self._codes = _letters(self._sheet, SIGNS)
        self._widths = _widths(self._font)

    def put_on(self, pdf: pikepdf.Pdf, feet: Sequence[str]) -> None:
        """Number every page; ``feet`` says for each what stands at the left."""
        font = pdf.copy_foreign(self._font)
        before = pdf.make_stream(b"q")
        every = len(pdf.pages)
        held: dict[str, bytes] = {}
        for number, (page, left) in enumerate(zip(pdf.pages, feet, strict=True), 1):
            obj = page.obj
            if left not in held:
                held[left] = self._text(LEFT, left) if left else b""
            right = self._words.format(n=number, all=every)
            at = float(obj.MediaBox[2]) - RIGHT - self._width(right)
            content = b"Q /Artifact <</Type /Pagination>> BDC q 0.29 0.357 0.388 rg %s%sQ EMC"
            content %= (held[left], self._text(at, right))
            _set_font(obj, font)
            kept = obj.Contents
            middle = list(kept) if isinstance(kept, Array) else [kept]
            obj.Contents = Array([before, *middle, pdf.make_stream(content)])

    def _text(self, x: float, words: str) -> bytes:
        codes = b"".join(b"%04x" % self._codes[sign] for sign in words if sign in self._codes)
        return b"BT %s %g Tf %.2f %g Td <%s> Tj ET " % (_FONT.encode(), SIZE, x, UP, codes)

    def _width(self, words: str) -> float:
        return sum(self._widths.get(self._codes.get(sign, 0), 500.0) for sign in words) * SIZE / 1000


def _letters(sheet: pikepdf.Pdf, signs: str) -> tuple[Any, dict[str, int]]:
    """The font of the sheet that has every sign, and the code of each."""
    for page in sheet.pages:
        for font in page.obj.Resources.get("/Font", {}).values():
            pairs = _CHAR.findall(font.ToUnicode.read_bytes())
            codes = {chr(int(sign, 16)): int(code, 16) for code, sign in pairs}
            if set(signs) <= codes.keys():
                return font, codes
    raise ValueError("the sheet for the foot of the pages lacks a letter")


def _widths(font: Any) -> dict[int, float]:
    """By code, in thousandths: the two ways in which a font may write them down."""
    found: dict[int, float] = {}
    written = list(font.DescendantFonts[0].W)
    while written:
        first = int(written.pop(0))
        then = written.pop(0)
        if isinstance(then, Array):
            found |= {first + n: float(width) for n, width in enumerate(then)}
        else:
            found |= dict.fromkeys(range(first, int(then) + 1), float(written.pop(0)))
    return found


def _set_font(page: Any, font: Any) -> None:
    if "/Resources" not in page:
        page.Resources = Dictionary()
    if "/Font" not in page.Resources:
        page.Resources.Font = Dictionary()
    if _FONT not in page.Resources.Font:
        page.Resources.Font[Name(_FONT)] = font
