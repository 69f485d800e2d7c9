"""The house keeps its rules: small files, plain names, words in two languages, no way around safety, no stray clock."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[1]
GENERATED = {ROOT / "approval/models/migrations/versions"}
"""Written by Alembic and read by it: not to be read as a story."""
CODE = sorted(
    p for folder in ("approval", "tests") for p in (ROOT / folder).rglob("*.py") if p.parent not in GENERATED
)
OURS = [p for p in CODE if p.is_relative_to(ROOT / "approval")]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
JINJA = Environment(autoescape=True, extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
WRITTEN = [
    p
    for folder in ("approval", "templates", "static", "workflows", "tests", ".ci")
    for p in sorted((ROOT / folder).rglob("*"))
    if p.is_file() and p.suffix in {".py", ".html", ".txt", ".toml", ".md", ".css", ".js", ".json", ".mako", ""} and "__pycache__" not in p.parts
] + [p for p in sorted(ROOT.iterdir()) if p.is_file() and p.suffix in {".md", ".toml", ".yaml", ".yml", ""}]  # fmt: skip


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def trees(paths: list[Path]) -> Iterator[tuple[Path, ast.Module]]:
    for path in paths:
        yield path, ast.parse(path.read_text("utf-8"))


# ── size ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_files_are_short():
    long = {name(p): n for p in [*CODE, *TEMPLATES] if (n := len(p.read_text("utf-8").splitlines())) > 300}
    assert long == {}


def test_functions_are_short():
    long = {
        f"{name(path)}:{node.lineno} {node.name}": size
        for path, tree in trees(CODE)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (size := (node.end_lineno or 0) - node.lineno + 1) > 45
    }
    assert long == {}


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────

VAGUE = {"util", "utils", "helper", "helpers", "common", "manager", "service", "services"}


def words(identifier: str) -> set[str]:
    return {w.lower() for w in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", identifier)}


def test_names_say_something():
    vague = {
        name(p) for p in CODE for part in p.relative_to(ROOT).with_suffix("").parts if words(part) & VAGUE
    }
    vague |= {
        f"{name(path)}:{node.lineno} {node.name}"
        for path, tree in trees(CODE)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and words(node.name) & VAGUE
    }
    assert vague == set()


# ── safety ───────────────────────────────────────────────────────────────────────────────────────────────────────

UNSAFE = [
    r"\|\s*safe\b",
    r"\bMarkup\(",
    r"\bpopulate_obj\b",
    r"\brender_template_string\b",
    r"\bautoescape\s+false\b",
    r"\b(?:eval|exec)\(",
]


@pytest.mark.parametrize("pattern", UNSAFE)
def test_nothing_goes_around_escaping(pattern):
    found = {
        name(p)
        for p in [*OURS, *(ROOT / "templates").rglob("*.*")]
        if p.is_file() and re.search(pattern, p.read_text("utf-8"))
    }
    assert found == set()


def test_no_template_holds_script_or_style():
    """The content security policy allows neither (ENGINEERING.md)."""
    inline = re.compile(
        r"<style\b|<script\b(?![^>]*\bsrc=)|\sstyle\s*=|\son[a-z]+\s*=|javascript:", re.IGNORECASE
    )
    assert {name(p) for p in TEMPLATES if inline.search(p.read_text("utf-8"))} == set()


# ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────────

CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"), ("time", "localtime"), ("time", "gmtime")}  # fmt: skip
MAY_LOOK = ("approval/web/context.py", "approval/cli/", "approval/worker")


def test_only_the_doors_look_at_the_clock():
    """Rules, documents and letters get ``now`` from their caller (PROCESS.md 9, Time)."""
    looks = {
        f"{name(path)}:{node.lineno}"
        for path, tree in trees(OURS)
        if not name(path).startswith(MAY_LOOK)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in CLOCKS
    }
    assert looks == set()


# ── layers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_layers_import_only_from_below():
    ran = subprocess.run([Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────

THE_SAME = {
    **dict.fromkeys(("English", "Français", "EN", "FR"), "a language is named in itself"),
    **dict.fromkeys(("PDF", "JSON-LD", "CSV"), "the name of a format is the same in both languages"),
}
NOT_READ = {
    ("templates/components/forms.html", "group"): "the kind of an input, for the macro that draws it",
    (
        "templates/components/inputs.html",
        "field field- field-wrong field-doubt",
    ): "classes, written into an attribute",
    ("templates/pdf/brief.html", "brief"): "a class of the document",
    ("templates/pdf/letter.html", "letter"): "a class of the document",
    ("templates/pdf/record.html", "report record"): "classes of the document",
    ("templates/pdf/packet.html", "report packet"): "classes of the document",
    ("templates/pdf/minutes.html", "brief minutes"): "classes of the document",
    ("templates/pdf/item.html", "item"): "a class of the document",
    ("templates/pdf/image.html", "image"): "a class of the document",
}
SPOKEN = {"alt", "title", "aria-label", "aria-description", "placeholder", "data-label"}
HOLE = "\ufffc"  # stands where an expression writes something


class Texts(HTMLParser):
    """Text nodes, and attributes that are read aloud, of a template whose expressions are holes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for key, value in attrs if key in SPOKEN and value]


