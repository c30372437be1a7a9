"""Some records of the archive in a WARC file of their own, copied byte for byte.

Each record is one gzip member. It is copied as it lies in the sealed file, so that
whoever holds both can compare them; a response comes with the request that follows it.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from storage.archive import MAX_PAYLOAD_BYTES, Altered
from storage.evidence import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from typing import BinaryIO

    from storage.archive import Archive

_BLOCK: Final = 1 << 16
_MOST: Final = MAX_PAYLOAD_BYTES + 10_000_000
"""No member is longer than this, compressed."""
_MOST_RECORDS: Final = 200_000
"""In one file so many records are looked through for confirmations."""


@dataclass(frozen=True, slots=True)
class Copied:
    """One record in the extract, and where it was copied from."""

    kind: str  # response, request, resource, revisit, warcinfo
    url: str
    at: str  # WARC-Date
    folder: str
    warc: str
    offset: int
    length: int  # bytes of the member


def extract(archive: Archive, places: Iterable[Place], out: BinaryIO) -> tuple[Copied, ...]:
    """Write the records at some places, each once, with their requests and their files' heads.

    Raises:
        Altered: a file is gone or cannot be read there.
    """
    wanted: dict[tuple[str, str], set[int]] = {}
    for place in places:
        wanted.setdefault((place.folder, place.warc), {0}).add(place.offset)
    copied: list[Copied] = []
    for (folder, warc), offsets in sorted(wanted.items()):
        try:
            with archive.file(folder, warc).open("rb") as file:
                for offset in sorted(offsets):
                    copied += _copy(file, folder, warc, offset, out)
        except (OSError, EOFError, ValueError, zlib.error, ArchiveLoadFailed) as error:
            raise Altered(f"存证无法读取：{folder}/{warc}：{error}") from error
    return tuple(copied)


def _copy(file: BinaryIO, folder: str, warc: str, offset: int, out: BinaryIO) -> Iterator[Copied]:
    """Copy the record at an offset and, after a response or a revisit, its request."""
    data = member(file, offset)
    first = _about(data, folder, warc, offset)
    out.write(data)
    yield first
    if first.kind not in {"response", "revisit"}:
        return
    data = member(file, offset + len(data))
    if data and (second := _about(data, folder, warc, offset + first.length)).kind == "request":
        out.write(data)
        yield second


def member(file: BinaryIO, offset: int) -> bytes:
    """Return the gzip member at an offset, b"" at the file's end.

    Raises:
        EOFError: it is cut, or longer than any record of ours.
        zlib.error: there is no member.
    """
    file.seek(offset)
    unpacked = zlib.decompressobj(zlib.MAX_WBITS + 16)
    found = bytearray()
    while not unpacked.eof and len(found) < _MOST:
        block = file.read(_BLOCK)
        if not block:
            if found:
                raise EOFError(f"记录不完整，偏移{offset}")
            return b""
        found += block
        unpacked.decompress(block)
    if not unpacked.eof:
        raise EOFError(f"记录过长，偏移{offset}")
    return bytes(found[: len(found) - len(unpacked.unused_data)])


def _about(data: bytes, folder: str, warc: str, offset: int) -> Copied:
    for record in ArchiveIterator(BytesIO(data)):
        head = record.rec_headers
        return Copied(
            record.rec_type,
            head.get_header("WARC-Target-URI") or "",
            head.get_header("WARC-Date") or "",
            folder,
            warc,
            offset,
            len(data),
        )
    raise EOFError(f"此处没有记录，偏移{offset}")


def confirmations(archive: Archive, folder: str, urls: Collection[str]) -> tuple[Place, ...]:
    """Return where a run's files say that one of some addresses had not changed (304).

    Such a record has no payload of its own: digest and length are empty.

    Raises:
        Altered: a file cannot be read.
    """
    found: list[Place] = []
    for path in sorted(archive.path(folder).glob("*.warc.gz")):
        try:
            with path.open("rb") as file:
                found += [Place(folder, path.name, at, "", 0) for at in _revisits(file, urls)]
        except (OSError, EOFError, ValueError, zlib.error, ArchiveLoadFailed) as error:
            raise Altered(f"存证无法读取：{folder}/{path.name}：{error}") from error
    return tuple(found)


def _revisits(file: BinaryIO, urls: Collection[str]) -> Iterator[int]:
    records = ArchiveIterator(file)
    for number, record in enumerate(records):
        if number >= _MOST_RECORDS:
            return
        uri = record.rec_headers.get_header("WARC-Target-URI")
        if record.rec_type == "revisit" and uri in urls:
            yield records.get_record_offset()
