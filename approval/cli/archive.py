"""`approval backup` and `approval restore`: a whole installation in one file."""

from datetime import UTC, datetime
from pathlib import Path

import click

from ..app import create_app
from ..models.database import db
from ..operations.adopting import adopt
from ..operations.archiving import NotKept, keep
from ..operations.archiving import restore as fill
from ..operations.upgrading import upgrade
from ..settings import from_environment
from .installation import desk_of, failures, installation
from .record import say_verified


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Keep the whole installation in FILE: every row, in one moment's state, and every stored document and upload.

    People may go on working meanwhile. The file holds personal data and password hashes: keep it like the
    installation itself. Left out: sessions (everybody signs in again) and the secret key (a new one is made).
    """
    with installation(prepare=False) as app:
        try:
            kept = keep(desk_of(app), file, now=datetime.now(UTC))
        except NotKept as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{file}: {kept.rows} rows and {kept.files} stored files, {file.stat().st_size:,} bytes.")
    click.echo(
        "Left out: sessions (everybody signs in again) and the installation's secret key (a new one is made)."
    )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Make an installation of FILE, in an empty database only; then verify its record.

    The database may be another kind than the one it was kept from.
    """
    with failures():
        settings = from_environment()
        upgrade(settings)
        app = create_app(settings, adopted=False)
        with app.app_context():
            try:
                kept = fill(desk_of(app), file)
            except NotKept as error:
                raise click.ClickException(str(error)) from error
            adopt(desk_of(app), [], now=datetime.now(UTC))
            click.echo(
                f"Restored {kept.rows} rows and {kept.files} stored files, as they were at {kept.made_at}."
            )
            say_verified(app)
            db.session.remove()
            db.engine.dispose()
