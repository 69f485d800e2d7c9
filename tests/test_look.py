"""The look keeps its promises: letters that exist, colours that can be read, style sheets that are loaded."""

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from approval.resources import STATIC, TEMPLATES, WORKFLOWS

CSS = STATIC / "css"
FRENCH = "àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ«»’‘“”–—…·•°\u00a0"
SPELT_OUT = {"\n", "\r", "\t", "★"}
"""Not letters to write: line ends, and the star of a gate row, which pages put into words."""
FAMILIES = ("source-sans-3", "source-serif-4", "source-code-pro")


def letters_of(family: str) -> set[str]:
    """What every style of a family can write, Latin and extended Latin together."""
    styles: dict[str, set[str]] = {}
    for file in (STATIC / "fonts").glob(f"{family}-*.woff2"):
        with TTFont(file) as font:
            style = file.name.replace("-latin-ext-", "-latin-")
            styles.setdefault(style, set()).update(map(chr, font.getBestCmap()))
    return set.intersection(*styles.values())


@pytest.mark.parametrize("family", FAMILIES)
def test_every_letter_of_both_languages_is_in_the_fonts(family):
    ascii_letters = {chr(n) for n in range(0x20, 0x7F)}
    assert (set(FRENCH) | ascii_letters) - letters_of(family) == set()


@pytest.mark.parametrize("folder", [TEMPLATES, WORKFLOWS, STATIC / "js"], ids=lambda folder: folder.name)
def test_nothing_written_for_readers_uses_a_letter_the_fonts_lack(folder: Path):
    have = letters_of("source-sans-3")
    lacking = {
        f"{file.relative_to(folder)}: {letter!r}"
        for file in folder.rglob("*")
        if file.suffix in {".html", ".toml", ".md", ".js", ".txt"}
        for letter in set(file.read_text(encoding="utf-8")) - have - SPELT_OUT
    }
    assert sorted(lacking) == []


def test_every_style_sheet_is_loaded_once():
    loaded = re.findall(r'@import url\("([^"]+)"\)', (CSS / "app.css").read_text(encoding="utf-8"))
    there = [str(file.relative_to(CSS)) for file in CSS.rglob("*.css") if file.name != "app.css"]
    assert sorted(loaded) == sorted(there)


def tokens(scheme: int) -> dict[str, str]:
    """Colours by name: 0 light, 1 dark."""
    text = (CSS / "tokens.css").read_text(encoding="utf-8")
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\);", text)
    return {name: (light, dark)[scheme] for name, light, dark in pairs}


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(d * 2 for d in digits)
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TONES = ("lake", "sumac", "leaf", "amber", "plum")
ON_GROUNDS = [
    (text, ground)
    for text in ("ink", "ink-soft", *TONES, "lake-deep")
    for ground in ("paper", "surface", "sunk")
]
TEXT_PAIRS = [
    *ON_GROUNDS,
    *((tone, f"{tone}-soft") for tone in TONES),
    ("ink", "lake-soft"),
    ("on-lake", "lake"),
]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS, ids=lambda name: name)
def test_text_can_be_read(text, ground, scheme):
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= 5.6


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_the_border_of_a_field_can_be_seen(ground, scheme):
    colours = tokens(scheme)
    assert contrast(colours["field"], colours[ground]) >= 4.3
