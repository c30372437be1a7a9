"""What a cell of a page shows though its text alone does not say so.

Struck text is no longer said, a raised mark is no digit of the number before it, a
box that was filled in shows its value, a picture is no blank, and what is not
displayed is read by nobody.
The tree is changed so that a cell's text says what a person sees in it. Only cells
are touched: in the page's prose none of this changes a figure.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nianbao.report.reading.document import DEPICTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from nianbao.report.reading.elements import Elements

MAX_CHANGED: Final = 2_000
"""Elements looked at of each kind; a report has two hundred figures."""
_DEEPEST: Final = 12
"""Elements between a figure and its cell."""
_CELLS: Final = frozenset({"td", "th"})
_SPACER: Final = re.compile(r"spacer|blank|transparent|1x1|pixel", re.IGNORECASE)
_DOT: Final = 3  # pixels of a picture that shows nothing
_FEWEST_FIGURES: Final = 15  # cells of the smallest table of the form, which is no page's layout
_FILLED: Final = frozenset({"", "text", "number", "tel"})
_BRACKETS: Final = re.compile(r"[\[(（【〔].*[\])）】〕]", re.DOTALL)
_RAISED, _STRUCK, UNSEEN, _SIZELESS = "super", "line-through", "none", "font-size"
"""A word of each style that makes a text something else than it says."""
_STYLES: Final = {
    _RAISED: re.compile(rb"vertical-align\s*:\s*super"),
    _STRUCK: re.compile(rb"text-decoration[a-z-]*\s*:[^;]*?line-through"),
    UNSEEN: re.compile(rb"display\s*:\s*none"),
    _SIZELESS: re.compile(rb"font-size\s*:\s*0+(?:\.0+)?(?:p[xt]|r?em|%)?\s*(?=[;\"'!]|$)"),
    "relative": re.compile(rb"relative\s*;\s*top\s*:\s*-"),
    "float": re.compile(rb"float\s*:\s*right"),
    "clip": re.compile(rb"clip(?:-path)?\s*:"),
    "#fff": re.compile(rb"(?<![-\w])color\s*:\s*#fff"),
    "white": re.compile(rb"(?<![-\w])color\s*:\s*white"),
    "visibility": re.compile(rb"visibility\s*:\s*(?:hidden|collapse)"),
    "opacity": re.compile(rb"opacity\s*:\s*0+(?:\.0+)?%?\s*(?=[;\"'!]|$)"),
    "absolute": re.compile(rb"absolute[^\"'<>]*?[\s;](?:left|top)\s*:\s*-\d{3}"),
}
_APART: Final = ("relative", "float", "clip", "#fff", "white")
"""What stands higher or elsewhere than it is written, or can hardly be seen."""
_OUT_OF_SIGHT: Final = ("visibility", "opacity", "absolute")
"""What takes its place and is not seen, or stands outside of the screen."""
_STYLE: Final = re.compile(rb"style\s*=\s*(\"[^\"]*|'[^']*|[^\s>]*)")


def styles_of(tree: LexborHTMLParser, source: bytes) -> frozenset[str]:
    """Return which of these styles elements of a page state, each by its word.

    A page states a style hundreds of times and few that differ: only these are looked
    through, for all at once. In capitals they stand as old editors write them.
    """
    stated = b'"'.join({*_STYLE.findall(source.lower()), b""})
    found = [word for word, style in _STYLES.items() if _has(word, stated) and style.search(stated)]
    return frozenset(found if tree.css_first("[hidden]") is None else [*found, UNSEEN])


def _has(word: str, stated: bytes) -> bool:
    return word.encode() in stated  # which is sooner told than what stands about it


def show(tree: LexborHTMLParser, elements: Elements, styles: frozenset[str]) -> bool:
    """Make the text of cells what they show; whether elements were taken out of the tree.

    ``styles`` are those of ``styles_of`` the page.
    """
    for node in elements["input"][:MAX_CHANGED]:
        _fill(node)
    styled = (node for word in _APART for node in _styled(tree, styles, word))
    for node in (*elements["apart"][:MAX_CHANGED], *styled):
        _set_apart(node)
    for node in elements["img"][:MAX_CHANGED]:
        _depict(node)
    unchosen = [node for one in elements["select"][:MAX_CHANGED] for node in _unchosen(one)]
    for node in (*elements["sup"][:MAX_CHANGED], *_styled(tree, styles, _RAISED)):
        _raise(node)
    gone = {
        node.mem_id: node
        for node in (
            *elements["struck"][:MAX_CHANGED],
            *_styled(tree, styles, _STRUCK),
            *_styled(tree, styles, UNSEEN),
            *(n for n in _styled(tree, styles, _SIZELESS) if _is_innermost(n)),
            *(n for word in _OUT_OF_SIGHT for n in _styled(tree, styles, word)),
        )
    }
    outer = [node for node in gone.values() if not _is_within(node, gone)]
    for node in unchosen:
        node.decompose()
    changed = bool(unchosen) + sum(map(_take_out, outer))
    return changed + sum(map(_put_last, elements["tfoot"][:MAX_CHANGED])) > 0


def is_hidden(node: LexborNode) -> bool:
    """Whether an element, or one that it stands in, is not displayed."""
    above: LexborNode | None = node
    for _ in range(_DEEPEST):
        if above is None or above.tag == "html":
            return False
        if _is_unseen(above):
            return True
        above = above.parent
    return False


def _styled(tree: LexborHTMLParser, styles: frozenset[str], word: str) -> Iterator[LexborNode]:
    """The elements within cells whose own style is the one of this word."""
    if word not in styles:
        return
    held = [f'[style*="{word}" i]', *(["[hidden]"] if word == UNSEEN else [])]
    within = ",".join(f"td {one},th {one},td{one},th{one},tr{one}" for one in held)
    for node in tree.css(within)[:MAX_CHANGED]:
        if _has_style(node, word) or (word == UNSEEN and _is_unseen(node)):
            yield node


def _has_style(node: LexborNode, word: str) -> bool:
    style = node.attributes.get("style") or ""
    return _STYLES[word].search(style.lower().encode()) is not None


def _is_innermost(node: LexborNode) -> bool:
    """Whether an element holds none that may state a size of its own."""
    return len(node.css("*")) == 1  # itself


def _is_within(node: LexborNode, others: Mapping[int, LexborNode]) -> bool:
    """Whether an element stands in one of the others, so that it goes with that one."""
    above = node.parent
    for _ in range(_DEEPEST):
        if above is None:
            return False
        if above.mem_id in others:
            return True
        above = above.parent
    return False


def _cell(node: LexborNode) -> LexborNode | None:
    """The cell that an element stands in, if no table lies in that cell."""
    above = node.parent
    for _ in range(_DEEPEST):
        if above is None or above.tag == "table":
            return None
        if above.tag in _CELLS:
            return None if above.css_first("table") else above
        above = above.parent
    return None


def _fill(node: LexborNode) -> None:
    """Print the value of a box to be filled in where the box stands."""
    attributes = node.attributes
    value = (attributes.get("value") or "").strip()
    kind = (attributes.get("type") or "").strip().lower()
    if value and not _is_unseen(node) and kind in _FILLED and _cell(node) is not None:
        node.insert_before(value)


def _depict(node: LexborNode) -> None:
    """Say of a cell of a table that it shows a picture and nothing else: it is not blank."""
    cell = _cell(node)
    if cell is None or cell.text().strip() or _shows_nothing(node):
        return
    table = cell.parent
    while table is not None and table.tag != "table":
        table = table.parent
    if table is not None and len(table.css("td,th")) >= _FEWEST_FIGURES:
        node.insert_before(DEPICTED)


def _shows_nothing(node: LexborNode) -> bool:
    attributes = node.attributes
    sides = (attributes.get("width") or "", attributes.get("height") or "")
    is_dot = any(side.isdigit() and int(side[:9]) <= _DOT for side in sides)
    return is_dot or _SPACER.search(attributes.get("src") or "") is not None or _is_unseen(node)


def _unchosen(node: LexborNode) -> list[LexborNode]:
    """The choices in a cell's list that are not the one shown: the one chosen, else the first."""
    if _cell(node) is None:
        return []
    choices = node.css("option")[:MAX_CHANGED]
    shown = next(
        (one for one in choices if "selected" in one.attributes), next(iter(choices), None)
    )
    return [one for one in choices if shown is not None and one.mem_id != shown.mem_id]


