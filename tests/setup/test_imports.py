"""Whatever is imported is declared: a package that another one happens to bring can leave with it."""

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

OWN = {"approval", "tests"}


def imported(folder: Path) -> dict[str, str]:
    """Top-level names of other people's modules, each with one file that imports it."""
    found: dict[str, str] = {}
    beside = {path.stem for path in folder.rglob("*.py")}  # a test may import a file of its own folder
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names = [node.module]
            for name in names:
                top = name.partition(".")[0]
                if top not in sys.stdlib_module_names | OWN | beside:
                    found.setdefault(top, path.relative_to(folder.parent).as_posix())
    return found


@pytest.mark.parametrize("folder", ["approval", "tests"])
def test_every_import_is_of_a_declared_dependency(folder: str, checkout: Path) -> None:
    project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["project"]
    declared = list(project["dependencies"])
    if folder == "tests":
        declared += project["optional-dependencies"]["test"]
    names = {canonicalize_name(Requirement(text).name) for text in declared}
    distributions = packages_distributions()
    undeclared = {
        module: file
        for module, file in imported(checkout / folder).items()
        if not names & {canonicalize_name(name) for name in distributions.get(module, [module])}
    }
    assert undeclared == {}
