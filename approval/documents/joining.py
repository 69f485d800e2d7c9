"""Joins printed documents into one, and keeps what makes each readable aloud: its tags.

Copying pages alone drops the structure tree. Here each document's tree becomes a branch of one tree: pages and
annotations get new numbers in one parent tree, identifiers and named destinations a prefix of their own, and the
outlines hang under one another. Nothing is printed again: the bytes of a page are those of the stored document.
"""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, PageCopyWarning, String

from approval.language import Lang

from .stamping import Stamp
from .trees import at, hang, listed, pairs, rename, siblings, top_of

MARK = "packet:"
"""What an address in the front begins with where it means a place in the packet."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One printed document on its way into a packet."""

    title: str
    pdf: bytes
    lang: Lang
    anchor: str = ""
    """By what name the contents of the packet lead to it."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Documents that belong together: an item of the agenda with its papers."""

    title: str
    papers: Sequence[Paper]
    foot: str = ""
    """What the foot of its pages says besides the number of the page."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that has no pages, carried along as it is."""

    name: str
    media_type: str
    content: bytes
    about: str = ""


@dataclass(slots=True)
class _Whole:
    """What the joined document is made of so far."""

    pdf: pikepdf.Pdf
    document: Any
    nums: list[Any]
    next: int
    dests: dict[str, Any] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    outline: list[Any] = field(default_factory=list)
    feet: list[str] = field(default_factory=list)
    sources: list[pikepdf.Pdf] = field(default_factory=list)


def pages_of(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def join(front: bytes, chapters: Sequence[Chapter], stamp: Stamp, enclosed: Sequence[Enclosed] = ()) -> bytes:
    """The front with every chapter after it, in one tagged document. Same arguments, same bytes.

    The front brings what the whole says of itself (title, language, metadata). Raises ValueError where a
    document is not tagged as the press tags them.
    """
    with pikepdf.open(io.BytesIO(front)) as pdf:
        whole = _begin(pdf)
        for chapter in chapters:
            _append(whole, chapter)
        _resolve(whole)
        _finish(whole)
        stamp.put_on(pdf, whole.feet)
        for file in enclosed:
            spec = pikepdf.AttachedFileSpec(
                pdf,
                file.content,
                description=file.about or file.name,
                filename=file.name,
                mime_type=file.media_type,
                creation_date="",
                mod_date="",
            )
            pdf.attachments[_free(pdf, file.name)] = spec
        made = io.BytesIO()
        pdf.save(
            made,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
        for source in whole.sources:
            source.close()
        return made.getvalue()


def _begin(pdf: pikepdf.Pdf) -> _Whole:
    root = _tree(pdf)
    nums = list(root.ParentTree.Nums)
    last = max((int(n) for n in nums[::2]), default=-1)
    whole = _Whole(pdf, root.K[0], nums, last + 1)
    whole.dests |= dict(pairs(at(pdf.Root, "/Names", "/Dests")))
    whole.ids |= dict(pairs(root.get("/IDTree")))
    whole.outline = siblings(pdf.Root.get("/Outlines"))
    whole.feet = [""] * len(pdf.pages)
    return whole


def _append(whole: _Whole, chapter: Chapter) -> None:
    """A branch of the tree and of the outline for a chapter, with one for each of its papers."""
    pdf = whole.pdf
    branch = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Part, P=whole.document, T=String(chapter.title), K=Array())
    )
    entry = pdf.make_indirect(Dictionary(Title=String(chapter.title)))
    first = len(pdf.pages)
    entries = []
    for paper in chapter.papers:
        grafted, outline, begins = _graft(whole, paper)
        grafted.P = branch
        branch.K.append(grafted)
        if paper.anchor:
            whole.dests[paper.anchor] = top_of(pdf, begins)
        entries.append(outline)
    whole.feet += [chapter.foot] * (len(pdf.pages) - first)
    whole.document.K.append(branch)
    if len(pdf.pages) > first:
        entry.Dest = top_of(pdf, first)
    hang(entry, entries)
    whole.outline.append(entry)


