"""Find what was left idle"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    asks = sa.text("action = 'ask_idle'")
    op.create_index("ix_event_asks", "event", ["proposal_id"], sqlite_where=asks, postgresql_where=asks)
