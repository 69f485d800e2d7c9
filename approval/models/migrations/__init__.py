"""How a database came to have its tables: one revision after another, found in the installed package.

``python -m approval.models.migrations "what changes"`` writes the next revision from the models as they are.
A revision that was released is never edited; until then there is one, made anew with ``--again``.
"""

from pathlib import Path

from alembic.config import Config
from sqlalchemy import Connection

HERE = Path(__file__).resolve().parent


def configuration(connection: Connection) -> Config:
    """Alembic's settings for one open connection; no ini file is needed, in whichever folder."""
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
