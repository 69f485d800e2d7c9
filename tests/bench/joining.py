"""What it costs to join a packet of sixty items from stored documents, beside a merge that loses every tag."""

import io
import time
import warnings
from collections.abc import Callable, Sequence
from statistics import median

import pikepdf

from approval.documents.environment import letters, typeset
from approval.documents.joining import Chapter, Paper, join
from approval.documents.pdf import Press
from approval.documents.sheets import Report
from approval.documents.sheets_packet import Brief
from approval.documents.stamping import SIGNS, Stamp
from approval.documents.trees import rename
from approval.resources import STATIC
from tests.documents.samples import report

ITEMS, ROUNDS, BUDGET = 60, 3, 2.0


def print_joining_times() -> None:
    """Each item has a brief and a full paper, none like another."""
    with Press(STATIC) as press:
        told = report("en")
        whole = press.pdf(typeset(told), identifier="whole", lang="en")
        short = press.pdf(typeset(_brief(told)), identifier="short", lang="en")
        sheet = press.pdf(letters(SIGNS, "en"), identifier="letters", lang="en")
    papers = [(_other(short, f"s{n}-"), _other(whole, f"w{n}-")) for n in range(ITEMS)]
    chapters = [
        Chapter(
            f"{n}. Item", [Paper("Brief", a, "en", f"a{n}"), Paper("Proposal", b, "en", f"b{n}")], f"item {n}"
        )
        for n, (a, b) in enumerate(papers, 1)
    ]
    pages = len(pikepdf.open(io.BytesIO(join(whole, chapters, Stamp(sheet, "Page {n} of {all}")))).pages)
    ours = _median(lambda: join(whole, chapters, Stamp(sheet, "Page {n} of {all}")))
    plain = _median(lambda: _merge([pdf for pair in papers for pdf in pair]))
    mark = "  over" if ours > BUDGET else ""
    print(
        f"\nPacket of {ITEMS} items, {pages} pages, joined from stored documents: {ours:.2f} s here (budget {BUDGET}){mark}; "
        f"{ours / plain:.1f} x a merge without tags ({plain:.2f} s)"
    )


def _brief(told: Report) -> Brief:
    """The one page that stands before the papers of an item."""
    return Brief(
        imprint=told.imprint,
        number=1,
        kicker="For discussion and decision",
        ask="THAT the Board of Governors approve the micro-credential.",
        facts=told.facts,
        money=told.money,
        matrix=told.matrix,
        conditions=told.conditions,
    )


def _other(pdf: bytes, prefix: str) -> bytes:
    """The same document as if it had been printed of another case."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        rename(opened, prefix)
        opened.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


def _merge(documents: Sequence[bytes]) -> None:
    with pikepdf.new() as made, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        opened = [pikepdf.open(io.BytesIO(pdf)) for pdf in documents]
        for one in opened:
            made.pages.extend(one.pages)
        made.save(io.BytesIO())


def _median(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken)
