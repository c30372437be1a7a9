"""Hours and old encryption of portals, validators of versions, robots.txt as read, hosts taken.

Revision: 0004. There is no way down: older software is restored with its backup.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("portals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hours", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("old_tls", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("versions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("etag", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("last_modified", sa.String(), nullable=False, server_default="")
        )
    op.create_table(
        "robots",
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_robots")),
    )
    op.create_table(
        "host_leases",
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["crawl_runs.id"], name=op.f("fk_host_leases_run_id")),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_host_leases")),
    )
