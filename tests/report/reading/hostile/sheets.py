"""Workbooks that claim more cells, parts and names than any machine has memory for."""

from __future__ import annotations

import struct
import zipfile

from tests.report.reading.hostile.office import entities, entry, ole, package

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PKG = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def book(
    data: str,
    *,
    before: str = "",
    above: str = "",
    after: str = "",
    sheets: int = 1,
    packed: bool = False,
    **parts: str,
) -> bytes:
    """A workbook; ``data`` stands in the sheet's ``sheetData``, ``above`` and ``after`` about it.

    It is not packed unless that is the point: a packed one is refused as a bomb at once.
    """
    names = "".join(f'<sheet name="s{n}" sheetId="{n + 1}" r:id="r1"/>' for n in range(sheets))
    related = "".join(
        f'<Relationship Id="{name}" Type="{_REL}/{name}" Target="{name}.xml"/>' for name in parts
    )
    return package(
        {
            "[Content_Types].xml": _TYPES,
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}">'
            f"<sheets>{names}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PKG}"><Relationship Id="r1" '
            f'Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>{related}</Relationships>',
            "xl/worksheets/sheet1.xml": f'{before}<worksheet xmlns="{_MAIN}">{above}<sheetData>'
            f"{data}</sheetData>{after}</worksheet>",
            **{f"xl/{name}.xml": part for name, part in parts.items()},
        },
        zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED,
    )


def cell(place: str, inside: str = "<v>1</v>", more: str = "") -> str:
    row = "".join(filter(str.isdigit, place))
    return f'<row r="{row}"><c r="{place}" {more}>{inside}</c></row>'


def strings(inside: str, more: str = "", before: str = "") -> str:
    return f'{before}<sst xmlns="{_MAIN}" {more}>{inside}</sst>'


