"""What happens in the demo, on the fixed clock, and what must have come of it.

The year is 2025, due on 31 January 2026 (a Saturday: the Regulation knows no
shift). 生态环境局 never publishes: two complete readings, on 31 January at 20:00
and on 1 February at 09:00, thirteen hours apart and the last after the due date,
prove that its report was not to be found. 云汀县交通运输局 is not to be found
either, until it publishes on 3 February.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from nianbao.clock import SHANGHAI
from nianbao.duty.model import DutyState

if TYPE_CHECKING:
    from collections.abc import Mapping

Act = Literal["crawl", "alerts", "digest"]


@dataclass(frozen=True, slots=True)
class Step:
    """One moment of the story. ``words`` are Chinese, for the person who watches.

    ``states`` are those that duties of the current year have when the step is done;
    only those that the step proves.
    """

    at: datetime
    acts: tuple[Act, ...]
    words: str
    states: Mapping[str, DutyState]


def _at(month: int, day: int, hour: int, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


_FINAL: Final = {
    "qinghe-gov": DutyState.PUBLISHED,
    "qinghe-office": DutyState.PUBLISHED,
    "qinghe-reform": DutyState.PUBLISHED,
    "qinghe-transport": DutyState.PUBLISHED,
    "qinghe-ecology": DutyState.MISSING,
    "yunting-gov": DutyState.PUBLISHED,
    "yunting-office": DutyState.COVERED_BY,
    "yunting-transport": DutyState.LATE,
    "yunting-housing": DutyState.PUBLISHED,
    "yunting-liuwan": DutyState.PUBLISHED,
    "linlan-transport": DutyState.TO_CONFIRM,
    "linlan-farming": DutyState.PUBLISHED,
    "yanxi-finance": DutyState.UNVERIFIABLE,
    "wangfan-education": DutyState.UNVERIFIABLE,
    "qilin-health": DutyState.UNVERIFIABLE,
}

DAYS_LATE: Final = 3
"""Natural days by which 云汀县交通运输局 is late."""

STORY: Final = (
    Step(
        _at(12, 22, 9, year=2025),
        ("crawl",),
        "首次采集：历年报告入库，往年数据不符之处静默登记",
        MappingProxyType({}),
    ),
    Step(
        _at(1, 28, 20),
        ("crawl",),
        "临近期限：已公布的报告逐份核对",
        MappingProxyType(
            {
                "qinghe-transport": DutyState.PUBLISHED,
                "yunting-liuwan": DutyState.PUBLISHED,
                "linlan-transport": DutyState.TO_CONFIRM,
            }
        ),
    ),
    Step(_at(1, 29, 9), ("alerts",), "每日提醒：新发现的数据不符", MappingProxyType({})),
    Step(
        _at(1, 31, 20),
        ("crawl",),
        "期限当日晚间：完整检索一次",
        MappingProxyType({"qinghe-gov": DutyState.PUBLISHED, "yunting-gov": DutyState.PUBLISHED}),
    ),
    Step(
        _at(2, 1, 9),
        ("crawl", "alerts"),
        "期限之后：再次完整检索，两次均未见的列入名单",
        MappingProxyType(
            {
                "qinghe-ecology": DutyState.MISSING,
                "yunting-transport": DutyState.MISSING,
                "yanxi-finance": DutyState.UNVERIFIABLE,
                "wangfan-education": DutyState.UNVERIFIABLE,
                "qilin-health": DutyState.UNVERIFIABLE,
            }
        ),
    ),
    Step(_at(2, 2, 8), ("digest",), "每周摘要（2026年第5周）", MappingProxyType({})),
    Step(
        _at(2, 3, 10),
        ("crawl", "alerts"),
        "期限之后公布的报告：由未见改为逾期公布",
        MappingProxyType(_FINAL),
    ),
    Step(_at(2, 9, 8), ("digest",), "每周摘要（2026年第6周）", MappingProxyType(_FINAL)),
)
