"""A workflow version as texts: read from a folder, known by their digest."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

Bundle = Mapping[str, str]
"""File name to text: what a version is made of, on disk and in the database."""


def read_bundle(folder: Path) -> Bundle:
    """Every text of one workflow folder. Raises FileNotFoundError where there is no workflow.toml."""
    if not (folder / "workflow.toml").is_file():
        raise FileNotFoundError(f"{folder} has no workflow.toml")
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.toml"))
        if path.name not in INSTITUTION
    }


INSTITUTION = frozenset({"bodies.toml", "demo.toml", "records.toml"})
"""Starting data beside a workflow, not part of a version: bodies live in the database and change on a date."""


def folders(root: Path) -> list[Path]:
    """Every workflow folder below ``root``."""
    return sorted(path.parent for path in root.glob("*/workflow.toml"))


def digest_of(bundle: Bundle) -> str:
    return hashlib.sha256(json.dumps(dict(bundle), sort_keys=True).encode()).hexdigest()
