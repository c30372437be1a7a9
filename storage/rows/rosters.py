"""Rosters (名录) that were signed off, exactly as they were then."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.rows.row import Row


class RosterSignatureRow(Row):
    """Who signed off an office's roster of a report year, when, and which version of it.

    ``version`` is the SHA-256 of the rows that were signed; ``content`` a ZIP of the files.
    """

    __tablename__ = "roster_signatures"
    __table_args__ = (UniqueConstraint("office_id", "year", "signed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    year: Mapped[int]
    signed_at: Mapped[datetime]
    signed_by: Mapped[str]
    version: Mapped[str]
    content: Mapped[bytes]
