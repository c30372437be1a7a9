"""Since when an address says that nothing is there, or does not open.

Revision: 0008. There is no way down: older software is restored with its backup.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table("documents", schema=None) as batch_op:
        for name in ("refused_since", "refused_at", "failed_since"):
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
