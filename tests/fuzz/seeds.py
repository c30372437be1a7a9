"""Honest reports in every format: what the fuzzers start from."""

from __future__ import annotations

import base64
import io
import re
import zipfile
import zlib
from functools import cache
from pathlib import Path
from random import Random

import alerts
from nianbao.demo.sheets import load
from nianbao.demo.writers import pdf, plain, web, word
from nianbao.report.model import Source
from tests.report.formats import rtf, writing
from tests.report.formats.fixtures_at import FOLDER

FONT = Path(alerts.__file__).parent / "fonts" / "NotoSansSC-GB2312.ttf"
SHEETS = ("qinghe_transport_2025", "linlan_transport_2020")
_STREAM = re.compile(
    rb"<<([^<>]*?/Filter \[ /ASCII85Decode /FlateDecode \][^<>]*?)>>\s*stream\n"
    rb"(.*?)endstream",
    re.DOTALL,
)


@cache
def seeds() -> dict[str, tuple[Source, ...]]:
    """Sources by format, each of them read without a doubt."""
    return {kind: tuple(make()) for kind, make in _MAKERS.items()}


def _sheets():
    return [load(name) for name in SHEETS]


def _html():
    for number, sheet in enumerate(_sheets()):
        for turn in range(3):
            layout = web.varied(Random(f"{number}/{turn}"))
            yield Source(web.page(sheet, layout, turn), "report.html")


def _docx():
    return [Source(word.document(sheet), "report.docx") for sheet in _sheets()]


def _pdf():
    for number, sheet in enumerate(_sheets()):
        data = pdf.document(sheet, FONT, pdf.varied(Random(number)))
        yield Source(data, "report.pdf")
        yield Source(_STREAM.sub(_unpacked, data), "report.pdf")


def _unpacked(match):
    """A stream of drawing as text, so that edits of it still draw something."""
    content = zlib.decompress(base64.a85decode(match[2].strip().removesuffix(b"~>")))
    if b" Tf" not in content and b" re" not in content:
        return match[0]
    return b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content)


def _xlsx():
    return [Source(writing.xlsx(sheet), "report.xlsx") for sheet in _sheets()]


def _rtf():
    for sheet in _sheets():
        yield Source(rtf.document(sheet), "report.rtf")
        yield Source(rtf.document(sheet, head=rtf.WESTERN, write=rtf.unicode), "report.rtf")


def _txt():
    for number, sheet in enumerate(_sheets()):
        text = plain.tabbed(sheet, plain.varied_tabs(Random(number)))
        yield Source(text.encode("gb18030" if number else "utf-8"), "report.txt")


def _md():
    for number, sheet in enumerate(_sheets()):
        yield Source(plain.piped(sheet, plain.varied_pipes(Random(number))).encode(), "report.md")


def _mhtml():
    for sheet in _sheets():
        yield Source(archived(web.page(sheet, web.WebLayout())), "report.mht")


def archived(page: bytes, encoding: str = "base64") -> bytes:
    """A page as a web archive holds it."""
    body = base64.encodebytes(page) if encoding == "base64" else page
    return (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="=_p"\r\n\r\n'
        b"--=_p\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: "
        + encoding.encode()
        + b"\r\n\r\n"
        + body
        + b"\r\n--=_p--\r\n"
    )


def _zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("年报/report.html", web.page(_sheets()[0], web.WebLayout()))
        package.writestr("年报/notes.txt", "附件说明")
    return [Source(out.getvalue(), "report.zip")]


def _office(ending):
    return lambda: [Source(path.read_bytes(), path.name) for path in sorted(FOLDER.glob(ending))]


_MAKERS = {
    "html": _html,
    "docx": _docx,
    "pdf": _pdf,
    "xlsx": _xlsx,
    "rtf": _rtf,
    "txt": _txt,
    "md": _md,
    "mhtml": _mhtml,
    "zip": _zip,
    "doc": _office("*.doc"),
    "xls": _office("*.xls"),
}
FORMATS = tuple(_MAKERS)
