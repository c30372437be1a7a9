"""From which report year on a body is left out of the count, or reported in another's report.

Revision: 0015. There is no way down: older software is restored with its backup.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    with op.batch_alter_table("bodies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("left_out_from", sa.Integer(), nullable=True))
