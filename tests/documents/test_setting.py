"""What a printed document holds: every word, tags, fonts, outline; and that no word of anyone is more than a word."""

import logging
import re
from dataclasses import fields, is_dataclass, replace

import jinja2
import outloud
import pymupdf
import pytest

from approval.documents import environment, sheets
from approval.documents.environment import typeset
from approval.documents.sheets import Column, Prose, Said, Section
from tests.documents import samples
from tests.documents.conftest import printed, squeezed

CHOSEN = {
    "lang",
    "layout",
    "state",
    "align",
    "kind",
    "tone",
}  # fields that hold one of a few values, or a mark


def strings(value, name=""):
    """Every text that a document was given, whatever part of it; not the values of closed sets."""
    if isinstance(value, str):
        if not (name in CHOSEN and value in {"en", "fr", "report", "record", "brief", "letter", "done", "now",
                                             "ahead", "left", "right", "note", "warning", "motion", *sheets.Tone}):  # fmt: skip
            yield name, value
    elif is_dataclass(value):
        for field in fields(value):
            yield from strings(getattr(value, field.name), field.name)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings(part, name)


def poisoned(value, name=""):
    """The same document with a hostile string after every text that anyone may type."""
    if isinstance(value, str):
        return (
            value
            if name in CHOSEN | {"fingerprint", "url", "code", "number"}
            else f"{value} {' '.join(samples.HOSTILE)}"
        )
    if is_dataclass(value):
        return replace(value, **{f.name: poisoned(getattr(value, f.name), f.name) for f in fields(value)})
    return [poisoned(part, name) for part in value] if isinstance(value, list | tuple) else value


def missing(copy):
    """Texts of the document that its PDF does not hold."""
    metadata = {"author", "fingerprint", "url"}  # set elsewhere than on the page, or shortened there
    return [
        text
        for name, text in strings(copy.document)
        if name not in metadata and squeezed(text) and squeezed(text) not in copy.letters
    ]


def test_every_text_of_a_report_is_on_its_pages(report):
    assert missing(report) == []


def test_every_text_of_other_documents_is_on_their_pages(other):
    leave_out = {text for _, text in strings(getattr(other.document, "rail", ()))}
    left_out = {"brief": set(), "letter": {"Open", "Public", "Version 3 of 3", "Version 3 de 3"}}
    layout = other.document.layout
    allowed = left_out.get(layout, set()) | leave_out
    if layout == "letter":  # a letter bears its own subject; title and state are in its metadata
        allowed |= {other.document.imprint.title, other.document.imprint.state.word}
    assert [text for text in missing(other) if text not in allowed] == []


def test_it_is_tagged_and_titled(report):
    root = report.tree.Root
    lang = report.document.imprint.lang
    assert str(root.Lang) == f"{lang}-CA"
    assert bool(root.MarkInfo.Marked)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert str(report.tree.docinfo.Title) == f"MC-2026-014 {report.document.imprint.title}"
    assert str(report.tree.docinfo.CreationDate).startswith("D:20261122141400")
    with report.tree.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_headers_say_what_they_head(report):
    scopes = [str(cell.A.Scope) for cell in report.elements("TH")]
    assert set(scopes) == {"/Column", "/Row"}
    assert len(scopes) > 60


def test_a_passage_in_the_other_language_says_so(report):
    lang = report.document.imprint.lang
    marked = {str(element.Lang) for element in report.elements() if "/Lang" in element}
    assert marked == ({"en-CA"} if lang == "fr" else set())


def test_fonts_are_embedded_and_ours(report):
    assert strange_fonts(report) == []


def strange_fonts(copy):
    """Names of the fonts that are not the documents' own, or not embedded."""
    fonts = [font for sheet in copy.tree.pages for font in sheet.Resources.Font.values()]
    descriptors = [font.DescendantFonts[0].FontDescriptor for font in fonts]
    return [
        str(each.FontName)
        for each in descriptors
        if not re.match(r"/[A-Z]{6}\+Paper-", str(each.FontName))
        or not {"/FontFile2", "/FontFile3"} & set(each.keys())
    ]


