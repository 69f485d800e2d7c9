"""Open the installation that the environment names, for a command; its errors become one plain line."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ..app import create_app
from ..desk import Desk
from ..models.database import db
from ..operations.founding import found
from ..operations.upgrading import is_current, upgrade
from ..settings import Settings, SettingsError, from_environment
from ..workflow.checks_on_load import WorkflowError


@contextmanager
def failures() -> Iterator[None]:
    """What an installation can be wrong in, as the command's one refusal (exit code 1)."""
    try:
        yield
    except (SettingsError, WorkflowError) as error:
        raise click.ClickException(str(error)) from error
    except DBAPIError as error:
        raise click.ClickException(f"The database says: {str(error.orig).strip()}") from error
    except SQLAlchemyError as error:
        raise click.ClickException(f"The database cannot be used: {error}") from error
    except OSError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def installation(settings: Settings | None = None, *, prepare: bool = True) -> Iterator[Flask]:
    """The application in its context. ``prepare`` brings the database up to date and founds the bodies first.

    Without it, a database that was never prepared is refused: the command only reads.
    """
    with failures():
        settings = settings or from_environment()
        if prepare:
            upgrade(settings)
        else:
            _insist_prepared(settings)
        app = create_app(settings)
        with app.app_context():
            if prepare:
                found()
            try:
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()


def _insist_prepared(settings: Settings) -> None:
    if not is_current(settings):
        raise click.ClickException(
            f"The database at {shown(settings)} is empty or of an older version. `approval init` prepares one, "
            "`approval serve` brings one up to date; APPROVAL_DATA says where it is."
        )


def desk_of(app: Flask) -> Desk:
    """What operations are given."""
    desk: Desk = app.extensions["desk"]
    return desk


def shown(settings: Settings) -> str:
    """Where the database is, without a password."""
    return make_url(settings.database_url).render_as_string(hide_password=True)
