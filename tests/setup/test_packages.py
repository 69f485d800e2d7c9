"""approval works however it is installed: the wheel, a wheel from the sdist, a folder, editable, a bare checkout."""

import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

SHIPPED = ("templates", "static", "workflows")

pytestmark = pytest.mark.slow


def build(kind: str, source: Path, target: Path) -> Path:
    """Build a wheel or an sdist with the locked hatchling: no isolation, so no network."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)]
    answer = subprocess.run(command, cwd=source, check=False, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    [made] = target.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(copied_checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", copied_checkout, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def unpacked_sdist(copied_checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    sdist = build("sdist", copied_checkout, tmp_path_factory.mktemp("sdist"))
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extraction_filter = getattr(
            tarfile, "data_filter", None
        )  # Debian 12's Python has no filter yet
        archive.extractall(folder)
    [top] = folder.iterdir()
    return top


@pytest.fixture(scope="module")
def wheel_from_sdist(unpacked_sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", unpacked_sdist, tmp_path_factory.mktemp("wheel_from_sdist"))


def files_of(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def expected_files(checkout: Path) -> set[str]:
    """Every file of the package, and of the data folders under approval/_shipped/."""
    package = {
        path.relative_to(checkout).as_posix() for path in (checkout / "approval").rglob("*") if path.is_file()
    }
    data = {
        f"approval/_shipped/{path.relative_to(checkout).as_posix()}"
        for name in SHIPPED
        for path in (checkout / name).rglob("*")
        if path.is_file()
    }
    return package | data


def test_the_wheel_holds_the_package_and_its_data(wheel: Path, copied_checkout: Path) -> None:
    assert files_of(wheel) == expected_files(copied_checkout)


def test_the_wheel_from_the_sdist_is_the_same(wheel_from_sdist: Path, wheel: Path) -> None:
    assert files_of(wheel_from_sdist) == files_of(wheel)


def test_the_wheel_holds_migrations_and_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert any(name.startswith("approval/models/migrations/versions/") for name in names)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def fresh_environment(folder: Path) -> Path:
    """An environment without approval, which sees the locked dependencies of this one through a .pth line."""
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    [packages] = folder.glob("lib/python*/site-packages")
    # a .pth file inside a folder named by a .pth file is not read, so this run's editable approval stays unseen
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return python


def installed(environment: Path, *what: str) -> Path:
    python = fresh_environment(environment)
    options = ["--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check", "--quiet"]
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", *options, *what]
    answer = subprocess.run(command, check=False, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return environment / "bin" / "approval"


@pytest.fixture(scope="module", params=["wheel", "wheel_from_sdist", "folder", "editable", "bare"])
def approval_command(
    request: pytest.FixtureRequest, copied_checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[str], dict[str, str], Path]:
    """The command, its extra environment, and the folder that approval must come from."""
    environment = tmp_path_factory.mktemp(request.param) / "venv"
    if request.param == "bare":
        python = fresh_environment(environment)
        return [str(python), "-m", "approval"], {"PYTHONPATH": str(copied_checkout)}, copied_checkout
    if request.param == "editable":
        return [str(installed(environment, "-e", str(copied_checkout)))], {}, copied_checkout
    what = copied_checkout if request.param == "folder" else request.getfixturevalue(request.param)
    return [str(installed(environment, str(what)))], {}, environment


def run(command: list[str], more: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    surroundings = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1", **more}
    return subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True, check=False)


def test_the_command_runs_from_any_directory(
    approval_command: tuple[list[str], dict[str, str], Path], tmp_path: Path
) -> None:
    command, more, home = approval_command
    answer = run([*command, "--help"], more, tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert "workflow" in answer.stdout
    python = [str(Path(command[0]).with_name("python")), "-c", "import approval; print(approval.__file__)"]
    assert Path(run(python, more, tmp_path).stdout.strip()).is_relative_to(home)


def test_the_shipped_workflows_pass_their_check(
    approval_command: tuple[list[str], dict[str, str], Path], tmp_path: Path
) -> None:
    command, more, home = approval_command
    python = str(Path(command[0]).with_name("python"))
    where = run([python, "-c", "from approval.resources import WORKFLOWS; print(WORKFLOWS)"], more, tmp_path)
    workflows = Path(where.stdout.strip())
    assert workflows.is_relative_to(home), where.stderr
    found = sorted(path.parent for path in workflows.glob("*/workflow.toml"))
    assert {path.name for path in found} >= {"michener", "example"}
    for folder in found:
        answer = run([*command, "workflow", "check", str(folder)], more, tmp_path)
        assert answer.returncode == 0, answer.stdout + answer.stderr
