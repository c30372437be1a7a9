"""That a duty was left out, or covered, until somebody ended it.

Revision: 0016. There is no way down: older software is restored with its backup.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "former_orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("exemption_reason", sa.String(), nullable=False),
        sa.Column("exemption_basis", sa.String(), nullable=False),
        sa.Column("exemption_until", sa.Date(), nullable=True),
        sa.Column("covered_by_id", sa.Integer(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["covered_by_id"], ["bodies.id"], name=op.f("fk_former_orders_covered_by_id_bodies")
        ),
        sa.ForeignKeyConstraint(
            ["duty_id"], ["duties.id"], name=op.f("fk_former_orders_duty_id_duties")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_orders")),
    )
    with op.batch_alter_table("former_orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_former_orders_duty_id"), ["duty_id"], unique=False)
