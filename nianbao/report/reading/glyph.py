"""Characters of a page by the place where a person sees them stand.

A file says where each character begins and how large its type is; the ink of one
alone says little: that of 、 lies low and that of 一 is flat. Fonts themselves are no
better witnesses, since converters cut them to pieces of odd heights.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import pypdfium2.raw as pdfium

from nianbao.report.model import Unreadable
from nianbao.report.reading.lookalikes import SEEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pypdfium2

    from nianbao.report.reading.ruling import Stroke

MAX_CHARACTERS: Final = 200_000  # on one page
_SPACE: Final = 0x20
_NO_BREAK_SPACE: Final = 0xA0
_NO_CHARACTER: Final = 0xFFFE
_TALLEST: Final = 60.0
_BELOW: Final = 0.6
_ABOVE: Final = 1.3
"""Of the type's size: how far ink may reach below and above the line that it stands on."""
_MIDDLE: Final = 0.35
"""Of the type's size: how high above that line the middle of a digit lies."""
_Box: TypeAlias = tuple[float, float, float, float]
_Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character, in points, y upwards.

    ``left``, ``right``, ``low`` and ``high`` bound its ink. ``y`` is where the middle of
    the digits of its line is, the same for all characters that stand on one line.
    """

    text: str
    x: float
    y: float
    left: float
    right: float
    low: float
    high: float
    height: float

    @property
    def base(self) -> float:
        """Where the line is that the character stands on."""
        return self.y - _MIDDLE * self.height


class _Letter(NamedTuple):
    """What the library says of a character: its ink, where it begins, its size and its turn."""

    text: str
    box: _Box
    origin: _Point
    size: float
    turn: int


def glyphs(page: pypdfium2.PdfPage) -> tuple[list[Glyph], int]:
    """Return the characters of a page, and by how many quarters its text is turned.

    Where most of a page is turned, all places are told as if the page lay upright.

    Raises:
        Unreadable: more characters than any page has.
    """
    letters = list(_letters(page.get_textpage()))
    turn = Counter(letter.turn for letter in letters).most_common(1)[0][0] if letters else 0
    return [_glyph(letter, turn) for letter in letters], turn


def turned(
    horizontal: Sequence[Stroke], vertical: Sequence[Stroke], turn: int
) -> tuple[list[Stroke], list[Stroke]]:
    """Return a page's level and upright strokes as they are once the page lies upright."""
    if turn % 2 == 0:
        sign = -1 if turn else 1
        return [_along(s, sign, sign) for s in horizontal], [
            _along(s, sign, sign) for s in vertical
        ]
    across, along = (-1, 1) if turn == 1 else (1, -1)
    return [_along(s, across, along) for s in vertical], [
        _along(s, along, across) for s in horizontal
    ]


def _along(stroke: Stroke, at: int, reach: int) -> Stroke:
    place, start, end = stroke
    return at * place, min(reach * start, reach * end), max(reach * start, reach * end)


def _letters(text: pypdfium2.PdfTextPage) -> Iterator[_Letter]:
    """Ask for one character after the other, always into the same buffers."""
    count = pdfium.FPDFText_CountChars(text)
    if count > MAX_CHARACTERS:
        raise Unreadable("PDF 页面文字过多，未读取")
    left, right, low, high, x, y = (ctypes.c_double() for _ in range(6))
    box = [ctypes.byref(value) for value in (left, right, low, high)]
    origin = ctypes.byref(x), ctypes.byref(y)
    matrix = pdfium.FS_MATRIX()
    raw = text.raw
    for number in range(count):
        code = pdfium.FPDFText_GetUnicode(raw, number)
        seen = SEEN.get(code)
        if seen is None:
            if code <= _SPACE or code >= _NO_CHARACTER or code == _NO_BREAK_SPACE:
                continue
            seen = chr(code)
        pdfium.FPDFText_GetCharBox(raw, number, *box)
        pdfium.FPDFText_GetCharOrigin(raw, number, *origin)
        pdfium.FPDFText_GetMatrix(raw, number, ctypes.byref(matrix))
        size = pdfium.FPDFText_GetFontSize(raw, number) * math.hypot(matrix.c, matrix.d)
        ink = left.value, right.value, low.value, high.value
        yield _Letter(seen, ink, (x.value, y.value), size, _turn(matrix.a, matrix.b))


def _turn(along: float, up: float) -> int:
    """By how many quarters to the left a character is turned."""
    if abs(up) > abs(along):
        return 1 if up > 0 else 3
    return 0 if along >= 0 else 2


def _glyph(letter: _Letter, turn: int) -> Glyph:
    left, right, low, high = letter.box
    base = letter.origin[1]
    if turn:
        (left, low), (right, high) = _upright(left, low, turn), _upright(right, high, turn)
        left, right, low, high = min(left, right), max(left, right), min(low, high), max(low, high)
        base = _upright(*letter.origin, turn)[1]
    y, size = base + _MIDDLE * letter.size, letter.size
    if not (0 < size < _TALLEST and base - _BELOW * size <= low and high <= base + _ABOVE * size):
        y, size = (low + high) / 2, high - low  # of some fonts a file tells nonsense
    return Glyph(letter.text, (left + right) / 2, y, left, right, low, high, size)


def _upright(x: float, y: float, turn: int) -> _Point:
    """A place of a page whose text is turned, as it is once the page lies upright."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]
