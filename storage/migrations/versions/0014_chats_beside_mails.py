"""Work chats as a second way to a recipient, and recipients whom an office turns to later.

Revision: 0014. There is no way down: older software is restored with its backup.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    chat = sa.Column("chat", sa.String(), nullable=False, server_default="")
    later: sa.Column[bool] = sa.Column(
        "escalation", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    with op.batch_alter_table("recipients", schema=None) as batch_op:
        batch_op.add_column(chat)
        batch_op.add_column(later)
        batch_op.drop_constraint(batch_op.f("uq_recipients_email_office_id_role"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_recipients_email_office_id_role_name"),
            ["email", "office_id", "role", "name"],
        )
    route = sa.Column("route", sa.String(length=24), nullable=False, server_default="mail")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(route)
        batch_op.drop_constraint(batch_op.f("uq_messages_recipient_id_kind_period"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_messages_recipient_id_kind_period_route"),
            ["recipient_id", "kind", "period", "route"],
        )
