"""A column beside its own history: what is suddenly less, or has stood still, needs a person.

None of this is a word against a body. A fall makes a reading worth nothing
(``layout_changed``), for half a list looks like a list; what may well be so is
noted beside an ``ok``, and administrators read it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from crawler.unread import LayoutChanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.manifest import ColumnRow, OutcomeName
    from crawler.pages.listing import Link

LEAST_FALL: Final = 3
"""So many rows fewer than before may be tidying up, whatever the list's length."""
KEPT: Final = 0.8
"""A list that holds a smaller part of what it held was hardly read whole."""
STILL: Final = timedelta(days=366)
_DUE: Final = (1, 31)  # 第四十九条; what nobody owes yet is not missed
MANY: Final = 3
"""When a column of so many bodies stands still for a year, or so many of its reports are
gone at once, it has most likely moved."""


def check(column: ColumnRow, links: Iterable[Link], today: date) -> str:
    """Return what is to be noted (Chinese) of a list that was read to its end; "" if nothing.

    Raises:
        LayoutChanged: it holds so much less than before, or a column of many bodies
            has stood still for so long, that nothing follows from it.
    """
    found = tuple(links)
    _refuse_a_fall(column, len(found))
    return "；".join((*_fewer(column, len(found)), *_still(column, found, today)))


def empty(column: ColumnRow) -> str:
    """Return what is said of a list without any row."""
    before = column.before
    if before is None or not before.items:
        return "列表中没有任何条目"
    return f"列表中没有任何条目，上次（{_day(before.at.date())}）有 {before.items} 条"


def may_be_empty(column: ColumnRow) -> bool:
    """Whether a person's word that a column is empty still holds: not once it has held rows."""
    confirmed = bool(column.options.get("confirmed_empty"))
    return confirmed and not (column.before and column.before.items)


def _refuse_a_fall(column: ColumnRow, items: int) -> None:
    before = column.before
    if before is None or items >= _confirmed(column):
        return
    if before.items - items >= LEAST_FALL and items < KEPT * before.items:
        raise LayoutChanged(
            f"上次（{_day(before.at.date())}）读到 {before.items} 条，本次只见 {items} 条，"
            "可能未读全；确属网站调整的，请在栏目设置中确认条数（设置项：confirmed_items）"
        )


def gone_at_once(column: ColumnRow, lost: tuple[str, ...]) -> tuple[OutcomeName, str] | None:
    """Return outcome and words when so many reports are gone at once that the site has changed.

    Single reports are withdrawn; many at once have moved, or the site was rebuilt.
    """
    if len(lost) < MANY or column.options.get("confirmed_withdrawn"):
        return None
    return "layout_changed", (
        f"原有 {len(lost)} 篇报告本次同时不在列表中，原网址也无法打开（如《{lost[0]}》），"
        "网站可能改版或迁移；确属单位撤下的，请在栏目设置中确认（设置项：confirmed_withdrawn）"
    )


def _confirmed(column: ColumnRow) -> float:
    """Return the number of rows that a person confirmed for the column; infinite without one."""
    said = column.options.get("confirmed_items", "")
    return float(said) if said.isdecimal() else float("inf")


def _fewer(column: ColumnRow, items: int) -> Iterator[str]:
    if column.before is not None and items < column.before.items:
        yield f"比上次少 {column.before.items - items} 条"


def _still(column: ColumnRow, links: tuple[Link, ...], today: date) -> Iterator[str]:
    """Yield since when nothing was added, once new reports are due and a year has passed."""
    days = [claim.day for link in links for claim in link.dates if claim.day <= today]
    if not days or today - max(days) < STILL or (today.month, today.day) <= _DUE:
        return
    said = f"最新一条的日期为{_day(max(days))}，此后没有新增条目，栏目可能已经迁移"
    if column.bodies >= MANY and not column.options.get("confirmed_still"):
        raise LayoutChanged(f"{said}；确未迁移的，请在栏目设置中确认（设置项：confirmed_still）")
    yield said


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
