"""Word's old binary files (DOC) and Kingsoft's WPS: turned into DOCX, then read as such."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import doc2docx
from doc2docx.cfb import CompoundFileLimits
from doc2docx.errors import Doc2DocxError, EncryptedDocumentError

from nianbao.report.model import Unread, Unreadable
from nianbao.report.reading import docx

if TYPE_CHECKING:
    from nianbao.report.model import Source
    from nianbao.report.reading.document import Document

MAX_BYTES: Final = 40_000_000
_LIMITS: Final = CompoundFileLimits(MAX_BYTES, MAX_BYTES, 10_000)
_LOST: Final = frozenset(
    {
        "MALFORMED_TABLE_FLATTENED",
        "TABLE_DEPTH_LIMITED",
        "TABLE_MARKER_DEFERRED",
    }
)
"""What the conversion says when a table of the file did not come through as one."""


def read_doc(source: Source) -> Document:
    """Read a DOC file.

    Raises:
        Unreadable: encrypted, damaged, or too large.
    """
    return replace(_read(source), format="doc")


def read_wps(source: Source) -> Document:
    """Read a WPS file, which is a DOC file under another name.

    Raises:
        Unreadable: encrypted, damaged, or too large.
    """
    return replace(_read(source), format="wps")


def _read(source: Source) -> Document:
    made, lost = _converted(source.data)
    document = docx.read(replace(source, data=made))
    if not lost:
        return document
    return replace(document, unread=(*document.unread, Unread("table", "Word 文件中的表格有损坏")))


def _converted(data: bytes) -> tuple[bytes, bool]:
    """Return the DOCX bytes, and whether a table was lost on the way.

    The library knows paths only: its two files lie in a folder of their own
    that is gone afterwards.
    """
    with TemporaryDirectory(prefix="nianbao-doc-") as folder:
        old, new = Path(folder, "report.doc"), Path(folder, "report.docx")
        old.write_bytes(data)
        try:
            done = doc2docx.convert(old, new, limits=_LIMITS)
        except EncryptedDocumentError as error:
            raise Unreadable("Word 文件已加密，无法读取") from error
        except (Doc2DocxError, ValueError, LookupError, ArithmeticError, RecursionError) as error:
            raise Unreadable("Word 文件已损坏或不完整，无法打开") from error
        lost = any(said.code in _LOST for said in done.report.diagnostics)
        return new.read_bytes(), lost
