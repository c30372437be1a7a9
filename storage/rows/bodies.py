"""Public bodies, who supervises them, and the local rules for their due dates."""

from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nianbao.duty.dates import ShiftRule
from nianbao.duty.model import Basis, BodyClass
from storage.rows.row import Row

ALWAYS: Final = date(1, 1, 1)
"""The beginning of a relation that has none."""
FOREVER: Final = date(9999, 12, 31)
"""The end of a relation that has none."""


class Tree(StrEnum):
    """The two trees of supervision (《条例》第三条)."""

    TERRITORIAL = "territorial"  # 本级、上级人民政府的主管部门
    VERTICAL = "vertical"  # 实行垂直领导的部门的办公厅（室）主管本系统


class Level(StrEnum):
    """层级: on which level of government a body stands."""

    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"


class BodyRow(Row):
    """A public body. ``until`` is its last day (撤并), None while it exists.

    ``spans`` says between which days (ISO, "" where open) a short or former name held.
    ``counted``, ``left_out_reason``, ``reported_in_id``, ``first_year`` and ``last_year``
    are what holds of its duties unless one of them says otherwise; the first three from the
    report year ``left_out_from`` on. See ``storage.store.standing_orders``.
    """

    __tablename__ = "bodies"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    body_class: Mapped[BodyClass]
    short_names: Mapped[list[str]] = mapped_column(default=list)
    former_names: Mapped[list[str]] = mapped_column(default=list)
    division: Mapped[str] = mapped_column(default="")
    credit_code: Mapped[str] = mapped_column(default="")  # 统一社会信用代码
    since: Mapped[date | None]
    until: Mapped[date | None]
    spans: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    level: Mapped[str] = mapped_column(default="", server_default="")  # 层级, a Level or ""
    addressee: Mapped[str] = mapped_column(default="", server_default="")  # 主送
    counted: Mapped[bool | None]  # 是否计入应公布数; None: by its class
    basis: Mapped[str] = mapped_column(default="", server_default="")  # a Basis or ""
    basis_document: Mapped[str] = mapped_column(default="", server_default="")  # 义务依据及文号
    first_year: Mapped[int | None]
    last_year: Mapped[int | None]
    left_out_reason: Mapped[str] = mapped_column(default="", server_default="")  # 不纳入理由
    left_out_until: Mapped[date | None]
    left_out_from: Mapped[int | None]  # 不纳入起始年度, a report year
    reported_in_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))  # 合并编报于
    contact: Mapped[str] = mapped_column(default="", server_default="")
    phone: Mapped[str] = mapped_column(default="", server_default="")
    email: Mapped[str] = mapped_column(default="", server_default="")
    leader: Mapped[str] = mapped_column(default="", server_default="")  # 分管领导


class SuccessionRow(Row):
    """After its last day a body's business went over to another (承继机构); of several, in part."""

    __tablename__ = "successions"

    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"), primary_key=True, index=True)


class SupervisionRow(Row):
    """One dated edge: ``office`` supervises ``body``. Both days are inclusive."""

    __tablename__ = "supervision"
    __table_args__ = (UniqueConstraint("tree", "office_id", "body_id", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tree: Mapped[Tree]
    office_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"), index=True)
    since: Mapped[date] = mapped_column(default=ALWAYS)
    until: Mapped[date] = mapped_column(default=FOREVER)


class SupervisionPathRow(Row):
    """The closure of one tree: every dated path, an office to itself (depth 0) included."""

    __tablename__ = "supervision_paths"
    __table_args__ = (
        Index("ix_supervision_paths_office", "office_id", "depth"),
        Index("ix_supervision_paths_body", "body_id", "depth"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tree: Mapped[Tree]
    office_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    depth: Mapped[int]
    since: Mapped[date]
    until: Mapped[date]


class DueRuleRow(Row):
    """A local rule for due dates, as ``nianbao.duty.dates.DueRule``. "" and 0 mean every one.

    Days are written MM-DD.
    """

    __tablename__ = "due_rules"
    __table_args__ = (UniqueConstraint("division", "body_class", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    division: Mapped[str] = mapped_column(default="")
    body_class: Mapped[str] = mapped_column(default="")  # "" : every class that a rule may bind
    year: Mapped[int] = mapped_column(default=0)
    publish_by: Mapped[str]
    submit_by: Mapped[str] = mapped_column(default="")
    basis: Mapped[Basis]
    document: Mapped[str]  # 文号
    shift: Mapped[ShiftRule] = mapped_column(default=ShiftRule.NONE)
    shift_days: Mapped[int] = mapped_column(default=1)
