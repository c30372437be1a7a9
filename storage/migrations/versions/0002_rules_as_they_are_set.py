"""Rules as they are set, rules that crashed, findings on trial, a report's text apart.

Revision: 0002. There is no way down: older software is restored with its backup.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "rule_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("mode", sa.String(length=24), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_settings")),
        sa.UniqueConstraint(
            "rule", "office", "division", name=op.f("uq_rule_settings_rule_office_division")
        ),
    )
    op.create_table(
        "rule_crashes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trace_id", sa.String(), nullable=False),
        sa.Column("rules_version", sa.String(), nullable=False),
        sa.Column("check", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("trace", sa.String(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name=op.f("fk_rule_crashes_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_crashes")),
        sa.UniqueConstraint(
            "trace_id", "rules_version", name=op.f("uq_rule_crashes_trace_id_rules_version")
        ),
    )
    # Filled at once where they are added: rows that stand there have neither.
    op.add_column(
        "findings", sa.Column("shadow", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "reports", sa.Column("text", sa.LargeBinary(), nullable=False, server_default=sa.text("''"))
    )
