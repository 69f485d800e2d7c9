"""Tell the language of a motion"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("motion", sa.Column("language", sa.String(), server_default="en", nullable=False))
