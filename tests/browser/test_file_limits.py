"""A file that is too large is refused before it is sent, where scripts run."""

import pytest

pytestmark = pytest.mark.browser

WORDS = {
    "en": "long.pdf: the file is larger than 20 MB and was not added",
    "fr": "long.pdf\u00a0: le fichier dépasse 20\u00a0Mo et n’a pas été ajouté",
}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_file_too_large_is_refused_before_it_is_sent(town, context_of, tmp_path, lang):
    (tmp_path / "short.pdf").write_bytes(b"%PDF-1.7")
    with (tmp_path / "long.pdf").open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    proposer = town.person("Una Uploader")
    reference = town.draft(proposer)
    page = context_of(proposer, lang).new_page()
    page.goto(f"/proposals/{reference}/forms/concept/need")
    box = page.locator("input[type=file]").first
    name = box.evaluate("e => e.name")
    box.set_input_files(tmp_path / "long.pdf")
    assert page.get_by_role("alert").inner_text() == WORDS[lang]
    assert box.evaluate("e => e.files.length") == 0
    box.set_input_files(tmp_path / "short.pdf")
    assert page.get_by_role("alert").count() == 0
    assert page.locator(f"[name='{name}']").evaluate("e => e.files[0].name") == "short.pdf"
