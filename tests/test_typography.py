"""French words are set as French is: no line breaks before ; : ? ! », nor after «."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.test_house import OURS, TEMPLATES, name, pairs_of_code, pairs_of_template, trees

LOOSE = re.compile(r" [;:?!»]|« ")
"""A space that can break a line, where the sign belongs to the word before it."""


def french_of_templates() -> Iterator[tuple[str, int, str]]:
    for path in TEMPLATES:
        for line, pair in pairs_of_template(path.read_text("utf-8")):
            if len(pair) == 2:
                yield name(path), line, pair[1]


def french_of_code() -> Iterator[tuple[str, int, str]]:
    for path, tree in trees(OURS):
        for line, pair in pairs_of_code(tree):
            for part in ast.walk(pair[-1]):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield name(path), line, part.value


@pytest.mark.parametrize("french", [french_of_templates, french_of_code])
def test_no_line_of_french_begins_with_its_sign(french):
    found = list(french())
    assert len(found) > 500
    assert [place for place in found if LOOSE.search(place[2])] == []
