"""Sets a document: from the frozen values of ``sheets`` to HTML for the press.

The environment is the documents' own: it knows no request, escapes everything, and stops at an unknown name
(ENGINEERING.md 2: untrusted text reaches WeasyPrint only through autoescaped, strict templates).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from approval.language import Lang, Text, format_day, format_moment, format_money, format_number
from approval.resources import TEMPLATES

from .sheets import (
    Answer,
    Column,
    Document,
    Letter,
    Listing,
    Mark,
    Prose,
    Report,
    Said,
    Section,
    Table,
    Words,
)
from .sheets_packet import Brief, Front, Picture

# What cannot be printed (control characters, halves of a pair) and what only turns text round (bidi
# overrides): the first would break the file's metadata, the second would show other words than were typed.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ADDRESS = re.compile(r"(\S*(?:@|://|\bwww\.)\S*|(?=\S{10})\S*\d\S*)")
_DIGEST = re.compile(r"[0-9a-f]{16,}")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")

LAYOUTS = {
    "report": ("sections", "decisions", "conditions", "attachments"),
    "record": ("decisions", "conditions", "sections", "attachments"),
    "brief": ("sections", "decisions", "conditions", "attachments"),
    "minutes": ("sections",),
}
TEMPLATE_OF = {
    "report": "pdf/base.html",
    "record": "pdf/record.html",
    "brief": "pdf/brief.html",
    "minutes": "pdf/minutes.html",
    "letter": "pdf/letter.html",
    "packet": "pdf/packet.html",
    "item": "pdf/item.html",
    "image": "pdf/image.html",
}
LONG_TITLE, LONGER_TITLE = 48, 84
FREE_IN_MARGIN = 60
TWENTIETHS = 20
BROAD = 7  # columns; from here on a table takes the margin as well


@dataclass(frozen=True, slots=True)
class Part:
    """One numbered part as it stands in the document and in its contents; ``section`` only for a section."""

    number: int
    kind: str
    title: str
    section: Section | None = None

    @property
    def anchor(self) -> str:
        return f"part-{self.number}"


def typeset(document: Document | Front | Brief | Picture) -> str:
    """The document as one HTML page, ready for ``Press.pdf``."""
    lang = document.imprint.lang
    values: dict[str, Any] = {"imprint": document.imprint}
    if isinstance(document, Letter):
        values |= {"letter": document}
    elif isinstance(document, Report):
        values |= {"report": document, "parts": parts(document, lang)}
    else:
        values |= {"report": document}
    return environment(lang).get_template(TEMPLATE_OF[document.layout]).render(values)


def letters(signs: str, lang: Lang) -> str:
    """A sheet with these signs, for ``stamping``."""
    return environment(lang).get_template("pdf/letters.html").render(signs=signs)


def parts(report: Report, lang: Lang) -> list[Part]:
    """The numbered parts in the order of the layout; what is empty has no part."""
    headings = {
        "decisions": Text(en="Decision record", fr="Registre des décisions"),
        "conditions": Text(en="Conditions", fr="Conditions"),
        "attachments": Text(en="Attachments", fr="Pièces jointes"),
    }
    found: list[tuple[str, str, Section | None]] = []
    for kind in LAYOUTS[report.layout]:
        if kind == "sections":
            found += [("section", section.title, section) for section in report.sections]
        elif getattr(report, kind):
            found.append((kind, headings[kind].in_(lang), None))
    return [Part(number, *part) for number, part in enumerate(found, 1)]


@cache
def environment(lang: Lang) -> Environment:
    """The templates' world in one language: ``t``, filters for dates and money, nothing of a request."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "t": partial(translate, lang),
        "lang": lang,
        "qr": qr,
        "widths": widths,
        "size": title_size,
        "fits_margin": fits_margin,
        "BROAD": BROAD,
    }
    made.filters |= {
        "day": partial(_with(format_day), lang),
        "moment": partial(_with(format_moment), lang),
        "money": partial(_with(format_money), lang),
        "number": partial(_with(format_number), lang),
        "plain": plain,
        "paragraphs": paragraphs,
        "runs": runs,
    }
    made.tests |= {
        "said": lambda value: isinstance(value, Said),
        "listing": lambda value: isinstance(value, Listing),
        "grid": lambda value: isinstance(value, Table),
        "mark": lambda value: isinstance(value, Mark),
        "of": lambda value, name: type(value).__name__ == name,
        "startingwith": str.startswith,
        "digest": lambda value: bool(_DIGEST.fullmatch(value)),
    }
    return made


