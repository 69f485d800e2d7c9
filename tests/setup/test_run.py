"""`./run` in a small stand-in project without dependencies: made once, repaired when needed, honest about failure."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

# A build backend of the project's own: an "editable wheel" is one .pth line that names the folder.
BACKEND = """
import base64, hashlib, os, zipfile

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    files = {
        "approval.pth": os.getcwd(),
        "approval-1.dist-info/METADATA": "Metadata-Version: 2.1\\nName: approval\\nVersion: 1\\n",
        "approval-1.dist-info/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    name = "approval-1-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w") as archive:
        lines = []
        for path, text in files.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            lines.append(f"{path},sha256={digest},{len(text.encode())}")
            archive.writestr(path, text)
        lines.append("approval-1.dist-info/RECORD,,")
        archive.writestr("approval-1.dist-info/RECORD", "\\n".join(lines) + "\\n")
    return name
"""
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "approval"
version = "1"
"""
MAIN = "import os, sys; print('ran', sys.argv[1:], os.getcwd()); sys.exit(3 if 'refuse' in sys.argv else 0)\n"


@pytest.fixture(scope="module")
def made_once(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stand-in, set up by its first `./run`; tests that spoil it take a copy of their own."""
    project = tmp_path_factory.mktemp("stand-in") / "with a space"
    (project / "approval").mkdir(parents=True)
    shutil.copy2(checkout / "run", project / "run")
    for name, text in {
        "backend.py": BACKEND,
        "pyproject.toml": PROJECT,
        "approval/__init__.py": "",
        "approval/__main__.py": MAIN,
        "requirements.lock": "# nothing\n",
        "requirements-test.lock": "# nothing\n",
    }.items():
        (project / name).write_text(text, "utf-8")
    first = started(project, "first")
    assert first.returncode == 0, first.stderr
    assert "Making the environment" in first.stderr
    return project


def started(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "PYTHON": sys.executable, **environment}
    command = ["bash", str(project / "run"), *arguments]
    return subprocess.run(
        command, env=settings, cwd="/", capture_output=True, text=True, check=False, timeout=120
    )


def test_a_second_start_only_starts(made_once: Path) -> None:
    answer = started(made_once, "workflow", "check", "two words")
    assert answer.stdout == "ran ['workflow', 'check', 'two words'] /\n"
    assert answer.stderr == ""


def test_without_arguments_it_serves_the_demonstration(made_once: Path) -> None:
    assert started(made_once).stdout == "ran ['serve', '--demo'] /\n"


def test_the_exit_code_is_the_commands_own(made_once: Path) -> None:
    assert started(made_once, "refuse").returncode == 3


def test_help_sets_nothing_up(checkout: Path, tmp_path: Path) -> None:
    shutil.copy2(checkout / "run", tmp_path / "run")
    answer = started(tmp_path, "--help")
    assert answer.returncode == 0
    assert "./run test" in answer.stdout
    assert not (tmp_path / ".venv").exists()


def test_an_interrupted_set_up_is_made_anew(made_once: Path, tmp_path: Path) -> None:
    project = tmp_path / "interrupted"
    shutil.copytree(made_once, project, symlinks=True)
    (project / ".setup.unfinished").touch()
    answer = started(project, "again")
    assert "interrupted: making the environment anew" in answer.stderr
    assert "ran ['again']" in answer.stdout
    assert not (project / ".setup.unfinished").exists()


def test_a_moved_folder_gets_a_new_environment(made_once: Path, tmp_path: Path) -> None:
    project = tmp_path / "moved"
    shutil.copytree(made_once, project, symlinks=True)
    answer = started(project, "here")
    assert "does not work here" in answer.stderr
    assert "ran ['here']" in answer.stdout


def test_a_lock_that_cannot_be_installed_stops_with_what_to_do(made_once: Path, tmp_path: Path) -> None:
    project = tmp_path / "unhashed"
    shutil.copytree(made_once, project, symlinks=True)
    (project / "requirements.lock").write_text("flask==3.1.3\n", "utf-8")
    answer = started(project, "never")
    assert answer.returncode == 1
    assert "start ./run again" in answer.stderr
    assert "ran" not in answer.stdout


def test_tests_without_a_browser_fail_instead_of_skipping(made_once: Path) -> None:
    answer = started(made_once, "test", CHROMIUM="/nowhere/chromium")
    assert answer.returncode == 1
    assert "CHROMIUM=/nowhere/chromium is not a Chromium" in answer.stderr


def test_an_unfit_python_is_refused_by_name(made_once: Path, tmp_path: Path) -> None:
    project = tmp_path / "unfit"
    shutil.copytree(made_once, project, symlinks=True, ignore=shutil.ignore_patterns(".venv"))
    (project / "apt-get").write_text("#!/bin/sh\nexit 0\n", "utf-8")
    (project / "apt-get").chmod(0o755)
    shutil.copy2(project / "apt-get", project / "sudo")
    answer = started(project, "x", PYTHON="/bin/false", PATH=f"{project}:{os.environ['PATH']}")
    assert answer.returncode == 1
    assert "PYTHON=/bin/false is not a Python 3.11" in answer.stderr
