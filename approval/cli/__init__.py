"""The command line. Each family is one file, loaded when asked for: `approval doctor` runs where nothing else can.

Exit codes: 0 ok, 1 refused or failed (the reason is on standard error), 2 not understood.
"""

import sys
from importlib import import_module
from typing import Any

import click

from .. import __version__

FAMILIES = {
    "serve": "running:serve",
    "worker": "running:worker",
    "init": "people:init",
    "sign-in-link": "people:sign_in_link",
    "doctor": "doctor:doctor",
    "import": "submissions:import_",
    "schema": "submissions:schema",
    "render": "documents:render",
    "workflow": "workflows:workflow",
    "audit": "record:audit",
    "records": "records:records",
    "backup": "archive:backup",
    "restore": "archive:restore",
    "seed": "demonstration:seed",
    "demo": "demonstration:demo",
}
"""By command: module and function. A name here is a file of this folder, never anything from outside."""


class Families(click.Group):
    """Loads a command's file when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(FAMILIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in FAMILIES:
            return None
        module, _, name = FAMILIES[cmd_name].partition(":")
        try:
            found: click.Command = getattr(import_module(f".{module}", __name__), name)
        except ImportError as error:
            return _lacking(cmd_name, str(error.name or error))
        return found


def _lacking(command: str, library: str) -> click.Command:
    """A command that cannot run on this machine as it is, and says why."""
    why = f"cannot be loaded without {library}: see approval doctor"

    def refuse() -> None:
        raise click.ClickException(f"{command} {why}")

    anything = {"ignore_unknown_options": True, "allow_extra_args": True}
    return click.Command(command, callback=refuse, short_help=f"({why})", context_settings=anything)


@click.group(cls=Families, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="approval")
def commands() -> None:
    """Carries a micro-credential from a faculty member's idea to a Board's approval.

    Settings are read from the environment: APPROVAL_DATA is the folder for database, documents and keys
    (default: data in the current folder); the others are listed in the README.
    """


def main(*args: Any, **kwargs: Any) -> None:
    """Run a command and end the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):  # any title can be printed, whatever the terminal's alphabet
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    commands(*args, **kwargs)
