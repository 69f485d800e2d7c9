"""What a document says, before it has a look: frozen values that the templates under ``templates/pdf/`` set.

Every string is plain text, trusted by nobody: it is escaped when set, never read as markup. Where text is in
another language than the document, hand over ``Said(text, lang)`` in place of the string and the PDF says so.
Words that the templates cannot know (labels, verdict words, dates) arrive already in the document's language;
headings that every document shares ("Contents", "Decision record") are the templates' own.

A block is one of the closed set ``Block``. Numbers of sections and the contents follow from the order given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from approval.language import Lang


@dataclass(frozen=True, slots=True)
class Said:
    """Text in a language of its own (PROCESS.md 9, Language: each answer carries its language)."""

    text: str
    lang: Lang


Words: TypeAlias = str | Said


class Tone(StrEnum):
    """How a verdict reads at a glance; the sheet gives each its own shape and colour beside the word."""

    MET = "met"  # met, supported, endorsed, approved, closed
    PARTLY = "partly"  # partly, with conditions, achievable
    NOT = "not"  # not met, declined
    WAITING = "waiting"  # not judged yet, deferred, open
    EXEMPT = "exempt"  # not required on this route


@dataclass(frozen=True, slots=True)
class Mark:
    """A verdict, outcome or state: its word, and the tone that gives shape and colour."""

    word: str
    tone: Tone = Tone.WAITING


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what it says: cover facts, money committed and not committed, document control."""

    label: str
    value: Words


@dataclass(frozen=True, slots=True)
class Must:
    """One of the four musts on the cover (PROCESS.md 1); no mark = no verdict is shown on this copy."""

    code: str
    title: str
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """One stage on the rail of the cover."""

    title: str
    when: str = ""
    state: Literal["done", "now", "ahead"] = "ahead"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One of the fourteen rows of the evidence matrix: M1–M4, P1–P4, F1–F6 (PROCESS.md 1)."""

    code: str
    title: str
    answer: Words = ""
    shown_by: Words = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs of plain text: an empty line starts another paragraph, a single line break is kept."""

    text: Words


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, one entry each; numbered where the order or a later reference matters."""

    items: Sequence[Words]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, side, and share of the width (any unit; 0 = an even part of the rest)."""

    title: str
    align: Literal["left", "right"] = "left"
    share: int = 0


Cell: TypeAlias = Words | Mark


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column names the row. Raises ValueError on a ragged row.

    The caption may be empty inside an Answer, whose label says what it is. Columns without any title make a list
    of labels and values. A row should be short; in seven columns or more the table takes the margin as well.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    foot: Sequence[Cell] = ()

    def __post_init__(self) -> None:
        width = len(self.columns)
        for row in (*self.rows, *((self.foot,) if self.foot else ())):
            if len(row) != width:
                raise ValueError(f"{self.caption}: a row of {len(row)} cells in a table of {width} columns")


@dataclass(frozen=True, slots=True)
class Heading:
    """A smaller heading inside a section; it stands in the outline."""

    title: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and its answer; nothing is set as "Not answered". `side` and codes stand in the margin.

    `codes` are the rows of the evidence matrix that the answer feeds, such as ("M1", "F2").
    """

    label: str
    value: Words | Listing | Table = ""
    side: Words = ""
    codes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A passage set apart: a remark, a warning, or the text of a motion (its title is then its number)."""

    text: Words
    title: str = ""
    kind: Literal["note", "warning", "motion"] = "note"


Block: TypeAlias = Prose | Listing | Table | Heading | Answer | Notice


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part with its entry in the contents; `side` is a note in the margin at its head."""

    title: str
    blocks: Sequence[Block]
    side: Words = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One gate in the decision record, passed or waiting.

    `facts` hold meeting, present and regrets, quorum, conflicts, tally, people; `record` is the event's
    digest and the one before it, as text.
    """

    gate: str
    outcome: Mark
    when: str = ""
    facts: Sequence[Fact] = ()
    rationale: Words = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the conditions ledger (PROCESS.md 3): numbered, owned, due, signed off."""

    number: str
    text: Words
    owner: str
    due: str
    signed_off_by: str
    mark: Mark
    evidence: Words = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file handed in with the proposal; `about` says what it supports, `fingerprint` is its SHA-256."""

    name: str
    about: Words = ""
    size: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Verify:
    """Where this copy can be checked. Raises ValueError unless the address is http(s)."""

    url: str
    code: str

    def __post_init__(self) -> None:
        if urlsplit(self.url).scheme not in {"http", "https"}:
            raise ValueError(f"the verify page needs a web address, not {self.url!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What every document says of itself: head, foot, cover, metadata and document control.

    `made` is when the content was fixed (aware; the event's time, never the clock: same content, same bytes);
    `fingerprint` is the SHA-256 (hex) of the data the document was made from.
    """

    reference: str
    title: Words
    kind: str  # "Micro-credential concept form"
    state: Mark  # the stamp: "For Senior Management Team decision"
    version: str  # "Version 3 of 3"
    institution: str
    made: datetime
    fingerprint: str
    lang: Lang = "en"
    author: str = ""
    classification: str = ""  # open, confidential, in camera: as a word of the document's language
    translation: str = ""  # "Official translation; the English text was decided upon", or nothing
    formats: str = ""  # "Other formats: accessibility@…"
    draft: bool = False
    verify: Verify | None = None

    def __post_init__(self) -> None:
        if self.made.tzinfo is None:
            raise ValueError("an imprint's time needs its zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A document with numbered sections.

    `layout`: "report" has cover, matrix on page 2, contents; "record" is the same with the decision first;
    "brief" has a head block in place of the cover, no contents and tight setting (a Board briefing note fits
    four pages), "minutes" the same with the QR code in its head. Empty parts are left out, heading and contents entry with them.
    """

    imprint: Imprint
    layout: Literal["report", "record", "brief", "minutes"] = "report"
    authority: str = ""  # "Endorsed by …; formal approval rests with the Board of Governors under …"
    lead: Words = ""
    facts: Sequence[Fact] = ()
    money: Sequence[Fact] = ()
    musts: Sequence[Must] = ()
    rail: Sequence[Stop] = ()
    matrix: Sequence[Evidence] = ()
    sections: Sequence[Section] = ()
    decisions: Sequence[Decision] = ()
    conditions: Sequence[Condition] = ()
    attachments: Sequence[Attachment] = ()
    control: Sequence[Fact] = ()  # rows of the control block besides those the imprint gives


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter: letterhead of the institution, addressee, subject, body, signature."""

    imprint: Imprint
    dated: date
    sender: Sequence[str]  # office and address lines, below the institution's name
    to: Sequence[str]
    subject: Words
    body: Sequence[Block]
    salutation: str
    farewell: str
    signed: Sequence[str]  # name, then office
    enclosures: Sequence[str] = ()
    copies: Sequence[str] = ()
    layout: Literal["letter"] = "letter"


Document: TypeAlias = Report | Letter
