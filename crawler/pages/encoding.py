"""Bytes to text by evidence: byte order mark, validity, then what header and page declare.

Declared charsets lie, gb2312 means gb18030, and some pages are put together
from pieces in different encodings: those are decoded piece by piece.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_PIECE = re.compile(rb"[^<>\n]*[<>\n]?")
_CJK = re.compile("[\u3000-\u9fff\uff00-\uffef]")
_HEAD = 4096  # bytes in which a page declares its charset


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of a page or of a data answer. Never raises; what fits nothing is U+FFFD."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body.decode(name, errors="replace")
    for name in ("utf-8", *_declared(body, content_type), "gb18030"):
        text = _strict(body, name)
        if text is not None:
            return text
    return _mixed(body)


def _declared(body: bytes, content_type: str) -> tuple[str, ...]:
    found = _DECLARED.findall(content_type.encode("latin-1", "ignore")) + _DECLARED.findall(
        body[:_HEAD]
    )
    names = (name.decode("ascii", "ignore").lower() for name in found)
    known = (("gb18030" if name.startswith(("gb", "x-gb")) else name) for name in names)
    # Latin-1 takes any byte, so that its success proves nothing.
    return tuple(name for name in known if not name.startswith(("iso-8859", "latin", "windows")))


def _strict(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _mixed(body: bytes) -> str:
    return "".join(_piece(piece) for piece in _PIECE.findall(body))


def _piece(piece: bytes) -> str:
    """Decode one piece: UTF-8 where it is valid and gives Chinese, else GB 18030."""
    text = _strict(piece, "utf-8")
    if text is not None and (text.isascii() or _CJK.search(text)):
        return text
    return piece.decode("gb18030", errors="replace")
