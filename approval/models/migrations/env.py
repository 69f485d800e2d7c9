"""What Alembic runs: the revisions on the connection it is handed, inside the caller's transaction."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON

from approval import models  # noqa: F401  (every table is known once its module is read)
from approval.models.base import Base, Moment


def written(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """A revision keeps plain types, so that it still runs when a type of ours is gone."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_item=written,
    render_as_batch=True,  # SQLite alters a table by copying it; see UPGRADE in operations/upgrading.py
)
context.run_migrations()