def test_the_outline_holds_every_part_and_question(report):
    titles = [re.sub(r"^\d+ ", "", title) for _, title, _ in report.outline]
    for section in report.document.sections:
        assert section.title in titles
        for block in section.blocks:
            if isinstance(block, sheets.Answer):
                assert block.label in titles
    assert report.outline[0][2] == 2  # the matrix is on page 2


def test_the_contents_name_the_right_pages(report):
    parts = [page for level, title, page in report.outline if level == 1 and re.match(r"\d", title)]
    numbers = [int(line) for line in report.pages[2].splitlines() if re.fullmatch(r"\d", line)]
    assert numbers[: len(parts) + 1] == [2, *parts]  # the matrix, then the numbered parts


def test_a_draft_bears_its_mark_and_a_decided_text_none(report, other):
    lang = report.document.imprint.lang
    assert f'href="pdf/draft-{lang}.css"' in report.html
    assert "draft-" not in other.html
    assert b"/Pattern" in report.tree.pages[3].Contents.read_bytes() or report.tree.pages[3].Resources.get(
        "/Pattern"
    )


def test_the_band_of_a_cover_stays_at_its_edge_in_every_viewer(report):
    with pymupdf.open(stream=report.pdf) as opened:
        sheet = opened[0].get_pixmap(dpi=36)
    band = {sheet.pixel(2, y) for y in range(sheet.height)}
    assert len(band) == 1
    edge = {sheet.pixel(sheet.width - 2, y) for y in range(sheet.height)}
    assert (edge, band & edge) == ({(255, 255, 255)}, set())


def test_a_briefing_note_fits_four_pages(other):
    if getattr(other.document, "layout", "") == "brief":
        assert len(other.pages) <= 4
        assert not other.document.rail


def test_validation_finds_no_fault_in_a_report(report, tmp_path):
    assert faults(report, tmp_path) == []


def test_validation_finds_no_fault_in_other_documents(other, tmp_path):
    assert faults(other, tmp_path) == []


def faults(copy, folder):
    (folder / "copy.pdf").write_bytes(copy.pdf)
    found = outloud.check(str(folder / "copy.pdf"))
    assert found.error is None
    return [finding for finding in found.findings if finding.severity != "info" and not excused(finding)]


def excused(finding):
    """What the validator takes for a fault and is none."""
    never = {
        "TBL-010",  # counts the titles of the matrix's groups as torn header rows
        "LNK-010",  # an address in an answer stays a text: nothing typed becomes a link
        "ORD-001",  # a note in the margin is painted after the text beside it
    }
    # the head of a short document is on too few pages, so it is taken for prose
    return finding.rule in never or (finding.rule == "TAG-002" and "MC-2026-014" in finding.evidence)


def test_hostile_text_comes_out_as_text(press, caplog):
    whole = samples.report("en")
    fewer = {
        "musts": whole.musts[:1],
        "rail": whole.rail[:2],
        "matrix": whole.matrix[:2],
        "facts": whole.facts[:1],
    }
    once = {"decisions": whole.decisions[:1], "conditions": whole.conditions[:1], "money": whole.money[:1]}
    blocks = [
        Prose("a"),
        sheets.Heading("b"),
        sheets.Answer("c", "d", side="e"),
        sheets.Answer("f", sheets.Listing(["g"])),
        sheets.Table("h", [Column("i"), Column("j")], [(Said("k", "fr"), sheets.Mark("l"))], ("m", "n")),
        sheets.Notice("o", "p", "motion"),
    ]
    document = poisoned(replace(whole, **fewer, **once, sections=[Section("q", blocks, side="r")]))
    with caplog.at_level(logging.WARNING):
        copy = printed(press, document)
    assert caplog.records == []
    assert missing(copy) == []
    assert "<script" not in copy.html
    links = [str(note.A.URI) for page in copy.tree.pages for note in page.get("/Annots", []) if "/A" in note]
    assert set(links) == {whole.imprint.verify.url}
    assert "/EmbeddedFiles" not in copy.tree.Root.get("/Names", {})
    assert {tuple(map(float, page.MediaBox)) for page in copy.tree.pages} == {(0, 0, 612, 792)}


