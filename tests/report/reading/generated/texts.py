"""Reports as plain text: pipes, tabs, boxes drawn with characters, a cell a line."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from nianbao.demo.writers.cutting import unfolded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from random import Random

    from nianbao.demo.sheets import ReportSheet
    from nianbao.demo.tables import Table


def _pipes(table: Table, rng: Random) -> Iterator[str]:
    pad = rng.choice((" ", ""))
    for number, row in enumerate(unfolded(table)):
        yield "|" + "|".join(f"{pad}{slot.text}{pad}" for slot in row) + "|"
        if number == 0:
            yield "|" + "---|" * len(row)


def _tabs(table: Table, rng: Random) -> Iterator[str]:
    """A sheet copied into an editor: a row a line, tabs between its cells."""
    del rng
    for row in unfolded(table):
        yield "\t".join(slot.text for slot in row)


def _cells(table: Table, rng: Random) -> Iterator[str]:
    """A tab and a cell a line, an empty line after a row."""
    del rng
    for places in table.placed():
        yield from (f"\t{place.slot.text if place.first else ''}" for place in places)
        yield ""


def _boxes(table: Table, rng: Random) -> Iterator[str]:
    """A frame drawn with characters, columns padded to their width."""
    del rng
    rows = unfolded(table)
    wide = [max(_width(row[n].text) for row in rows) for n in range(table.width)]
    rule = "+".join("─" * (width + 2) for width in wide)
    yield f"┌{rule.replace('+', '┬')}┐"
    for number, row in enumerate(rows):
        if number:
            yield f"├{rule.replace('+', '┼')}┤"
        yield (
            "│"
            + "│".join(
                f" {s.text}{' ' * (w - _width(s.text))} " for s, w in zip(row, wide, strict=True)
            )
            + "│"
        )
    yield f"└{rule.replace('+', '┴')}┘"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "FWA" else 1 for c in text)


DIALECTS: dict[str, Callable[[Table, Random], Iterator[str]]] = {
    "pipes": _pipes,
    "tabs": _tabs,
    "cell a line": _cells,
    "drawn boxes": _boxes,
}
"""How a table is spelt in plain text."""


def text(
    sheet: ReportSheet, tables: Mapping[str, Sequence[Table]], dialect: str, rng: Random
) -> bytes:
    """Return the report as a text file."""
    lines = [sheet.title, ""]
    for passage in sheet.passages:
        lines += [passage.heading, *passage.paragraphs, ""]
        for table in tables.get(passage.table or "", ()):
            lines += [*DIALECTS[dialect](table, rng), "", ""]
    lines += sheet.signature
    return "\n".join(lines).encode(rng.choice(("utf-8", "utf-8-sig", "gb18030")))
