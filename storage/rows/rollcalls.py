"""Roll-calls that were declared final (定稿), exactly as they were then."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.rows.row import Row


class RollCallRow(Row):
    """One final roll-call: a ZIP of its files, with its SHA-256. Never changed."""

    __tablename__ = "roll_calls"
    __table_args__ = (UniqueConstraint("office_id", "year", "frozen_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    year: Mapped[int]
    at: Mapped[datetime]
    frozen_at: Mapped[datetime]
    frozen_by: Mapped[str]
    content: Mapped[bytes]
    sha256: Mapped[str]
