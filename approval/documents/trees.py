"""The trees that a PDF keeps beside its pages: of names, of identifiers, of its outline."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String


def at(value: Any, *keys: str) -> Any:
    """What stands at a path of keys; nothing where the path ends before."""
    for key in keys:
        value = value.get(key) if value is not None else None
    return value


def pairs(tree: Any) -> list[tuple[str, Any]]:
    """What a tree of names holds; nothing for no tree."""
    names = list(tree.Names) if tree is not None else []
    return [(str(name), value) for name, value in zip(names[::2], names[1::2], strict=True)]


def listed(pdf: pikepdf.Pdf, named: Mapping[str, Any]) -> Any:
    """A tree of names, in their order."""
    names = [part for name in sorted(named) for part in (String(name), named[name])]
    return pdf.make_indirect(Dictionary(Names=Array(names)))


def siblings(parent: Any) -> list[Any]:
    """The entries right below an entry, or below the outline itself."""
    found = []
    child = parent.get("/First") if parent is not None else None
    while child is not None:
        found.append(child)
        child = child.get("/Next")
    return found


def hang(parent: Any, children: Sequence[Any]) -> None:
    """Entries of an outline below another, closed."""
    for before, after in pairwise(children):
        before.Next, after.Prev = after, before
    for child in children:
        child.Parent = parent
    if children:
        parent.First, parent.Last, parent.Count = children[0], children[-1], -len(children)


def top_of(pdf: pikepdf.Pdf, number: int) -> Array:
    """Where a page begins, as a place to go to."""
    page = pdf.pages[number].obj
    return Array([page, Name.XYZ, 0, page.MediaBox[3], 0])


def rename(source: pikepdf.Pdf, prefix: str) -> None:
    """Identifiers and roles of a document that others may have as well get a prefix, and are listed anew."""
    tree = source.Root.StructTreeRoot
    roles = {str(key): str(value) for key, value in tree.get("/RoleMap", {}).items()}
    fresh = {key: f"/{prefix}{key[1:]}" for key in roles}
    ids: dict[str, Any] = {}
    for element in source.objects:
        if not isinstance(element, Dictionary) or "/S" not in element:
            continue
        if "/ID" in element:
            element.ID = String(prefix + str(element.ID))
            ids[str(element.ID)] = element
        about = element.get("/A")
        if isinstance(about, Dictionary) and "/Headers" in about:
            about.Headers = Array([String(prefix + str(header)) for header in about.Headers])
        if str(element.S) in fresh:
            element.S = Name(fresh[str(element.S)])
    if fresh:
        tree.RoleMap = Dictionary({fresh[key]: Name(fresh.get(value, value)) for key, value in roles.items()})
    if ids:
        tree.IDTree = listed(source, ids)
