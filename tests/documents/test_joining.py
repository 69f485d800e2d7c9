"""Joining printed documents: nothing of one is mistaken for another's, and somebody's file does nothing there."""

import io
import re

import pikepdf
import pymupdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from approval.documents.enclosing import MOST_PAGES, enclose
from approval.documents.environment import letters
from approval.documents.joining import Chapter, Enclosed, Paper, join, pages_of
from approval.documents.pdf import RenderFailed
from approval.documents.stamping import SIGNS, Stamp
from approval.documents.trees import pairs, rename


@pytest.fixture(scope="session")
def sheet(press):
    return press.pdf(letters(SIGNS, "en"), identifier="letters", lang="en")


@pytest.fixture
def joined(sheet):
    def joined(front, *papers, **more):
        chapters = [Chapter(f"{n}. Chapter", [paper], f"item {n}") for n, paper in enumerate(papers, 1)]
        return pikepdf.open(io.BytesIO(join(front, chapters, Stamp(sheet, "Page {n} of {all}"), **more)))

    return joined


def words_of(pdf: pikepdf.Pdf) -> list[str]:
    made = io.BytesIO()
    pdf.save(made)
    with pymupdf.open(stream=made.getvalue()) as opened:
        return [page.get_text() for page in opened]


def test_the_same_document_twice_shares_nothing(copies, joined):
    """Its identifiers are the same in both: one of the two gets others."""
    report = copies("report", "en").pdf
    whole = joined(report, Paper("First", report, "en"), Paper("Second", report, "en"))
    assert len(whole.pages) == 3 * pages_of(report)
    listed = [name for name, _ in pairs(whole.Root.StructTreeRoot.IDTree)]
    assert len(listed) == len(set(listed)) == 3 * len(pairs(opened(report).Root.StructTreeRoot.IDTree))
    places = [name for name, _ in pairs(whole.Root.Names.Dests)]
    assert len(places) == len(set(places))
    for n, part in enumerate((whole.pages[2], whole.pages[10], whole.pages[18])):
        targets = {
            whole_page(whole, str(note.Dest)) // pages_of(report)
            for note in part.obj.Annots
            if "/Dest" in note
        }
        assert targets == {n}  # the contents of each copy lead into that copy


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def whole_page(pdf, name):
    place = dict(pairs(pdf.Root.Names.Dests))[name]
    return next(n for n, page in enumerate(pdf.pages) if page.obj.objgen == place[0].objgen)


def test_a_document_without_tags_is_refused(copies, joined):
    with pymupdf.open() as bare:
        bare.new_page()
        plain = bare.tobytes()
    with pytest.raises(ValueError, match="tags"):
        joined(copies("letter", "en").pdf, Paper("Bare", plain, "en"))


def test_roles_of_one_document_are_not_another_s(copies, joined):
    """A role map is carried over under names of its own."""
    letter = opened(copies("letter", "en").pdf)
    tree = letter.Root.StructTreeRoot
    tree.RoleMap = Dictionary({"/Heading": Name.H1, "/Big": Name("/Heading")})
    tree.K[0].K[0].S = Name("/Big")
    made = io.BytesIO()
    letter.save(made)
    whole = joined(
        copies("letter", "en").pdf,
        Paper("Custom", made.getvalue(), "en"),
        Paper("Other", made.getvalue(), "fr"),
    )
    roles = {str(k): str(v) for k, v in whole.Root.StructTreeRoot.RoleMap.items()}
    assert roles == {
        "/1-Heading": "/H1", "/1-Big": "/1-Heading", "/2-Heading": "/H1", "/2-Big": "/2-Heading",
    }  # fmt: skip
    branch = whole.Root.StructTreeRoot.K[0].K[-1].K[0]
    assert str(branch.K[0].S) == "/2-Big"


def test_identifiers_without_a_list_are_listed(copies):
    letter = opened(copies("report", "en").pdf)
    del letter.Root.StructTreeRoot.IDTree
    rename(letter, "x-")
    listed = pairs(letter.Root.StructTreeRoot.IDTree)
    assert listed
    assert all(name.startswith("x-") and str(element.ID) == name for name, element in listed)


def test_a_link_to_nowhere_is_refused(copies, sheet):
    front = opened(copies("report", "en").pdf)
    note = next(n for page in front.pages for n in page.obj.get("/Annots", []) if "/Dest" in n)
    del note.Dest
    note.A = Dictionary(S=Name.URI, URI=String("packet:nowhere"))
    made = io.BytesIO()
    front.save(made)
    with pytest.raises(ValueError, match="nowhere"):
        join(made.getvalue(), [], Stamp(sheet, "{n}"))


