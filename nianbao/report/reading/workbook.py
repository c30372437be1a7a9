"""What an XLSX file says beside its values: how large it is, and cells that show something else.

The values come from calamine; it takes an error (#DIV/0!) for a blank, knows no
number formats, and cannot tell a formula that was never computed from an empty
cell. All three would be misreadings.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from io import BytesIO
from typing import TYPE_CHECKING, Final, TypeAlias

from lxml import etree

from nianbao.report.model import Unreadable
from nianbao.report.reading import package, rich_text

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator, Mapping

Place: TypeAlias = tuple[int, int]
"""Row and column in the sheet, from 0."""

MAX_PART: Final = 40_000_000
MAX_CELLS: Final = 2_000_000
"""Cells of the rectangle from the first used row and column to the last."""
MAX_ROW: Final = 1_048_576
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_PLAIN_FORMAT: Final = re.compile(r"[#,]*0(?:\.(0+))?(?:_[ )])?")
_PERCENT: Final = re.compile(r"0(?:\.(0+))?%")
_BUILT_IN: Final = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0", 39: "#,##0.00",
}  # fmt: skip
_MAX_COLUMN: Final = 16_384
_GENERAL: Final = (0, 49)
_DAMAGED: Final = "表格文件已损坏，无法打开"


@dataclass(slots=True)
class Shown:
    """One sheet's cells that show something other than their stored value."""

    texts: dict[Place, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    uncomputed: int = 0
    """Formulas whose result was never stored."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """``shown`` by sheet name; ``pictures`` counts the images in the whole file."""

    shown: Mapping[str, Shown]
    pictures: int


def survey(data: bytes) -> Workbook:
    """Look an XLSX file over before its values are read.

    Raises:
        Unreadable: damaged, encrypted, a bomb, or more cells than any report has.
    """
    with package.opened(data) as opened:
        try:
            formats, texts = _formats(opened), rich_text.shared(opened)
            shown = {name: _shown(opened, path, formats, texts) for name, path in _sheets(opened)}
        except (etree.XMLSyntaxError, KeyError) as error:
            raise Unreadable(_DAMAGED) from error
        pictures = sum(1 for name in opened.namelist() if name.startswith("xl/media/"))
    return Workbook(shown, pictures)


def _xml(opened: zipfile.ZipFile, path: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(package.part(opened, path, MAX_PART), parser)


def _sheets(opened: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield every worksheet's name and part."""
    targets = {
        node.get("Id"): node.get("Target") or ""
        for node in _xml(opened, "xl/_rels/workbook.xml.rels")
        if (node.get("Type") or "").endswith("/worksheet")
    }
    for node in _xml(opened, "xl/workbook.xml").iter("{*}sheet"):
        target = targets.get(_relation(node))
        if target:
            yield (
                node.get("name") or "",
                posixpath.normpath(
                    target[1:] if target.startswith("/") else posixpath.join("xl", target)
                ),
            )


def _relation(node: etree._Element) -> str | None:
    """The relation's name, in the usual namespace or that of strict files."""
    found = (value for key, value in node.items() if str(key).endswith("}id"))
    return next(found, None)


def _formats(opened: zipfile.ZipFile) -> list[str]:
    """Return the number format of each cell style; "" shows the value as it is."""
    if "xl/styles.xml" not in opened.namelist():
        return []
    root = _xml(opened, "xl/styles.xml")
    own = {node.get("numFmtId"): node.get("formatCode") or "" for node in root.iter("{*}numFmt")}
    styles = root.iterfind("{*}cellXfs/{*}xf")
    return [_format(node.get("numFmtId") or "0", own) for node in styles]


def _format(number: str, own: Mapping[str | None, str]) -> str:
    if number in own:
        code = own[number].split(";")[0].replace('"', "").replace("\\", "")
        return "" if code in {"General", "@"} else code
    if not number.isdigit() or int(number) in _GENERAL:
        return ""
    return _BUILT_IN.get(int(number), "?")


def _shown(
    opened: zipfile.ZipFile, path: str, formats: list[str], texts: Mapping[str, str]
) -> Shown:
    part = BytesIO(package.part(opened, path, MAX_PART))
    shown = Shown()
    first, last, width = MAX_ROW, 0, 0
    looked_at = ("{*}c", "{*}row", "{*}col")
    for _, cell in etree.iterparse(part, tag=looked_at, resolve_entities=False, no_network=True):
        if not str(cell.tag).endswith("}c"):
            _note_hidden(cell, shown)
            continue
        place = _place(cell.get("r"))
        stored = cell.findtext("{*}v")
        if place is not None:
            first, last = min(first, place[0]), max(last, place[0])
            width = max(width, place[1] + 1)
            text = _text(cell, stored, formats, texts)
            if text is not None:
                shown.texts[place] = text
        if not stored and cell.find("{*}f") is not None and cell.get("t") != "str":
            shown.uncomputed += 1
        cell.clear()
    if (last - first + 1) * width > MAX_CELLS:
        raise Unreadable("表格的行列过多，未读取")
    return shown


def _note_hidden(node: etree._Element, shown: Shown) -> None:
    """Note a row or columns that the sheet does not show."""
    if node.get("hidden") not in {"1", "true"}:
        return
    if str(node.tag).endswith("}row"):
        number = node.get("r") or ""
        shown.hidden_rows.update([int(number[:9]) - 1] if number.isdigit() else [])
        return
    first, last = node.get("min") or "", node.get("max") or ""
    if first.isdigit() and last.isdigit():
        shown.hidden_columns.update(range(int(first[:9]) - 1, min(int(last[:9]), _MAX_COLUMN)))


def _place(reference: str | None) -> Place | None:
    match = _REFERENCE.fullmatch(reference or "")
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _text(
    cell: etree._Element, stored: str | None, formats: list[str], texts: Mapping[str, str]
) -> str | None:
    """What the cell shows, where it is not simply its value."""
    if cell.get("t") == "e":
        return stored or "#N/A"
    if cell.get("t") == "s":
        return texts.get(stored or "")
    if cell.get("t") == "inlineStr":
        return rich_text.shown(next(cell.iter("{*}is"), cell))
    style = cell.get("s") or ""
    code = formats[int(style)] if style.isdigit() and int(style) < len(formats) else ""
    if cell.get("t") not in {None, "n"} or not stored or not ("." in stored or "%" in code):
        return None
    return _rounded(stored, code) if code else None


def _rounded(stored: str, code: str) -> str | None:
    """The stored number with as many decimals as a plain format shows."""
    percent = _PERCENT.fullmatch(code)
    match = percent or _PLAIN_FORMAT.fullmatch(code)
    if match is None:
        return None
    try:
        places = Decimal(1).scaleb(-len(match[1] or ""))
        number = Decimal(stored) * 100 if percent else Decimal(stored)
        return str(number.quantize(places, rounding=ROUND_HALF_UP)) + ("%" if percent else "")
    except DecimalException:  # too large to be rounded, or no number at all
        return None
