"""What a file really is, by its first bytes; endings lie (HTML saved as .doc)."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Final

from nianbao.report.model import Unreadable

if TYPE_CHECKING:
    from nianbao.report.model import Source

_HEAD: Final = 2_048
_HTML: Final = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|table|div|meta|p\b|span|ucap)", re.IGNORECASE
)
_MARKS: Final = {
    "ole": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    "rtf": (b"{\\rtf",),
    "image": (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*"),
}


def sniff(source: Source) -> str:
    """Return "html", "docx", "pdf", "txt", "md", "xlsx", "zip", "ole", "rtf" or "image".

    Raises:
        Unreadable: a ZIP that cannot be opened.
    """
    data = source.data
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        return _package(data)
    for name, marks in _MARKS.items():
        if head.startswith(marks):
            return name
    if _HTML.search(data[: 8 * _HEAD]):
        return "html"
    return "md" if source.name.lower().endswith(".md") else "txt"


def _package(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable("压缩文件已损坏或不完整，无法打开") from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "zip"