XLSX = {
    "a billion laughs in a sheet": lambda: book(
        cell("A1", "<is><t>&e9;</t></is>", 't="inlineStr"'), before=entities(9, "worksheet")
    ),
    "a billion laughs in the strings": lambda: book(
        cell("A1", "<v>0</v>", 't="s"'),
        sharedStrings=strings("<si><t>&e9;</t></si>", before=entities(9, "sst")),
    ),
    "strings that are announced by the milliard": lambda: book(
        cell("A1", "<v>0</v>", 't="s"'),
        sharedStrings=strings("<si><t>1</t></si>", 'count="4294967295" uniqueCount="4294967295"'),
    ),
    "more strings than memory": lambda: book(
        cell("A1", "<v>0</v>", 't="s"'),
        sharedStrings=strings("<si><t>1</t></si>", 'count="9" uniqueCount="18446744073709551615"'),
    ),
    "a string that is not there": lambda: book(cell("A1", "<v>99</v>", 't="s"')),
    "the first cell and the last": lambda: book(cell("A1") + cell("XFD1048576")),
    "a cell beyond the last": lambda: book(cell("A1") + cell("ZZZ9999999")),
    "a row beyond all numbers": lambda: book('<row r="99999999999999999999"><c><v>1</v></c></row>'),
    "an honest workbook": lambda: book(cell("A1")),
    "a dimension of everything": lambda: book(cell("A1"), above='<dimension ref="A1:XFD1048576"/>'),
    "a dimension backwards": lambda: book(cell("A1"), above='<dimension ref="XFD1048576:A1"/>'),
    "a merge of everything": lambda: book(
        cell("A1"), after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "a merge backwards": lambda: book(
        cell("A1"), after='<mergeCells><mergeCell ref="C9:A1"/></mergeCells>'
    ),
    "100,000 merges upon each other": lambda: book(
        cell("A1"),
        after="<mergeCells>" + '<mergeCell ref="A1:Z900"/>' * 100_000 + "</mergeCells>",
    ),
    "merges like a staircase": lambda: book(
        cell("A1"),
        after="<mergeCells>"
        + "".join(f'<mergeCell ref="A{n}:B{n + 900}"/>' for n in range(1, 20_000))
        + "</mergeCells>",
    ),
    "100,000 columns": lambda: book(
        '<row r="1">' + '<c t="inlineStr"><is><t>自然人</t></is></c>' * 100_000 + "</row>"
    ),
    "400,000 rows": lambda: book("<row><c><v>1</v></c></row>" * 400_000),
    "a column of a million rows": lambda: book(cell("A1") + cell("A1048570")),
    "a sheet that unpacks to 120 MB": lambda: book(" " * 120_000_000, packed=True),
    "5,000 sheets": lambda: book(cell("A1"), sheets=5_000),
    "90 sheets that are one and the same": lambda: book(cell("A1") + cell("CV20000"), sheets=90),
    "100,000 levels of elements": lambda: book("<a>" * 100_000 + "</a>" * 100_000),
    "a number format of a megabyte": lambda: book(
        cell("A1", "<v>1.5</v>", 's="0"'),
        styles=f'<styleSheet xmlns="{_MAIN}"><numFmts><numFmt numFmtId="200" formatCode="'
        + "0." * 500_000
        + '"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>',
    ),
    "a hundred thousand decimals": lambda: book(
        cell("A1", "<v>1.5</v>", 's="0"'),
        styles=f'<styleSheet xmlns="{_MAIN}"><numFmts><numFmt numFmtId="200" formatCode="0.'
        + "0" * 100_000
        + '"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>',
    ),
    "a number of a megabyte": lambda: book(
        cell("A1", f"<v>{'9' * 1_000_000}.5</v>", 's="0"'),
        styles=f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf numFmtId="2"/></cellXfs></styleSheet>',
    ),
    "numbers that are none": lambda: book(
        "".join(
            cell(f"A{n}", f"<v>{text}</v>")
            for n, text in enumerate(("1e999", "-1e999", "nan", "inf", "1e-999", "0x10", "１"), 1)
        )
    ),
    "no workbook behind the name": lambda: package({"xl/workbook.xml": "<a/>"}),
}


def biff(*records: tuple[int, bytes]) -> bytes:
    """A workbook of the old kind with these records in its only sheet."""
    sheet = b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)
    bof = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 5, 0, 0, 0, 0)
    inner = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 0x10, 0, 0, 0, 0)
    end = struct.pack("<HH", 0x000A, 0)
    name = struct.pack("<HHIHBB", 0x0085, 10, len(bof) + 14 + len(end), 0, 2, 0) + b"s1"
    stream = bof + name + end + inner + sheet + end
    sectors = max(8, len(stream) // 512 + 1)
    data = bytearray(_large(sectors, len(stream)))
    start = 512 * (1 + 1 + sectors // 128 + 1)
    data[start : start + len(stream)] = stream
    return bytes(data)


def _large(sectors: int, size: int) -> bytes:
    """A compound file whose table of sectors takes as many sectors as it needs."""
    tables = sectors // 128 + 1
    head = bytearray(ole()[:512])
    first = tables + 1
    struct.pack_into("<II", head, 44, tables, tables)
    struct.pack_into("<109I", head, 76, *[n if n < tables else 0xFFFFFFFF for n in range(109)])
    fat = [0xFFFFFFFD] * tables + [0xFFFFFFFE]
    fat += [first + n + 1 for n in range(sectors - 1)] + [0xFFFFFFFE]
    table = b"".join(struct.pack("<I", n) for n in fat).ljust(512 * tables, b"\xff")
    directory = entry("Root Entry", 5, child=1) + entry(
        "Workbook", 2, start=first, size=max(size, 4096)
    )
    return bytes(head) + table[: 512 * tables] + directory.ljust(512, b"\0") + bytes(512 * sectors)


def _number(row: int, column: int, value: float = 1.0) -> tuple[int, bytes]:
    return 0x0203, struct.pack("<HHHd", row, column, 0, value)


XLS = {
    "the first cell and the last": lambda: biff(_number(0, 0), _number(65_535, 255)),
    "numbers side by side up to the last column": lambda: biff(
        (0x00BD, struct.pack("<HH", 65_535, 0) + bytes(6) * 1_300 + struct.pack("<H", 1_299)),
        _number(0, 0),
    ),
    "blanks side by side far beyond the last column": lambda: biff(
        (0x00BE, struct.pack("<HH", 65_535, 65_000) + bytes(2) * 500 + struct.pack("<H", 65_499)),
        _number(0, 0),
    ),
    "a range of everything": lambda: biff(
        (0x0200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0)), _number(0, 0)
    ),
    "merges of everything": lambda: biff(
        _number(0, 0),
        *[(0x00E5, struct.pack("<H", 1_027) + struct.pack("<4H", 0, 65_535, 0, 255) * 1_027)] * 40,
    ),
    "strings by the milliard": lambda: biff((0x00FC, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF))),
    "records longer than the file": lambda: biff((0x0203, b""), _number(0, 0))[:-520],
    "records that are too short": lambda: biff(
        *[(kind, b"\1") for kind in (0x203, 6, 0x205, 0xBD, 0xD6)]
    ),
    "a label of negative length": lambda: biff(
        (0x0204, struct.pack("<HHHHB", 0, 0, 0, 0xFFFF, 1) + b"x")
    ),
    "a million records": lambda: biff(*[(0x0042, b"")] * 1_000_000),
}
