"""Word files: the tables of ``word/document.xml`` with their merges, and its paragraphs."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

from nianbao.report.model import Grid, Unread, Unreadable
from nianbao.report.reading import package, word_styles
from nianbao.report.reading.document import DEPICTED, Document
from nianbao.report.reading.grid import unfold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.report.model import Source
    from nianbao.report.reading.grid import RawCell

MAX_PART: Final = 20_000_000
"""Bytes of the main part unpacked; a report pasted from a portal has two million at most."""
_MAX_SPAN: Final = 200
_SMALLEST: Final = 6  # half points of print that anybody can read
_DEEPEST: Final = 4
"""Tables in tables in tables end somewhere."""
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TBL, _TR, _TC, _P = f"{_W}tbl", f"{_W}tr", f"{_W}tc", f"{_W}p"
_T, _TAB, _BR, _VAL = f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}val"
_RPR = f"{_W}rPr"
_STRUCK: Final = "struck"
_RAISED: Final = "superscript"
_R, _HYPHEN, _BOX = f"{_W}r", f"{_W}noBreakHyphen", f"{_W}txbxContent"
_GONE: Final = frozenset({f"{_W}del", f"{_W}moveFrom"})
_ENVELOPES: Final = frozenset(
    f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")
)
"""Elements about cells, rows and paragraphs that leave no trace on paper."""
_PICTURES: Final = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read(source: Source) -> Document:
    """Read a DOCX file.

    Raises:
        Unreadable: no DOCX, encrypted, damaged, or a part that unpacks too large.
    """
    body = _body(source)
    grids: list[Grid] = []
    lines: list[str] = []
    for node in _top(body):
        if node.tag == _TBL:
            _tables(node, grids, depth=0, caption="".join(lines[-1:]))
        else:
            lines += [line for text in _text(node).split("\n") if (line := " ".join(text.split()))]
    pictures = sum(1 for tag in _PICTURES for _ in body.iter(tag))
    unread = (Unread("image", f"文件中有{pictures}幅图片"),) if pictures else ()
    return Document("docx", tuple(lines), tuple(grids), unread=unread)


def _body(source: Source) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    with package.listed(source.data) as opened:
        try:
            root = etree.fromstring(package.part(opened, "word/document.xml", MAX_PART), parser)
        except KeyError as error:
            raise Unreadable("压缩包中没有 Word 正文（word/document.xml）") from error
        except etree.XMLSyntaxError as error:
            raise Unreadable("Word 文件正文已损坏") from error
        body = root.find(f"{_W}body")
        if body is None:
            raise Unreadable("Word 文件没有正文")
        word_styles.write_out(body, opened)
    return body


def _top(node: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in order, through content controls and text boxes."""
    for child in node:
        if child.tag in {_TBL, _P}:
            yield child
            yield from _boxed(child)
        elif isinstance(child.tag, str) and child.tag not in _GONE:
            yield from _top(child)


def _boxed(node: etree._Element) -> Iterator[etree._Element]:
    """What a paragraph's text boxes hold; Word states each box twice, the fallback is left."""
    if node.tag != _P:
        return
    for box in node.iter(_BOX):
        if _is_outermost(box, node):
            yield from _top(box)


def _is_outermost(box: etree._Element, within: etree._Element) -> bool:
    """Whether no other box lies between: a box in a box is found when that one is read."""
    for above in box.iterancestors():
        if above is within:
            return True
        if above.tag in {_BOX, _FALLBACK}:
            return False
    return False


def _tables(table: etree._Element, grids: list[Grid], depth: int, caption: str = "") -> None:
    number = len(grids)
    grids.append(unfold(number, ()))
    rows, inner = _rows(table)
    grids[number] = unfold(number, rows, caption)
    for nested in inner:
        if depth < _DEEPEST:
            _tables(nested, grids, depth + 1)
        else:  # left out, and said to be
            grids.append(Grid(len(grids), (), cut=True))


def _rows(table: etree._Element) -> tuple[list[list[RawCell]], list[etree._Element]]:
    """Return rows with real rowspans (Word states them as continuations) and inner tables."""
    rows: list[list[list[object]]] = []
    inner: list[etree._Element] = []
    above: dict[int, list[object]] = {}
    for row in _children(table, _TR):
        if row.find(f"{_W}trPr/{_W}del") is not None:
            continue  # a tracked deletion
        column = _before(row)
        cells: list[list[object]] = [["", column, 1]] if column else []
        reached: dict[int, list[object]] = {}
        for cell in _children(row, _TC):
            width, merge = _span(cell), _merge(cell)
            inner.extend(_children(cell, _TBL))
            if _goes_on_across(cell) and cells:
                cells[-1][1] = int(str(cells[-1][1])) + width
            elif merge == "continue" and column in above:
                above[column][2] = int(str(above[column][2])) + 1
                reached[column] = above[column]
            else:
                made: list[object] = [_cell_text(cell), width, 1]
                cells.append(made)
                if merge == "restart":
                    reached[column] = made
            column += width
        above = reached
        rows.append(cells)
    return [[(str(c[0]), int(str(c[1])), int(str(c[2]))) for c in row] for row in rows], inner


