"""The torn end of a WARC file whose writer was killed: cut off, so that every reader can read it.

A record is handed to the system before anything speaks of it. What a killed
process left of its last one is therefore in no manifest and no row, and cannot be
checked; but some readers of WARC files stumble over it, and lose the whole file.
"""

from __future__ import annotations

import fcntl
import os
import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import BinaryIO

ENDING: Final = ".warc.gz"
_BLOCK: Final = 1 << 16
_GZIP: Final = zlib.MAX_WBITS + 16


def mend(folder: Path, sealed: Mapping[str, int]) -> dict[str, int]:
    """Cut the torn ends of a folder's WARC files; return the bytes cut, by the file's name.

    A file is left alone while a process writes it (its lock tells), and where the
    cut would lie inside what is ``sealed`` (length in bytes by name).
    """
    found = sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else []
    cuts = {path.name: _cut(path, sealed.get(path.name, 0)) for path in found}
    return {name: size for name, size in cuts.items() if size}


def _cut(path: Path, kept: int) -> int:
    with path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # Somebody writes it, or this file system knows no locks.
            return 0
        length = file.seek(0, os.SEEK_END)
        whole = whole_length(file)
        if not kept <= whole < length:
            return 0
        file.truncate(whole)
        return length - whole


def whole_length(file: BinaryIO) -> int:
    """Return where the last whole gzip member of a file ends: one member is one record.

    Of a file that is damaged, and not merely cut short, this is its whole length:
    behind the damage there may be records that can still be read.
    """
    file.seek(0)
    whole = position = 0
    member = zlib.decompressobj(_GZIP)
    try:
        for block in _blocks(file):
            position += len(block)
            rest = _inflated(member, block)
            while member.eof:
                whole = position - len(rest)
                member = zlib.decompressobj(_GZIP)
                rest = _inflated(member, rest)
    except zlib.error:
        return file.seek(0, os.SEEK_END)
    return whole


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block


def _inflated(member: zlib._Decompress, data: bytes) -> bytes:
    """Unpack ``data`` in small pieces; return what lies behind the member's end."""
    while data and not member.eof:
        member.decompress(data, _BLOCK)
        data = member.unconsumed_tail
    return member.unused_data
