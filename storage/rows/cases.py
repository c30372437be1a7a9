"""Cases (督办件): what an office takes up with one body about one report year, step by step."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.rows.row import Row


class Stage(StrEnum):
    """How far an office has gone. 依据：《政府信息公开条例》第四十七条、第五十三条."""

    REMINDER = "reminder"  # 提醒
    RECTIFICATION = "rectification"  # 督促整改
    CRITICISM = "criticism"  # 通报批评
    PROPOSAL = "proposal"  # 处理建议


class CaseRow(Row):
    """One case. It is open while ``closed_at`` is None; ``closed_by`` "" means by itself."""

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"), index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"), index=True)
    year: Mapped[int]
    stage: Mapped[Stage]
    document: Mapped[str] = mapped_column(default="")  # 文号
    opened_at: Mapped[datetime]
    opened_by: Mapped[str]
    sent_on: Mapped[date | None]
    due_on: Mapped[date | None]
    reply: Mapped[str] = mapped_column(default="")
    replied_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(default="")
    closed_why: Mapped[str] = mapped_column(default="")


class CaseItemRow(Row):
    """One thing that a case is about: a finding, or a duty whose report was not seen in time."""

    __tablename__ = "case_items"
    __table_args__ = (UniqueConstraint("case_id", "finding_id", "duty_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("findings.id"), index=True)
    duty_id: Mapped[int | None] = mapped_column(ForeignKey("duties.id"), index=True)


class CaseEventRow(Row):
    """One step of a case: who ("" is the system), when, what and why."""

    __tablename__ = "case_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    who: Mapped[str]
    what: Mapped[str]
    why: Mapped[str]
