"""What other libraries make of a file's tables: bytes to grids, as one would write it.

Each walk takes what its library says of cells and spans and adds nothing; a walk
whose library is not installed is left out.
"""

from __future__ import annotations

import importlib
import io
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from bs4 import BeautifulSoup

from nianbao.report.model import Cell, Grid, Line, Source
from nianbao.report.reading import text
from nianbao.report.reading.grid import unfold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from types import ModuleType

    from bs4 import Tag

    DataFrame = Any
    TableData = Any

    Grids = Sequence[Grid]


def soup(data: bytes) -> Grids:
    """BeautifulSoup over lxml: every cell of every row of every table, with its spans."""
    tree = BeautifulSoup(data, "lxml")
    return [
        unfold(
            number,
            [
                [
                    (one.get_text(strip=True), _span(one, "colspan"), _span(one, "rowspan"))
                    for one in row.find_all(["td", "th"])
                ]
                for row in table.find_all("tr")
            ],
        )
        for number, table in enumerate(tree.find_all("table"))
    ]


def _span(cell: Tag, name: str) -> int:
    return int(str(cell.get(name) or 1))


def pandas_html(data: bytes) -> Grids:
    """Tables of pandas.read_html; merged cells stand in every column that they cover."""
    frames = _module("pandas").read_html(io.BytesIO(data), encoding="utf-8", keep_default_na=False)
    return [_square(number, _rows_of(frame)) for number, frame in enumerate(frames)]


def pandas_sheet(data: bytes) -> Grids:
    """Sheets of pandas.read_excel, every sheet, as text."""
    frames = _module("pandas").read_excel(
        io.BytesIO(data), sheet_name=None, header=None, dtype=str, keep_default_na=False
    )
    return [_square(number, frame.values.tolist()) for number, frame in enumerate(frames.values())]


def _rows_of(frame: DataFrame) -> list[list[object]]:
    heads = [list(head) if isinstance(head, tuple) else [head] for head in frame.columns]
    if all(isinstance(head[0], int) for head in heads):
        return list(frame.values.tolist())
    return [*map(list, zip(*heads, strict=True)), *frame.values.tolist()]


def plumber(data: bytes) -> Grids:
    """Tables of pdfplumber, page by page; None is a place that a merged cell covers."""
    with _module("pdfplumber").open(io.BytesIO(data)) as opened:
        found = [table for page in opened.pages for table in page.extract_tables()]
    return [_square(number, rows) for number, rows in enumerate(found)]


def word(data: bytes) -> Grids:
    """A walk of python-docx: the cells of every row; a merged cell stands in every column."""
    file = _module("docx").Document(io.BytesIO(data))
    return [
        _square(number, [[cell.text for cell in row.cells] for row in table.rows])
        for number, table in enumerate(file.tables)
    ]


def workbook(data: bytes) -> Grids:
    """A walk of openpyxl: all cells of every sheet; None is empty or covered."""
    book = _module("openpyxl").load_workbook(io.BytesIO(data), data_only=True)
    return [
        _square(number, [["" if v is None else v for v in row] for row in page.values])
        for number, page in enumerate(book.worksheets)
    ]


def markitdown(ending: str) -> Callable[[bytes], Grids]:
    """MarkItDown's Markdown, its tables read as the product reads Markdown."""

    def walk(data: bytes) -> Grids:
        made = _markitdown()(io.BytesIO(data), file_extension=f".{ending}")
        return text.read(Source(made.text_content.encode(), "made.md")).grids

    return walk


@cache
def _markitdown() -> Callable[..., Any]:
    return _module("markitdown").MarkItDown().convert_stream


def docling(ending: str) -> Callable[[bytes], Grids]:
    """Tables of docling, each cell where it begins with its spans."""

    def walk(data: bytes) -> Grids:
        stream = _module("docling.datamodel.base_models").DocumentStream(
            name=f"report.{ending}", stream=io.BytesIO(data)
        )
        made = _docling()(stream).document
        return [_spanned(number, table.data) for number, table in enumerate(made.tables)]

    return walk


@cache
def _docling() -> Callable[..., Any]:
    return _module("docling.document_converter").DocumentConverter().convert


def _spanned(number: int, data: TableData) -> Grid:
    lines: list[list[Cell]] = [[] for _ in range(data.num_rows)]
    for cell in sorted(data.table_cells, key=lambda one: one.start_col_offset_idx):
        across = cell.end_col_offset_idx - cell.start_col_offset_idx
        down = cell.end_row_offset_idx - cell.start_row_offset_idx
        lines[cell.start_row_offset_idx].append(
            Cell(cell.text, cell.start_col_offset_idx, across, down)
        )
    return Grid(number, tuple(Line(tuple(cells)) for cells in lines))


def _square(number: int, rows: Iterable[Sequence[object]]) -> Grid:
    """Return a grid of cells without spans; None is no cell."""
    return Grid(
        number,
        tuple(
            Line(tuple(Cell(str(v), place) for place, v in enumerate(row) if v is not None))
            for row in rows
        ),
    )


@cache
def _module(name: str) -> ModuleType:
    return importlib.import_module(name)


def _is_there(name: str) -> bool:
    return importlib.util.find_spec(name.partition(".")[0]) is not None


WALKS: Final[Mapping[str, Mapping[str, tuple[str, Callable[[bytes], Grids]]]]] = {
    "html": {
        "BeautifulSoup walk": ("bs4", soup),
        "pandas.read_html": ("pandas", pandas_html),
    },
    "pdf": {"pdfplumber": ("pdfplumber", plumber)},
    "docx": {"python-docx walk": ("docx", word)},
    "xlsx": {
        "openpyxl walk": ("openpyxl", workbook),
        "pandas.read_excel": ("pandas", pandas_sheet),
    },
    "xls": {"pandas.read_excel": ("pandas", pandas_sheet)},
}
_CONVERTERS: Final = {"markitdown": markitdown, "docling": docling}


def walks(ending: str) -> dict[str, Callable[[bytes], Grids]]:
    """Return the walks for files of one ending whose library is installed."""
    found = {
        name: walk for name, (module, walk) in WALKS.get(ending, {}).items() if _is_there(module)
    }
    made = {name: make(ending) for name, make in _CONVERTERS.items() if _is_there(name)}
    return {**found, **made}
