"""Tables for a terminal, in which a Chinese character takes two places."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_WIDE: Final = "WF"
_COMMANDS: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What moves a terminal's cursor or turns its text round, and what cannot be written at all."""


def lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the table's lines; every column is as wide as its widest cell."""
    cells = [list(header), *([_text(cell) for cell in row] for row in rows)]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(padded(cell, wide) for cell, wide in zip(row, widths, strict=True)).rstrip()


def objects(keys: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return the same rows as a JSON list of objects, ASCII-escaped."""
    return json.dumps([dict(zip(keys, row, strict=True)) for row in rows], default=_plain)


def plain(text: str) -> str:
    """Return a text whose letters are seen and do nothing; lines stay lines."""
    return _COMMANDS.sub("�", text)


def width(text: str) -> int:
    """Return how many places a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(letter) in _WIDE else 1 for letter in text)


def padded(text: str, wide: int) -> str:
    """Return a text filled up with spaces to so many places."""
    return text + " " * (wide - width(text))


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return "、".join(map(str, cell)) if isinstance(cell, tuple | list) else str(cell)


def _plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON knows
    return list(value) if isinstance(value, set | frozenset) else str(value)
