"""The domain that a message goes to, so that nobody's server is flooded.

Revision: 0013. There is no way down: older software is restored with its backup.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    domain = sa.Column("domain", sa.String(), nullable=False, server_default="")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(domain)
        batch_op.create_index(
            "ix_messages_domain_delivered_at", ["domain", "delivered_at"], unique=False
        )
    recipients = sa.table("recipients", sa.column("id"), sa.column("email"))
    messages = sa.table("messages", sa.column("recipient_id"), sa.column("domain"))
    bind = op.get_bind()
    for number, address in bind.execute(sa.select(recipients.c.id, recipients.c.email)).all():
        bind.execute(
            sa.update(messages)
            .where(messages.c.recipient_id == number)
            .values(domain=address.rpartition("@")[2].lower())
        )
