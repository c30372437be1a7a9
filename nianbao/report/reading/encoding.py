"""Bytes to text by evidence: what decodes wins over what a label claims."""

from __future__ import annotations

import codecs
import re
from typing import Final

_META: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
_HEAD_BYTES: Final = 4_096
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARKS: Final = tuple(mark for mark, _ in _BOMS)
_WIDER: Final = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}

MENDED: Final = "文件编码有损坏，个别字符不能辨认"


def decode(data: bytes, content_type: str | None = None) -> tuple[str, str | None]:
    """Return the text and a doubt, which is None where every byte was understood.

    A byte order mark, then strict UTF-8, then what meta or header names (gb2312
    is read as gb18030, its superset), then gb18030; only then is damage
    accepted, and said.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, errors="replace"), None
    for name in ("utf-8", *_claimed(data, content_type), "gb18030"):
        try:
            return data.decode(name), None
        except (UnicodeError, LookupError):
            # Python has codecs that are no charset ("undefined") and say so by UnicodeError.
            continue
    return _mended(data)


def in_utf8(data: bytes, content_type: str | None = None) -> tuple[bytes, str, str | None]:
    """Return the text as UTF-8 as well, which most files are already, and then as ``decode``."""
    if not data.startswith(_MARKS):
        try:
            return data, data.decode(), None
        except UnicodeDecodeError:
            pass
    text, doubt = decode(data, content_type)
    return text.encode(errors="ignore"), text, doubt


def _claimed(data: bytes, content_type: str | None) -> tuple[str, ...]:
    found = [name.decode("ascii") for name in _META.findall(data[:_HEAD_BYTES])]
    header = _META.search((content_type or "").encode("ascii", "ignore"))
    if header:
        found.append(header[1].decode("ascii"))
    return tuple(_WIDER.get(name.lower(), name.lower()) for name in found)


def _mended(data: bytes) -> tuple[str, str | None]:
    """Take the reading with the fewest characters lost (pages with two encodings in one)."""
    readings = [data.decode(name, errors="replace") for name in ("utf-8", "gb18030")]
    best = min(readings, key=lambda text: text.count("�"))
    return best, MENDED
