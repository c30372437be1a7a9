"""HTML pages of any CMS, and what Word and WPS paste into them.

The tree is taken apart in C (selectolax): a mark is set before every block, so
that ``<p>1</p><p>2</p>`` never reads as 12 while a label shattered over dozens
of tags stays whole. The mark is a form feed, set in the source before it is
parsed: to a parser that is white space, which may stand anywhere, even between
the rows of a table, and it costs a third of setting it in the tree.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from nianbao.report.model import Unread, Unreadable
from nianbao.report.reading import boxes, headless, ink, marks
from nianbao.report.reading.attachments import offered, shown
from nianbao.report.reading.dates import PUBLISHED_TAGS, UPDATED_TAGS
from nianbao.report.reading.document import Document
from nianbao.report.reading.elements import elements_of, source_of
from nianbao.report.reading.encoding import in_utf8
from nianbao.report.reading.grid import RawCell, unfold
from nianbao.report.reading.page_weight import MAX_TABLES, TOO_MANY, weigh

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from selectolax.lexbor import LexborNode

    from nianbao.report.model import Source
    from nianbao.report.reading.elements import Elements

MAX_BYTES: Final = 20_000_000
_MAX_TITLES: Final = 20
_LONGEST_TITLE: Final = 1_000
_MARK: Final = "\f"
_BLOCK: Final = re.compile(
    rb"<(?!/|sp|t[dh]|[!fimou])"
    rb"(?=(?:p|br|div|li|h[1-6]|section|article|table|tr|dd|dt"
    rb"|P|BR|DIV|LI|H[1-6]|SECTION|ARTICLE|TABLE|TR|DD|DT"
    rb"|Br|Div|Li|Section|Article|Table|Tr|Dd|Dt)[\s/>\xc2\xe1-\xe3])"
)
"""Spelled out, since ignoring case takes twice as long; most tags are ruled out by their letters.

