"""A packet as its readers get it: every page, every tag, and nothing of what a reader is barred from."""

import io
import re

import outloud
import pikepdf
import pytest
from sqlalchemy import select

from approval.documents.pdf import Press
from approval.documents.stamping import Stamp
from approval.models.database import db
from approval.models.minutes import MeetingDocument, PacketCopy
from approval.operations import binding
from approval.resources import STATIC
from tests.documents.conftest import squeezed
from tests.packets.conftest import SECRET, Read

WORDS = {"en": "Packet page {n} of {all}", "fr": "Cahier, page {n} de {all}"}
NEVER = {
    "TBL-010",  # counts the titles of the matrix's groups as torn header rows
    "LNK-010",  # an address in an answer stays a text: nothing typed becomes a link
    "ORD-001",  # a note in the margin is painted after the text beside it
    "PAG-001",  # the institution's name opens each document
    "TXT-001",  # the letter that was attached has a font that its maker did not embed
}


@pytest.fixture(params=["en", "fr"])
def copy(request, packet):
    return request.param, packet(request.param)


@pytest.fixture
def personal(sitting, packet):
    """The copy of the member who is barred from the second case."""
    return packet("en", str(sitting.items["second"]))


def test_every_page_says_where_it_is(copy):
    language, read = copy
    every = len(read.pages)
    wanted = [WORDS[language].format(n=n, all=every) for n in range(1, every + 1)]
    assert [w for w, page in zip(wanted, read.pages, strict=True) if w not in page] == []


def test_the_numbers_of_the_pages_are_read_to_nobody(copy):
    _, read = copy
    for page in read.tree.pages:
        stamp = list(page.obj.Contents)[-1].read_bytes()
        assert stamp.startswith(b"Q /Artifact <</Type /Pagination>> BDC")
        assert stamp.endswith(b"EMC")


def test_the_agenda_names_the_right_pages(copy):
    language, read = copy
    shown = next(
        page for page in read.pages if {"en": "Agenda", "fr": "Ordre du jour"}[language] in page.splitlines()
    )
    numbers = [int(line) for line in shown.splitlines() if re.fullmatch(r"\d{1,3}", line)]
    level = [(title, page) for depth, title, page in read.outline if depth == 2 and page > 3]
    pages = [page for _, page in level]
    assert len(pages) > 12
    # each place of the agenda, in its order, is a page where a paper begins (the numbers of items stand between)
    assert [n for n in numbers if n in pages and n > 3] == pages


def test_links_of_the_agenda_lead_into_the_packet(copy):
    _, read = copy
    dests = read.tree.Root.Names.Dests.Names
    known = (
        {str(name) for name in dests[::2]}
        if isinstance(dests, list)
        else {str(dests[n]) for n in range(0, len(dests), 2)}
    )
    notes = [note for page in read.tree.pages for note in page.obj.get("/Annots", [])]
    assert {str(n.Dest) for n in notes if "/Dest" in n} <= known
    assert not [n for n in notes if str(n.get("/A", {}).get("/URI", "")).startswith("packet:")]


def test_items_hang_in_the_outline_with_their_papers_below(copy):
    language, read = copy
    chapters = [title for depth, title, _ in read.outline if depth == 1 and re.match(r"\d+\. ", title)]
    assert chapters[:2] == ["1. Perfusion Support Essentials", f"2. {SECRET}"]
    below = [title for depth, title, _ in read.outline if depth == 2]
    note, letter = {
        "en": ("Briefing note to the Board of Governors", "Attachment: letter.pdf"),
        "fr": ("Note d’information au conseil d’administration", "Pièce jointe\u00a0: letter.pdf"),
    }[language]
    assert below.count(note) == 2
    assert below.count(letter) == 2


