"""Reports as read from one version by one reader."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.rows.row import Row


class ReportRow(Row):
    """What one reader version made of one version's bytes, and what the rules said.

    ``figures`` and ``provenance`` are as storage.figures writes them; ``rest`` and
    ``text`` are compressed JSON, ``text`` of the text and its sections: only rules on
    the text unpack it. Rows that an older reader wrote hold all of it in ``rest``.
    ``unreadable`` holds the reason when there is no report. The grids are not kept:
    they come from the bytes.
    """

    __tablename__ = "reports"
    __table_args__ = (UniqueConstraint("version_id", "reader_version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    reader_version: Mapped[str]
    rules_version: Mapped[str]
    read_at: Mapped[datetime]
    judged_at: Mapped[datetime]
    unreadable: Mapped[str] = mapped_column(default="")
    format: Mapped[str] = mapped_column(default="")
    title: Mapped[str | None]
    organ: Mapped[str | None]
    year: Mapped[int | None]
    edition_t2: Mapped[str | None]
    edition_t3: Mapped[str | None]
    complete: Mapped[bool] = mapped_column(default=True)
    figure_count: Mapped[int] = mapped_column(default=0)
    figures: Mapped[bytes] = mapped_column(default=b"")
    provenance: Mapped[bytes] = mapped_column(default=b"")
    rest: Mapped[bytes] = mapped_column(default=b"")
    text: Mapped[bytes] = mapped_column(default=b"")
    unread: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    repairs: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    holds: Mapped[int] = mapped_column(default=0)
    broken: Mapped[int] = mapped_column(default=0)
    doubtful: Mapped[int] = mapped_column(default=0)
    unjudged: Mapped[int] = mapped_column(default=0)
