"""One press and one printed copy of each sample for all tests of documents: a rendering takes a second or two."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial

import pikepdf
import pymupdf
import pytest

from approval.documents.environment import typeset
from approval.documents.pdf import Press
from approval.documents.sheets import Document, Mark, Tone
from approval.language import Lang
from approval.resources import STATIC
from tests.documents import samples


@dataclass(frozen=True)
class Printed:
    """A document, its HTML, and the PDF that came of it."""

    document: Document
    html: str
    pdf: bytes

    @cached_property
    def tree(self) -> pikepdf.Pdf:
        return pikepdf.open(io.BytesIO(self.pdf))

    @cached_property
    def pages(self) -> list[str]:
        with pymupdf.open(stream=self.pdf) as opened:
            return [page.get_text() for page in opened]

    @cached_property
    def letters(self) -> str:
        return squeezed("".join(self.pages))

    @cached_property
    def outline(self) -> list[tuple[int, str, int]]:
        with pymupdf.open(stream=self.pdf) as opened:
            return [tuple(entry) for entry in opened.get_toc()]

    def elements(self, kind: str | None = None) -> Iterator[pikepdf.Object]:
        waiting = [self.tree.Root.StructTreeRoot]
        while waiting:
            element = waiting.pop()
            if isinstance(element, pikepdf.Array):
                waiting.extend(element)
            elif isinstance(element, pikepdf.Dictionary):
                if (
                    "/S" in element
                    and element.get("/Type") == "/StructElem"
                    and kind in {None, str(element.S)[1:]}
                ):
                    yield element
                if "/K" in element:
                    waiting.append(element.K)


def squeezed(text: str) -> str:
    """Text without what line breaks change: white space and hyphens."""
    return re.sub(r"[\s\u00ad\u2010\u2011-]+", "", text)


@pytest.fixture(scope="session")
def press() -> Iterator[Press]:
    with Press(STATIC) as made:
        yield made


@pytest.fixture(scope="session")
def copies(press: Press) -> Callable[[str, str], Printed]:
    """Each sample printed at most once, in whatever order the tests ask for it."""

    @cache
    def copy(kind: str, lang: Lang) -> Printed:
        return printed(press, SAMPLES[kind](lang))

    return copy


@pytest.fixture(params=["en", "fr"])
def report(copies: Callable[[str, str], Printed], request: pytest.FixtureRequest) -> Printed:
    return copies("report", request.param)


@pytest.fixture(params=["record-fr", "brief-en", "letter-en", "letter-fr"])
def other(copies: Callable[[str, str], Printed], request: pytest.FixtureRequest) -> Printed:
    return copies(*request.param.split("-"))


def decided(layout: str, lang: Lang) -> Document:
    """The same case after the decision, in another layout."""
    whole = samples.report(lang)
    state = Mark(samples.pick(lang, "Approved", "Approuvée"), Tone.MET)
    imprint = replace(whole.imprint, draft=False, state=state)
    return replace(whole, layout=layout, imprint=imprint, sections=whole.sections[:2], rail=())


SAMPLES = {
    "report": samples.report,
    "letter": samples.letter,
    "record": partial(decided, "record"),
    "brief": partial(decided, "brief"),
}


def printed(press: Press, document: Document) -> Printed:
    html = typeset(document)
    imprint = document.imprint
    return Printed(document, html, press.pdf(html, identifier=imprint.reference, lang=imprint.lang))
