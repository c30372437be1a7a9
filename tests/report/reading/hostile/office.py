"""Word and RTF files that unpack, nest and span beyond all measure."""

from __future__ import annotations

import io
import struct
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
V = "urn:schemas-microsoft-com:vml"


def package(parts, method=zipfile.ZIP_DEFLATED):
    """A ZIP package of parts by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return out.getvalue()


def document(inner: str, before: str = "") -> bytes:
    return package(
        {
            "word/document.xml": f'{before}<w:document xmlns:w="{W}" xmlns:v="{V}">'
            f"<w:body>{inner}</w:body></w:document>"
        }
    )


def boxes(depth: int) -> str:
    """Text boxes in text boxes: each holds a paragraph with the next one."""
    opening = "<w:p><w:txbxContent>" * depth
    return opening + "<w:p><w:r><w:t>1</w:t></w:r></w:p>" + "</w:txbxContent></w:p>" * depth


def entities(levels: int, element: str) -> str:
    """The declarations of a billion laughs; the last entity is ``&e<levels>;``."""
    laughs = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(levels))
    return f'<!DOCTYPE {element} [<!ENTITY e0 "lol">{laughs}]>'


CELL = "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>"
DOCX = {
    "quadratic blow-up of one entity": lambda: document(
        "<w:p><w:r><w:t>" + "&e;" * 100_000 + "</w:t></w:r></w:p>",
        f'<!DOCTYPE d [<!ENTITY e "{"a" * 100_000}">]>',
    ),
    "entities in an attribute": lambda: document(
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="&e9;"/></w:tcPr>'
        "<w:p/></w:tc></w:tr></w:tbl>",
        entities(9, "d"),
    ),
    "a part that begins before the file": lambda: (
        (whole := document("<w:p/>" * 500))[:60] + whole[100:]
    ),
    "40 text boxes in text boxes": lambda: document(boxes(40)),
    "120 text boxes in text boxes": lambda: document(boxes(120)),
    "100,000 levels of content controls": lambda: document(
        "<w:sdt><w:sdtContent>" * 100_000 + "<w:p/>" + "</w:sdtContent></w:sdt>" * 100_000
    ),
    "spans that are too wide, in every cell": lambda: document(
        "<w:tbl>"
        + (
            '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/>'
            '<w:vMerge w:val="restart"/></w:tcPr><w:p/></w:tc></w:tr>'
        )
        * 20_000
        + "</w:tbl>"
    ),
    "100,000 rows merged into one cell": lambda: document(
        '<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p/></w:tc></w:tr>'
        + "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>" * 100_000
        + "</w:tbl>"
    ),
    "100,000 tiny tables": lambda: document(f"<w:tbl><w:tr>{CELL}</w:tr></w:tbl>" * 100_000),
    "200,000 cells": lambda: document(
        "<w:tbl>" + f"<w:tr>{CELL * 10}</w:tr>" * 20_000 + "</w:tbl>"
    ),
    "400,000 empty paragraphs": lambda: document("<w:p/>" * 400_000),
    "one paragraph of 300,000 runs": lambda: document(
        "<w:p>" + "<w:r><w:t>1</w:t></w:r>" * 300_000 + "</w:p>"
    ),
    "a million breaks in a cell": lambda: document(
        "<w:tbl><w:tr><w:tc><w:p><w:r>"
        + "<w:br/>" * 1_000_000
        + "</w:r></w:p></w:tc></w:tr></w:tbl>"
    ),
    "1,000 other parts that are bombs": lambda: package(
        {"word/document.xml": f'<w:document xmlns:w="{W}"><w:body><w:p/></w:body></w:document>'}
        | {f"word/media/{n}.bin": bytes(1_000_000) for n in range(60)}
    ),
}
RTF = {
    "bytes that are announced and never come": lambda: rb"{\rtf1\ansi {\pict\bin2147483647 x}}",
    "a hundred thousand announcements": lambda: (
        rb"{\rtf1\ansi " + rb"\bin9999999999 " * 100_000 + b"}"
    ),
    "negative bytes": lambda: rb"{\rtf1\ansi \bin-1 x\bin-2147483648 y}",
    "100,000 groups in groups": lambda: rb"{\rtf1 " + b"{" * 100_000 + b"x" + b"}" * 100_001,
    "10 million groups in a row": lambda: rb"{\rtf1 " + b"{}" * 10_000_000 + b"}",
    "100,000 columns": lambda: (
        rb"{\rtf1\trowd"
        + b"".join(rb"\cellx%d" % n for n in range(100_000))
        + rb"\intbl "
        + rb"1\cell" * 100_000
        + rb"\row}"
    ),
    "2 million rows": lambda: rb"{\rtf1 " + rb"\intbl 1\cell\row" * 2_000_000 + b"}",
    "7 million cells": lambda: rb"{\rtf1 \intbl" + (rb"\cell" * 200 + rb"\row") * 35_000 + b"}",
    "100,000 tables": lambda: (
        rb"{\rtf1 " + rb"\trowd\cellx9\intbl 1\cell\row\pard x\par" * 100_000 + b"}"
    ),
    "tables in tables without end": lambda: (
        rb"{\rtf1 " + b"".join(rb"\intbl\itap%d 1\nestcell" % n for n in range(100_000)) + b"}"
    ),
    "letters without end in a word": lambda: rb"{\rtf1 \\" + b"a" * 5_000_000 + b"}",
    "digits without end": lambda: rb"{\rtf1 \u" + b"9" * 5_000_000 + b"}",
    "half surrogates": lambda: rb"{\rtf1 \u-10240?\u-10240?\u-9216?\u-9216?}",
    "a code page nobody knows": lambda: rb"{\rtf1\ansicpg99999 \'b2\'e2}",
    "a backslash at the end": lambda: b"{\\rtf1 x\\",
    "a file cut in a table": lambda: rb"{\rtf1\trowd\cellx9\cellx99\intbl 1\cell 2",
}


def ole(*, sectors: int = 8, fat=None, directory=None, size: int = 4096) -> bytes:
    """A compound file of 512-byte sectors; ``fat`` and ``directory`` may lead in circles."""
    fat = fat or [0xFFFFFFFD, 0xFFFFFFFE, *[n + 1 for n in range(2, sectors - 1)], 0xFFFFFFFE]
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", head, 40, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", head, 76, 0, *[0xFFFFFFFF] * 108)
    table = b"".join(struct.pack("<I", entry) for entry in fat).ljust(512, b"\xff")[:512]
    entries = directory or [
        entry("Root Entry", 5, child=1),
        entry("Workbook", 2, start=2, size=size),
    ]
    return bytes(head) + table + b"".join(entries).ljust(512, b"\0") + bytes(512 * sectors)


def entry(name: str, kind: int, *, left=-1, right=-1, child=-1, start=0xFFFFFFFE, size=0) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBBiii", len(raw), kind, 1, left, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def _table_of_itself() -> bytes:
    data = bytearray(ole())
    struct.pack_into("<II", data, 68, 3, 0xFFFFFFFF)
    struct.pack_into("<128I", data, 512 * 4, *[0] * 127, 3)
    return bytes(data)


OLE = {
    "a chain of sectors in a circle": lambda: ole(fat=[0xFFFFFFFD, 0xFFFFFFFE, 3, 2], size=1 << 20),
    "a sector that follows itself": lambda: ole(fat=[0xFFFFFFFD, 0xFFFFFFFE, 2], size=1 << 30),
    "a directory that follows itself": lambda: ole(fat=[0xFFFFFFFD, 1, 3, 0xFFFFFFFE]),
    "a table of sectors that lists itself for ever": _table_of_itself,
    "a directory whose entries are each other's parents": lambda: ole(
        directory=[
            entry("Root Entry", 5, child=1),
            entry("Workbook", 2, left=2, right=2, start=2, size=4096),
            entry("WordDocument", 2, left=1, right=1, child=1, start=2, size=4096),
        ]
    ),
    "a stream larger than the file": lambda: ole(size=1 << 60),
    "a sector size of 2 to the 60": lambda: _patched(30, struct.pack("<H", 60)),
    "a sector size of one byte": lambda: _patched(30, struct.pack("<H", 0)),
    "more sectors of tables than bytes": lambda: _patched(44, struct.pack("<I", 0xFFFFFFFF)),
    "small sectors without end": lambda: _patched(60, struct.pack("<II", 2, 0xFFFFFFFF)),
    "nothing but a head": lambda: ole()[:512],
    "a head cut short": lambda: ole()[:60],
}


def _patched(at: int, new: bytes) -> bytes:
    data = bytearray(ole())
    data[at : at + len(new)] = new
    return bytes(data)
