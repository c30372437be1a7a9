"""XLS files: what calamine takes for a blank cell although it shows an error."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from doc2docx.cfb import CompoundFile
from doc2docx.errors import Doc2DocxError, StreamNotFound

from nianbao.report.model import Unreadable
from nianbao.report.reading.workbook import MAX_CELLS

if TYPE_CHECKING:
    from collections.abc import Iterator

_FORMULA: Final = 0x0006
_BOOLEAN_OR_ERROR: Final = 0x0205
_ENCRYPTED: Final = 0x002F
_CELLS: Final = frozenset(
    {_FORMULA, _BOOLEAN_OR_ERROR, 0x0001, 0x0002, 0x0003, 0x0004, 0x0005}
    | {0x0201, 0x0203, 0x0204, 0x027E, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0406, 0x0206}
)
"""Records that begin with a row and a column."""
_SEVERAL: Final = frozenset({0x00BD, 0x00BE})
"""Of these, those for several cells side by side: they end with their last column."""
_DIMENSIONS: Final = 0x0200
_MAX_ROWS: Final = 65_536
_MAX_COLUMNS: Final = 256
_CLAIM: Final = struct.Struct("<IIHH")
_TOO_MANY: Final = "表格的行列过多，未读取"
_NO_NUMBER: Final = b"\xff\xff"
_IS_ERROR: Final = 2


def shows_errors(data: bytes) -> bool:
    """Whether any cell of the workbook shows an error such as #DIV/0!.

    Raises:
        Unreadable: the file is encrypted, damaged, or has cells far apart.
    """
    try:
        records = list(_records(_stream(data)))
        for kind, body in records:
            if kind == _DIMENSIONS:
                _weigh_claim(body)
        cells = [(kind, body) for kind, body in records if kind in _CELLS]
        _weigh(cells)
    except (Doc2DocxError, ValueError, struct.error, RecursionError) as error:
        raise Unreadable("表格文件已损坏或不完整，无法打开") from error
    return any(_is_error(kind, body) for kind, body in cells)


def _weigh(cells: list[tuple[int, bytes]]) -> None:
    """Refuse what calamine would lay out as one rectangle larger than memory."""
    places = [_last(kind, body) for kind, body in cells]
    height = max((row for row, _ in places), default=0) + 1
    width = max((column for _, column in places), default=0) + 1
    if width > _MAX_COLUMNS or height * width > MAX_CELLS:
        raise Unreadable(_TOO_MANY)


def _last(kind: int, body: bytes) -> tuple[int, int]:
    """The row and the last column of a record."""
    row, column = struct.unpack_from("<HH", body)
    if kind in _SEVERAL:
        (column,) = struct.unpack("<H", body[-2:])
    return row, column


def _weigh_claim(body: bytes) -> None:
    """Refuse a sheet that claims a size which no sheet has: calamine makes room for it at once."""
    if len(body) < _CLAIM.size:  # older than Excel 97, with smaller numbers
        return
    top, bottom, left, right = _CLAIM.unpack_from(body)
    if max(top, bottom) > _MAX_ROWS or max(left, right) > _MAX_COLUMNS:
        raise Unreadable(_TOO_MANY)


def _stream(data: bytes) -> bytes:
    compound = CompoundFile(data)
    try:
        return bytes(compound.open_stream("Workbook"))
    except StreamNotFound:
        return bytes(compound.open_stream("Book"))


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == _ENCRYPTED:
            raise Unreadable("表格文件已加密，无法读取")
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def _is_error(kind: int, body: bytes) -> bool:
    """Records begin with row, column and style, two bytes each; then comes the value."""
    if kind == _FORMULA:
        return body[12:14] == _NO_NUMBER and body[6:7] == bytes([_IS_ERROR])
    return kind == _BOOLEAN_OR_ERROR and body[7:8] == b"\x01"
