"""Every workflow version this installation has ever used, by digest. A proposal keeps the one it began with."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from .forms.checks import inconsistencies as form_problems
from .forms.definition import Form
from .forms.reading import place_of, read_forms
from .forms.schema import file_schema as form_schema
from .language import Text
from .workflow.bundle import Bundle, digest_of
from .workflow.checks_on_load import WorkflowError, inconsistencies
from .workflow.definition import Workflow
from .workflow.machine import Engine
from .workflow.schema import file_schema as workflow_schema


class LetterText(BaseModel):
    """A letter as declared: to which roles, and its words with ``{placeholders}``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    to: tuple[str, ...]
    subject: Text
    body: Text


@dataclass(frozen=True, slots=True)
class Version:
    """A workflow with its forms and letters, checked against each other."""

    digest: str
    bundle: Bundle
    engine: Engine
    forms: Mapping[str, Form]
    letters: Mapping[str, LetterText]

    @property
    def workflow(self) -> Workflow:
        return self.engine.workflow

    def not_required(self, product: str) -> frozenset[str]:
        """Evidence rows that a product of this kind need not meet (PROCESS.md 3, Routes)."""
        return frozenset(row.code for row in self.workflow.evidence if product in row.not_required_for)

    @property
    def evidence(self) -> list[tuple[str, Text]]:
        return [(row.code, row.title) for row in self.workflow.evidence]


def json_schema_of_files() -> dict[str, dict[str, Any]]:
    """By file name in ``workflows/``: what an editor needs to check a workflow while it is written."""
    return {"workflow.schema.json": workflow_schema(), "form.schema.json": form_schema()}


def read_version(bundle: Bundle) -> Version:
    """A usable version, or WorkflowError with every problem of every file."""
    forms, problems = read_forms(bundle)
    letters = _letters(bundle, problems)
    workflow = _workflow(bundle, problems)
    if workflow is not None:
        bodies = {r.body for r in workflow.roles if r.body}
        problems += inconsistencies(workflow, forms.keys(), letters.keys(), bodies)
        codes = frozenset(row.code for row in workflow.evidence)
        problems += [p for form in forms.values() for p in form_problems(form, codes)]
        roles = {r.name for r in workflow.roles}
        problems += [
            f"letters/{n}.to: no role named {r!r}" for n, x in letters.items() for r in x.to if r not in roles
        ]
    if problems or workflow is None:
        raise WorkflowError(problems)
    return Version(digest_of(bundle), bundle, Engine(workflow), forms, letters)


def _workflow(bundle: Bundle, problems: list[str]) -> Workflow | None:
    try:
        return Workflow.model_validate(tomllib.loads(bundle["workflow.toml"]))
    except ValidationError as error:
        problems += [f"workflow.toml.{place_of(e)}: {e['msg']}" for e in error.errors()]
    except tomllib.TOMLDecodeError as error:
        problems.append(f"workflow.toml: {error}")
    return None


def _letters(bundle: Bundle, problems: list[str]) -> dict[str, LetterText]:
    found: dict[str, LetterText] = {}
    for file, text in bundle.items():
        path = PurePosixPath(file)
        if path.parts[:-1] != ("letters",):
            continue
        try:
            found[path.stem] = LetterText.model_validate(tomllib.loads(text))
        except ValidationError as error:
            problems += [f"{file}.{place_of(e)}: {e['msg']}" for e in error.errors()]
        except tomllib.TOMLDecodeError as error:
            problems.append(f"{file}: {error}")
    return found


class Versions(dict[str, Version]):
    """By digest, and the newest by workflow.

    ``find`` looks for the texts of one that another process has taken into use meanwhile.
    """

    def __init__(self, find: Callable[[str], Bundle | None] = lambda _: None) -> None:
        super().__init__()
        self._find = find
        self.that_meet: frozenset[str] = frozenset()
        """Bodies whose agenda some workflow asks for."""

    def __missing__(self, digest: str) -> Version:
        bundle = self._find(digest)
        if bundle is None:
            raise KeyError(digest)
        return self.add(bundle)

    def add(self, bundle: Bundle) -> Version:
        """Raises WorkflowError."""
        digest = digest_of(bundle)
        if digest not in self:
            self[digest] = made = read_version(bundle)
            actions = (a for stage in made.workflow.stages for a in stage.actions)
            asked = {str(r.value) for a in actions for r in a.requires if r.name == "on_agenda"}
            self.that_meet |= asked
        return self[digest]

    def newest(self, workflow: str) -> Version:
        """Raises LookupError where this installation knows no such workflow."""
        known = [v for v in self.values() if v.workflow.id == workflow]
        if not known:
            raise LookupError(workflow)
        return max(known, key=lambda v: v.workflow.version)