def holes(source: str) -> str:
    """The template's own text: comments and statements are gone, each expression is a hole."""
    parts, depth = [], 0
    for _, kind, value in JINJA.lex(source):
        if kind == "variable_begin":
            depth += 1
            parts.append(HOLE)
        elif kind == "variable_end":
            depth -= 1
        elif kind == "data" and not depth:
            parts.append(value)
    return "".join(parts)


def untranslated(source: str) -> list[str]:
    """Runs of words that stand in a template by themselves."""
    parser = Texts()
    parser.feed(holes(source).replace(f"<{HOLE}", "<x").replace(f"</{HOLE}", "</x"))
    parser.close()
    attribute = re.compile(r'[\w-]+="[^"]*"')  # where a macro writes an attribute, the parser sees text
    texts = (" ".join(attribute.sub(" ", t).replace(HOLE, " ").split()) for t in parser.found)
    return [t for t in texts if set(re.findall(r"[^\W\d_][\w-]+", t)) - set(THE_SAME)]


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_word_of_a_template_is_a_pair(path):
    found = untranslated(path.read_text("utf-8"))
    assert [words for words in found if (name(path), words) not in NOT_READ] == []


def test_words_that_are_no_pair_are_found():
    assert untranslated(
        '<p>{{ t("Yes", "Oui") }} please {# not this #}</p><img alt="A cat">{% if a %}and{% endif %}'
    ) == [
        "please",
        "A cat",
        "and",
    ]
    assert untranslated('<a href="/words" title="{{ t("Go", "Aller") }}">{{ name }}</a> · 12') == []


def pairs_of_template(source: str) -> Iterator[tuple[int, list[str]]]:
    """Each pair written in place; one that a declaration brings (``t(hint.en, hint.fr)``) has both by its model."""
    for call in JINJA.parse(source).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "t":
            written = [a.value for a in call.args if isinstance(a, nodes.Const)]
            if written or len(call.args) != 2:
                yield call.lineno, written


def is_pair(words: list[str]) -> bool:
    """Two words; a sign such as $ may stand in one language only."""
    return len(words) == 2 and (all(words) or not re.search(r"\w", "".join(words)))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_pair_of_a_template_has_both_words(path):
    wrong = [(n, pair) for n, pair in pairs_of_template(path.read_text("utf-8")) if not is_pair(pair)]
    assert wrong == []


def pairs_of_code(tree: ast.Module) -> Iterator[tuple[int, list[ast.expr]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in {"t", "say"} and node.args and not isinstance(node.args[0], ast.Name | ast.Starred | ast.Attribute | ast.Call):  # fmt: skip
                yield node.lineno, node.args
            elif node.func.id == "Text" and (said := {k.arg: k.value for k in node.keywords}):
                yield node.lineno, [said[lang] for lang in ("en", "fr") if lang in said]


def test_every_pair_of_the_code_has_both_words():
    wrong = {
        f"{name(path)}:{line}"
        for path, tree in trees(OURS)
        for line, pair in pairs_of_code(tree)
        if len(pair) != 2 or any(isinstance(word, ast.Constant) and not word.value for word in pair)
    }
    assert wrong == set()


PLACES = re.compile(r"\{(\w*)[^{}]*\}")


def test_both_words_of_a_pair_have_the_same_places():
    wrong = [
        (name(path), n, pair)
        for path in TEMPLATES
        for n, pair in pairs_of_template(path.read_text("utf-8"))
        if len(pair) == 2 and set(PLACES.findall(pair[0])) != set(PLACES.findall(pair[1]))
    ]
    assert wrong == []


# ── what is left lying about ─────────────────────────────────────────────────────────────────────────────────────


def mentions(pattern: str, *but: str) -> set[str]:
    found = re.compile(pattern)
    return {
        name(p)
        for p in WRITTEN
        if name(p) not in {"tests/test_house.py", *but} and found.search(p.read_text("utf-8", "replace"))
    }


def test_nothing_is_left_to_be_done():
    assert mentions(r"\b(?:TODO|FIXME|XXX|HACK)\b") == set()


def test_no_path_of_a_machine_is_written_down():
    assert mentions(r"(?<![\w.])/(?:home|root|Users|mnt|work)/\w|[A-Z]:\\\\?Users") == set()


def test_no_test_is_skipped():
    skipped = re.compile(r"pytest\.(?:mark\.)?(?:skip|skipif|xfail|importorskip)\b")
    assert {name(p) for p in CODE if p != Path(__file__) and skipped.search(p.read_text("utf-8"))} == set()


def test_licence_and_notices_are_there():
    licence, notice = ((ROOT / file).read_text("utf-8") for file in ("LICENSE", "NOTICE"))
    assert licence.startswith("MIT License")
    for font in ("Source Sans", "Source Serif", "Source Code Pro"):
        assert font in notice
