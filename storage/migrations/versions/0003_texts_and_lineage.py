"""Who goes on with a body's business; signatures of texts, and bands to find alike ones.

Revision: 0003. There is no way down: older software is restored with its backup.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("bodies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("successor_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_bodies_successor_id"), "bodies", ["successor_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_bodies_successor_id"), ["successor_id"], unique=False)
    op.create_table(
        "text_signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("minima", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_signatures")),
        sa.UniqueConstraint("digest", "version", name=op.f("uq_text_signatures_digest_version")),
    )
    op.create_table(
        "duty_texts",
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=False),
        sa.Column("offices", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["duty_id"], ["duties.id"], name=op.f("fk_duty_texts_duty_id")),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["text_signatures.id"], name=op.f("fk_duty_texts_signature_id")
        ),
        sa.PrimaryKeyConstraint("duty_id", name=op.f("pk_duty_texts")),
    )
    op.create_table(
        "text_bands",
        sa.Column("office_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("duty_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["duty_id"], ["duties.id"], name=op.f("fk_text_bands_duty_id")),
        sa.ForeignKeyConstraint(["office_id"], ["bodies.id"], name=op.f("fk_text_bands_office_id")),
        sa.PrimaryKeyConstraint("office_id", "year", "key", "duty_id", name=op.f("pk_text_bands")),
    )
