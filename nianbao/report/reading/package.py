"""ZIP packages (office files, archives): weighed before anything is unpacked."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from io import BytesIO
from typing import Final

from nianbao.report.model import Unreadable

MAX_ENTRIES: Final = 2_000
MAX_UNPACKED: Final = 100_000_000
MAX_RATIO: Final = 200
"""Times its packed size; text of tables packs to a fiftieth, a bomb to a thousandth."""
_SMALL: Final = 1_000_000  # bytes unpacked, below which no ratio is suspicious

_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, ValueError, OverflowError),
)
"""What the library raises, one way or another, over bytes that are not as they should be."""
DAMAGED: Final = "压缩文件已损坏或不完整，无法打开"


def listed(data: bytes) -> zipfile.ZipFile:
    """Return a package with a bounded number of entries, their sizes not yet weighed.

    Raises:
        Unreadable: no package, damaged, or too many entries.
    """
    try:
        package = zipfile.ZipFile(BytesIO(data))
    except (*_BROKEN, NotImplementedError) as error:
        raise Unreadable(DAMAGED) from error
    if len(package.filelist) > MAX_ENTRIES:
        raise Unreadable(f"压缩文件内有{len(package.filelist)}个文件，超过{MAX_ENTRIES}个，未读取")
    return package


def opened(data: bytes) -> zipfile.ZipFile:
    """Return a package whose stated sizes are within the limits.

    Raises:
        Unreadable: no package, damaged, too many entries, or a bomb.
    """
    package = listed(data)
    size = sum(entry.file_size for entry in package.infolist())
    if size > MAX_UNPACKED or size > max(_SMALL, MAX_RATIO * len(data)):
        raise Unreadable("压缩文件解压后过大，未读取")
    return package


def part(package: zipfile.ZipFile, name: str | zipfile.ZipInfo, most: int) -> bytes:
    """Return one entry's bytes, never more than ``most`` of them, whatever its header says.

    Raises:
        KeyError: there is no such entry.
        Unreadable: encrypted, damaged or too large.
    """
    try:
        with package.open(name) as entry:
            data = entry.read(most + 1)
    except RuntimeError as error:  # encrypted; an unknown compression is NotImplementedError
        encrypted = "password" in str(error) or "encrypted" in str(error)
        raise Unreadable("压缩文件已加密，无法读取" if encrypted else DAMAGED) from error
    except _BROKEN as error:
        raise Unreadable(DAMAGED) from error
    if len(data) > most:
        raise Unreadable("压缩文件解压后过大，未读取")
    return data
