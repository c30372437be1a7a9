"""Bindings as a sheet that an office fills in: written as XLSX or CSV, read back row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nianbao.cli import table_file
from nianbao.duty.binding import Light

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from storage.queries.bindings import BindingView

LIGHTS: Final = {Light.GREEN: "绿", Light.AMBER: "黄", Light.RED: "红"}
CONFIRM, BY, HOW = "确认（是/否）", "确认人", "确认依据"
_COLUMNS: Final = {
    "网站代号": 14,
    "栏目": 22,
    "栏目网址": 36,
    "单位代号": 18,
    "单位": 26,
    "情况": 6,
    "说明": 36,
    "最近报告年度": 9,
    "最近报告": 40,
    "报告网址": 40,
    CONFIRM: 12,
    BY: 12,
    HOW: 24,
}
_NEEDED: Final = ("网站代号", "栏目网址", "单位代号", CONFIRM, BY, HOW)
_YES, _NO = frozenset({"是", "√", "对", "确认"}), frozenset({"否", "×", "不", "不是"})


@dataclass(frozen=True, slots=True)
class Line:
    """One filled row: whether the body publishes in the column, who says so and how it is known.

    ``yes`` is None where the row says neither; ``said`` is what stands there.
    """

    number: int  # as the sheet counts, the heading being row 1
    portal: str
    column_url: str
    body: str
    yes: bool | None
    said: str
    by: str
    how: str


def write(path: Path, views: Iterable[BindingView], at: datetime) -> None:
    """Write the sheet in the format that the file's ending names.

    Raises:
        Unusable: the ending is neither .xlsx nor .csv.
    """
    table_file.write(path, "对应关系", _COLUMNS, [_row(view) for view in views], at)


def _row(view: BindingView) -> tuple[str | int, ...]:
    confirmed = view.proven_since is not None
    return (
        view.portal,
        view.column,
        view.column_url,
        view.body,
        view.body_name,
        LIGHTS[view.light],
        view.why,
        view.year or "",
        view.title,
        view.url,
        "是" if confirmed else "",
        view.proven_by,
        ("见到以往报告" if view.proven_how == "report" else view.proven_how) if confirmed else "",
    )


def read(path: Path) -> Iterator[Line]:
    """Yield the rows that say something in the column 确认（是/否）.

    Raises:
        Unusable: the file cannot be read, or lacks a column.
    """
    for row in table_file.read(path, _NEEDED):
        held = row.cells
        if said := held[CONFIRM]:
            yes = True if said in _YES else False if said in _NO else None
            yield Line(
                number=row.number,
                portal=held["网站代号"],
                column_url=held["栏目网址"],
                body=held["单位代号"],
                yes=yes,
                said=said,
                by=held[BY],
                how=held[HOW],
            )
