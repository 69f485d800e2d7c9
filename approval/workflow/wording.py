"""Every pair of words in a version's texts, by its place: to compare two versions, and to put other words in."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tomlkit

from ..language import Lang, Text
from .bundle import Bundle

_KEYS = ("name", "code", "value")
"""What an entry of a list is known by, so that one more before it moves nothing."""


@dataclass(frozen=True, slots=True)
class Reworded:
    """Words that one version says otherwise than another."""

    place: str
    before: Text
    after: Text


def reworded(before: Bundle, after: Bundle) -> list[Reworded]:
    """Every pair of words that stands in both, at the same place, and differs."""
    was, is_ = words_of(before), words_of(after)
    return [Reworded(place, was[place], text) for place, text in is_.items() if was.get(place, text) != text]


def words_of(bundle: Bundle) -> dict[str, Text]:
    """By file and place. A file that is no TOML has none: the checks say so."""
    found: dict[str, Text] = {}
    for file, text in bundle.items():
        try:
            content = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            continue
        found |= dict(_pairs(content, file.removesuffix(".toml").replace("/", ".")))
    return found


def _pairs(value: Any, place: str) -> Iterator[tuple[str, Text]]:
    if is_pair(value):
        yield place, Text(en=value["en"], fr=value["fr"])
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _pairs(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _pairs(inner, f"{place}.{_known_by(inner) or n}")


def _known_by(value: Any) -> str:
    return next((str(value[k]) for k in _KEYS if k in value), "") if isinstance(value, Mapping) else ""


def is_pair(value: Any) -> bool:
    """Whether this is words in two languages."""
    return isinstance(value, Mapping) and set(value) == {"en", "fr"} and isinstance(value["en"], str)


@dataclass(frozen=True, slots=True)
class Wording:
    """Words to put in the place of others, in one language."""

    lang: Lang
    old: str
    new: str


def replace_words(bundle: Bundle, wishes: Sequence[Wording]) -> Bundle:
    """The texts with each wish carried out in its order; a capital stays a capital, and nothing but words changes."""
    return {file: _replaced(text, wishes) for file, text in bundle.items()}


def _replaced(text: str, wishes: Sequence[Wording]) -> str:
    document = tomlkit.parse(text)
    return tomlkit.dumps(document) if _walk(document, wishes) else text


def _walk(value: Any, wishes: Sequence[Wording]) -> bool:
    """Whether anything was put in."""
    if is_pair(value):
        put = [_put(value, lang, wishes) for lang in ("en", "fr")]
        return any(put)
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    walked = [_walk(one, wishes) for one in inner]
    return any(walked)


def _put(pair: Any, lang: str, wishes: Sequence[Wording]) -> bool:
    was = str(pair[lang])
    words = was
    for wish in wishes:
        if wish.lang == lang:
            words = reword(words, wish.old, wish.new)
    if words != was:
        pair[lang] = tomlkit.string(words, multiline="\n" in words)
    return words != was


def reword(words: str, old: str, new: str) -> str:
    """``old`` as whole words, with a capital where it had one."""

    def put(found: re.Match[str]) -> str:
        capital = found[0][:1] != old[:1]
        return (new[:1].upper() if found[0][:1].isupper() else new[:1].lower()) + new[1:] if capital else new

    first = f"[{re.escape(old[0].lower())}{re.escape(old[0].upper())}]"
    return re.sub(rf"(?<!\w){first}{re.escape(old[1:])}(?!\w)", put, words)
