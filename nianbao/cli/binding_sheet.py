"""Bindings as a sheet that an office fills in: written as XLSX or CSV, read back row by row."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import python_calamine as calamine

from alerts.workbook import add_page, new_book, safe
from nianbao.duty.binding import Light

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
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
_MOST_BYTES: Final = 20_000_000
_MOST_ROWS: Final = 200_000


class Unusable(ValueError):  # noqa: N818 - named for what happened to the file
    """A sheet cannot be read; the message says why (Chinese)."""


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
    rows = [_row(view) for view in views]
    if path.suffix.lower() == ".csv":
        path.write_bytes(_csv(rows))
    elif path.suffix.lower() == ".xlsx":
        with new_book("单位与栏目对应关系", at) as (book, data):
            add_page(book, "对应关系", _COLUMNS, rows)
        path.write_bytes(data.getvalue())
    else:
        raise Unusable("文件名应以 .xlsx 或 .csv 结尾")


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


def _csv(rows: Sequence[Sequence[str | int]]) -> bytes:
    """Return the rows with a byte order mark, without which WPS takes them for GBK."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    writer.writerows([safe(str(cell)) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def read(path: Path) -> Iterator[Line]:
    """Yield the rows that say something in the column 确认（是/否）.

    Raises:
        Unusable: the file cannot be read, or lacks a column.
    """
    rows = cells(path)
    heading = [text.strip() for text in rows[0]] if rows else []
    absent = [name for name in _NEEDED if name not in heading]
    if absent:
        raise Unusable(f"缺少列：{'、'.join(absent)}")
    for number, row in enumerate(rows[1:], start=2):
        held = {name: _plain(text) for name, text in zip(heading, row, strict=False)}
        if said := held.get(CONFIRM, ""):
            yes = True if said in _YES else False if said in _NO else None
            yield Line(
                number=number,
                portal=held.get("网站代号", ""),
                column_url=held.get("栏目网址", ""),
                body=held.get("单位代号", ""),
                yes=yes,
                said=said,
                by=held.get(BY, ""),
                how=held.get(HOW, ""),
            )


def cells(path: Path) -> list[list[str]]:
    """Return the rows of a sheet (.xlsx or .csv), the heading first, each cell as text.

    Raises:
        Unusable: it cannot be read, or is too large.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unusable(f"无法读取（{error.strerror}）") from error
    if len(data) > _MOST_BYTES:
        raise Unusable("文件过大")
    rows = _book(data) if data.startswith(b"PK") else _lines(data)
    if len(rows) > _MOST_ROWS:
        raise Unusable("行数过多")
    return rows


def _book(data: bytes) -> list[list[str]]:
    try:
        book = calamine.load_workbook(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (calamine.CalamineError, OSError, IndexError) as error:
        raise Unusable("表格文件已损坏或不完整，无法打开") from error
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _lines(data: bytes) -> list[list[str]]:
    """Return a CSV's rows; WPS and Excel save Chinese in UTF-8 or in GBK."""
    for charset in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(charset)
        except UnicodeDecodeError:
            continue
        try:
            return list(csv.reader(io.StringIO(text, newline="")))
        except csv.Error as error:
            raise Unusable("不是表格文件（.xlsx 或 .csv）") from error
    raise Unusable("不是表格文件（.xlsx 或 .csv）")


def _plain(text: str) -> str:
    """Return a cell without the mark that keeps it from being a formula."""
    return text.strip().removeprefix("'")
