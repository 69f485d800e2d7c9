"""`approval records`: what the record series say may go, and letting it go."""

from datetime import UTC, date, datetime

import click

from ..calendar import local_day
from ..operations.disposing import dispose as dispose_of
from ..queries.holdings import Due, holdings
from .installation import desk_of, installation


@click.group()
def records() -> None:
    """Dispose of texts whose record series has ended. A legal hold on a case blocks it."""


@records.command()
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As of this day (default: today).")
def due(on: datetime | None) -> None:
    """List what is due for disposal, what a legal hold keeps, and what comes next."""
    with installation(prepare=False) as app:
        today = on.date() if on else local_day(datetime.now(UTC))
        found = holdings(desk_of(app))
        for one in found:
            click.echo(_line(one, today))
        ready = [one for one in found if one.hold is None and one.over(today)]
        click.echo(f"{len(ready)} due on {today}. `approval records dispose --confirm` disposes of them.")


@records.command()
@click.option("--confirm", is_flag=True, help="Do it. It cannot be undone.")
def dispose(confirm: bool) -> None:
    """Put a tombstone in the place of every text that is due. Digests stay, so `approval audit verify` still passes.

    Without --confirm nothing is changed and the command ends with 1. Copies in backups are not reached.
    """
    with installation(prepare=False) as app:
        now = datetime.now(UTC)
        desk, today = desk_of(app), local_day(now)
        ready = [one for one in holdings(desk) if one.hold is None and one.over(today)]
        for one in ready:
            click.echo(_line(one, today))
        if not ready:
            click.echo("Nothing is due for disposal.")
            return
        if not confirm:
            raise click.ClickException(
                "nothing was changed: add --confirm to dispose of these texts for good"
            )
        for proposal in dict.fromkeys(one.proposal.id for one in ready):
            for gone in dispose_of(desk, proposal, now=now):
                click.echo(f"{gone.reference}: {gone.texts} of {gone.series} disposed of, event {gone.event}")


def _line(one: Due, today: date) -> str:
    what = f"{one.proposal.reference}  {one.series.key}  {len(one.texts)} texts"
    if one.hold is not None:
        held = local_day(one.hold.placed_at)
        return f"{what}  held since {held}: {one.hold.why}"
    return f"{what}  {'due since' if one.over(today) else 'kept until'} {one.until}"
