"""ZIP archives: honest ones, and those that nobody should open unguarded."""

import io
import struct
import zipfile

from nianbao.report.model import Source


def packed(*members, name="a.zip"):
    """Members are (name, bytes); a name in bytes is written as it is, without the UTF-8 flag."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as file:
        for member, data in members:
            file.writestr(_entry(member), data)
    return Source(raw.getvalue(), name)


class _RawName(zipfile.ZipInfo):
    """An entry whose name goes out in the bytes an old program would write."""

    raw = b""

    def _encodeFilenameFlags(self):  # noqa: N802 - the library's own name
        return self.raw, self.flag_bits & ~0x800


def _entry(name):
    if isinstance(name, str):
        entry = zipfile.ZipInfo(name)
    else:
        entry = _RawName("x")
        entry.raw = name
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def encrypted(source, member):
    """Set the flag of encryption on one member, in both of its headers."""
    data = bytearray(source.data)
    for mark, flags, name_at in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        place = data.find(mark)
        while place >= 0:
            if data[place + name_at :].startswith(member.encode()):
                data[place + flags] |= 1
            place = data.find(mark, place + 4)
    return Source(bytes(data), source.name)


def damaged(source, member):
    """Overwrite the packed bytes of one member."""
    data = bytearray(source.data)
    with zipfile.ZipFile(io.BytesIO(source.data)) as file:
        entry = file.getinfo(member)
    start = entry.header_offset + 30 + len(member.encode())
    data[start : start + entry.compress_size] = b"\xff" * entry.compress_size
    return Source(bytes(data), source.name)


def nested(inner, depth):
    for _ in range(depth):
        inner = packed(("inner.zip", inner)).data
    return inner


def overstated(source, size):
    """An archive whose headers lie: every member states ``size`` bytes unpacked."""
    data = bytearray(source.data)
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.find(mark)
        while place >= 0:
            struct.pack_into("<I", data, place + at, size)
            place = data.find(mark, place + 4)
    return Source(bytes(data), source.name)
