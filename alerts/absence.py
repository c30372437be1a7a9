"""What an absence rests on, in words: which readings, of which column, against which date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alerts import words
from nianbao.duty.model import DutyState

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.model import DutyLine


WITHDRAWN: Final = (
    "间隔十二小时以上的两次完整检索，栏目中均不再列出，两次打开原网址，网站均答复页面不存在；"
    "也可能是改版或迁移后换了网址"
)
"""What 公布后页面不可访问 rests on."""


def proof_times(line: DutyLine) -> str:
    """Return the times of the readings that prove an absence, earliest first."""
    times = sorted({reading.at for reading in line.standing.proofs})
    return "、".join(words.short_minute(at) for at in times)


def last_looked(line: DutyLine) -> datetime | None:
    """Return until when all columns are known not to have held a report; None without proof."""
    last: dict[str, datetime] = {}
    for reading in line.standing.proofs:
        last[reading.column] = max(reading.at, last.get(reading.column, reading.at))
    return min(last.values(), default=None)


def grounds(line: DutyLine) -> str:
    """Return the sentence behind 未检索到 or 不可访问; "" where nothing proves an absence."""
    if line.standing.state is DutyState.WITHDRAWN:
        return WITHDRAWN
    times = proof_times(line)
    if not times:
        return ""
    due = line.duty.publish_by
    limit = f"期限{words.day(due)}；" if due else ""
    column = f"“{line.column}”" if line.column else "年报栏目"
    return f"{limit}{times}完整检索{column}，均未见该报告"
