"""RTF as a stream: groups opened, code pages decoded, what is no text left out.

No kept library gives the tables of an RTF file; the format itself is small.
依据：Rich Text Format Specification 1.9.1。
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from nianbao.report.model import Unreadable
from nianbao.report.reading import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH: Final = 1_000
MAX_TOKENS: Final = 2_000_000
"""Words, groups and pieces of text; a report has some ten thousand, a picture a line each."""
_TOKEN: Final = re.compile(
    rb"(\\\*\s*)?\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\(\r?\n|[^a-zA-Z])"
    rb"|([{}])"
    rb"|[\r\n]+|([^\\{}\r\n]+)"
)
_SKIPPED: Final = frozenset(
    {
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "header", "headerl", "headerr",
        "headerf", "footer", "footerl", "footerr", "footerf", "footnote", "annotation", "object",
        "nonshppict", "nonesttables", "fldinst", "listtable", "listoverridetable", "revtbl",
        "shprslt", "shptxt", "sp", "tc", "xe", "filetbl", "do", "generator", "themedata",
        "datastore",
    }
)  # fmt: skip
"""Groups whose text is not the document's."""
_KEPT: Final = frozenset({"shppict", "nesttableprops", "shpinst"})
"""Groups marked as ignorable that hold something of the document."""
_PLACED: Final = {
    "tab": " ", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ",
    "enspace": " ", "qmspace": " ",
}  # fmt: skip
_SYMBOLS: Final = {
    b"~": " ", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\",
}  # fmt: skip
_CHARSETS: Final = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 204: "cp1251"}
_PAGES: Final = {936: "gb18030", 54936: "gb18030", 65001: "utf-8", 10000: "mac_roman"}
_HIGH: Final = range(0xD800, 0xDC00)
_LOW: Final = range(0xDC00, 0xE000)