# ── tags ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_there_is_one_tree_and_it_reaches_every_mark(copy):
    """Each number of marked content on each page belongs to one element, and the tree of numbers finds that one."""
    _, read = copy
    tree = read.tree.Root.StructTreeRoot
    assert [str(one.S) for one in tree.K] == ["/Document"]
    nums = list(tree.ParentTree.Nums)
    assert [int(n) for n in nums[::2]] == sorted({int(n) for n in nums[::2]})
    parents = {int(n): value for n, value in zip(nums[::2], nums[1::2], strict=True)}
    reached = {}
    for element in read.elements():
        for kid in element.get("/K", []):
            if isinstance(kid, int):
                reached.setdefault((element.Pg.objgen, kid), []).append(element.objgen)
    for page in read.tree.pages:
        marked = marks_on(page)
        found = [reached.get((page.obj.objgen, number)) for number in marked]
        assert all(one and len(one) == 1 for one in found), page.index
        held = [one.objgen for one in parents[int(page.obj.StructParents)]]
        assert [one[0] for one in found] == [held[n] for n in marked]


def marks_on(page):
    """Numbers of marked content in what the page itself draws."""
    content = b"\n".join(
        part.read_bytes()
        for part in (
            page.obj.Contents if isinstance(page.obj.Contents, pikepdf.Array) else [page.obj.Contents]
        )
    )
    return sorted({int(n) for n in re.findall(rb"/MCID (\d+)", content)})


def test_annotations_know_their_elements(copy):
    _, read = copy
    nums = list(read.tree.Root.StructTreeRoot.ParentTree.Nums)
    parents = {int(n): value for n, value in zip(nums[::2], nums[1::2], strict=True)}
    notes = [note for page in read.tree.pages for note in page.obj.get("/Annots", [])]
    assert len(notes) > 20
    for note in notes:
        element = parents[int(note.StructParent)]
        assert str(element.S) == "/Link"
        assert any(
            kid.Obj.objgen == note.objgen
            for kid in element.K
            if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid
        )


def test_no_two_elements_share_an_identifier_and_all_are_listed(copy):
    _, read = copy
    ids = [str(element.ID) for element in read.elements() if "/ID" in element]
    assert len(ids) > 300
    assert len(set(ids)) == len(ids)
    listed = [str(n) for n in list(read.tree.Root.StructTreeRoot.IDTree.Names)[::2]]
    assert listed == sorted(ids)
    headers = {str(h) for e in read.elements() for h in (e.get("/A") or {}).get("/Headers", [])}
    assert headers <= set(ids)


def test_each_part_says_its_language(copy):
    language, read = copy
    assert str(read.tree.Root.Lang) == f"{language}-CA"
    chapters = [e for e in read.tree.Root.StructTreeRoot.K[0].K if str(e.S) == "/Part"]
    spoken = [(str(paper.T), str(paper.Lang)) for chapter in chapters for paper in chapter.K]
    brief, note = spoken[0], spoken[1]
    assert brief[1] == f"{language}-CA"
    assert note[1] == "en-CA"  # stored in English only: it says so in a French packet


def test_it_is_read_in_the_order_of_the_agenda(copy):
    _, read = copy
    chapters = [str(e.T) for e in read.tree.Root.StructTreeRoot.K[0].K if str(e.S) == "/Part"]
    assert [c[:2] for c in chapters] == ["1.", "2.", "3."]
    pages = [element.Pg.objgen for element in read.elements() if "/Pg" in element]
    order = {page.obj.objgen: n for n, page in enumerate(read.tree.pages)}
    met = [order[p] for p in dict.fromkeys(pages)]
    assert met == sorted(met)


def test_it_claims_what_it_is_and_a_validator_agrees(copy, tmp_path):
    _, read = copy
    assert bool(read.tree.Root.MarkInfo.Marked)
    assert bool(read.tree.Root.ViewerPreferences.DisplayDocTitle)
    with read.tree.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    (tmp_path / "packet.pdf").write_bytes(read.pdf)
    found = outloud.check(str(tmp_path / "packet.pdf"))
    assert found.error is None
    faults = [f for f in found.findings if f.severity != "info" and f.rule not in NEVER]
    # the head of a short document is on too few pages, so it is taken for prose
    assert [f for f in faults if not (f.rule == "TAG-002" and "MC-2026-00" in f.evidence)] == []