def _raise(node: LexborNode) -> None:
    """Set a raised mark in brackets, as plain text prints it; alone in a cell it is no mark."""
    mark = node.text().strip()
    cell = _cell(node)
    if cell is None or not mark or _BRACKETS.fullmatch(mark) or cell.text().strip() == mark:
        return
    node.insert_before("[")
    node.insert_after("]")


def _set_apart(node: LexborNode) -> None:
    """Part digits that stand lower, higher, elsewhere or unseen from those beside them.

    Whether both are one number is not certain then.
    """
    mark = node.text().strip()
    cell = _cell(node)
    if cell is None or not any(map(str.isdigit, mark)) or cell.text().strip() == mark:
        return
    node.insert_before(" ")
    node.insert_after(" ")


def _take_out(node: LexborNode) -> bool:
    """Take a cell that is not displayed out of its row, or an element out of its cell.

    An element stays where nothing else would be left in the cell to be read.
    """
    text, cell = node.text().strip(), _cell(node)
    if node.tag == "tr":
        goes = _is_unseen(node) and _is_said_again(node)
    elif node.tag in _CELLS:
        goes = node.css_first("table") is None and _is_unseen(node)
    else:
        goes = cell is not None and bool(text) and cell.text().strip() != text
    if goes:
        node.decompose()
    return goes


def _put_last(foot: LexborNode) -> bool:
    """Put a table's foot behind its rows, where it is shown wherever it was written."""
    below, table = foot.next, foot.parent
    while below is not None and below.tag != "tbody":
        below = below.next
    if below is None or table is None or table.tag != "table":
        return False
    table.insert_child(foot)  # a copy of it
    foot.decompose()
    return True


def _is_said_again(row: LexborNode) -> bool:
    """Whether another row begins as this one does: an older one was put out of sight."""
    label = _beginning(row)
    others = row.parent.iter() if row.parent is not None else ()
    return bool(label) and any(
        one.mem_id != row.mem_id and not _is_unseen(one) and _beginning(one) == label
        for one in others
    )


def _beginning(row: LexborNode) -> str:
    """The first words of a row that lays out no tables."""
    if row.tag != "tr" or row.css_first("table") is not None:
        return ""
    return next((text for cell in row.iter() if (text := cell.text().strip())), "")


def _is_unseen(node: LexborNode) -> bool:
    return "hidden" in node.attributes or _has_style(node, UNSEEN)