def test_files_of_one_name_are_both_enclosed(copies, joined):
    files = [Enclosed("costs.xlsx", "application/x", b"one"), Enclosed("costs.xlsx", "application/x", b"two")]
    whole = joined(copies("letter", "en").pdf, enclosed=files)
    found = {name: spec.get_file().read_bytes() for name, spec in whole.attachments.items()}
    assert found == {"costs.xlsx": b"one", "2 costs.xlsx": b"two"}


def test_signs_that_the_sheet_lacks_are_left_out_of_the_foot(copies, joined, sheet):
    chapter = Chapter("1. ᐊᓂ", [Paper("p", copies("letter", "en").pdf, "en")], "item ᐊ 1")
    whole = opened(join(copies("letter", "fr").pdf, [chapter], Stamp(sheet, "Page {n} of {all}")))
    assert "item  1" in words_of(whole)[-1] or "item 1" in words_of(whole)[-1]


# ── somebody's file ──────────────────────────────────────────────────────────────────────────────────────────────


def hostile() -> bytes:
    """A PDF that would act, link and tag, with a field that was filled in."""
    with pymupdf.open() as made:
        page = made.new_page()
        page.insert_text((72, 72), "What it shows")
        page.insert_link(
            {"kind": pymupdf.LINK_URI, "from": pymupdf.Rect(72, 60, 160, 76), "uri": "http://127.0.0.1:9/"}
        )
        field = pymupdf.Widget()
        field.field_name, field.field_type = "name", pymupdf.PDF_WIDGET_TYPE_TEXT
        field.field_value, field.rect = "Filled in", pymupdf.Rect(72, 100, 200, 120)
        page.add_widget(field)
        plain = made.tobytes()
    pdf = opened(plain)
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    pdf.Root.Names = Dictionary(
        JavaScript=Dictionary(
            Names=Array([String("x"), Dictionary(S=Name.JavaScript, JS=String("app.alert(2)"))])
        )
    )
    page = pdf.pages[0].obj
    page.AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("/bin/sh")))
    contents = page.Contents if not isinstance(page.Contents, Array) else page.Contents[0]
    contents.write(b"/Span <</MCID 7777 /ActualText (lies)>> BDC " + contents.read_bytes() + b" EMC")
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def test_a_file_shows_what_it_shows_and_does_nothing(press, copies, joined):
    pages = press.pages(hostile(), alt="letter.pdf, page {n} of {all}", lang="en")
    whole = joined(copies("letter", "en").pdf, Paper("Attachment", pages, "en"))
    shown = words_of(whole)[-1]
    assert "What it shows" in shown
    assert "Filled in" in shown
    out = io.BytesIO()
    whole.save(
        out,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.all,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )
    for trace in (b"JavaScript", b"Launch", b"127.0.0.1:9", b"MCID 7777", b"lies", b"AcroForm", b"/Widget"):
        assert trace not in out.getvalue(), trace


def test_pages_of_every_size_and_turn_fit_on_ours():
    with pymupdf.open() as made:
        for width, height, turn in ((2000, 1000, 0), (300, 200, 90), (612, 792, 180), (595, 842, 270)):
            made.new_page(width=width, height=height).set_rotation(turn)
        content = made.tobytes()
    pages = opened(enclose(content, "{n} of {all}", "en"))
    for n, page in enumerate(pages.pages, 1):
        assert [float(x) for x in page.mediabox] == [0, 0, 612, 792]
        x, y, right, top = (float(v) for v in pages.Root.StructTreeRoot.K[0].K[n - 1].A.BBox)
        assert -0.5 < x < right < 612.5
        assert 44 < y < top < 792
        assert str(pages.Root.StructTreeRoot.K[0].K[n - 1].Alt) == f"{n} of 4"


def locked() -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(made, encryption=pikepdf.Encryption(owner="o", user="u"))
    return made.getvalue()


def long() -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(MOST_PAGES + 1):
            pdf.add_blank_page()
        pdf.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no PDF at all", "PdfError"),
        (b"%PDF-1.7\nbroken", "PdfError"),
        (locked(), "Password"),
        (long(), "301 pages"),
    ],
    ids=["nothing", "broken", "locked", "long"],
)
def test_a_file_that_cannot_be_shown_says_why(press, content, reason):
    with pytest.raises(RenderFailed, match=reason):
        press.pages(content, alt="x", lang="en")
    assert press.pages(hostile(), alt="x", lang="en").startswith(b"%PDF")  # and the press lives on


def test_bytes_follow_from_what_is_joined(copies, sheet):
    def made():
        chapter = Chapter("1. One", [Paper("p", copies("report", "fr").pdf, "fr")])
        return join(
            copies("letter", "en").pdf,
            [chapter],
            Stamp(sheet, "{n}"),
            [Enclosed("a.docx", "application/x", b"1")],
        )

    assert made() == made()
    assert not re.search(rb"/(?:CreationDate|ModDate) \(D:20[^2]", made())