def _graft(whole: _Whole, paper: Paper) -> tuple[Any, Any, int]:
    """One paper at the end: its branch of the tree, its entry of the outline, and the page it begins on."""
    source = pikepdf.open(io.BytesIO(paper.pdf))
    whole.sources.append(source)  # what was copied reads its streams from there until the whole is saved
    tree, prefix, begins = _tree(source), f"{len(whole.sources)}-", len(whole.pdf.pages)
    if (
        "/IDTree" not in tree
        or "/RoleMap" in tree
        or not whole.ids.keys().isdisjoint(dict(pairs(tree.IDTree)))
    ):
        rename(source, prefix)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PageCopyWarning)  # destinations are carried over below
        whole.pdf.pages.extend(source.pages)
    copied = whole.pdf.copy_foreign(tree)
    for n in range(begins, len(whole.pdf.pages)):
        _settle(whole.pdf.pages[n].obj, whole.next, prefix)
    nums, offset = copied.ParentTree.Nums, whole.next
    for n in range(0, len(nums), 2):
        number = int(nums[n]) + offset
        whole.nums += [number, nums[n + 1]]
        whole.next = max(whole.next, number + 1)
    whole.ids |= dict(pairs(copied.get("/IDTree")))
    branch = copied.K[0]
    branch.S, branch.T, branch.Lang = Name.Part, String(paper.title), String(f"{paper.lang}-CA")
    _carry_roles(whole.pdf, copied)
    _carry_dests(whole, source, prefix)
    return branch, _entry(whole, source, paper, begins), begins


def _settle(page: Any, offset: int, prefix: str) -> None:
    """A page and its annotations under their new numbers; links lead to the places of their own document."""
    if "/StructParents" in page:
        page.StructParents = int(page.StructParents) + offset
    for note in page.get("/Annots", ()):
        if "/StructParent" in note:
            note.StructParent = int(note.StructParent) + offset
        if isinstance(note.get("/Dest"), String):
            note.Dest = String(prefix + str(note.Dest))


def _tree(pdf: pikepdf.Pdf) -> Any:
    """The structure tree, as the press and ``enclosing`` write it: one element, a flat parent tree."""
    tree: Any = pdf.Root.get("/StructTreeRoot")
    if at(tree, "/ParentTree", "/Nums") is None or len(tree.get("/K", ())) != 1:
        raise ValueError("a document without the tags of this press cannot be joined")
    return tree


def _carry_roles(pdf: pikepdf.Pdf, copied: Any) -> None:
    if "/RoleMap" in copied:
        ours = pdf.Root.StructTreeRoot
        ours.RoleMap = Dictionary({**dict(ours.get("/RoleMap", {}).items()), **dict(copied.RoleMap.items())})


def _carry_dests(whole: _Whole, source: pikepdf.Pdf, prefix: str) -> None:
    names = at(source.Root, "/Names", "/Dests")
    if names is not None:
        carried = whole.pdf.copy_foreign(source.make_indirect(names))
        whole.dests |= {prefix + name: place for name, place in pairs(carried)}


def _entry(whole: _Whole, source: pikepdf.Pdf, paper: Paper, begins: int) -> Any:
    """The paper's entry in the outline, with its own outline below."""
    own = source.Root.get("/Outlines")
    entry = whole.pdf.make_indirect(Dictionary()) if own is None else whole.pdf.copy_foreign(own)
    children = siblings(entry)
    for key in ("/Type", "/Count"):
        if key in entry:
            del entry[key]
    entry.Title, entry.Dest = String(paper.title), top_of(whole.pdf, begins)
    hang(entry, children)
    return entry


def _resolve(whole: _Whole) -> None:
    """Links of the front that mean places in the packet lead there."""
    for page in whole.pdf.pages[: whole.feet.index("") + whole.feet.count("")]:
        for note in page.obj.get("/Annots", ()):
            address = str(at(note, "/A", "/URI") or "")
            if address.startswith(MARK):
                anchor = address.removeprefix(MARK)
                if anchor not in whole.dests:
                    raise ValueError(f"the contents lead to {anchor}, which is not in the packet")
                del note.A
                note.Dest = String(anchor)


def _finish(whole: _Whole) -> None:
    """One tree of numbers, one of names, one outline."""
    pdf = whole.pdf
    tree = pdf.Root.StructTreeRoot
    tree.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(whole.nums)))
    tree.ParentTreeNextKey = whole.next
    if whole.ids:
        tree.IDTree = listed(pdf, whole.ids)
    if whole.dests:
        pdf.Root.Names = Dictionary(Dests=listed(pdf, whole.dests))
    outline = pdf.make_indirect(Dictionary(Type=Name.Outlines))
    hang(outline, whole.outline)
    if whole.outline:
        outline.Count = len(whole.outline)
        pdf.Root.Outlines, pdf.Root.PageMode = outline, Name.UseOutlines


def _free(pdf: pikepdf.Pdf, name: str) -> str:
    """A name that no file in the document has yet."""
    taken, n = set(pdf.attachments), 2
    wanted = name
    while wanted in taken:
        wanted, n = f"{n} {name}", n + 1
    return wanted
