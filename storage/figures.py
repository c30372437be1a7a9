"""Figures kept compactly: states and values by the form's order, provenance apart.

A report has some two hundred cells and mostly zeros: values take about a hundred
bytes, where JSON takes ten thousand. The form's ``KEYS`` may only be appended to,
so a stored block that is shorter than ``KEYS`` simply lacks the newer ones.

A block is: one byte for the layout, then zlib of: the number of keys (varint), one
code a key, and after them the values of the keys that have one, in order.
"""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any, Final

from nianbao.report.form import KEYS, POSITION
from nianbao.report.model import Figure, State, Where

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nianbao.report.model import Value

_LAYOUT: Final = 1
MAX_BYTES: Final = 4_000_000
"""No block unpacks to more: a report's cells are bounded, and so is what we read back."""

_SEVEN_BITS: Final = 0x7F
_ABSENT: Final = 0
_INTEGER, _DECIMAL, _VALUELESS = 1, 2, 3  # a number: an int, a decimal string, none (no unit)
_CODES: Final = {State.BLANK: 4, State.NA: 5, State.TEXT: 6}
_STATES: Final = {
    **dict.fromkeys((_INTEGER, _DECIMAL, _VALUELESS), State.NUMBER),
    **{code: state for state, code in _CODES.items()},
}


class DamagedFigures(ValueError):  # noqa: N818 - named for what it is, not for being an error
    """A stored block does not unpack to figures: the row is damaged, read the bytes again."""


def pack_values(figures: Mapping[str, Figure]) -> bytes:
    """Return states and values in the order of the form.

    Raises:
        ValueError: a key is no key of the form, or a cell that is no number has a value.
    """
    _refuse_strangers(figures)
    present = [figures.get(key) for key in KEYS]
    codes = bytes(_ABSENT if figure is None else _code(figure) for figure in present)
    values = b"".join(_value(figure.value) for figure in present if figure is not None)
    return _packed(_varint(len(codes)) + codes + values)


def pack_provenance(figures: Mapping[str, Figure]) -> bytes:
    """Return what was printed where, doubts and remarks: all that the values do not say."""
    _refuse_strangers(figures)
    cells = [_cell(figures[key]) for key in KEYS if key in figures]
    return _packed(json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode())


def unpack_values(values: bytes) -> dict[str, tuple[State, Value]]:
    """Return state and value by key: enough for sums, without unpacking the provenance.

    Raises:
        DamagedFigures: the block is not what ``pack_values`` wrote.
    """
    data = _unpacked(values)
    try:
        count, at = _number(data, 0)
        codes = data[at : at + count]
        if len(codes) != count:
            raise DamagedFigures("the block ends too early")
        found, at = _values(codes, data, at + count)
    except IndexError:
        raise DamagedFigures("the block ends too early") from None
    if at != len(data):
        raise DamagedFigures("bytes are left over, or too few")
    return found


def _values(codes: bytes, data: bytes, at: int) -> tuple[dict[str, tuple[State, Value]], int]:
    """Return state and value by key, and where the values end.

    A whole year is unpacked here again and again: nearly all are numbers below 64.
    """
    if len(codes) > len(KEYS):
        raise DamagedFigures(f"{len(codes)} keys, the form has {len(KEYS)}: a newer one")
    found: dict[str, tuple[State, Value]] = {}
    for key, code in zip(KEYS, codes, strict=False):
        if code == _INTEGER:
            number = data[at]
            at += 1
            if number > _SEVEN_BITS:
                number, at = _number(data, at - 1)
            found[key] = _NUMBER, (number >> 1 if number % 2 == 0 else -((number + 1) >> 1))
        elif code == _DECIMAL:
            length, at = _number(data, at)
            found[key] = _NUMBER, data[at : at + length].decode()
            at += length
        elif code != _ABSENT:
            found[key] = _state(code), None
    return found, at


_NUMBER: Final = State.NUMBER


def unpack(values: bytes, provenance: bytes) -> dict[str, Figure]:
    """Return the figures exactly as they were packed.

    Raises:
        DamagedFigures: the two blocks do not belong together, or one is damaged.
    """
    found = unpack_values(values)
    cells = unpack_cells(found, provenance)
    return {key: figure_of(*pair, cells[key]) for key, pair in found.items()}


def unpack_cells(found: Mapping[str, object], provenance: bytes) -> dict[str, list[Any]]:
    """Return what stands beside the values of ``unpack_values``, for ``figure_of``.

    Raises:
        DamagedFigures: the two blocks do not belong together, or one is damaged.
    """
    cells = json.loads(_unpacked(provenance))
    if len(cells) != len(found):
        raise DamagedFigures(f"{len(found)} values, {len(cells)} cells of provenance")
    return dict(zip(found, cells, strict=True))


def _refuse_strangers(figures: Mapping[str, Figure]) -> None:
    if strangers := figures.keys() - POSITION.keys():
        raise ValueError(f"no keys of the form: {sorted(strangers)}")


def _code(figure: Figure) -> int:
    if figure.state is not State.NUMBER:
        if figure.value is not None:
            raise ValueError(f"{figure.state} with a value: {figure.value!r}")
        return _CODES[figure.state]
    if figure.value is None:
        return _VALUELESS
    return _INTEGER if isinstance(figure.value, int) else _DECIMAL


def _state(code: int) -> State:
    try:
        return _STATES[code]
    except KeyError:
        raise DamagedFigures(f"unknown code {code}") from None


def _value(value: Value) -> bytes:
    if value is None:
        return b""
    if isinstance(value, int):
        return _varint(value * 2 if value >= 0 else -value * 2 - 1)
    text = value.encode()
    return _varint(len(text)) + text


def _cell(figure: Figure) -> list[Any]:
    """Return printed text, place, doubt, remark; what is at the end and empty is left out."""
    where = figure.where
    usual = str(figure.value) if isinstance(figure.value, int) else ""
    printed = None if figure.printed == usual else figure.printed
    cell = [where.table, where.row, where.column, printed, where.page, figure.doubt, figure.remark]
    while cell[-1] is None:
        cell.pop()
    return cell


def figure_of(state: State, value: Value, cell: list[Any]) -> Figure:
    """Return one figure from its state, its value and what stands beside them."""
    filled = [*cell, *[None] * (7 - len(cell))]
    table, row, column, printed, page, doubt, remark = filled
    usual = str(value) if isinstance(value, int) else ""
    text = usual if printed is None else printed
    return Figure(text, state, value, Where(table, row, column, page), doubt, remark)


def _packed(data: bytes) -> bytes:
    return bytes([_LAYOUT]) + zlib.compress(data, 9)


def _unpacked(data: bytes) -> bytes:
    if data[:1] != bytes([_LAYOUT]):
        raise DamagedFigures(f"unknown layout {data[:1]!r}")
    unpacker = zlib.decompressobj()
    try:
        whole = unpacker.decompress(data[1:], MAX_BYTES)
    except zlib.error as error:
        raise DamagedFigures(str(error)) from error
    if not unpacker.eof:
        raise DamagedFigures("cut short, or larger than any report")
    return whole


def _varint(number: int) -> bytes:
    return bytes(_groups(number))


def _groups(number: int) -> Iterator[int]:
    while number > _SEVEN_BITS:
        yield number & _SEVEN_BITS | 0x80
        number >>= 7
    yield number


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Return the varint at a place, and the place behind it."""
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & _SEVEN_BITS) << shift
        if byte <= _SEVEN_BITS:
            return number, at
        shift += 7
