"""Rules as administrators set them, and rules that crashed."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nianbao.report.grading import Mode
from storage.rows.row import Row


class RuleSettingRow(Row):
    """One rule in one jurisdiction. ``office`` (slug) and ``division`` "" : everywhere."""

    __tablename__ = "rule_settings"
    __table_args__ = (UniqueConstraint("rule", "office", "division"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str]
    office: Mapped[str] = mapped_column(default="")
    division: Mapped[str] = mapped_column(default="")
    mode: Mapped[Mode]
    severity: Mapped[str] = mapped_column(default="")  # "" : the catalogue's
    reason: Mapped[str]
    author: Mapped[str]


class RuleCrashRow(Row):
    """One fault in a check of ours, known by its trace; first met in ``version_id``."""

    __tablename__ = "rule_crashes"
    __table_args__ = (UniqueConstraint("trace_id", "rules_version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    trace_id: Mapped[str]
    rules_version: Mapped[str]
    check: Mapped[str]
    error: Mapped[str]
    trace: Mapped[str]
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    reports: Mapped[int]  # how often it was met
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
