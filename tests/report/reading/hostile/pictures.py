"""Pictures that unpack to more than any page has, or to nothing."""

from __future__ import annotations

import struct
import zlib


def png(width: int, height: int) -> bytes:
    """A blank picture of black and white."""
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * height, 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part))
        for kind, part in ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    )


def tiff(*entries: tuple[int, int], following: int = 0) -> bytes:
    """A picture of entries without pixels; ``following`` is the place of the next picture."""
    table = b"".join(struct.pack("<HHII", key, 4, 1, value) for key, value in entries)
    size = struct.pack("<H", len(entries))
    return b"II*\0" + struct.pack("<I", 8) + size + table + struct.pack("<I", following)


PICTURES = {
    "60,000 by 60,000": lambda: png(60_000, 60_000),
    "100 by 600,000": lambda: png(100, 600_000),
    "1,000 by 69,000": lambda: png(1_000, 69_000),
    "nothing by nothing": lambda: png(0, 0),
    "one dot": lambda: png(1, 1),
    "cut short": lambda: png(3_000, 3_000)[:60],
    "a picture that follows itself": lambda: tiff((256, 9), (257, 9), following=8),
    "a picture of 4 milliards of strips": lambda: tiff((256, 9), (257, 9), (273, 0xFFFFFFFF)),
    "a bitmap that says it is large": lambda: (
        b"BM" + struct.pack("<IHHIIiiHH", 99, 0, 0, 54, 40, 1 << 30, 1 << 30, 1, 24) + bytes(60)
    ),
    "a bitmap upside down without end": lambda: (
        b"BM" + struct.pack("<IHHIIiiHH", 99, 0, 0, 54, 40, 9, -(1 << 31), 1, 24) + bytes(60)
    ),
}