class Word(NamedTuple):
    """A control word that shapes the document. ``argument`` is None where none is given."""

    name: str
    argument: int | None
    nested: bool  # stands in the properties of a nested row


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and gives back at its end."""

    skipped: bool = False
    hidden: bool = False
    struck: bool = False
    raised: bool = False
    fonts: bool = False  # the font table
    nested: bool = False
    font: int | None = None
    fallbacks: int = 1  # \ucN


class Stream:
    """Yields text and control words; afterwards ``mended`` and ``pictures`` are known."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._state = _State()
        self._above: list[_State] = []
        self._bytes = bytearray()
        self._page = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._default: int | None = None
        self._drop = 0  # characters still to be left out after \uN
        self._high = 0
        self.mended = False
        self.pictures = 0

    def __iter__(self) -> Iterator[str | Word]:
        """Yield what the document says, in order.

        Raises:
            Unreadable: more, or more deeply nested, than any office program writes.
        """
        place = tokens = 0
        while match := _TOKEN.match(self._data, place):
            place = match.end()
            tokens += 1
            if tokens > MAX_TOKENS:
                raise Unreadable("RTF 文件的内容过多，未读取")
            star, word, argument, code, symbol, brace, plain = match.groups()
            if code or plain:
                self._take(bytes([int(code, 16)]) if code else plain)
                continue
            yield from self._flush()
            if brace:
                self._group(brace)
            elif symbol:
                yield from self._symbol(symbol)
            elif word == b"bin":
                place += max(0, int(argument or 0))
            elif word:
                number = int(argument) if argument else None
                yield from self._word(word.decode(), number, ignorable=bool(star))
        yield from self._flush()

    @property
    def is_open(self) -> bool:
        """Whether groups were never closed: the file was cut short."""
        return bool(self._above)

    @property
    def _silent(self) -> bool:
        return self._state.skipped or self._state.hidden or self._state.struck

    def _shown(self, text: str) -> str:
        """Raised digits as characters of their own, so that no number runs into them."""
        return text.translate(numbers.RAISED) if self._state.raised else text

    def _group(self, brace: bytes) -> None:
        self._drop = 0
        if brace == b"{":
            if len(self._above) >= MAX_DEPTH:
                raise Unreadable("RTF 文件的分组嵌套过深，未读取")
            self._above.append(self._state)
        elif self._above:
            self._state = self._above.pop()

    # -- characters -----------------------------------------------------------

    def _take(self, plain: bytes) -> None:
        """Keep bytes to be decoded together: a Chinese character is two of them."""
        left_out = min(self._drop, len(plain))
        self._drop -= left_out
        if not self._silent:
            self._bytes += plain[left_out:]

    def _flush(self) -> Iterator[str]:
        if not self._bytes:
            return
        raw, self._bytes = bytes(self._bytes), bytearray()
        codec = self._codec()
        try:
            yield self._shown(raw.decode(codec))
        except (UnicodeDecodeError, LookupError):
            self.mended = True
            yield raw.decode("gb18030", errors="replace")

    def _codec(self) -> str:
        """The code page of the font; a Western font in a Chinese file is read as the file."""
        font = self._state.font if self._state.font is not None else self._default
        return self._fonts.get(font, self._page) if font is not None else self._page

    def _symbol(self, symbol: bytes) -> Iterator[str | Word]:
        if symbol in _SYMBOLS:
            yield from self._place(_SYMBOLS[symbol])
        elif not symbol.strip(b"\r\n"):
            yield from self._shape("par", None)

    def _place(self, text: str) -> Iterator[str]:
        if self._drop:
            self._drop -= 1
        elif not self._silent:
            yield self._shown(text)

    def _unicode(self, number: int) -> Iterator[str]:
        """One UTF-16 unit; what stands behind it for older programs is left out."""
        self._drop = 0
        unit = number % 0x10000
        if unit in _HIGH:
            self._high = unit
        elif unit in _LOW:
            high, self._high = self._high, 0
            if high:
                yield from self._place(chr(0x10000 + ((high - 0xD800) << 10) + unit - 0xDC00))
        else:
            yield from self._place(chr(unit))
        self._drop = self._state.fallbacks

    # -- control words --------------------------------------------------------

    def _word(self, name: str, argument: int | None, *, ignorable: bool) -> Iterator[str | Word]:
        if name == "u" and argument is not None:
            yield from self._unicode(argument)
        elif name in _PLACED:
            yield from self._place(_PLACED[name])
        elif self._sets(name, argument):
            return
        elif (ignorable and name not in _KEPT) or name in _SKIPPED:
            self._skip(name)
        else:
            yield from self._shape(name, argument)

    def _skip(self, name: str) -> None:
        if name == "pict" and not self._state.skipped:
            self.pictures += 1
        self._state = replace(self._state, skipped=True, fonts=name == "fonttbl")

    def _sets(self, name: str, argument: int | None) -> bool:
        """Take words that say how the text behind them is to be read."""
        match name:
            case "ansicpg":
                self._page = _PAGES.get(argument or 0, f"cp{argument}")
            case "deff":
                self._default = argument
            case "f" if self._state.fonts:
                self._font = argument or 0
            case "f":
                self._state = replace(self._state, font=argument)
            case "fcharset" if argument in _CHARSETS:
                self._fonts[self._font] = _CHARSETS[argument]
            case "uc":
                self._state = replace(self._state, fallbacks=max(0, min(argument or 0, 8)))
            case "nesttableprops":
                self._state = replace(self._state, nested=True)
            case _:
                return self._looks(name, argument)
        return True

    def _looks(self, name: str, argument: int | None) -> bool:
        """Take words that say how the text behind them looks."""
        on = argument != 0
        match name:
            case "v" | "deleted":
                self._state = replace(self._state, hidden=on)
            case "strike" | "striked":
                self._state = replace(self._state, struck=on)
            case "super" | "nosupersub":
                self._state = replace(self._state, raised=on and name == "super")
            case "plain":
                self._state = replace(
                    self._state, hidden=False, struck=False, raised=False, font=None
                )
            case _:
                return False
        return True

    def _shape(self, name: str, argument: int | None) -> Iterator[Word]:
        if not self._state.skipped:
            yield Word(name, argument, self._state.nested)
