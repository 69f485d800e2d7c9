"""What a PDF costs through the press, as a multiple of bare WeasyPrint on the same HTML."""

import gc
import resource
import time
from statistics import median

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from approval.documents.environment import typeset
from approval.documents.pdf import Press
from approval.resources import STATIC
from tests.bench.measuring import once
from tests.documents.samples import report

ROUNDS = 5
MOST = 1.1


def print_times() -> None:
    """Both print the same HTML, warm, in turns, without collecting garbage: by the clock, and by what they used.

    What each used of a processor is what the budget is held to: the press is another process, and by the clock the
    two are told apart by whatever else the machine does.
    """
    html = typeset(report("en"))
    fonts = FontConfiguration()
    sheet = CSS(filename=STATIC / "pdf" / "paper.css", font_config=fonts)

    def bare() -> None:
        page = HTML(string=html, base_url=STATIC.as_uri() + "/")
        page.render(font_config=fonts, stylesheets=[sheet]).write_pdf(pdf_variant="pdf/ua-1")

    def print_with(press: Press) -> None:
        press.pdf(html, identifier="bench", lang="en")

    bare()
    begun = _children()
    with Press(STATIC) as press:
        print_with(press)
    first = _children() - begun  # its start, and one document
    gc.collect()
    gc.disable()
    clock, used = [], []
    with Press(STATIC) as press:
        print_with(press)
        for _ in range(ROUNDS):
            before = time.process_time()
            alone = once(bare, time.perf_counter)
            used.append(time.process_time() - before)
            clock.append(once(lambda: print_with(press), time.perf_counter) / alone)
    gc.enable()
    each = (_children() - begun - 2 * first) / ROUNDS
    ratio = each / median(used)
    print(
        f"\nPDF of the sample report: {ratio:.2f} x bare WeasyPrint (budget {MOST}), {median(clock):.2f} x by the clock; "
        f"bare {median(used) * 1000:.0f} ms here{'  over' if ratio > MOST else ''}"
    )


def _children() -> float:
    """Seconds of a processor that processes of ours which have ended used, and theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
