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
MAX_OBJECT_STREAM: Final = 40_000_000
MAX_UNPACKED: Final = 150_000_000
"""Bytes of all streams together, of drawing and of objects."""
MAX_DRAWN: Final = 1_000_000
"""Times that forms are drawn on one page, those within forms counted each time."""
MAX_FOLLOWED: Final = 10_000_000
"""References followed from forms to what they name."""
_DEEPEST: Final = 40
_HOPS: Final = 4  # from a form over its resources to the forms that it draws
_OBJECT: Final = re.compile(rb"obj\b")
_NUMBER: Final = re.compile(rb"(?<!\d)(\d{1,10})\s{1,4}\d{1,5}\s{1,4}\Z")
_BEFORE: Final = 24
"""Bytes before the word that an object's number stands in, and one more. A file of many
digits is searched for the word: at each digit for the number it takes six times as long."""
_ENTRIES: Final = 20_000  # bytes of an object that are searched for its entries
_LONGEST_LIST: Final = 100_000  # bytes: the parts of one page
_REFERENCE: Final = re.compile(rb"(\d+)\s+\d+\s+R\b")
_NAMES: Final = re.compile(rb"\sR\b")
_NONE: Final[frozenset[int]] = frozenset()
_CONTENTS: Final = re.compile(rb"/Contents\s*(\[[^\]]*|\d+\s+\d+\s+R)")
_DRAWS: Final = re.compile(rb"(?<![A-Za-z])Do(?![A-Za-z])")
_FORM: Final = re.compile(rb"/Subtype\s*/Form\b")
_NO_DRAWING: Final = re.compile(
    rb"/Subtype\s*/(?:Image|Type1C|CIDFontType0C|OpenType|XML)\b|/Length1\b|/Type\s*/EmbeddedFile\b"
)
_OBJECTS: Final = re.compile(rb"/Type\s*/(?:XRef|ObjStm)\b")
"""Streams that hold objects, or say where they stand; they are unpacked at once."""


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
    places: dict[int, tuple[int, int]] = {}
    sizes: dict[int, int] = {}
    unpacked = 0
    for number, start, end in _objects(data):
        entries, stream, _ = data[start : min(end, start + _ENTRIES)].partition(b"stream")
        names = _names(entries)
        if not stream:
            plain[number] = names
            places[number] = start, end
        elif not _NO_DRAWING.search(entries):
            most = MAX_OBJECT_STREAM if (holds := _OBJECTS.search(entries)) else MAX_CONTENT
            content = _unpacked(data, start + len(entries) + len(stream), end, entries, most)
            sizes[number] = len(content)
            unpacked += len(content)
            if unpacked > MAX_UNPACKED:
                raise Unreadable("PDF 内容解压后过大，未读取")
            if not holds:
                draws = len(_DRAWS.findall(content)) if b"Do" in content else 0
                drawings.append(_Drawing(number, bool(_FORM.search(entries)), draws, names))
    if any(_on_page(data, place, places, sizes) > MAX_CONTENT for place in places.values()):
        raise Unreadable("PDF 页面内容过多，未读取")
    if _drawn(drawings, plain) > MAX_DRAWN:
        raise Unreadable("PDF 内容层层引用过多，未读取")


def _names(entries: bytes) -> frozenset[int]:
    """The objects that an object's entries name; long lists of numbers name none."""
    return frozenset(map(int, _REFERENCE.findall(entries))) if _NAMES.search(entries) else _NONE


def _objects(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Number, first byte and end of every object; each byte belongs to one object."""
    number = start = None
    for match in _OBJECT.finditer(data):
        found = _NUMBER.search(data, max(0, match.start() - _BEFORE), match.start())
        if found is None:
            continue
        if number is not None and start is not None:
            yield number, start, found.start()
        number, start = int(found[1]), match.end()
    if number is not None and start is not None:
        yield number, start, len(data)


def _on_page(
    data: bytes,
    place: tuple[int, int],
    places: Mapping[int, tuple[int, int]],
    sizes: Mapping[int, int],
) -> int:
    """Bytes of drawing on one page, whose parts may be one and the same stream many times."""
    found = _CONTENTS.search(data, *place) if data.find(b"/Contents", *place) >= 0 else None
    if found is None:
        return 0
    parts = [int(number) for number in _REFERENCE.findall(found[1])]
    if len(parts) == 1 and parts[0] in places:  # the list is an object of its own
        start, end = places[parts[0]]
        if end - start > _LONGEST_LIST:
            return MAX_CONTENT + 1
        parts = [int(number) for number in _REFERENCE.findall(data, start, end)]
    return sum(sizes.get(number, 0) for number in parts)


def _drawn(drawings: Sequence[_Drawing], plain: Mapping[int, frozenset[int]]) -> int:
    """How many drawings the heaviest page may come to, at most."""
    forms = {one.number: one for one in drawings if one.is_form}
    if not any(form.draws for form in forms.values()):
        return 0
    real = {
        number: frozenset(n for n in names if n in plain or n in forms)
        for number, names in plain.items()
    }
    followed = 0
    inner: dict[int, frozenset[int]] = {}
    for number, form in forms.items():
        inner[number], steps = _inner(form, forms, real)
        followed += steps
        if followed > MAX_FOLLOWED:
            return MAX_DRAWN + 1
    known: dict[int, int] = {}
    heaviest = max(_weight(number, forms, inner, known, frozenset()) for number in forms)
    return heaviest * max((one.draws for one in drawings if not one.is_form), default=1)


def _unpacked(data: bytes, start: int, end: int, entries: bytes, most: int) -> bytes:
    """Return what a stream unpacks to; more than ``most`` bytes of it are refused."""
    packed = data[start:end].removeprefix(b"\r").removeprefix(b"\n")
    times = entries.count(b"FlateDecode") + entries.count(b"/Fl ")
    if times > 1:
        raise Unreadable("PDF 内容多重压缩，未读取")
    if not times:
        return packed[:most]
    try:
        content = zlib.decompressobj().decompress(packed, most + 1)
    except zlib.error:
        return b""  # encrypted or packed twice: the library will say what it is
    if len(content) > most:
        raise Unreadable("PDF 内容解压后过大，未读取")
    return content


def _inner(
    form: _Drawing, forms: Mapping[int, _Drawing], plain: Mapping[int, frozenset[int]]
) -> tuple[frozenset[int], int]:
    """The forms that a form names, directly or over dictionaries; how many names it took."""
    seen: set[int] = set()
    named = {number for number in form.names if number in plain or number in forms}
    steps = len(form.names)
    for _ in range(_HOPS):
        seen |= named
        resources = [plain[near] for near in named if near not in forms]
        steps += sum(map(len, resources))
        named = {far for names in resources for far in names} - seen
    return frozenset(number for number in seen if number in forms), steps


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
