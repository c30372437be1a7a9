"""Submissions (提交主管部门) as a sheet, read row by row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from nianbao.cli import table_file
from nianbao.clock import SHANGHAI
from nianbao.duty.model import ReportKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

BODY, YEAR, KIND, AT, WHY = "单位", "年度", "报告种类", "提交时间", "说明"
NEEDED: Final = (BODY, YEAR, AT)
KINDS: Final = {
    "": ReportKind.OWN,
    "本机关": ReportKind.OWN,
    "own": ReportKind.OWN,
    "本级政府": ReportKind.GOVERNMENT,
    "government": ReportKind.GOVERNMENT,
}
_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_TIME: Final = re.compile(r"(\d{1,2})(?:[:：时](\d{1,2})?)")


@dataclass(frozen=True, slots=True)
class Line:
    """One row; ``fault`` says in Chinese why it cannot be used, "" if it can."""

    number: int  # as the sheet counts, the heading being row 1
    body: str  # slug or name
    year: int
    kind: ReportKind
    at: datetime | None
    why: str
    fault: str = ""


def read(path: Path) -> Iterator[Line]:
    """Yield the rows in which anything stands.

    Raises:
        Unusable: the sheet cannot be read, or lacks a column.
    """
    for row in table_file.read(path, NEEDED):
        yield _line(row.number, row.cells)


def _line(number: int, held: Mapping[str, str]) -> Line:
    year = re.fullmatch(r"(20\d\d)(年度?)?", held.get(YEAR, ""))
    kind = KINDS.get(held.get(KIND, ""))
    at = moment(held.get(AT, ""))
    faults = [
        why
        for lacking, why in (
            (not held.get(BODY), f"未写{BODY}"),
            (year is None, f"{YEAR}“{held.get(YEAR, '')}”不是年度"),
            (kind is None, f"{KIND}“{held.get(KIND, '')}”应为本机关或本级政府"),
            (at is None, f"{AT}“{held.get(AT, '')}”不是时间，例如 2027-01-20 15:00"),
        )
        if lacking
    ]
    return Line(
        number,
        held.get(BODY, ""),
        int(year[1]) if year else 0,
        kind or ReportKind.OWN,
        at,
        held.get(WHY, ""),
        "；".join(faults),
    )


def moment(text: str) -> datetime | None:
    """Return what a cell or an option says: 2027-01-20, 2027-01-20 15:00, 2027年1月20日15时.

    A day without a time is its first minute. None if it is no moment.
    """
    day = _DAY.match(text.strip())
    if day is None:
        return None
    rest = text.strip()[day.end() :].lstrip(" T")
    hour = _TIME.match(rest) if rest else None
    if rest and hour is None:
        return None
    hours, minutes = (int(hour[1]), int(hour[2] or 0)) if hour else (0, 0)
    year, month, of_month = (int(part) for part in day.groups())
    try:
        return datetime(year, month, of_month, hours, minutes, tzinfo=SHANGHAI)
    except ValueError:
        return None