# ── what is in it ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_brief_says_what_a_member_has_to_know(packet):
    read = packet("en")
    begins = next(page for _, title, page in read.outline if title == "1. Perfusion Support Essentials")
    brief = read.pages[begins - 1]
    for words in (
        "Item 1 · For discussion and decision",
        "THAT, on the recommendation of the Senior Management Team",
        "Partly met",
        "Price a learner would pay",
        "Helen Fraser, Jordan Pike",
        "Supported with conditions",
        "Letter of 19 February 2026",
        "Who pays for the laboratory?",
        "The hospital does, under its letter.",
    ):
        assert squeezed(words) in squeezed(brief), words
    second = next(
        page for _, title, page in read.outline if title == "Briefing note to the Board of Governors"
    )
    assert second == begins + 1  # the brief is one page


def test_papers_are_the_stored_ones(sitting, packet):
    """Nothing is printed anew: the pages are those of the documents as they were stored."""
    read = packet("en")
    stored = db.session.execute(
        select(MeetingDocument.pages).where(MeetingDocument.name == f"brief:{sitting.items['first']}")
    ).all()
    assert stored == [(1,), (1,)]  # one in each language, for all copies
    text = squeezed("".join(read.pages))
    for words in ("Decision record", "Development plan", "How it was assessed", "Versions considered"):
        assert squeezed(words) in text


def test_attachments_are_pages_or_enclosed(packet):
    read = packet("en")
    assert squeezed("Letter of the partner, sheet 2") in read.letters
    figures = [str(e.get("/Alt", "")) for e in read.elements() if str(e.S) == "/Figure"]
    assert any("floor plan.png" in words for words in figures)
    enclosed = {name: bytes(spec.get_file().read_bytes())[:2] for name, spec in read.tree.attachments.items()}
    assert enclosed == {"MC-2026-001 costs.docx": b"PK", "MC-2026-002 costs.docx": b"PK"}


def test_in_camera_is_marked(packet):
    assert "Planned in camera" in packet("en").pages[1]
    assert "Huis clos prévu" in packet("fr").pages[1]


def test_a_barred_member_s_copy_holds_nothing_of_the_item(sitting, personal, packet):
    reference = sitting.stories["second"].reference
    hidden = [SECRET, "hippocampus", reference, "Planned in camera", f"Why {SECRET} now?"]
    for words in hidden:
        assert squeezed(words) not in personal.letters, words
    for words in (SECRET, "hippocampus", reference):
        assert words.encode() not in unpacked(personal), words
        assert words.encode("utf-16-be") not in unpacked(personal), words
    assert squeezed("An item in which you have a conflict") in personal.letters
    assert len(personal.pages) < len(packet("en").pages)
    assert f"of {len(personal.pages)}" in personal.pages[-1]
    assert list(personal.tree.attachments) == ["MC-2026-001 costs.docx"]
    assert not [title for _, title, _ in personal.outline if title.startswith("2.")]


def unpacked(read: Read) -> bytes:
    """Every byte of the file, with nothing compressed."""

    made = io.BytesIO()
    read.tree.save(
        made,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.all,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )
    return made.getvalue()


def test_the_whole_copy_holds_what_the_other_leaves_out(packet):
    """Else that the words are not in the other would say nothing."""
    assert SECRET.encode() in unpacked(packet("en")) or SECRET.encode("utf-16-be") in unpacked(packet("en"))
    assert squeezed(SECRET) in packet("en").letters


def test_the_same_packet_is_the_same_bytes(sitting):
    """Bound again from what was kept, by another press."""
    row = db.session.scalars(
        select(PacketCopy).where(PacketCopy.language == "en", PacketCopy.without == "")
    ).one()
    identity, kept = row.id, row.digest
    row.digest = ""
    db.session.commit()
    with Press(STATIC) as press:
        again = binding.bind(
            sitting.town.desk, press, identity, now=sitting.town.clock.now, going_on=lambda: None
        )
    assert again == kept


def test_a_sheet_that_lacks_a_letter_is_refused():
    sheet = pikepdf.new()
    sheet.add_blank_page()

    made = io.BytesIO()
    sheet.save(made)
    with pytest.raises(ValueError, match="lacks a letter"):
        Stamp(made.getvalue(), "{n}")
