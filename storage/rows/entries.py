"""What people entered about duties by hand: each entry with who, when and why."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.rows.row import Row


class EntryKind(StrEnum):
    """What was entered."""

    REPORT = "report"  # an address at which the report is published
    CANDIDATE = "candidate"  # an address that may be it: its content says otherwise
    MISSING = "missing"  # a person's word that the report was not published
    SUBMITTED = "submitted"
    EXEMPT = "exempt"
    COUNTED = "counted"  # counted again: no more exempt
    COVERED = "covered"
    UNCOVERED = "uncovered"


class EntryRow(Row):
    """One entry. ``folder`` is where the archive keeps what was entered, "" if nothing is kept.

    ``unseen`` and ``said`` tell why the crawl had not seen the report. ``wrong_since``
    is since when it was wrong to say 未检索到, None where nobody was told wrongly.
    ``screenshot`` is a place in the archive, {} without one.
    """

    __tablename__ = "entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duties.id"), index=True)
    kind: Mapped[EntryKind]
    at: Mapped[datetime]
    who: Mapped[str]
    why: Mapped[str]
    url: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    day: Mapped[date | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    folder: Mapped[str] = mapped_column(default="")
    screenshot: Mapped[dict[str, Any]] = mapped_column(default=dict)
    unseen: Mapped[str] = mapped_column(default="")
    said: Mapped[str] = mapped_column(default="")
    wrong_since: Mapped[datetime | None]
