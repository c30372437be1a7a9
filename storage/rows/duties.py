"""Duties, submissions, and the state that each duty was last found in."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nianbao.duty.model import Basis, DutyState, ReportKind
from storage.rows.row import Row


class DutyRow(Row):
    """One report that one body owes for one year. ``set_by`` a person: rules leave the dates."""

    __tablename__ = "duties"
    __table_args__ = (UniqueConstraint("body_id", "year", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    year: Mapped[int] = mapped_column(index=True)
    kind: Mapped[ReportKind]
    publish_by: Mapped[date | None]
    submit_by: Mapped[date | None]
    basis: Mapped[Basis]
    basis_text: Mapped[str] = mapped_column(default="")
    set_by: Mapped[str] = mapped_column(default="")
    exemption_reason: Mapped[str] = mapped_column(default="")  # "" : not exempt
    exemption_basis: Mapped[str] = mapped_column(default="")
    exemption_until: Mapped[date | None]
    exempted_at: Mapped[datetime | None]
    covered_by_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    covered_at: Mapped[datetime | None]


class FormerOrderRow(Row):
    """A duty was left out of the count, or covered, from ``began_at`` until ``ended_at``.

    What holds now stands at the duty itself; this is for what is said of that time.
    """

    __tablename__ = "former_orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duties.id"), index=True)
    exemption_reason: Mapped[str] = mapped_column(default="")  # "" : covered
    exemption_basis: Mapped[str] = mapped_column(default="")
    exemption_until: Mapped[date | None]
    covered_by_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]


class SubmissionRow(Row):
    """The report reached the supervising office ``at``; we were told at ``entered_at``."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("duty_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duties.id"))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(default="")
    entered_at: Mapped[datetime]


class StandingRow(Row):
    """The state of a duty as last computed. ``changed_at`` is when the state became this one."""

    __tablename__ = "standings"

    duty_id: Mapped[int] = mapped_column(ForeignKey("duties.id"), primary_key=True)
    state: Mapped[DutyState] = mapped_column(index=True)
    reason: Mapped[str]
    since: Mapped[datetime | None]
    days_late: Mapped[int]
    days_left: Mapped[int | None]
    day: Mapped[date | None]  # the publication date relied on
    day_source: Mapped[str]
    url: Mapped[str]
    proofs: Mapped[list[dict[str, Any]]]
    computed_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class StandingEventRow(Row):
    """One change of a duty's state. ``previous`` is "" for the first state known."""

    __tablename__ = "standing_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duties.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[DutyState]
    previous: Mapped[str]
    reason: Mapped[str]
