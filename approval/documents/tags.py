"""What WeasyPrint leaves out of a tagged PDF.

- which cells a header heads, and words for a link: PDF/UA-1 asks for both (ISO 14289-1, 7.5 and 7.18)
- the language of a passage: PROCESS.md 9 asks that an answer in the other language be marked as such
- running heads and feet as artifacts, so that they are not read out on every page (7.8)
- identifiers that no other document has, and the tree that lists them, so that documents can be joined (``joining``)

WeasyPrint offers no place to add them where it still knows the HTML element behind a tag, so the two
functions that make tags are wrapped. They are private: a test on the finished PDF stands guard over an
upgrade.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

SCOPES = {"row": "/Row", "col": "/Column", "rowgroup": "/Row", "colgroup": "/Column"}
PRINTED = 4  # the flag of an annotation that screen and paper both show


def complete_tags() -> None:
    """Have WeasyPrint write them from now on, in this process. Once is enough."""
    from weasyprint.formatting_structure.boxes import MarginBox
    from weasyprint.pdf import tags
    from weasyprint.pdf.stream import Stream

    build, mark = tags._build_box_tree, Stream.marked  # noqa: SLF001  see above
    pydyf = tags.pydyf

    def build_completely(box: Any, *rest: Any) -> Iterator[Any]:
        if isinstance(box, MarginBox):
            return
        source: Any = getattr(box, "element", None)
        if getattr(box, "link_annotation", None):
            words = " ".join("".join(source.itertext()).split())
            box.link_annotation.update(F=PRINTED, Contents=pydyf.String(words))
        for made in build(box, *rest):
            if source is not None and made["S"] == "/TH":
                made["A"]["Scope"] = SCOPES[source.get("scope")]
            if source is not None and source.tag != "html" and source.get("lang"):
                made["Lang"] = pydyf.String(source.get("lang"))
            yield made

    @contextmanager
    def furniture(stream: Any) -> Iterator[None]:
        pydyf.Stream.begin_marked_content(stream, "Artifact", pydyf.Dictionary({"Type": "/Pagination"}))
        yield
        pydyf.Stream.end_marked_content(stream)

    def mark_or_pass(stream: Any, box: Any, tag: str) -> AbstractContextManager[None]:
        of_page = box.element is None  # no element made it: it stands in a margin, by a rule of the page
        marked: AbstractContextManager[None] = furniture(stream) if of_page else mark(stream, box, tag)
        return marked

    tags._build_box_tree = build_completely  # noqa: SLF001
    Stream.marked = mark_or_pass


def identify(pdf: Any, prefix: str) -> None:
    """Give every identifier of a finished document its prefix, and list them where the format asks for it."""
    from weasyprint.pdf.tags import pydyf

    elements = {}
    for made in pdf.objects:
        if isinstance(made, pydyf.Dictionary) and "ID" in made:
            made["ID"].string = f"{prefix}-{made['ID'].string}"  # the same object stands where cells name it
            elements[made["ID"].string] = made
    root = next(
        o for o in pdf.objects if isinstance(o, pydyf.Dictionary) and o.get("Type") == "/StructTreeRoot"
    )
    names = [part for name in sorted(elements) for part in (elements[name]["ID"], elements[name].reference)]
    if names:
        root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(names)})
