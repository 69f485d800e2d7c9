"""A document of a case as a file: made before, or made now because its job still waits."""

import pytest

from approval.documents.pdf import Press, PressUnavailable


@pytest.fixture
def prints_at_once(monkeypatch):
    import io

    import pikepdf

    def pdf(_: Press, html: str, *, identifier: str, lang: str) -> bytes:
        paper, made = pikepdf.new(), io.BytesIO()
        paper.add_blank_page()
        paper.docinfo["/Title"] = f"{identifier} {lang} {len(html)}"
        paper.save(made, deterministic_id=True)
        return made.getvalue()

    monkeypatch.setattr(Press, "pdf", pdf)


def test_what_still_waits_is_made_now_and_the_newest_is_written(run, with_case, tmp_path, prints_at_once):
    first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"
    said = run("render", "MC-2026-001", "proposal", "-o", first)
    assert said.exit_code == 0, said.output
    assert run("render", "MC-2026-001", "proposal", "-o", second).exit_code == 0
    assert first.read_bytes() == second.read_bytes()
    assert b"%PDF-" in first.read_bytes()[:8]


def test_what_is_not_there_is_said_with_what_is(run, with_case, tmp_path, prints_at_once):
    run("render", "MC-2026-001", "concept", "-o", tmp_path / "a.pdf")
    said = run("render", "MC-2026-001", "poem", "-o", tmp_path / "b.pdf")
    assert said.exit_code == 1
    assert "Its documents: concept." in said.output
    assert run("render", "MC-1999-001", "concept", "-o", tmp_path / "b.pdf").exit_code == 1
    assert (
        run("render", "MC-2026-001", "concept", "--language", "fr", "-o", tmp_path / "b.pdf").exit_code == 1
    )
    assert not (tmp_path / "b.pdf").exists()


def test_where_no_pdf_can_be_made_the_reason_is_said(run, with_case, tmp_path, monkeypatch):
    def lacking(*_: object, **__: object) -> bytes:
        raise PressUnavailable("Pango is missing: sudo apt-get install libpango-1.0-0")

    monkeypatch.setattr(Press, "pdf", lacking)
    said = run("render", "MC-2026-001", "concept", "-o", tmp_path / "a.pdf")
    assert said.exit_code == 1
    assert "libpango" in said.output
