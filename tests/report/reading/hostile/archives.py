"""ZIP archives that unpack without end, or only say so."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from nianbao.demo.sheets import load
from nianbao.demo.writers import web
from tests.report.reading.hostile.office import package


def honest() -> bytes:
    return web.page(load("linlan_farming_2025"), web.WebLayout())


def overlapping(count: int, size: int) -> bytes:
    """``count`` entries that all lie upon the same packed bytes: one kernel, unpacked each time."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = packer.compress(bytes(size)) + packer.flush()
    crc = zlib.crc32(bytes(size))
    fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, crc, len(kernel), size, 1, 0)
    local = b"PK\3\4" + fields + b"a" + kernel
    central = b"".join(
        b"PK\1\2" + struct.pack("<H", 20) + fields + struct.pack("<HHHII", 0, 0, 0, 0, 0) + b"a"
        for _ in range(count)
    )
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(central), len(local), 0)
    return local + central + end


def nested(inner: bytes, depth: int) -> bytes:
    for _ in range(depth):
        inner = package({"a.zip": inner})
    return inner


def fanned(depth: int, wide: int) -> bytes:
    """Archives of archives, ``wide`` in each (the 42.zip)."""
    inner = package({"a.txt": bytes(10_000_000)})
    for _ in range(depth):
        inner = package({f"{n}.zip": inner for n in range(wide)})
    return inner


def claimed(size: int) -> bytes:
    """An archive whose one member says that it unpacks to ``size`` bytes."""
    data = bytearray(package({"a.txt": b"1" * 100}))
    for mark, at in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        struct.pack_into("<I", data, data.find(mark) + at, size)
    return bytes(data)


def entries(count: int) -> bytes:
    """An end record that announces more entries than there are bytes."""
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, 46 * count, 0, 0)
    return b"PK\3\4" + bytes(100) + end


def _named(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(name, honest())
    return out.getvalue()


ZIP = {
    "1,900 entries upon the same bytes": lambda: overlapping(1_900, 20_000_000),
    "200 entries upon the same bytes, each small": lambda: overlapping(200, 900_000),
    "30 archives in archives": lambda: nested(b"1", 30),
    "3 levels of 16 archives": lambda: fanned(3, 16),
    "2 levels of 16 archives": lambda: fanned(2, 16),
    "a member that claims 4 GB": lambda: claimed(0xFFFFFFFE),
    "a member that claims nothing": lambda: claimed(0),
    "65,535 entries that are not there": lambda: entries(65_535),
    "60,000 entries": lambda: package({f"{n}": b"" for n in range(60_000)}, zipfile.ZIP_STORED),
    "a bomb packed by bzip2": lambda: package({"a.txt": bytes(40_000_000)}, zipfile.ZIP_BZIP2),
    "a bomb packed by lzma": lambda: package({"a.txt": bytes(40_000_000)}, zipfile.ZIP_LZMA),
    "a word file that is such a bomb": lambda: package(
        {"word/document.xml": bytes(60_000_000)}, zipfile.ZIP_LZMA
    ),
    "a comment of 64 kB of beginnings": lambda: _commented(b"PK\5\6" * 16_000),
    "a name that leads out": lambda: _named("../../../../etc/年报.html"),
    "a name of 60,000 letters": lambda: _named("年" * 20_000),
    "a name of control letters": lambda: _named("\x1b[31m\u202e\r\n.html"),
}


def _commented(comment: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.txt", "1")
        made.comment = comment
    return out.getvalue()
