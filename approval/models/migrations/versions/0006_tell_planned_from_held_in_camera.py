"""Tell planned from held in camera

What was planned in camera bore the mark of what was closed: of items that are not dealt with, the mark stays only where
a motion closed them. The ground tells that it is planned.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    item = sa.table(
        "agenda_item", sa.column("id"), sa.column("in_camera", sa.Boolean()), sa.column("done_at")
    )
    motion = sa.table("motion", *(sa.column(name) for name in ("item_id", "kind", "state", "result")))
    closed = sa.exists().where(
        motion.c.item_id == item.c.id,
        motion.c.kind == "close",
        motion.c.result.in_(("carried", "carried_unanimously", "consensus", "consensus_with_objections")),
    )
    op.execute(
        sa.update(item)
        .where(item.c.in_camera, item.c.done_at.is_(None), ~closed)
        .values(in_camera=sa.false())
    )
