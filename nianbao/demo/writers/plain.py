"""The two plain-text layouts: a tab before each cell, and Markdown pipes cut by pages."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from nianbao.demo import tables
from nianbao.demo.writers.cutting import pieces, usual_cuts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.demo.sheets import Passage, ReportSheet
    from nianbao.demo.tables import Slot, Table
    from nianbao.demo.writers.cutting import Cells

NO_BREAK = "\xa0"


@dataclass(frozen=True, slots=True)
class TabbedLayout:
    """What varies in the text of a word processor's file.

    ``padding`` puts no-break spaces on either side of figures; ``blank`` is what
    a blank cell holds; ``broken_labels`` breaks labels over lines and leaves
    lines empty inside a cell; ``bookmark`` prints the word processor's residue
    before a lone stroke.
    """

    padding: bool = False
    blank: str = NO_BREAK
    broken_labels: bool = False
    bookmark: bool = False
    title_lines: int = 1


def varied_tabs(rng: Random) -> TabbedLayout:
    """Return a layout drawn at random; for seeded generators of many documents."""
    return TabbedLayout(
        padding=rng.random() < 0.4,  # noqa: PLR2004
        blank=rng.choice((NO_BREAK, "", "　　", "　")),
        broken_labels=rng.random() < 0.4,  # noqa: PLR2004
        bookmark=rng.random() < 0.5,  # noqa: PLR2004
        title_lines=rng.choice((1, 2)),
    )


def tabbed(sheet: ReportSheet, layout: TabbedLayout, seed: int = 0) -> str:
    """Return the report as text: one cell a line behind a tab, an empty line after each row.

    A cell merged downwards is an empty cell in the rows below; one merged
    to the right stands once.
    """
    rng = Random(f"{sheet.name}/{seed}")  # noqa: S311 - jitter, no secret
    parts = [*_title(sheet.title, layout.title_lines), "", *sheet.lead]
    for passage in sheet.passages:
        parts += [passage.heading, *passage.paragraphs]
        if passage.table:
            parts += [_tabbed_table(_table(sheet, passage.table), layout, rng), ""]
    return "\n".join((*parts, *sheet.signature, ""))


def _title(title: str, lines: int) -> Iterator[str]:
    if lines == 1:
        yield title
        return
    middle = title.find("公开") + 2
    yield title[:middle]
    yield title[middle:]


def _table(sheet: ReportSheet, name: str) -> Table:
    return {"t2": tables.t2, "t3": tables.t3, "t4": tables.t4}[name](sheet)


def _tabbed_table(table: Table, layout: TabbedLayout, rng: Random) -> str:
    rows = []
    for places in table.placed():
        cells = (_tabbed_cell(p.slot, layout, rng) if p.first else "" for p in places)
        rows.append("\n".join(f"\t{cell}" for cell in cells) + "\n")
    return "\n".join(rows)


def _tabbed_cell(slot: Slot, layout: TabbedLayout, rng: Random) -> str:
    if slot.key is None:
        return _broken(slot.text) if layout.broken_labels else slot.text
    if not slot.text:
        return rng.choice((layout.blank, layout.blank, layout.blank, ""))
    if layout.bookmark and slot.text == "－":
        return f"[bookmark: _GoBack]{slot.text}"
    return (
        rng.choice((f"{NO_BREAK}{{}}", f"{{}}{NO_BREAK}")).format(slot.text)
        if (layout.padding)
        else slot.text
    )


BREAKS = {
    "本年新制作数量": "本年新\n制作数量",
    "本年新公开数量": "本年新\n公开数量",
    "对外公开总数量": "对外公开\n总数量",
    "（三）不予公开": "（三）\n\n不予公开",
    "（四）无法提供": "（四）\n\n无法提供",
    "（五）不予处理": "（五）\n\n不予处理",
}
"""Where authors break labels by hand."""


def _broken(label: str) -> str:
    return BREAKS.get(label, label)


@dataclass(frozen=True, slots=True)
class PipedLayout:
    """What varies in Markdown made from a PDF. ``shift`` moves table three's first cut."""

    cut: bool = True
    shift: int = 0
    spaced_numbers: bool = True


def varied_pipes(rng: Random) -> PipedLayout:
    """Return a layout drawn at random; for seeded generators of many documents."""
    return PipedLayout(
        cut=rng.random() < 0.8,  # noqa: PLR2004
        shift=rng.choice((-1, 0, 1, 3)),
        spaced_numbers=rng.random() < 0.5,  # noqa: PLR2004
    )


def piped(sheet: ReportSheet, layout: PipedLayout) -> str:
    """Return the report as Markdown made from a PDF: pages cut its tables and their labels."""
    parts = [sheet.title, *sheet.lead]
    for passage in sheet.passages:
        parts += _piped_passage(sheet, passage, layout)
    return "\n\n".join((*parts, *sheet.signature)) + "\n"


def _piped_passage(sheet: ReportSheet, passage: Passage, layout: PipedLayout) -> Iterator[str]:
    yield passage.heading
    yield from passage.paragraphs
    if passage.table:
        table = _table(sheet, passage.table)
        cuts = usual_cuts(table, layout.shift) if layout.cut else ()
        for number, piece in enumerate(pieces(table, cuts)):
            yield _piped_piece(piece, layout, headless=number > 0)


def _piped_piece(rows: tuple[Cells, ...], layout: PipedLayout, *, headless: bool) -> str:
    width = len(rows[0])
    lines = [_line(tuple(_piped_text(slot, layout) for slot in row)) for row in rows]
    rule = "|" + "|".join("-" * 6 for _ in range(width)) + "|"
    if headless:
        return "\n".join((_line(("",) * width), rule, *lines))
    return "\n".join((lines[0], rule, *lines[1:]))


def _piped_text(slot: Slot, layout: PipedLayout) -> str:
    head, point, rest = slot.text.partition(".")
    if layout.spaced_numbers and slot.key is None and point and head.isdigit():
        return f"{head}. {rest}"
    return slot.text


def _line(cells: tuple[str, ...]) -> str:
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"
