"""What a file really is, by its first bytes; endings lie (HTML saved as .doc)."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

from doc2docx.cfb import CompoundFile
from doc2docx.errors import Doc2DocxError, StreamNotFound

from nianbao.report.model import Unreadable
from nianbao.report.reading import package

if TYPE_CHECKING:
    from nianbao.report.model import Source

_HEAD: Final = 2_048
_HTML: Final = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|table|div|meta|p\b|span|ucap)", re.IGNORECASE
)
_MIME: Final = re.compile(
    rb"\A(?:[A-Za-z-]{2,40}:[^\r\n]{0,998}\r?\n(?:[ \t][^\r\n]{0,998}\r?\n){0,20}){0,40}?"
    rb"Content-Type:\s*(?:multipart/related|text/html)",
    re.IGNORECASE,
)
_DATA: Final = re.compile(rb"(?:[\w.$]{1,60}\(\s*)?(?:\{\s*[\"'}]|\[\s*\{)")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS: Final = {
    "EncryptedPackage": "encrypted",
    "WordDocument": "doc",
    "Workbook": "xls",
    "Book": "xls",
}
"""What a compound file holds, by the name of its main stream."""
_MARKS: Final = {
    "rtf": (b"{\\rtf",),
    "rar": (b"Rar!\x1a\x07",),
    "7z": (b"7z\xbc\xaf\x27\x1c",),
    "image": (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*"),
}


def sniff(source: Source) -> str:
    """Return what the bytes are.

    One of "html", "mhtml", "json" (a page wrapped in data), "docx", "doc", "wps",
    "pdf", "txt", "md", "xlsx", "xls", "rtf", "ofd", "odf", "zip", "rar", "7z", "image",
    or "ole" for a compound file that is none of these.

    Raises:
        Unreadable: a ZIP or compound file that cannot be opened, or is encrypted.
    """
    data = source.data
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        return _package(data)
    if head.startswith(_OLE):
        return _compound(source)
    for name, marks in _MARKS.items():
        if head.startswith(marks):
            return name
    return _text(source, head)


def _text(source: Source, head: bytes) -> str:
    if _MIME.match(head):
        return "mhtml"
    if _DATA.match(head) and _HTML.search(source.data):
        return "json"
    if _HTML.search(_narrow(source.data[: 8 * _HEAD])):
        return "html"
    return "md" if source.name.lower().endswith(".md") else "txt"


def _narrow(head: bytes) -> bytes:
    """Return the first bytes as ASCII has them, where a mark says that each takes two."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", errors="ignore").encode("ascii", errors="ignore")
    return head


def _package(data: bytes) -> str:
    with package.listed(data) as opened:
        names = set(opened.namelist())
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if {"content.xml", "META-INF/manifest.xml"} <= names:
        return "odf"
    return "ofd" if "OFD.xml" in names else "zip"


def _compound(source: Source) -> str:
    try:
        compound = CompoundFile(source.data)
    except (Doc2DocxError, ValueError, RecursionError) as error:
        raise Unreadable("文件已损坏或不完整，无法打开") from error
    found = next((kind for name, kind in _STREAMS.items() if _has(compound, name)), "ole")
    if found == "encrypted":
        raise Unreadable("文件已加密，无法读取")
    return "wps" if found == "doc" and source.name.lower().endswith(".wps") else found


def _has(compound: CompoundFile, name: str) -> bool:
    try:
        compound.get_entry(name)
    except StreamNotFound:
        return False
    return True
