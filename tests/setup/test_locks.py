"""The lock files hold what pyproject.toml asks for; when this fails, run `./run lock`."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

PIN = re.compile(
    r"^(?P<name>[a-z0-9.-]+)(\[(?P<extras>[a-z0-9,-]+)\])?==(?P<version>[^ ;\\]+)(?P<marker> ;[^\\]+)? \\$"
)


def pins(lock: Path) -> dict[str, set[str]]:
    """The locked versions by name (more than one where a marker chooses); every line is a pin, a hash or a comment."""
    found: dict[str, set[str]] = {}
    for line in lock.read_text("utf-8").splitlines():
        if match := PIN.match(line):
            found.setdefault(canonicalize_name(match["name"]), set()).add(match["version"])
        else:
            assert re.match(r"^ +(--hash=sha256:[0-9a-f]{64}( \\)?|#.*)$|^#", line), line
    return found


def asked(checkout: Path) -> dict[str, list[Requirement]]:
    declared = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))
    groups = declared["dependency-groups"]
    runtime = declared["project"]["dependencies"] + groups["build"]
    test = runtime + declared["project"]["optional-dependencies"]["test"] + groups["lock"]
    return {
        "requirements.lock": [Requirement(text) for text in runtime],
        "requirements-test.lock": [Requirement(text) for text in test],
    }


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_every_declared_dependency_is_locked(lock: str, checkout: Path) -> None:
    locked = pins(checkout / lock)
    for requirement in asked(checkout)[lock]:
        versions = locked.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement.name} is not in {lock}: ./run lock"
        assert all(Version(version) in requirement.specifier for version in versions), (
            f"{requirement}: ./run lock"
        )


def test_both_locks_agree(checkout: Path) -> None:
    runtime, test = pins(checkout / "requirements.lock"), pins(checkout / "requirements-test.lock")
    assert {name: test.get(name) for name in runtime} == runtime


def test_a_pin_names_the_extras_that_others_ask_of_it(checkout: Path) -> None:
    """Without, the pip of Debian 12 looks for `coverage[toml]` beside the pin of `coverage`, and takes a newer one."""
    lines = (checkout / "requirements-test.lock").read_text("utf-8").splitlines()
    named = {
        match["name"]: set((match["extras"] or "").split(",")) for line in lines if (match := PIN.match(line))
    }
    wanted = {
        (canonicalize_name(requirement.name), extra)
        for distribution in distributions()
        for requirement in map(Requirement, distribution.requires or ())
        if not requirement.marker or requirement.marker.evaluate({"extra": ""})
        for extra in requirement.extras
    }
    assert wanted
    assert not {f"{name}[{extra}]" for name, extra in wanted if extra not in named[name]}, "./run lock"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_names_no_registry(lock: str, checkout: Path) -> None:
    assert "://" not in (checkout / lock).read_text("utf-8")