In UTF-8 the last bytes begin wide spaces (U+00A0, U+3000), which some pages have in tags.
"""
_CELLS: Final = frozenset({"td", "th"})
_FRAME: Final = 2  # a cell and the one cell of the table inside it
_SMALLEST_REPORT: Final = 30  # cells: the form has two hundred
_FEW_CELLS: Final = 4
_NEAR: Final = 4  # elements about a table that are gone through for the line above it
_LONG_CELL: Final = 200  # characters, on the average of a table that lays out paragraphs
_START: Final = re.compile(r"<(?:html|body)\b", re.IGNORECASE)
_END: Final = re.compile(r"</(?:html|body)\b", re.IGNORECASE)
_TAIL: Final = 500  # characters in which most pages end
_BIG_IMAGE: Final = re.compile(r"表|年报|报告")
_META_NAMES: Final = frozenset(
    {
        "sitename", "sitedomain", "siteidcode", "columnname", "columntype", "articletitle",
        "contentsource", "author", "keywords", "description", *PUBLISHED_TAGS, *UPDATED_TAGS,
    }
)  # fmt: skip


def read(source: Source) -> Document:
    """Read one HTML page.

    Raises:
        Unreadable: the page is larger or more involved than the limits above.
    """
    if len(source.data) > MAX_BYTES:
        raise Unreadable(f"网页过大（{len(source.data) // 1_000_000} MB），未读取")
    encoded, text, doubt = in_utf8(source.data, source.content_type)
    weigh(text)
    tree = _tree(_BLOCK.sub(rb"\f<", encoded.replace(b"\f", b" ")))
    elements = elements_of(tree)
    meta, titles = _meta(elements), _titles(elements)
    files, others = offered(elements, meta.get("articletitle") or next(iter(titles), ""))
    elements = _without_noise(tree, elements)
    styles = ink.styles_of(tree, encoded)
    if ink.show(tree, elements, styles):
        elements = elements_of(tree)
    unread = [*_unread(elements)]
    if _is_cut_short(text):
        unread.append(Unread("file", "网页不完整，后面部分可能缺失"))
    tables = _seen_first([*_tables(elements["table"])], styles)
    grids = tuple(
        unfold(number, table.rows, _caption(table) if headless.begins(table.rows[0]) else "")
        for number, table in enumerate(tables)
    )
    if sum(len(line.cells) for grid in grids for line in grid.lines) < _SMALLEST_REPORT:
        grids = (*grids, *boxes.grids(tree, len(grids), fold))
    marks.leave(elements)
    for table in tables:
        if not table.holds_tables and _is_data(table.rows):
            table.node.decompose()
    marked = marks.taken(_lines(tree))
    unread += marked.unread
    return Document(
        "html",
        marked.lines,
        grids,
        titles,
        meta,
        files,
        tuple(unread),
        doubt,
        links_files=bool(files) or others,
        pictures=marked.pictures,
    )


def _tree(encoded: bytes) -> LexborHTMLParser:
    try:
        return LexborHTMLParser(encoded)
    except SelectolaxError as error:  # it takes everything, but for want of memory
        raise Unreadable("网页过大，读取时内存不足，需人工核对") from error


def _is_cut_short(text: str) -> bool:
    """Whether a page begins as one and never ends: what is missing may be all of its tables."""
    if _END.search(text, max(0, len(text) - _TAIL)) or _END.search(text):
        return False
    return _START.search(text) is not None


def _without_noise(tree: LexborHTMLParser, elements: Elements) -> Elements:
    """Take out of the tree what nobody reads, and of the elements what stood within it."""
    for node in (*elements["script"], *elements["style"], *reversed(elements["noise"])):
        node.decompose()  # what stands within another goes first
    return elements_of(tree) if elements["noise"] else elements


def _meta(elements: Elements) -> dict[str, str]:
    """The national site tags; the last one printed wins only where the first is empty."""
    found: dict[str, str] = {}
    for node in elements["meta"]:
        tag = node.attributes
        name = (tag.get("name") or tag.get("property") or "").lower()
        content = (tag.get("content") or "").strip()
        if content and name in _META_NAMES:
            found.setdefault(name, content)
        if "firstpublishedtime" in tag:
            found.setdefault("firstpublishedtime", tag["firstpublishedtime"] or "")
    for node in elements["publishtime"]:  # UCAP's own mark
        found.setdefault("publishtime", " ".join(node.text().split()))
    return found


def _titles(elements: Elements) -> tuple[str, ...]:
    nodes = [*elements["ucaptitle"], *elements["h1"], *elements["title"]]
    texts = (" ".join(node.text(separator=" ").split()) for node in nodes[:_MAX_TITLES])
    return tuple(text for text in texts if 0 < len(text) <= _LONGEST_TITLE)


def _unread(elements: Elements) -> Iterator[Unread]:
    """Frames and pictures that may hold part of the report."""
    for node in elements["frame"]:
        href = shown(source_of(node))
        if href:
            yield Unread("frame", href)
    for node in elements["img"]:
        caption = f"{node.attrs.get('alt') or ''}{node.attrs.get('title') or ''}"
        if _BIG_IMAGE.search(caption):
            yield Unread("image", caption)


class _Table(NamedTuple):
    """A table with the rows of its own."""

    node: LexborNode
    rows: list[list[RawCell]]
    holds_tables: bool


def _tables(found: Sequence[LexborNode]) -> Iterator[_Table]:
    """Yield every table that has rows of its own, with them."""
    if len(found) > MAX_TABLES:
        raise Unreadable(TOO_MANY)
    alone, holders = _Alone(), _holders(found)
    for table in found:
        is_holder = table.mem_id in holders
        rows = _nested_rows(table, alone) if is_holder else _rows(table, alone)
        if rows:
            yield _Table(table, rows, is_holder and any(map(_lays_out, table.css("td,th"))))


def _holders(tables: Sequence[LexborNode]) -> set[int]:
    """Return by their number in memory the tables in which another lies."""
    found: set[int] = set()
    for table in tables:
        above = table.parent
        while above is not None and above.tag_id != table.tag_id:
            above = above.parent
        if above is not None:
            found.add(above.mem_id)
    return found


def _seen_first(tables: list[_Table], styles: frozenset[str]) -> list[_Table]:
    """Put tables that are not displayed behind the others: of two copies the one seen counts.

    One that says the same in all but its figures is left out: it is an older table.
    """
    if ink.UNSEEN not in styles:
        return tables
    hidden = {table.node.mem_id for table in tables if ink.is_hidden(table.node)}
    if not hidden:
        return tables
    seen = [table for table in tables if table.node.mem_id not in hidden]
    unseen = [table for table in tables if table.node.mem_id in hidden]
    worded = {_words(table.rows) for table in seen if _is_data(table.rows)}
    return [*seen, *(table for table in unseen if _words(table.rows) not in worded)]


def _words(rows: list[list[RawCell]]) -> tuple[str, ...]:
    """What a table says beside its figures."""
    return tuple(
        text for row in rows for text, _, _ in row if len(text) > 1 and not _is_figure(text)
    )


def _is_figure(text: str) -> bool:
    return not text.strip("0123456789０１２３４５６７８９.,，％%/-—－ ")


def _caption(table: _Table) -> str:
    """The line of text right above a table."""
    node: LexborNode | None = table.node
    for _ in range(_NEAR):
        if node is None or node.tag == "body":
            return ""
        above = node.prev
        while above is not None and not above.text().strip():
            above = above.prev
        if above is not None:
            return fold(above.text()).rpartition("\n")[2]
        node = node.parent
    return ""


def _rows(table: LexborNode, alone: _Alone) -> list[list[RawCell]]:
    """The rows of a table without others inside it: rows and cells stand as they are printed."""
    rows: list[list[RawCell]] = []
    cells: list[RawCell] = []
    spans = {node.mem_id: _spans(node.attributes) for node in table.css("[colspan],[rowspan]")}
    row_tag = _row_tag()
    for part in table.css("tr,td,th"):
        if part.tag_id == row_tag:
            cells = []
            rows.append(cells)
        elif part.mem_id in spans:
            cells.append((alone[part.text_lexbor()][0], *spans[part.mem_id]))
        else:
            cells.append(alone[part.text_lexbor()])
    return [*filter(None, rows)]


@cache
def _row_tag() -> int:
    """Return the number of the tag of a row, which is the same in all pages."""
    number: int = LexborHTMLParser("").create_node("tr").tag_id
    return number


def _nested_rows(table: LexborNode, alone: _Alone) -> list[list[RawCell]]:
    """The rows of one table, without those of tables inside it, nor the cells that hold them."""
    rows = (
        [_cell(cell, alone) for cell in row.iter() if cell.tag in _CELLS and not _lays_out(cell)]
        for row in _own_rows(table)
    )
    return [*filter(None, rows)]


def _lays_out(cell: LexborNode) -> bool:
    """Whether a cell holds tables; one of a single cell is a frame about its text."""
    return cell.css_first("table") is not None and len(cell.css("td,th")) > _FRAME


def _own_rows(table: LexborNode) -> Iterator[LexborNode]:
    for part in table.iter():
        if part.tag == "tr":
            yield part
        elif part.tag in {"tbody", "thead", "tfoot"}:
            yield from (row for row in part.iter() if row.tag == "tr")


def _cell(cell: LexborNode, alone: _Alone) -> RawCell:
    return (alone[cell.text()][0], *_spans(cell.attributes))


def _spans(attrs: Mapping[str, str | None]) -> tuple[int, int]:
    """How many columns and rows a cell covers."""
    return (
        _span(attrs["colspan"]) if "colspan" in attrs else 1,
        _span(attrs["rowspan"]) if "rowspan" in attrs else 1,
    )


def fold(text: str) -> str:
    """Fold white space; what stood in separate blocks stays on separate lines."""
    text = text.strip()
    if _MARK not in text:
        return " ".join(text.split())
    return "\n".join(filter(None, (" ".join(part.split()) for part in text.split(_MARK))))


class _Alone(dict[str, RawCell]):
    """Cells that cover nothing beside them, by their text as it stands: most are alike."""

    def __missing__(self, text: str) -> RawCell:
        self[text] = made = (fold(text), 1, 1)
        return made


@lru_cache(maxsize=256)
def _span(text: str | None) -> int:
    """A span as browsers take it: leading digits, 1 where there are none, bounded."""
    digits = re.match(r"\s*(\d{1,4})", text or "")
    return max(1, min(int(digits[1]), 1_000)) if digits else 1


def _lines(tree: LexborHTMLParser) -> tuple[str, ...]:
    body = tree.body
    if body is None:
        return ()
    return tuple(line for part in body.text().split(_MARK) if (line := " ".join(part.split())))


def _is_data(rows: list[list[RawCell]]) -> bool:
    """Whether a table holds figures rather than the page's paragraphs."""
    cells = sum(map(len, rows))
    letters = sum(len(text) for row in rows for text, _, _ in row)
    return cells >= _FEW_CELLS and letters < _LONG_CELL * cells
