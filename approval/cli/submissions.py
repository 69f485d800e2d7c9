"""`approval import` and `approval schema`: concepts that come as JSON, and what such a file may hold."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from ..calendar import local_day
from ..desk import Desk
from ..forms.schema import json_schema
from ..language import Lang
from ..operations.drafting import FIRST_FORM
from ..operations.importing import Unreadable, keep_submission, read_submission
from ..queries.people import actor_of, person_by_email
from ..versions import read_version
from ..workflow.bundle import read_bundle
from ..workflow.facts import Actor
from .installation import desk_of, installation
from .workflows import folder_of

WORKFLOW = "michener"


@click.command("import")
@click.argument("path", metavar="FILE|FOLDER", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--by",
    metavar="EMAIL",
    help="Who enters them on behalf of their proposers (a person of this installation).",
)
@click.option(
    "--language",
    type=click.Choice(["en", "fr"]),
    help="The language they are written in (default: told by their words).",
)
@click.option("--check", is_flag=True, help="Only say what is wrong with them; keep nothing.")
def import_(path: Path, by: str | None, language: Lang | None, check: bool) -> None:
    """Make a draft of each concept in FILE, or in every .json file of FOLDER.

    A file is taken whole or not at all: an unknown key or a wrong shape refuses it, a value that the form does
    not offer is kept as text with a warning. Its proposer is found or made by e-mail and confirms by link.
    """
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise click.ClickException(f"{path} holds no .json file.")
    with installation() as app:
        desk, now = desk_of(app), datetime.now(UTC)
        actor = None if by is None else _actor(by, now)
        refused = sum(not _one(desk, file, actor, now, language, check=check) for file in files)
    if refused:
        raise click.ClickException(f"{refused} of {len(files)} file(s) refused; nothing of them was kept.")


def _one(
    desk: Desk, file: Path, actor: Actor | None, now: datetime, language: Lang | None, *, check: bool
) -> bool:
    """Whether the file was taken; says so either way."""
    form = desk.versions.newest(WORKFLOW).forms[FIRST_FORM]
    try:
        submission = read_submission(form, file.read_bytes(), now, language)
    except Unreadable as error:
        click.echo(f"{file.name}  refused")
        for problem in error.problems:
            click.echo(f"    {problem}")
        return False
    name, email = submission.proposer
    draft = None if check else keep_submission(desk, actor, submission, now=now)
    kept = draft.reference if draft else "could be taken"
    click.echo(
        f"{file.name}  {kept}  “{submission.answers.get('title', '')}”  {name} <{email}>  {submission.language}"
    )
    for warning in submission.warnings:
        click.echo(f"    note: {warning}")
    if draft and draft.missing:
        click.echo(f"    still to answer or correct before it is submitted: {', '.join(draft.missing)}")
    return True


def _actor(email: str, now: datetime) -> Actor:
    person = person_by_email(email)
    if person is None:
        raise click.ClickException(f"Nobody here has the address {email}.")
    return actor_of(person, local_day(now))


@click.command()
@click.argument("form")
@click.option(
    "--workflow",
    "name",
    default=WORKFLOW,
    show_default=True,
    help="A workflow of this installation, or a folder.",
)
def schema(form: str, name: str) -> None:
    """Print the JSON Schema of a FORM, for those who prepare answers elsewhere."""
    forms = read_version(read_bundle(folder_of(name))).forms
    if form not in forms:
        raise click.BadParameter(f"{name} has no form {form!r}. It has: {', '.join(sorted(forms))}.")
    click.echo(json.dumps(json_schema(forms[form]), indent=2, ensure_ascii=False))
