"""The register of bodies in full: dated names, several successors, contacts; rosters signed off.

Revision: 0011. There is no way down: older software is restored with its backup.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_TEXTS = ("level", "addressee", "basis", "basis_document", "left_out_reason")
_CONTACTS = ("contact", "phone", "email", "leader")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), server_default="", nullable=False)


def upgrade() -> None:
    op.create_table(
        "successions",
        sa.Column("body_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("successor_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_successions_body_id")),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["bodies.id"], name=op.f("fk_successions_successor_id")
        ),
        sa.PrimaryKeyConstraint("body_id", "successor_id", name=op.f("pk_successions")),
    )
    with op.batch_alter_table("successions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_successions_successor_id"), ["successor_id"], unique=False
        )
    op.execute(
        "INSERT INTO successions (body_id, successor_id) "
        "SELECT id, successor_id FROM bodies WHERE successor_id IS NOT NULL"
    )
    with op.batch_alter_table("bodies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bodies_successor_id"))
        batch_op.drop_constraint(batch_op.f("fk_bodies_successor_id"), type_="foreignkey")
        batch_op.drop_column("successor_id")
        for name in (*_TEXTS, *_CONTACTS):
            batch_op.add_column(_text(name))
        batch_op.add_column(sa.Column("spans", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("counted", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("first_year", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("last_year", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("left_out_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("reported_in_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_bodies_reported_in_id"), "bodies", ["reported_in_id"], ["id"]
        )
    with op.batch_alter_table("portals", schema=None) as batch_op:
        batch_op.add_column(_text("site_code"))
        batch_op.add_column(_text("operator"))
    with op.batch_alter_table("columns", schema=None) as batch_op:
        batch_op.add_column(_text("gathered_at"))
    with op.batch_alter_table("bindings", schema=None) as batch_op:
        batch_op.add_column(_text("listed_as"))
        batch_op.add_column(_text("last_year_url"))
    op.create_table(
        "roster_signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["bodies.id"], name=op.f("fk_roster_signatures_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_signatures")),
        sa.UniqueConstraint(
            "office_id",
            "year",
            "signed_at",
            name=op.f("uq_roster_signatures_office_id_year_signed_at"),
        ),
    )
