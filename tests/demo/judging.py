"""Plain arithmetic over a sheet's cells, written without the product's own checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nianbao.report import form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.demo.sheets import ReportSheet

COLUMNS = [column.key for column in form.APPLICANTS]
OUTCOMES = [column.key for column in form.OUTCOMES]


def broken(sheet: ReportSheet) -> set[str]:
    """Return the relations that no filling of the blanks could make true."""
    return {name for name, left, right in relations(sheet) if never_equal(left, right)}


def relations(sheet: ReportSheet) -> Iterator[tuple[str, list[str], list[str]]]:
    cells = sheet.cells
    rows = [row.key for row in form.T3_ROWS if sheet.t3 in row.editions]
    leaves = [row for row in rows if row not in form.T3_FRAME]
    for column in COLUMNS:
        at = {row: cells[f"t3.{row}.{column}"] for row in rows}
        left, right = [at["received"], at["carried_in"]], [at["settled"], at["carried_out"]]
        yield f"t3.balance:{column}", left, right
        yield f"t3.settled:{column}", [at[row] for row in leaves], [at["settled"]]
    for row in rows:
        printed = [cells[f"t3.{row}.{column}"] for column in COLUMNS]
        yield f"t3.row:{row}", printed[:-1], printed[-1:]
    for row in ("review", "suit_direct", "suit_after_review"):
        printed = [cells[f"t4.{row}.{outcome}"] for outcome in OUTCOMES]
        yield f"t4.sum:{row}", printed[:-1], printed[-1:]


def never_equal(left: list[str], right: list[str]) -> bool:
    """Blanks stand for any number from nought up: only a side without one is settled."""
    less, more = sum(map(int, filter(None, left))), sum(map(int, filter(None, right)))
    if less < more:
        return all(left)
    return less > more and all(right)
