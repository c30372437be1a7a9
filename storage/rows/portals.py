"""Portals, their columns, and which body publishes in which column."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.rows.row import Row

BY_HAND: Final = "by-hand"
"""Family and name of the one portal that is none: what people enter stands there."""


class Topology(StrEnum):
    """Whose reports a column holds."""

    OWN = "own"  # one body's own column
    COLLECTIVE = "collective"  # 集中公开栏目: many bodies in one list


class Season(StrEnum):
    """When a portal is read if it has no schedule of its own; see storage.schedule."""

    ANNUAL_REPORTS = "annual_reports"  # daily from 10 January to 10 April, else weekly
    DAILY = "daily"
    WEEKLY = "weekly"


class PortalRow(Row):
    """A portal. ``hosts`` is the crawler's allow-list; ``schedule`` a cron line, "" by season."""

    __tablename__ = "portals"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    family: Mapped[str]
    start: Mapped[str]
    home: Mapped[str] = mapped_column(default="")
    hosts: Mapped[list[str]]
    delay_seconds: Mapped[float | None]
    hours: Mapped[str] = mapped_column(default="", server_default="")  # 22:00-06:00; "": any
    old_tls: Mapped[bool] = mapped_column(default=False, server_default=false())
    site_code: Mapped[str] = mapped_column(default="", server_default="")  # 网站标识码
    operator: Mapped[str] = mapped_column(default="", server_default="")  # 运维联系人
    robots_consent: Mapped[str] = mapped_column(default="")
    schedule: Mapped[str] = mapped_column(default="")
    season: Mapped[Season] = mapped_column(default=Season.ANNUAL_REPORTS)
    paused_reason: Mapped[str] = mapped_column(default="")  # "" : not paused
    paused_until: Mapped[date | None]  # inclusive; None with a reason: until a person resumes it


class RobotsRow(Row):
    """A host's robots.txt as it was last read; asked for again when it is a day old."""

    __tablename__ = "robots"

    origin: Mapped[str] = mapped_column(primary_key=True)  # scheme and host, http://a.example:8080
    status: Mapped[int]
    text: Mapped[str]
    read_at: Mapped[datetime]


class ColumnRow(Row):
    """One column (栏目) of a portal. ``name`` is unique in its portal: reasons quote it."""

    __tablename__ = "columns"
    __table_args__ = (UniqueConstraint("portal_id", "url"), UniqueConstraint("portal_id", "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    portal_id: Mapped[int] = mapped_column(ForeignKey("portals.id"))
    url: Mapped[str]
    name: Mapped[str]
    topology: Mapped[Topology] = mapped_column(default=Topology.OWN)
    expect_since: Mapped[int | None]  # oldest report year it is known to hold
    expect_reports: Mapped[int | None]  # least number of reports
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    gathered_at: Mapped[str] = mapped_column(default="", server_default="")  # 集中专栏网址
    ended_at: Mapped[datetime | None]  # no longer read


class BindingRow(Row):
    """A body publishes in a column. Proven by an earlier report found there, or a person.

    ``doubted_at``: its report turned out to be elsewhere though the column was read;
    from then on it is unproven until it is proven anew. ``listed_as`` is the name under
    which the column lists the body, "" for its own; ``last_year_url`` where a person found
    last year's report.
    """

    __tablename__ = "bindings"
    __table_args__ = (UniqueConstraint("body_id", "column_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    column_id: Mapped[int] = mapped_column(ForeignKey("columns.id"), index=True)
    bound_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    proven_since: Mapped[datetime | None]
    proven_how: Mapped[str] = mapped_column(default="")  # "report" or a person's words
    proven_by: Mapped[str] = mapped_column(default="")
    doubted_at: Mapped[datetime | None]
    doubted_why: Mapped[str] = mapped_column(default="", server_default="")
    last_report_at: Mapped[datetime | None]
    listed_as: Mapped[str] = mapped_column(default="", server_default="")  # 栏目中的名称
    last_year_url: Mapped[str] = mapped_column(default="", server_default="")
