"""PDF files that draw, refer and unpack without end."""

from __future__ import annotations

import zlib

HEAD = b"%PDF-1.7\n"
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


def written(objects: dict[int, bytes], root: int = 1) -> bytes:
    """A file of numbered objects, with a table of where they stand."""
    parts, place, places = [HEAD], len(HEAD), {}
    for number, body in objects.items():
        places[number] = place
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        place += len(parts[-1])
    out = b"".join(parts)
    size = max(objects) + 1
    table = b"0000000000 65535 f \n" + b"".join(
        b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 00000 f \n"
        for n in range(1, size)
    )
    return out + b"xref\n0 %d\n%strailer<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        size, table, size, root, len(out),
    )  # fmt: skip


def stream(data: bytes, entries: bytes = b"", *, packed: bool = False) -> bytes:
    if packed:
        data, entries = zlib.compress(data, 9), entries + b"/Filter/FlateDecode"
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def page(content: bytes, *, count: int = 1, box: bytes = b"0 0 600 800", **more: bytes) -> bytes:
    """``count`` pages that all draw the same; ``more`` are further objects by number (``o9``)."""
    kids = b" ".join(b"%d 0 R" % (n + 1000) for n in range(count))
    one = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 3 0 R/Resources"
        b"<</Font<</F 4 0 R>>/XObject<</A 5 0 R>>/ColorSpace<</C 6 0 R>>/Pattern<</P 7 0 R>>>>>>"
        % box
    )
    return written(
        {
            1: CATALOG,
            2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids),
            3: content,
            4: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            **{int(name[1:]): body for name, body in more.items()},
            **{n + 1000: one for n in range(count)},
        }
    )


