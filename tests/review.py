"""What every page must be, whoever asks for it: checked on each one that any test gets."""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

HIDDEN = {"hidden", "submit", "button", "reset", "image"}


def parsed(html: str) -> Element:
    """The page as a tree. Raises AssertionError where it is not valid HTML 5."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    tree = parser.parse(html)
    errors = [(place, html5lib.constants.E[code] % data) for place, code, data in parser.errors]
    assert not errors, f"not valid HTML: {errors[:5]}"
    return tree


def review(html: str) -> Element:
    """The page as a tree. Raises AssertionError with everything that is wrong with it."""
    tree = parsed(html)
    wrong = [*whole(tree), *ids(tree), *inputs(tree), *forms(tree), *inline(tree)]
    assert not wrong, "\n".join(wrong)
    return tree


def text_of(element: Element) -> str:
    """What a person reads of it, in one line."""
    return " ".join("".join(element.itertext()).split())


def whole(tree: Element) -> Iterator[str]:
    if tree.get("lang") not in {"en", "fr"}:
        yield f"the page's language is {tree.get('lang')!r}"
    title = tree.find("head/title")
    if title is None or not text_of(title).strip(" ·"):
        yield "no title"
    heads = [text_of(h) for h in tree.iter("h1")]
    if len(heads) != 1 or not heads[0]:
        yield f"one h1 is wanted, there are {heads}"
    yield from (f"a link without words: {a.attrib}" for a in tree.iter("a") if not named(a, tree))
    yield from (f"an image without alt: {i.attrib}" for i in tree.iter("img") if "alt" not in i.attrib)
    yield from (f"a button without words: {b.attrib}" for b in tree.iter("button") if not named(b, tree))


def ids(tree: Element) -> Iterator[str]:
    found = Counter(e.get("id") for e in tree.iter() if isinstance(e.tag, str) and "id" in e.attrib)
    yield from (f"id {name!r} is there {n} times" for name, n in found.items() if n > 1 or not name)
    for e in tree.iter():
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for name in (e.get(attribute) or "").split():
                if name not in found:
                    yield f"<{e.tag} {attribute}={name!r}> points to nothing"
        if e.tag == "a" and (e.get("href") or "").startswith("#") and e.get("href", "")[1:] not in found:
            yield f"<a href={e.get('href')!r}> points to nothing"


def inputs(tree: Element) -> Iterator[str]:
    labels = {label.get("for") for label in tree.iter("label")}
    wrapped = {id(e) for label in tree.iter("label") for e in label.iter()}
    for e in tree.iter():
        if e.tag not in {"input", "select", "textarea"} or e.get("type", "text") in HIDDEN:
            continue
        if (
            e.get("id") not in labels
            and id(e) not in wrapped
            and not e.get("aria-label")
            and not e.get("aria-labelledby")
        ):
            yield f"no label: <{e.tag} {e.attrib}>"
    yield from (f"an empty label: {label.attrib}" for label in tree.iter("label") if not text_of(label))


def forms(tree: Element) -> Iterator[str]:
    for form in tree.iter("form"):
        action = form.get("action", "")
        if "://" in action or action.startswith("//"):
            yield f"a form that leaves the site: {action}"
        if form.get("method", "get") == "post":
            tokens = [e.get("value") for e in form.iter("input") if e.get("name") == "csrf_token"]
            if len(tokens) != 1 or not tokens[0]:
                yield f"a POST form without its token: {action}"


def inline(tree: Element) -> Iterator[str]:
    for e in tree.iter():
        if not isinstance(e.tag, str):
            continue
        if e.tag == "style" or (e.tag == "script" and (not e.get("src") or (e.text or "").strip())):
            yield f"inline <{e.tag}>"
        for name, value in e.attrib.items():
            if name == "style" or name.startswith("on") or re.match(r"\s*javascript:", value, re.IGNORECASE):
                yield f"inline {name}={value!r} on <{e.tag}>"


def named(e: Element, tree: Element) -> bool:
    """Whether an assistive technology can say it."""
    images = any(i.get("alt") for i in e.iter("img"))
    return bool(text_of(e) or e.get("aria-label") or e.get("aria-labelledby") or images)
