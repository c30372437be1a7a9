"""What is kept how long, by kind. docs/operate.md and the command print the same data.

No law that we know of sets these periods: all of them are this software's own defaults, and
an installation sets them by what its office's rules on files demand.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

OUR_DEFAULT: Final = "本系统缺省"
"""The basis of every period here: no source gives one."""


class Kind(StrEnum):
    """What is kept. The first six lie in the archive, the others are rows of the database."""

    REPORT = "report"
    PROOF = "proof"
    LIST = "list"
    REPEAT = "repeat"
    PASSING = "passing"
    LOG = "log"
    MAIL = "mail"
    CASE = "case"
    FINDING = "finding"
    VISIT = "visit"


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long one kind is kept by default: ``years`` None is for good.

    ``adjustable``: an installation may set it otherwise; the rest may never go.
    """

    kind: Kind
    name: str
    holds: str
    years: int | None
    why: str
    adjustable: bool = False
    basis: str = OUR_DEFAULT


@dataclass(frozen=True, slots=True)
class Period:
    """How long a kind is kept in this installation, why, and who said so ("" is nobody)."""

    keeping: Keeping
    years: int | None
    reason: str = ""
    author: str = ""


MOST_YEARS: Final = 100

KEEPINGS: Final = (
    Keeping(
        Kind.REPORT,
        "报告原件各版本",
        "年度报告页面、附件的每一版本，人工登记时提交的截图",
        None,
        "核对结果可随时由原件重新得出；一经清理，已作出的判断即无法复核",
    ),
    Keeping(
        Kind.PROOF,
        "作证明用的网页",
        "未检索到、迟于期限、暂无法核验、撤下、链接打不开等结论所依据的列表页、应答和无变动记录",
        None,
        "对单位不利的结论须能随时出示所见；未了结事项、发现的问题、督办件、定稿和已发邮件所依据的，一律不清理",
    ),
    Keeping(
        Kind.LIST,
        "其他列表页",
        "已正常读取、没有结论以其为据的栏目列表页及其无变动记录",
        3,
        "读取时间、结果、条数在数据库中长期保存；原页仅在上一、二年度有异议时有用",
        adjustable=True,
    ),
    Keeping(
        Kind.REPEAT,
        "重复抓取",
        "与已存原件内容相同的应答，以及没有结论以其为据的无变动记录（304）",
        1,
        "内容另有一份原件在存，见过的时间已记入数据库",
        adjustable=True,
    ),
    Keeping(
        Kind.PASSING,
        "途经网页",
        "首页、导航页、robots.txt、经核不是年度报告的网页等",
        2,
        "只用于查找本系统采集的差错",
        adjustable=True,
    ),
    Keeping(
        Kind.LOG,
        "采集清单和日志",
        "每次采集的任务书、清单、日志；同一文件夹内还有存证文件时不清理",
        5,
        "内容已全部记入数据库；用于说明当时如何采集",
        adjustable=True,
    ),
    Keeping(
        Kind.MAIL,
        "已发邮件",
        "messages 表：发出的每封邮件原文、收件人、时间",
        None,
        "说过什么、对谁说的，更正和答复异议时须能查到",
    ),
    Keeping(
        Kind.CASE,
        "督办件和定稿",
        "cases、case_items、case_events、roll_calls、entries、audit 等表",
        None,
        "如何办理、定稿时是什么情况，答复异议时须能查到",
    ),
    Keeping(
        Kind.FINDING,
        "核对结果和事项状态",
        "findings、finding_events、standings、standing_events、reports 等表",
        None,
        "任一过去时点的状态均须能重新得出",
    ),
    Keeping(
        Kind.VISIT,
        "采集运行和读取记录",
        "crawl_runs、column_outcomes、robots 等表",
        None,
        "何时读过哪个栏目、结果如何、多少条，是事项状态的依据；每次读取仅数百字节",
    ),
)
BY_KIND: Final[Mapping[Kind, Keeping]] = {keeping.kind: keeping for keeping in KEEPINGS}


def cutoff(years: int, now: datetime) -> datetime:
    """Return the moment before which what is kept for so many years may go."""
    year = now.year - years
    try:
        return now.replace(year=year)
    except ValueError:  # the 29th of February
        return now.replace(year=year, day=28)


def length(years: int | None) -> str:
    """Return a period in words."""
    return "长期" if years is None else f"{years}年"


def as_markdown() -> str:
    """Return the table of docs/operate.md."""
    head = "| kind | 名称 | 内容 | 保存 | 理由 | 依据 | 可调整 |\n|---|---|---|---|---|---|---|\n"
    return head + "".join(
        f"| `{k.kind.value}` | {k.name} | {k.holds} | {length(k.years)} | {k.why} | {k.basis} "
        f"| {'是' if k.adjustable else '否'} |\n"
        for k in KEEPINGS
    )
