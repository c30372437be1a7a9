"""Changes that alter no figure: chrome about the text, attributes, comments, another packing.

A report read after one of these must say what it said before. What the reader
makes of a change is then its own fault, however odd the file.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from nianbao.report.model import Source
from tests.fuzz.seeds import archived

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

_TAG = re.compile(rb"<(td|tr|p|span|table|div|w:p|w:r|w:tc|w:tr|w:tbl)(?=[ >])")
_BETWEEN = re.compile(rb"(?<=</td>)\s*(?=<)|(?<=</tr>)\s*(?=<)|(?<=</p>)\s*(?=<)")
_CONTROL = re.compile(rb"\\(?:pard|intbl|row|trowd)\b ?")


def _html_attributes(data: bytes, rng: Random) -> bytes:
    more = (b' class="a b"', b" data-x='1'", b' style="width:1px"', b" hidden-x", b"  \n ")
    return _TAG.sub(
        lambda found: found[0] + (rng.choice(more) if rng.random() < 0.3 else b""), data
    )


def _html_comments(data: bytes, rng: Random) -> bytes:
    more = (
        b"<!-- 12 -->",
        b"\r\n\t ",
        b"<!--[if gte mso 9]><xml>7</xml><![endif]-->",
        b"&#10;",
        b"",
    )
    return _BETWEEN.sub(lambda _: rng.choice(more), data)


def _html_chrome(data: bytes, rng: Random) -> bytes:
    before = (
        b'<div id="nav"><ul><li><a href="/1.html">2019</a></li><li>12</li></ul></div>'
        b"<script>var t='<table><tr><td>1</td></tr></table>';</script>"
    )
    after = (
        b'<div class="foot"><p>\xc2\xa9 1999</p>'
        b"<table><tr><td>12</td><td>34</td></tr></table></div>"
    )
    body = re.search(rb"<body[^>]*>", data)
    place = body.end() if body else 0
    data = data[:place] + before * rng.randint(1, 3) + data[place:]
    end = data.rfind(b"</body>")
    return data[:end] + after + data[end:] if end >= 0 else data + after


def _html_shattered(data: bytes, rng: Random) -> bytes:
    """The text of cells in tags of its own."""
    return re.sub(
        rb"(?<=<td>)([^<&]{1,40})(?=</td>)",
        lambda found: b"<span>" + found[1] + b"</span>" if rng.random() < 0.5 else found[1],
        data,
    )


def _docx_marks(data: bytes, rng: Random) -> bytes:
    def change(part: bytes) -> bytes:
        mark = b'<w:bookmarkStart w:id="1" w:name="_GoBack"/><w:bookmarkEnd w:id="1"/>'
        return re.sub(
            rb"</w:pPr>", lambda found: found[0] + (mark if rng.random() < 0.3 else b""), part
        )

    return _repacked(data, "word/document.xml", change)


def _docx_attributes(data: bytes, rng: Random) -> bytes:
    def change(part: bytes) -> bytes:
        more = (b' w:rsidR="00AA11BB"', b' w:rsidTr="00AA11BB"', b"")
        return re.sub(rb"<w:(?:p|r|tr)(?=[ >])", lambda found: found[0] + rng.choice(more), part)

    return _repacked(data, "word/document.xml", change)


def _xlsx_attributes(data: bytes, rng: Random) -> bytes:
    def change(part: bytes) -> bytes:
        return re.sub(
            rb"<row ", lambda found: found[0] + (b'ht="12" ' if rng.random() < 0.5 else b""), part
        )

    return _repacked(data, "xl/worksheets/sheet1.xml", change)


def _packed_otherwise(data: bytes, rng: Random) -> bytes:
    method = rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    return _repacked(data, "", lambda part: part, method)


def _rtf_groups(data: bytes, rng: Random) -> bytes:
    more = (rb"{\*\rsid 12 34}", rb"{\*\bkmkstart _GoBack}", b"\r\n", rb"{\v 56}", b"")
    return _CONTROL.sub(lambda found: found[0] + rng.choice(more), data)


def _line_ends(data: bytes, rng: Random) -> bytes:
    return data.replace(b"\n", rng.choice((b"\r\n", b"\n", b"\r"))) + b"\n" * rng.randint(0, 5)


def _pdf_tail(data: bytes, rng: Random) -> bytes:
    return data + rng.choice((b"\n", b"\r\n%", b"\0" * 100, b"\n% the end\n"))


def _in_zip(data: bytes, _: Random, name: str) -> Source:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(f"年报/{name}", data)
    return Source(out.getvalue(), "report.zip")


def _repacked(
    data: bytes,
    which: str,
    change: Callable[[bytes], bytes],
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w", method) as new:
        for name in package.namelist():
            part = package.read(name)
            new.writestr(name, change(part) if name == which else part)
    return out.getvalue()


def _archived(data: bytes, rng: Random) -> bytes:
    return archived(data, rng.choice(("base64", "8bit")))


_IN_PLACE = {
    "html": (_html_attributes, _html_comments, _html_chrome, _html_shattered, _archived),
    "docx": (_docx_marks, _docx_attributes, _packed_otherwise),
    "xlsx": (_xlsx_attributes, _packed_otherwise),
    "rtf": (_rtf_groups,),
    "txt": (_line_ends,),
    "md": (_line_ends,),
    "pdf": (_pdf_tail,),
}
KINDS = tuple(_IN_PLACE)


def changed(kind: str, seed: Source, rng: Random) -> tuple[str, Source]:
    """Return the name of one or two changes, and the file after them."""
    data, said = seed.data, []
    changes = list(_IN_PLACE[kind])
    for change in rng.sample(changes, rng.randint(1, min(2, len(changes)))):
        if change is _archived and said:
            continue
        data = change(data, rng)
        said.append(change.__name__)
        if change is _archived:
            break
    if rng.random() < 0.2:
        return "+".join([*said, "zip"]), _in_zip(data, rng, seed.name)
    return "+".join(said), Source(data, seed.name)
