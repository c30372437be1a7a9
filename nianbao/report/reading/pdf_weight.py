"""What a PDF unpacks to, estimated before a library that cannot be interrupted opens it.

A form that draws itself twice, or thirty forms that each draw the next eight
times, keep a renderer busy for ever; some kilobytes can unpack to gigabytes.
References hidden in object streams are not followed: a reader of hostile files
still has to run where it can be killed.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nianbao.report.model import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAX_CONTENT: Final = 8_000_000
"""Bytes of one unpacked stream of drawing; a page of tables has some ten thousand."""
MAX_DRAWN: Final = 1_000_000
"""Times that forms are drawn on one page, those within forms counted each time."""
_DEEPEST: Final = 40
_HOPS: Final = 4  # from a form over its resources to the forms that it draws
_OBJECT: Final = re.compile(rb"(?<!\d)(\d{1,10})\s{1,4}\d{1,5}\s{1,4}obj\b")
_ENTRIES: Final = 20_000  # bytes of an object that are searched for its entries
_REFERENCE: Final = re.compile(rb"(\d+)\s+\d+\s+R\b")
_DRAWS: Final = re.compile(rb"(?<![A-Za-z])Do(?![A-Za-z])")
_FORM: Final = re.compile(rb"/Subtype\s*/Form\b")
_NO_DRAWING: Final = re.compile(
    rb"/Subtype\s*/(?:Image|Type1C|CIDFontType0C|OpenType|XML)\b|/Length1\b|/Type\s*/(?:XRef|ObjStm|EmbeddedFile)\b"
)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One stream of drawing: how often it draws something, and what its entries name."""

    number: int
    is_form: bool
    draws: int
    names: frozenset[int]


def weigh(data: bytes) -> None:
    """Refuse a PDF that unpacks to more than any report.

    Raises:
        Unreadable: a stream too large, or forms that draw each other without end.
    """
    plain: dict[int, frozenset[int]] = {}
    drawings: list[_Drawing] = []
    for number, start, end in _objects(data):
        entries, stream, _ = data[start : min(end, start + _ENTRIES)].partition(b"stream")
        names = frozenset(map(int, _REFERENCE.findall(entries)))
        if not stream:
            plain[number] = names
        elif not _NO_DRAWING.search(entries):
            content = _unpacked(data, start + len(entries) + len(stream), end, entries)
            draws = len(_DRAWS.findall(content))
            drawings.append(_Drawing(number, bool(_FORM.search(entries)), draws, names))
    if _drawn(drawings, plain) > MAX_DRAWN:
        raise Unreadable("PDF 内容层层引用过多，未读取")


def _objects(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Number, first byte and end of every object; each byte belongs to one object."""
    number = start = None
    for match in _OBJECT.finditer(data):
        if number is not None and start is not None:
            yield number, start, match.start()
        number, start = int(match[1]), match.end()
    if number is not None and start is not None:
        yield number, start, len(data)


def _drawn(drawings: Sequence[_Drawing], plain: Mapping[int, frozenset[int]]) -> int:
    """How many drawings the heaviest page may come to, at most."""
    forms = {one.number: one for one in drawings if one.is_form}
    if not any(form.draws for form in forms.values()):
        return 0
    inner = {number: _inner(form, forms, plain) for number, form in forms.items()}
    known: dict[int, int] = {}
    heaviest = max(_weight(number, forms, inner, known, frozenset()) for number in forms)
    return heaviest * max((one.draws for one in drawings if not one.is_form), default=1)


def _unpacked(data: bytes, start: int, end: int, entries: bytes) -> bytes:
    packed = data[start:end].removeprefix(b"\r").removeprefix(b"\n")
    times = entries.count(b"FlateDecode") + entries.count(b"/Fl ")
    if times > 1:
        raise Unreadable("PDF 内容多重压缩，未读取")
    if not times:
        return packed[:MAX_CONTENT]
    try:
        content = zlib.decompressobj().decompress(packed, MAX_CONTENT + 1)
    except zlib.error:
        return b""  # encrypted or packed twice: the library will say what it is
    if len(content) > MAX_CONTENT:
        raise Unreadable("PDF 页面内容解压后过大，未读取")
    return content


def _inner(
    form: _Drawing, forms: Mapping[int, _Drawing], plain: Mapping[int, frozenset[int]]
) -> frozenset[int]:
    """The forms that a form names, directly or over dictionaries of resources."""
    seen: set[int] = set()
    named = set(form.names)
    for _ in range(_HOPS):
        seen |= named
        resources = (near for near in named if near not in forms)
        named = {far for near in resources for far in plain.get(near, ())} - seen
    return frozenset(number for number in seen if number in forms)


def _weight(
    number: int,
    forms: Mapping[int, _Drawing],
    inner: Mapping[int, frozenset[int]],
    known: dict[int, int],
    above: frozenset[int],
) -> int:
    """How many drawings one form comes to; one that holds itself comes to more than any."""
    if number in above or len(above) > _DEEPEST:
        return MAX_DRAWN + 1
    if number not in known:
        below = (_weight(n, forms, inner, known, above | {number}) for n in inner[number])
        known[number] = min(1 + forms[number].draws * max(below, default=1), MAX_DRAWN + 1)
    return known[number]