def translate(lang: Lang, en: str, fr: str, **values: Any) -> str:
    return Text(en=en, fr=fr).format(**values).in_(lang) if values else (fr if lang == "fr" else en)


def printable(value: Any) -> Any:
    """Every value on its way into the page: plain text loses what cannot be printed."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return _UNPRINTABLE.sub("\ufffd", _TURNING.sub("", value.replace("\r\n", "\n")))


def plain(words: Words) -> str:
    """The text alone, where no language can be marked: the document's title, an image's words."""
    return " ".join((words.text if isinstance(words, Said) else words).split())


def paragraphs(words: Words) -> list[list[str]]:
    """Text as paragraphs of lines: an empty line parts paragraphs, a line break parts lines."""
    text = words.text if isinstance(words, Said) else words
    lines = [line.strip() for line in text.splitlines()]
    found: list[list[str]] = [[]]
    for line in lines:
        if line:
            found[-1].append(line)
        else:
            found.append([])
    return [paragraph for paragraph in found if paragraph]


def runs(line: str) -> list[str]:
    """A line cut at its addresses and long numbers (digests, codes, names of files), which stand at the odd places.

    They may break at the end of a line, but a hyphen there would be taken for a part of them.
    """
    return _ADDRESS.split(line)


def fits_margin(side: Words, body: Any) -> bool:
    """Whether a note of the margin ends before the text beside it does, so that two notes never meet.

    A line of the margin holds a third of a line of text and is lower; three lines are free beside any answer.
    """
    note = len(plain(side))
    if isinstance(body, Answer):
        if isinstance(body.value, Table) and len(body.value.columns) >= BROAD:
            return False
        return note <= FREE_IN_MARGIN or (
            not isinstance(body.value, Listing | Table) and len(plain(body.value)) > 3 * note
        )
    return isinstance(body, Prose) and len(plain(body.text)) > 3 * note


def widths(columns: Sequence[Column]) -> list[str]:
    """A class for each column, its width in twentieths of the table: style attributes are not used here.

    A column without a share takes as much as the others on average. What rounding leaves goes to the columns
    that it cut most, so that the whole is never wider than the page. Without any share all are even.
    """
    shares = [column.share for column in columns if column.share]
    if not shares or len(columns) > TWENTIETHS:
        return [""] * len(columns)
    even = sum(shares) / len(shares)
    wanted = [column.share or even for column in columns]
    exact = [(TWENTIETHS - len(columns)) * share / sum(wanted) for share in wanted]  # one each is given
    got = [int(part) for part in exact]
    cut_most = sorted(range(len(columns)), key=lambda n: got[n] - exact[n])
    for n in cut_most[: TWENTIETHS - len(columns) - sum(got)]:
        got[n] += 1
    return [f"w{1 + part}" for part in got]


def title_size(words: Words) -> str:
    """A class for the cover's title, so that 120 characters (PROCESS.md 4.1) stay on one cover."""
    length = len(plain(words))
    return "longer" if length > LONGER_TITLE else "long" if length > LONG_TITLE else "short"


def qr(url: str) -> str:
    """The address as a QR code: an image that carries itself, for an ``img`` with words."""
    return segno.make(url, error="m", micro=False).svg_data_uri(border=0, dark="#15232b", light=None)


def _with(form: Any) -> Any:
    return lambda lang, value: form(value, lang)
