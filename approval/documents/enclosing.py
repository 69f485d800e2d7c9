"""Somebody's PDF as pages of a packet: what it shows, and nothing of what it could do.

Only the drawing of each page is taken over, on a sheet of our size, as one tagged element: no script, no link, no
form, no tag of another program's making. It runs in a child of the press, since a file may be made to hurt.
"""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from .trees import at

WIDTH, HEIGHT = 612.0, 792.0
SIDE, TOP, BOTTOM = 18.0, 18.0, 45.0
"""What stays white around a page, in points: the foot of the packet stands below it."""
MOST_PAGES = 300
_MARKING = frozenset({"BDC", "BMC", "EMC", "DP", "MP"})


def enclose(content: bytes, alt: str, lang: str) -> bytes:
    """The file's pages, tagged. ``alt`` is what a reader hears of a page without text: ``{n}`` of ``{all}``.

    Raises ValueError where there are too many pages, pikepdf.PdfError where the file is damaged or locked.
    """
    with pikepdf.open(io.BytesIO(content)) as source, pikepdf.new() as pdf:
        if not 0 < (every := len(source.pages)) <= MOST_PAGES:
            raise ValueError(f"the file has {every} pages, and {MOST_PAGES} can be shown")
        source.flatten_annotations("all")
        parents: list[Any] = []
        document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, K=Array()))
        for number, page in enumerate(source.pages):
            element = _place(pdf, page, number, alt.format(n=number + 1, all=every))
            element.P = document
            document.K.append(element)
            parents += [number, Array([element])]
        tree = Dictionary(
            Type=Name.StructTreeRoot, K=Array([document]), ParentTree=Dictionary(Nums=Array(parents))
        )
        pdf.Root.StructTreeRoot = pdf.make_indirect(tree)
        document.P = pdf.Root.StructTreeRoot
        pdf.Root.MarkInfo, pdf.Root.Lang = Dictionary(Marked=True), String(f"{lang}-CA")
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True)
        return made.getvalue()


def _place(pdf: pikepdf.Pdf, page: pikepdf.Page, number: int, alt: str) -> Any:
    """Draw a page on a sheet of its own, as large as fits; the element it is tagged as."""
    drawing = pdf.copy_foreign(page.as_form_xobject())
    for stream in _streams(drawing, set()):
        kept = [i for i in pikepdf.parse_content_stream(stream) if str(i.operator) not in _MARKING]
        stream.write(pikepdf.unparse_content_stream(kept))
    for key in ("/StructParents", "/StructParent", "/Metadata", "/PieceInfo"):
        if key in drawing:
            del drawing[key]
    left, low, right, high = (float(n) for n in _extent(drawing))
    scale = min((WIDTH - 2 * SIDE) / max(right - left, 1), (HEIGHT - TOP - BOTTOM) / max(high - low, 1), 1.0)
    x = (WIDTH - (right - left) * scale) / 2 - left * scale
    y = HEIGHT - TOP - high * scale
    sheet = pdf.add_blank_page(page_size=(WIDTH, HEIGHT)).obj
    text = _has_font(drawing, set())
    tag = Name.P if text else Name.Figure
    sheet.Resources = Dictionary(XObject=Dictionary(Drawing=drawing))
    content = b"%s <</MCID 0>> BDC q %.5f 0 0 %.5f %.3f %.3f cm /Drawing Do Q EMC"
    sheet.Contents = pdf.make_stream(content % (str(tag).encode(), scale, scale, x, y))
    sheet.StructParents, sheet.Tabs = number, Name.S
    element = Dictionary(Type=Name.StructElem, S=tag, Pg=sheet, K=Array([0]))
    if not text:
        box = Array([x + left * scale, y + low * scale, x + right * scale, y + high * scale])
        element.Alt, element.A = String(alt), Dictionary(O=Name.Layout, BBox=box, Placement=Name.Block)
    return pdf.make_indirect(element)


def _extent(drawing: Any) -> list[float]:
    """The box of a drawing as its own matrix turns it."""
    box = [float(n) for n in drawing.BBox]
    a, b, c, d, e, f = (float(n) for n in drawing.get("/Matrix", [1, 0, 0, 1, 0, 0]))
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in box[::2] for y in box[1::2]]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return [min(xs), min(ys), max(xs), max(ys)]


def _streams(drawing: Any, seen: set[tuple[int, int]]) -> Iterator[Any]:
    """A drawing and those drawn within it, each once."""
    if drawing.objgen in seen:
        return
    seen.add(drawing.objgen)
    yield drawing
    for inner in (at(drawing, "/Resources", "/XObject") or {}).values():
        if inner.get("/Subtype") == Name.Form:
            yield from _streams(inner, seen)


def _has_font(drawing: Any, seen: set[tuple[int, int]]) -> bool:
    """Whether anything in it may be text."""
    return any(at(d, "/Resources", "/Font") for d in _streams(drawing, seen))
