"""Find what waits for a role"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_proposal_holder_due", "proposal", ["holder", "due_on", "id"], unique=False)
