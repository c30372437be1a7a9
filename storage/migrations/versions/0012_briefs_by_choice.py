"""Whether a recipient wants the season's briefs, apart from digests.

Revision: 0012. There is no way down: older software is restored with its backup.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    briefs: sa.Column[bool] = sa.Column(
        "briefs", sa.Boolean(), nullable=False, server_default=sa.true()
    )
    with op.batch_alter_table("recipients", schema=None) as batch_op:
        batch_op.add_column(briefs)
    op.execute("UPDATE recipients SET briefs = digest")
