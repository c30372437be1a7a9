"""Tables as a conversion from PDF leaves them: cut by pages, merged cells lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from nianbao.demo.tables import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nianbao.demo.tables import Place, Table

Cells: TypeAlias = tuple[Slot, ...]
"""One row, every grid column for itself; what a merged cell covered is an empty slot."""

Groups: TypeAlias = tuple[tuple[int, ...], ...]
"""The columns of a later piece, each the union of columns of the whole table."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A page's end inside or after a row.

    ``keep`` is how many characters of the row's label stay above the cut, with
    the row's figures; the rest stands below on a row of its own. None: the cut
    falls after the row. ``columns`` are the columns of what follows.
    """

    row: int
    keep: int | None = None
    columns: Groups | None = None


def unfolded(table: Table) -> tuple[Cells, ...]:
    """Return the rows with merged cells torn up: the text stays at the top left corner."""
    return tuple(tuple(_torn(places)) for places in table.placed())


def _torn(places: tuple[Place, ...]) -> Iterator[Slot]:
    for place in places:
        slot = place.slot
        text = slot.text if place.first else ""
        yield Slot(text, key=slot.key if place.first else None, heading=slot.heading)
        yield from (Slot("") for _ in range(slot.across - 1))


def pieces(table: Table, cuts: Sequence[Cut]) -> tuple[tuple[Cells, ...], ...]:
    """Return the table's pieces, one a page, cut as told (in the order of the rows)."""
    rows = unfolded(table)
    made: list[tuple[Cells, ...]] = []
    start, above = 0, tuple[Cells, ...]()
    columns: Groups | None = None
    for cut in cuts:
        upper, lower = _halves(rows[cut.row], cut.keep)
        made.append(_fit((*above, *rows[start : cut.row], upper), columns))
        start, above, columns = cut.row + 1, lower, cut.columns
    made.append(_fit((*above, *rows[start:]), columns))
    return tuple(made)


def usual_cuts(table: Table, shift: int = 0) -> tuple[Cut, ...]:
    """Return cuts as pages make them: table two between two clauses, table three inside labels.

    ``shift`` moves the first cut of table three down by so many rows.
    """
    if table.name == "t2":
        after = _row_of(table, "行政许可") - 1
        pairs = all(len(row) <= 2 for row in table.rows[after + 1 :])  # noqa: PLR2004
        return (Cut(after, columns=((0,), (1, 2, 3)) if pairs else None),)
    if table.name == "t4":
        return ()
    first = _row_of(table, "三安全") + shift
    late = _row_of(table, "缴纳费用") if _has(table, "缴纳费用") else len(table.rows) - 3
    labels = ((0,), (1, 2))
    return (
        Cut(first, keep=len(_label(table, first)) - 2),
        Cut(late, keep=len(_label(table, late)) // 2, columns=(*labels, *_single(3, table.width))),
    )


def _halves(row: Cells, keep: int | None) -> tuple[Cells, tuple[Cells, ...]]:
    if keep is None:
        return row, ()
    column = _label_column(row)
    upper, lower = row[column].text[:keep], row[column].text[keep:]
    blank = [Slot("") for _ in row]
    blank[column] = Slot(lower)
    return (*row[:column], Slot(upper), *row[column + 1 :]), (tuple(blank),)


def _label_column(row: Cells) -> int:
    """Return the last column with text before the figures."""
    figures = next(column for column, slot in enumerate(row) if slot.key is not None)
    return max(column for column in range(figures) if row[column].text)


def _fit(rows: tuple[Cells, ...], columns: Groups | None) -> tuple[Cells, ...]:
    if columns is None:
        return rows
    return tuple(tuple(_joined(row, group) for group in columns) for row in rows)


def _joined(row: Cells, group: tuple[int, ...]) -> Slot:
    filled = [row[column] for column in group if row[column].text or row[column].key]
    return filled[0] if filled else Slot("")


def _single(start: int, stop: int) -> Groups:
    return tuple((column,) for column in range(start, stop))


def _row_of(table: Table, words: str) -> int:
    return next(n for n, row in enumerate(table.rows) if any(words in slot.text for slot in row))


def _has(table: Table, words: str) -> bool:
    return any(words in slot.text for row in table.rows for slot in row)


def _label(table: Table, row: int) -> str:
    cells = unfolded(table)[row]
    return cells[_label_column(cells)].text