def test_signs_of_every_kind_print(press, caplog):
    text = "≥ ≤ → ½ “é” œ ᐊᓂᔑᓈᐯ ☑ ★ 😀 ✅"
    document = replace(
        samples.report("en"), sections=[Section("Signs", [Prose(text)])], layout="brief", matrix=()
    )
    with caplog.at_level(logging.WARNING):
        copy = printed(press, document)
    assert squeezed(text) in copy.letters
    assert strange_fonts(copy) == []
    assert caplog.records == []


def test_unprintable_characters_are_replaced_and_text_is_not_turned_round(press):
    html = typeset(samples.letter("en", subject="a\x00b\ud800c\u202eevil\u2066\x0c"))
    assert "a\ufffdb\ufffdcevil" in html
    assert not re.search("[\x00-\x08\x0c\ud800\u202e\u2066]", html)
    assert press.pdf(html, identifier="x", lang="en").startswith(b"%PDF")


def test_unknown_names_stop_the_setting():
    with pytest.raises(jinja2.UndefinedError):
        environment.environment("en").from_string("{{ nobody }}").render()


def test_values_are_escaped_and_filled_per_language():
    template = '{{ t("{n} open", "{n} en cours", n=n) }} {{ day | day }} {{ sum | money }}'
    values = {"n": "<3", "day": samples.MADE.date(), "sum": 1200}
    assert (
        environment.environment("en").from_string(template).render(values)
        == "&lt;3 open 22 November 2026 $1,200"
    )
    french = environment.environment("fr").from_string(template).render(values)
    assert french == "&lt;3 en cours 22 novembre 2026 1\u00a0200\u00a0$"


@pytest.mark.parametrize(
    ("shares", "classes"),
    [
        ((0, 0, 0), ["", "", ""]),
        ((1, 0, 0), ["w7", "w7", "w6"]),
        ((6, 2, 3, 4, 4), ["w6", "w3", "w3", "w4", "w4"]),
        ((50, 1), ["w19", "w1"]),
    ],
)
def test_columns_share_the_whole_width_and_no_more(shares, classes):
    found = environment.widths([Column("x", share=share) for share in shares])
    assert found == classes
    assert not any(found) or sum(int(name[1:]) for name in found) == 20


def test_text_becomes_paragraphs_of_lines():
    assert environment.paragraphs("a\r\nb\n\n\n c \u2028d\n") == [["a", "b"], ["c", "d"]]
    assert environment.paragraphs(Said(" ", "fr")) == []


def test_addresses_and_long_numbers_stand_apart():
    found = environment.runs(
        "write to a@b.ca or http://x.ca/y. 57 hours, letter-2026-02.pdf, 8f2c4be0d1a97735"
    )
    assert found[1::2] == ["a@b.ca", "http://x.ca/y.", "letter-2026-02.pdf,", "8f2c4be0d1a97735"]


def test_columns_without_titles_have_no_head():
    pair = sheets.Table("", [Column(""), Column("")], [("Low", "8"), ("Likely", "12")])
    section = Section("Learners", [sheets.Answer("Learners a year", pair)])
    html = typeset(replace(samples.report("en"), layout="brief", matrix=(), decisions=(), sections=[section]))
    assert "facts listed" in html
    assert '<th scope="row" class="left">Likely</th>' in html


def test_a_note_leaves_the_margin_when_it_would_meet_the_next():
    assert environment.fits_margin("short", sheets.Answer("?", ""))
    assert not environment.fits_margin("long " * 30, sheets.Answer("?", "yes"))
    assert environment.fits_margin("long " * 30, sheets.Answer("?", "words " * 100))
    seven = sheets.Table("", [Column(str(n)) for n in range(7)], [])
    assert not environment.fits_margin("", sheets.Answer("?", seven))


def test_a_ragged_table_a_strange_address_and_a_time_without_zone_are_refused():
    with pytest.raises(ValueError, match="a row of 1 cells in a table of 2 columns"):
        sheets.Table("Ragged", [Column("a"), Column("b")], [("one",)])
    with pytest.raises(ValueError, match="web address"):
        sheets.Verify("javascript:alert(1)", "x")
    with pytest.raises(ValueError, match="zone"):
        samples.imprint("en", made=samples.MADE.replace(tzinfo=None))
