"""What a PDF costs through the press, as a multiple of bare WeasyPrint on the same HTML."""

import time
from collections.abc import Callable
from statistics import median

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from approval.documents.environment import typeset
from approval.documents.pdf import Press
from approval.resources import STATIC
from tests.documents.samples import report

ROUNDS = 5


def print_times() -> None:
    """Both print the same HTML, warm, in turns."""
    html = typeset(report("en"))
    fonts = FontConfiguration()
    sheet = CSS(filename=STATIC / "pdf" / "paper.css", font_config=fonts)

    def bare() -> None:
        page = HTML(string=html, base_url=STATIC.as_uri() + "/")
        page.render(font_config=fonts, stylesheets=[sheet]).write_pdf(pdf_variant="pdf/ua-1")

    with Press(STATIC) as press:

        def ours() -> None:
            press.pdf(html, identifier="bench", lang="en")

        alone, through = _median(bare), _median(ours)
    print(
        f"\nPDF of the sample report: {through / alone:.2f} x bare WeasyPrint (budget 1.1); bare {alone * 1000:.0f} ms here"
    )


def _median(work: Callable[[], None]) -> float:
    work()
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken)
