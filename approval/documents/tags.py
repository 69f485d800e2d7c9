"""What WeasyPrint leaves out of a tagged PDF: which cells a header heads, and the language of a passage.

PDF/UA-1 asks a table header for its scope, and PROCESS.md 9 asks that an answer in the other language be
marked as such. WeasyPrint writes neither, and offers no place to add them where it still knows the HTML
element behind a tag; so its one function that makes tags is wrapped. It is private: a test on the finished
PDF stands guard over an upgrade.
"""

from collections.abc import Iterator
from typing import Any

SCOPES = {"row": "/Row", "col": "/Column", "rowgroup": "/Row", "colgroup": "/Column"}


def complete_tags() -> None:
    """Have WeasyPrint write Scope and Lang from now on, in this process. Once is enough."""
    from weasyprint.pdf import tags

    build = tags._build_box_tree  # noqa: SLF001  see above

    def build_completely(box: Any, *rest: Any) -> Iterator[Any]:
        source = getattr(box, "element", None)
        for made in build(box, *rest):
            if source is not None and made["S"] == "/TH":
                made["A"]["Scope"] = SCOPES.get(source.get("scope"), "/Column")
            if source is not None and source.get("lang"):
                made["Lang"] = tags.pydyf.String(source.get("lang"))
            yield made

    tags._build_box_tree = build_completely  # noqa: SLF001
