"""Every command is there, says what it does, and ends with the code that scripts rely on."""

import pytest

from approval.cli import FAMILIES

ASKED_FOR = {
    "serve", "worker", "init", "sign-in-link", "doctor", "import", "schema", "render", "workflow", "audit", "records", "backup",
    "restore", "seed", "demo",
}  # fmt: skip


def test_every_command_is_listed_and_can_be_loaded(run):
    said = run("--help")
    assert said.exit_code == 0
    assert set(FAMILIES) == ASKED_FOR
    assert "cannot be loaded" not in said.output
    for name in ASKED_FOR:
        assert f"\n  {name} " in said.output


@pytest.mark.parametrize("name", sorted(ASKED_FOR))
def test_every_command_explains_itself(run, name):
    said = run(name, "--help")
    assert said.exit_code == 0
    assert said.output.startswith("Usage: ")


@pytest.mark.parametrize(
    "words",
    [["fly"], ["import"], ["seed", "many"], ["serve", "--port", "99999"], ["workflow", "show", "nowhere"]],
)
def test_what_is_not_understood_ends_with_2(run, words):
    assert run(*words).exit_code == 2


def test_a_command_whose_library_is_missing_says_so(run, monkeypatch):
    monkeypatch.setitem(FAMILIES, "render", "not_there:render")
    said = run("render", "MC-2026-001", "concept", "-o", "x.pdf")
    assert said.exit_code == 1
    assert "approval doctor" in said.output


@pytest.mark.parametrize(
    "words", [["audit", "verify"], ["backup", "b.zip"], ["render", "MC-1", "concept", "-o", "x.pdf"]]
)
def test_reading_commands_do_not_make_an_installation(run, own_installation, words):
    said = run(*words)
    assert said.exit_code == 1
    assert "approval init" in said.output
    assert not (own_installation / "approval.db").exists()


def test_a_setting_that_cannot_be_used_is_one_plain_line(run, monkeypatch):
    monkeypatch.setenv("APPROVAL_DATABASE_URL", "oracle://nowhere")
    said = run("audit", "verify")
    assert said.exit_code == 1
    assert said.output.count("\n") == 1
    assert "APPROVAL_DATABASE_URL" in said.output
