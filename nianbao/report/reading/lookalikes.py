"""Characters that a PDF names for others which look the same.

Fonts hold one drawing for a radical and for the character that is written like it, for
a hyphen and for a soft one; some converters name the first of those that they find.
"""

from __future__ import annotations

from typing import Final

_RADICALS: Final = (
    "⺟母⺠民⺮竹⺾艹⻁虎⻄西⻅见⻆角⻈讠⻉贝⻊足⻋车⻐钅⻑長⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻠饣⻡首"
    "⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙⻳龟⼾户"
)
"""Radicals, each before its character, where Unicode's compatibility forms tell none or another."""
_HYPHENS: Final = (
    "\x02\xad\u2010\u2011\u2012"  # the first is how the library names one at a line's end
)
_SLASHES: Final = "\u2044\u2215"
SEEN: Final = {
    **{ord(name): seen for name, seen in zip(_RADICALS[::2], _RADICALS[1::2], strict=True)},
    **dict.fromkeys(map(ord, _HYPHENS), "-"),
    **dict.fromkeys(map(ord, _SLASHES), "/"),
}
"""What is seen, by the code that a file names for it."""
