"""`approval workflow`: check a workflow while writing it, and see who may do what in it."""

import tomllib
from pathlib import Path
from typing import TypeVar

import click
from pydantic import BaseModel, ValidationError

from ..forms.reading import place_of
from ..operations.founding import NewBody, NewPerson
from ..resources import WORKFLOWS
from ..versions import Version, read_version
from ..workflow.bundle import folders, read_bundle
from ..workflow.checks_on_load import WorkflowError
from ..workflow.picture import table
from ..workflow.retention import read_series

Declared = TypeVar("Declared", bound=BaseModel)


@click.group()
def workflow() -> None:
    """Check a workflow, or see who may do what in it."""


@workflow.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def check(path: Path) -> None:
    """Check a workflow's folder: every problem of every file, with its place."""
    version = _read(path)
    flow = version.workflow
    actions = sum(len(flow.actions_at(s.name)) for s in flow.stages)
    click.echo(
        f"{flow.id}, version {flow.version}: {len(flow.stages)} stages, {actions} actions, "
        f"{len(version.forms)} forms, {len(version.letters)} letters. No problems."
    )


@workflow.command()
@click.argument("name", metavar="ID")
def show(name: str) -> None:
    """Show who may do what at each stage. ID is a workflow of this installation, or a folder."""
    click.echo(table(_read(folder_of(name)).workflow), nl=False)


def folder_of(name: str) -> Path:
    """The folder of a workflow that ships with the application, or the one at this path."""
    known = {folder.name: folder for folder in folders(WORKFLOWS)}
    path = known.get(name, Path(name))
    if not (path / "workflow.toml").is_file():
        raise click.BadParameter(f"There is no workflow {name!r} here. Known: {', '.join(sorted(known))}.")
    return path


def _read(path: Path) -> Version:
    """Raises ClickException with every problem."""
    folder = path.parent if path.name == "workflow.toml" else path
    problems: list[str] = []
    version = None
    try:
        version = read_version(read_bundle(folder))
    except WorkflowError as error:
        problems += error.problems
    except (FileNotFoundError, UnicodeDecodeError) as error:
        problems.append(str(error))
    problems += _institution(folder)
    if problems or version is None:
        for problem in problems:
            click.echo(problem, err=True)
        raise click.ClickException(f"{folder}: {len(problems)} problem(s). Nothing was changed.")
    return version


def _institution(folder: Path) -> list[str]:
    """Problems of the files that are not part of a version: what an empty installation is filled from, and series."""
    problems: list[str] = []
    bodies = _rows(folder, "bodies.toml", "body", NewBody, problems)
    people = _rows(folder, "demo.toml", "person", NewPerson, problems)
    seats = {(b.key, o.name) for b in bodies for o in b.offices}
    problems += [
        f"demo.toml: {p.email}: no office {s.office!r} in a body {s.body!r}"
        for p in people
        for s in p.offices
        if (s.body, s.office) not in seats
    ]
    try:
        read_series(folder)
    except WorkflowError as error:
        problems += error.problems
    return problems


def _rows(folder: Path, file: str, table_: str, shape: type[Declared], problems: list[str]) -> list[Declared]:
    path = folder / file
    if not path.is_file():
        return []
    try:
        rows = tomllib.loads(path.read_text("utf-8")).get(table_, [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(f"{file}: {error}")
        return []
    found: list[Declared] = []
    for n, row in enumerate(rows, 1):
        try:
            found.append(shape.model_validate(row))
        except ValidationError as error:
            problems += [f"{file}: {table_} {n}.{place_of(e)}: {e['msg']}" for e in error.errors()]
    return found