def _children(node: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Children by tag, looking through content controls (w:sdt) and the like."""
    for child in node:
        if child.tag == tag:
            yield child
        elif child.tag in _ENVELOPES:
            yield from _children(child, tag)


def _goes_on_across(cell: etree._Element) -> bool:
    """Whether a cell is the rest of the one before it, merged in the old way (w:hMerge)."""
    node = cell.find(f"{_W}tcPr/{_W}hMerge")
    return node is not None and node.get(_VAL, "continue") == "continue"


def _before(row: etree._Element) -> int:
    node = row.find(f"{_W}trPr/{_W}gridBefore")
    return _whole(node.get(_VAL), 0) if node is not None else 0


def _span(cell: etree._Element) -> int:
    node = cell.find(f"{_W}tcPr/{_W}gridSpan")
    return max(1, _whole(node.get(_VAL), 1)) if node is not None else 1


def _whole(text: str | None, default: int) -> int:
    """A count of grid columns as the file states it, bounded; ``default`` where it is none."""
    if text is None or not text.isascii() or not text.isdigit():
        return default
    return min(int(text[:9]), _MAX_SPAN)


def _merge(cell: etree._Element) -> str | None:
    node = cell.find(f"{_W}tcPr/{_W}vMerge")
    return None if node is None else node.get(_VAL, "continue")


def _cell_text(cell: etree._Element) -> str:
    """What a cell shows: struck text is no longer said, a raised mark is no digit."""
    paragraphs = [[(_words(p), _look(p)) for p in _parts(one)] for one in _children(cell, _P)]
    plain = any(words.strip() and not look for one in paragraphs for words, look in one)
    printed = ("".join(_shown(*part, plain=plain) for part in one) for one in paragraphs)
    lines = (" ".join(text.split()) for text in printed)
    return "\n".join(line for line in lines if line) or _set_over(cell)


def _set_over(cell: etree._Element) -> str:
    """What shows in a cell without text of its own: a text box over it, or a picture."""
    boxes = (box for box in cell.iter(_BOX) if _is_outermost(box, cell))
    lines = [" ".join(_text(p).split()) for box in boxes for p in _children(box, _P)]
    pictured = any(True for tag in _PICTURES for _ in cell.iter(tag))
    return "\n".join(filter(None, lines)) or (DEPICTED if pictured else "")


def _shown(words: str, look: str, *, plain: bool) -> str:
    """One piece of a cell's text; where nothing else is ``plain`` its looks mean nothing."""
    if not plain or not look or not words.strip():
        return words
    return "" if look == _STRUCK else _in_brackets(words)


def _in_brackets(words: str) -> str:
    return words if words.strip()[0] in "[(（【〔" else f"[{words.strip()}]"


def _text(node: etree._Element) -> str:
    """The text as it is printed: without tracked deletions, hidden runs and text boxes."""
    return "".join("\n" if part.tag == _BR else _words(part) for part in _parts(node))


def _parts(node: etree._Element) -> Iterator[etree._Element]:
    """The pieces of text that are printed."""
    return (part for part in node.iter(_T, _TAB, _BR, _HYPHEN) if _is_printed(part, node))


def _words(part: etree._Element) -> str:
    if part.tag == _T:
        return part.text or ""
    return "-" if part.tag == _HYPHEN else " "


def _is_printed(part: etree._Element, within: etree._Element) -> bool:
    for above in part.iterancestors():
        if above is within:
            return True
        if above.tag in _GONE or above.tag == _BOX or _is_hidden(above):
            return False
    return True


def _is_hidden(node: etree._Element) -> bool:
    return node.tag == _R and _is_set(_properties(node), "vanish")


def _look(part: etree._Element) -> str:
    """Whether a piece of text is struck or raised, "" if neither."""
    run = part.getparent()
    properties = _properties(run) if run is not None and run.tag == _R else None
    if _is_set(properties, "strike") or _is_set(properties, "dstrike") or _is_unseen(properties):
        return _STRUCK
    place = properties.find(f"{_W}vertAlign") if properties is not None else None
    return _RAISED if place is not None and place.get(_VAL) == _RAISED else ""


def _is_unseen(properties: etree._Element | None) -> bool:
    """Whether a piece of text is white, or too small to be read."""
    if properties is None:
        return False
    colour, size = properties.find(f"{_W}color"), properties.find(f"{_W}sz")
    if colour is not None and (colour.get(_VAL) or "").upper() == "FFFFFF":
        return True
    return size is not None and 0 < _whole(size.get(_VAL), _SMALLEST) < _SMALLEST


def _properties(run: etree._Element) -> etree._Element | None:
    # The properties stand first; a run may hold a million other things.
    return next((child for child in islice(run, 3) if child.tag == _RPR), None)


def _is_set(properties: etree._Element | None, name: str) -> bool:
    mark = properties.find(f"{_W}{name}") if properties is not None else None
    return mark is not None and mark.get(_VAL, "1") not in {"0", "false", "off"}
