"""How an installation stands: what an administrator looks at first when something does not work."""

import os
import shutil
from dataclasses import dataclass

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from ..desk import Desk
from ..models.database import db
from ..models.migrations import configuration

LEAST_FREE = 1_000_000_000
"""Bytes: less free space than this is worth a warning."""


@dataclass(frozen=True, slots=True)
class Health:
    """Facts, each with whether it is well."""

    database: str
    revision: str
    newest: str
    writable: bool
    free: int
    """Bytes left where files are kept."""
    by_mail: bool
    """Letters leave by a mail server; else they stay in a folder."""
    workflows: tuple[tuple[str, int], ...]

    @property
    def current(self) -> bool:
        return self.revision == self.newest

    @property
    def roomy(self) -> bool:
        return self.free >= LEAST_FREE


def health(desk: Desk) -> Health:
    """Reads only: nothing is tried out on a mail server."""
    connection = db.session.connection()
    folder = desk.storage.folder
    place = next(p for p in (folder, *folder.parents) if p.exists())
    return Health(
        database=connection.dialect.name,
        revision=MigrationContext.configure(connection).get_current_revision() or "",
        newest=ScriptDirectory.from_config(configuration(connection)).get_current_head() or "",
        writable=os.access(place, os.W_OK),
        free=shutil.disk_usage(place).free,
        by_mail=bool(desk.settings.smtp_url),
        workflows=tuple(sorted({(v.workflow.id, v.workflow.version) for v in desk.versions.values()})),
    )
