"""Web archives (MHTML), as Word and WPS save them under the name of .doc: the page inside."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect
from itertools import islice
from typing import TYPE_CHECKING, Final

from nianbao.report.model import Unread, Unreadable
from nianbao.report.reading import html

if TYPE_CHECKING:
    from email.message import Message

    from nianbao.report.model import Source
    from nianbao.report.reading.document import Document

MAX_BYTES: Final = 40_000_000
_MAX_PARTS: Final = 500
_HEAD: Final = 65_536
_ENDLESS: Final = re.compile(
    rb"^content-(?:type|disposition):(?:[^\r\n]|(?:\r\n|\r|\n)[ \t]){5000}",
    re.IGNORECASE | re.MULTILINE,
)
"""A header with parameters without end; the time to part them grows with their square."""


def read(source: Source) -> Document:
    """Read the largest HTML part (frames and headers of Word are small pages of their own).

    Raises:
        Unreadable: too large, or there is no page inside.
    """
    page, parts = _page(source)
    document = html.read(page)
    if not any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in parts[0].defects):
        return document
    return replace(
        document, unread=(*document.unread, Unread("file", "网页存档不完整，后面部分缺失"))
    )


def page_of(source: Source) -> Source:
    """Return the page inside as a source of its own.

    Raises:
        Unreadable: as ``read``.
    """
    return _page(source)[0]


def address_of(data: bytes) -> str:
    """Return the address that a browser noted when it saved the page; "" without one."""
    if _ENDLESS.search(data[:_HEAD]):
        return ""
    head = message_from_bytes(data[:_HEAD])
    for name in ("Snapshot-Content-Location", "Content-Location"):
        said = "".join(str(head.get(name) or "").split())
        if said.startswith(("http://", "https://")):
            return said
    return ""


def _page(source: Source) -> tuple[Source, list[Message]]:
    if len(source.data) > MAX_BYTES:
        raise Unreadable(f"网页过大（{len(source.data) // 1_000_000} MB），未读取")
    parts = _parts(source.data)
    pages = [part for part in parts if part.get_content_type() == "text/html"]
    page = max(pages, key=lambda part: len(_body(part)), default=None)
    if page is None:
        raise Unreadable("网页存档中没有网页，无法读取")
    content_type = str(page.get("Content-Type", ""))
    return replace(source, data=_body(page), content_type=content_type), parts


def _parts(data: bytes) -> list[Message]:
    if _ENDLESS.search(data):
        raise Unreadable("网页存档的文件头过长，未读取")
    try:
        parts = list(islice(message_from_bytes(data).walk(), _MAX_PARTS + 1))
    except RecursionError as error:
        raise Unreadable("网页存档嵌套过深，未读取") from error
    if len(parts) > _MAX_PARTS:
        raise Unreadable(f"网页存档的组成部分超过{_MAX_PARTS}个，未读取")
    return parts


def _body(part: Message) -> bytes:
    body = part.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""