def letters(count: int) -> bytes:
    line = b"(" + b"1" * 200 + b") Tj 0 -1 Td "
    return b"BT /F 1 Tf 1 790 Td " + line * (count // 200) + b"ET"


def tables(count: int) -> bytes:
    """Little ruled tables one below the other, of one cell each."""
    return b"".join(
        b"10 %d m 10 %d l S 90 %d m 90 %d l S " % (y, y + 4, y, y + 4)
        for y in range(0, count * 10, 10)
    )


def comb(teeth: int, height: int) -> bytes:
    """Two long walls of many strokes, and as many rows."""
    return b"".join(b"%d %d m %d %d l S " % (x, 0, x, height) for x in (10, 90)) * (
        teeth // 2
    ) + b"".join(b"10 %d m 90 %d l S " % (y, y) for y in range(0, height, 6))


def _cross_stream(size: int) -> bytes:
    body = stream(
        bytes(size),
        b"/Type/XRef/W[1 4 2]/Index[0 %d]/Size %d/Root 1 0 R" % (size // 7, size // 7),
        packed=True,
    )
    out = (
        HEAD
        + b"1 0 obj\n"
        + CATALOG
        + b"\nendobj\n2 0 obj\n<</Type/Pages/Count 0/Kids[]>>\nendobj\n"
    )
    return out + b"3 0 obj\n" + body + b"\nendobj\nstartxref\n%d\n%%%%EOF" % len(out)


def _circular() -> bytes:
    plain = page(stream(b"0 0 m 9 9 l S"))
    start = plain.rindex(b"xref\n0")
    return plain.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)


PDF = {
    "a count of 2 milliards": lambda: written(
        {
            1: CATALOG,
            2: b"<</Type/Pages/Count 2147483647/Kids[3 0 R]>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        }
    ),
    "a negative count": lambda: written(
        {1: CATALOG, 2: b"<</Type/Pages/Count -5/Kids[3 0 R]>>", 3: b"<</Type/Page>>"}
    ),
    "pages that are each other's parents": lambda: written(
        {
            1: CATALOG,
            2: b"<</Type/Pages/Count 9/Kids[3 0 R]/Parent 3 0 R>>",
            3: b"<</Type/Pages/Count 9/Kids[2 0 R]/Parent 2 0 R>>",
        }
    ),
    "100,000 levels of pages": lambda: written(
        {1: CATALOG}
        | {n: b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (n + 1) for n in range(2, 100_002)}
        | {100_002: b"<</Type/Page/MediaBox[0 0 9 9]>>"}
    ),
    "a catalog that is its own pages": lambda: written(
        {1: b"<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Count 3>>"}
    ),
    "199 pages of 190,000 letters": lambda: page(stream(letters(190_000), packed=True), count=199),
    "199 pages of 40,000 strokes": lambda: page(
        stream(b"0 0 m 9 9 l S " * 40_000, packed=True), count=199
    ),
    "5,000 tables and 150,000 letters": lambda: page(
        stream(tables(5_000) + letters(150_000), packed=True), box=b"0 0 600 50000"
    ),
    "10,000 walls and 8,000 rows": lambda: page(
        stream(comb(9_000, 48_000), packed=True), box=b"0 0 600 50000"
    ),
    "20,000 strokes crossing": lambda: page(
        stream(
            b"".join(
                b"%d 0 m %d 9000 l S 0 %d m 9000 %d l S " % (n, n, n, n) for n in range(0, 9_990, 1)
            ),
            packed=True,
        ),
        box=b"0 0 10000 10000",
    ),
    "a path of a million points": lambda: page(
        stream(b"0 0 m " + b"9 9 l 0 9 l " * 500_000 + b"S", packed=True)
    ),
    "500 streams of eight megabytes": lambda: written(
        {1: CATALOG, 2: b"<</Type/Pages/Count 0/Kids[]>>"}
        | dict.fromkeys(range(3, 503), stream(bytes(7_900_000), packed=True))
    ),
    "contents of a thousand parts": lambda: page(
        b"[" + b"8 0 R " * 1_000 + b"]", o8=stream(b"0 0 m 9 9 l S " * 60_000, packed=True)
    ),
    "a stream that claims 2 milliard bytes": lambda: page(
        b"<</Length 2147483647>>stream\n0 0 m\nendstream"
    ),
    "a stream whose length is itself": lambda: page(b"<</Length 3 0 R>>stream\n0 0 m\nendstream"),
    "objects in a stream of 100 MB": lambda: written(
        {
            1: CATALOG,
            2: b"<</Type/Pages/Count 0/Kids[]>>",
            3: stream(b" " * 100_000_000, b"/Type/ObjStm/N 1/First 10", packed=True),
        }
    ),
    "a table of places of 100 MB": lambda: _cross_stream(100_000_000),
    "a table of places that goes back to itself": _circular,
    "a picture of 60,000 by 60,000": lambda: page(
        stream(b"500 0 0 700 9 9 cm /A Do"),
        o5=stream(
            bytes(1_000_000),
            b"/Type/XObject/Subtype/Image/Width 60000/Height 60000"
            b"/BitsPerComponent 8/ColorSpace/DeviceRGB",
            packed=True,
        ),
    ),
    "a pattern that is filled with itself": lambda: page(
        stream(b"/Pattern cs /P scn 0 0 600 800 re f"),
        o7=stream(
            b"/Pattern cs /P scn 0 0 9 9 re f",
            b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]"
            b"/XStep 0.001/YStep 0.001/Resources<</Pattern<</P 7 0 R>>>>",
        ),
    ),
    "a colour that is made of itself": lambda: page(
        stream(b"/C cs 1 sc 0 0 9 9 re f"), o6=b"[/Indexed 6 0 R 255 6 0 R]"
    ),
    "a font whose map is endless": lambda: page(
        stream(b"BT /F 9 Tf 9 9 Td <00010002> Tj ET"),
        o4=b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H"
        b"/ToUnicode 8 0 R/DescendantFonts[4 0 R]>>",
        o8=stream(
            b"begincmap "
            + b"1 beginbfrange <0000> <ffff> <0000> endbfrange " * 20_000
            + b"endcmap",
            packed=True,
        ),
    ),
    "letters that draw themselves": lambda: page(
        stream(b"BT /F 9 Tf 9 9 Td (aaaa) Tj ET"),
        o4=b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]"
        b"/FirstChar 97/LastChar 97/Widths[9]"
        b"/Encoding<</Differences[97/a]>>/CharProcs<</a 8 0 R>>/Resources<</Font<</F 4 0 R>>>>>>",
        o8=stream(b"9 0 d0 BT /F 9 Tf (aaaa) Tj ET"),
    ),
    "100,000 brackets": lambda: page(b"[" * 100_000),
    "100,000 dictionaries in dictionaries": lambda: page(b"<</A" * 100_000),
    "100,000 states of drawing kept": lambda: page(stream(b"q " * 1_000_000, packed=True)),
    "numbers beyond all numbers": lambda: page(
        stream(
            b"1e999 99999999999999999999 m -1e999 nan l S 0 0 m 9999999999999 9 l S "
            b"1e38 0 0 1e38 0 0 cm 0 0 9 9 re S"
        )
    ),
    "a page as wide as the world": lambda: page(
        stream(b"0 0 m 9 9 l S BT /F 9 Tf (1) Tj ET"), box=b"-1e38 -1e38 1e38 1e38"
    ),
    "30 MB of references": lambda: written(
        {1: CATALOG, 2: b"<</Type/Pages/Count 0/Kids[]>>"}
        | {
            n: (b"<</Subtype/Form/K[%s]>>stream\nDo\nendstream" if n % 2 else b"<</K[%s]>>")
            % b" ".join(b"%d 0 R" % (n * 2_000 + k) for k in range(1_600))
            for n in range(3, 1_203)
        }
    ),
    "1,200 forms that name everything": lambda: written(
        {1: CATALOG, 2: b"<</Type/Pages/Count 0/Kids[]>>"}
        | {
            n: (b"<</Subtype/Form/K[%s]>>stream\n1\nendstream" if n % 2 else b"<</K[%s]>>")
            % b" ".join(b"%d 0 R" % k for k in range(3, 1_203))
            for n in range(3, 1_203)
        }
    ),
    "encrypted by nobody knows what": lambda: page(stream(b"1")).replace(
        b"/Size", b"/Encrypt 9 0 R/Size"
    ),
}
