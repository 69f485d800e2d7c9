"""`approval audit verify`: whether the record is as it was written."""

import click
from flask import Flask

from ..queries.audit import audit as audit_of
from .installation import desk_of, installation


@click.group()
def audit() -> None:
    """Ask whether the record is as it was written."""


@audit.command()
def verify() -> None:
    """Recompute the chains of events of cases and of logs of meetings, and compare them with what they speak of.

    Names the first bad event or entry of each one that does not hold, and ends with 1.
    """
    with installation(prepare=False) as app:
        say_verified(app)


def say_verified(app: Flask) -> None:
    """Raises ClickException where a record does not hold."""
    found = audit_of(desk_of(app))
    looked_at = (
        f"{found.cases} cases, {found.events} events, {found.meetings} meetings, {found.entries} entries, "
        f"{found.files} stored files"
    )
    for fault in found.faults[1:]:
        click.echo(f"{fault.reference}, {fault.unit} {fault.seq}: {fault.what}", err=True)
    if found.faults:
        first = found.faults[0]
        raise click.ClickException(
            f"{looked_at}: {len(found.faults)} do not hold. The first: "
            f"{first.reference}, {first.unit} {first.seq}: {first.what}."
        )
    click.echo(f"{looked_at}: every record is as it was written.")
