"""A WARC file's records one after the other, each a gzip member, in little memory."""

from __future__ import annotations

import hashlib
import zlib
from base64 import b32decode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_BLOCK: Final = 1 << 15
_PLAIN: Final = 1 << 20
"""So much is unpacked at a time, however well it was packed."""
_HEAD: Final = 1 << 16
_END: Final = b"\r\n\r\n"


class Unfit(Exception):  # noqa: N818 - named for what to do next: leave the archive alone
    """A file is no WARC file as this software writes them, or it is damaged."""


@dataclass(frozen=True, slots=True)
class Member:
    """One record: where it lies, the SHA-256 of its packed bytes, and what its head says.

    ``url`` and ``at`` are as written; ``payload`` is the hexadecimal SHA-256 of the
    payload, "" without one. ``refers`` is what a revisit confirms: address and date.
    ``with_record`` is the record that a request belongs to.
    """

    offset: int
    length: int
    sha256: str
    kind: str  # response, request, revisit, resource, warcinfo
    record: str
    url: str
    at: str
    payload: str
    refers: tuple[str, str]
    with_record: str


def members(file: BinaryIO) -> Iterator[Member]:
    """Yield every record from the file's position to its end.

    Raises:
        Unfit: something is not one whole record in one gzip member.
    """
    offset, rest = file.tell(), b""
    while rest := rest or file.read(_BLOCK):
        length, sha256, head, plain, rest = _member(file, rest, offset)
        yield _as_member(offset, length, sha256, head, plain)
        offset += length


def _member(file: BinaryIO, block: bytes, offset: int) -> tuple[int, str, bytes, int, bytes]:
    """Return length, digest, beginning and plain length of one member, and what follows it."""
    unpacked = zlib.decompressobj(zlib.MAX_WBITS + 16)
    digest, head, length, plain = hashlib.sha256(), bytearray(), 0, 0
    while True:
        given = block
        while True:
            try:
                data = unpacked.decompress(given, _PLAIN)
            except zlib.error as error:
                raise Unfit(f"偏移{offset}：{error}") from error
            head += data[: max(0, _HEAD - len(head))]
            plain += len(data)
            given = unpacked.unconsumed_tail
            if unpacked.eof or not (given or data):
                break
        used = len(block) - len(unpacked.unused_data)
        digest.update(block[:used])
        length += used
        if unpacked.eof:
            return length, digest.hexdigest(), bytes(head), plain, unpacked.unused_data
        block = file.read(_BLOCK)
        if not block:
            raise Unfit(f"偏移{offset}：记录不完整")


def _as_member(offset: int, length: int, sha256: str, head: bytes, plain: int) -> Member:
    text, end, _ = head.partition(_END)
    said = _fields(text)
    if not end or not text.startswith(b"WARC/"):
        raise Unfit(f"偏移{offset}：不是 WARC 记录")
    if plain != len(text) + 2 * len(_END) + int(said.get("content-length") or -1):
        raise Unfit(f"偏移{offset}：压缩段不是恰好一条记录")
    return Member(
        offset=offset,
        length=length,
        sha256=sha256,
        kind=said.get("warc-type", ""),
        record=said.get("warc-record-id", ""),
        url=said.get("warc-target-uri", ""),
        at=said.get("warc-date", ""),
        payload=_hexadecimal(said.get("warc-payload-digest", "")),
        refers=(said.get("warc-refers-to-target-uri", ""), said.get("warc-refers-to-date", "")),
        with_record=said.get("warc-concurrent-to", ""),
    )


def _fields(head: bytes) -> dict[str, str]:
    lines = head.decode("utf-8", "replace").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _hexadecimal(digest: str) -> str:
    name, _, value = digest.partition(":")
    if name.lower() != "sha256":
        return ""
    try:
        return b32decode(value).hex()
    except ValueError:
        return ""
