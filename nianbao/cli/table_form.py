"""A table's form: what each column means, how it is read, and complaints by row and column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from nianbao.cli import table_file
from nianbao.cli.dated_list import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path


_DAY: Final = re.compile(DAY)


def shown(value: object) -> str:
    """Return a value as a cell shows it; None is an empty cell."""
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``read`` raises ValueError (Chinese) for what it does not take."""

    heading: str
    field: str
    width: int  # characters
    read: Callable[[str], Any]
    show: Callable[[Any], str] = shown


@dataclass(frozen=True, slots=True)
class Filled:
    """One row as it was read: values by field, of those columns that the table has."""

    number: int
    values: dict[str, Any]


class Complaints:
    """What is wrong with one table: row, column and why."""

    def __init__(self, page: str) -> None:
        self._page = page
        self._found: list[tuple[int, str, str]] = []

    def add(self, number: int, heading: str, why: str) -> None:
        """Complain of a cell; a whole row has no heading."""
        self._found.append((number, heading, why))

    @property
    def rows(self) -> frozenset[int]:
        """The rows in which anything is wrong."""
        return frozenset(number for number, _, _ in self._found)

    @property
    def lines(self) -> list[str]:
        """All complaints in the order of the rows (Chinese)."""
        return [
            f"工作表“{self._page}”第{number}行{f'“{heading}”列' if heading else ''}：{why}"
            for number, heading, why in sorted(self._found, key=lambda found: found[0])
        ]


@dataclass(frozen=True, slots=True)
class Form:
    """A table's page and columns; the ``needed`` headings must stand in every table."""

    page: str
    columns: tuple[Column, ...]
    needed: tuple[str, ...]

    def words(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Return values as the table shows them, by heading."""
        held = ((column, values.get(column.field)) for column in self.columns)
        return {c.heading: "" if value is None else c.show(value) for c, value in held}

    def write(self, path: Path, rows: Iterable[Mapping[str, Any]], at: datetime) -> None:
        """Write values by field as a table; without rows, a template.

        Raises:
            Unusable: the ending is neither .xlsx nor .csv.
        """
        widths = {column.heading: column.width for column in self.columns}
        lines = [tuple(self.words(row).values()) for row in rows]
        table_file.write(path, self.page, widths, lines, at)

    def read(self, path: Path) -> tuple[list[Filled], Complaints]:
        """Return every row, also those that are complained of: they lack the wrong values.

        Raises:
            Unusable: the file cannot be read, or its headings are not as they must be.
        """
        columns = {column.heading: column for column in self.columns}
        complaints = Complaints(self.page)
        found: list[Filled] = []
        for row in table_file.read(path, self.needed, columns):
            values: dict[str, Any] = {}
            for heading, text in row.cells.items():
                try:
                    values[columns[heading].field] = columns[heading].read(text)
                except ValueError as error:
                    complaints.add(row.number, heading, str(error))
            found.append(Filled(row.number, values))
        return found, complaints

    def changes(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
        """Return what differs, a line a column; what ``after`` does not mention stays."""
        old, new = self.words(before), self.words({**before, **after})
        return [
            f"{heading}：{old[heading] or '（空）'} → {text or '（空）'}"
            for heading, text in new.items()
            if text != old[heading]
        ]


def text(longest: int, *, needed: bool = False) -> Callable[[str], str]:
    """Return a reader of plain text."""

    def read(cell: str) -> str:
        if needed and not cell:
            raise ValueError(f"不能为空，且不超过{longest}字")
        if len(cell) > longest:
            raise ValueError(f"不超过{longest}字，现为{len(cell)}字")
        return cell

    return read


def matching(pattern: str, why: str) -> Callable[[str], str]:
    """Return a reader of what a pattern matches as a whole."""

    def read(cell: str) -> str:
        if not re.fullmatch(pattern, cell, re.ASCII):
            raise ValueError(f"{why}，现为“{cell}”")
        return cell

    return read


def one_of(words: Mapping[str, Any]) -> Callable[[str], Any]:
    """Return a reader of one of some words; "" among them stands for an empty cell."""

    def read(cell: str) -> Any:  # noqa: ANN401 - whatever the words stand for
        if cell not in words:
            named = "、".join(f"“{word}”" for word in words if word)
            raise ValueError(f"只能是{named}，现为“{cell}”")
        return words[cell]

    return read


def word_for(words: Mapping[str, Any]) -> Callable[[Any], str]:
    """Return how the values of ``one_of`` are shown: by the first word that stands for each."""
    by_value: dict[Any, str] = {}
    for word, value in words.items():
        by_value.setdefault(value, word)
    return lambda value: by_value.get(value, "")


def day(cell: str) -> date | None:
    """Read a date as offices and their programs write it; an empty cell is None."""
    if not cell:
        return None
    found = _DAY.fullmatch(cell.removesuffix(" 00:00:00"))
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(cell)
    except ValueError as error:
        raise ValueError(f"应为日期，如 2026-01-31，现为“{cell}”") from error


def year(cell: str) -> int | None:
    """Read a report year; an empty cell is None."""
    found = re.fullmatch(r"(20\d\d)(年度?)?", cell)
    if cell and found is None:
        raise ValueError(f"应为年度，如 2026，现为“{cell}”")
    return int(found[1]) if found else None
