"""An address on the command line: the page is fetched, and the file behind it if it is a cover."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from nianbao.report.model import Source, Unreadable
from nianbao.report.reading import read
from nianbao.report.reading.format import sniff
from nianbao.services.apart import apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.visit import Limits, Visited
    from nianbao.report.model import Report

MOST_FOLLOWED: Final = 5
"""Files behind a page that are tried for the report, the likeliest first."""
_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://")
_PAGES: Final = frozenset({"html", "mhtml", "json"})
_MOST_SECTIONS: Final = 4
_GRACE: Final = 10.0
"""Seconds beyond its own limit after which a visit is ended from outside."""


def is_address(file: str) -> bool:
    """Whether an argument is an address rather than a file's name."""
    return bool(_ADDRESS.match(file))


def source_at(address: str) -> Source:
    """Return the bytes to judge: the page's, or those of the file that holds its report.

    ``url`` of the source says which of them it is.

    Raises:
        Unreadable: the address cannot be opened, or must not be; the message says why.
    """
    limits = _limits()
    page = _fetched(address, limits)
    report = _report(page)
    if sniff(page) not in _PAGES or (report is not None and report.is_report):
        return page
    unread: Source | None = None
    for behind in _behind(page, report, limits):
        found = _report(behind)
        if found is not None and found.is_report:
            return behind
        unread = unread or (behind if found is None else None)
    has_text = report is not None and len(report.sections) >= _MOST_SECTIONS
    return page if has_text or unread is None else unread


def _limits() -> Limits:
    """Return what the environment allows; a check of files reads no settings."""
    from crawler.visit import Limits  # noqa: PLC0415 - a check of files fetches nothing
    from nianbao.cli.door import settings  # noqa: PLC0415

    chosen = settings()
    return Limits(
        user_agent=chosen.user_agent,
        max_bytes=chosen.download_max_bytes,
        allow_private=chosen.allow_private_hosts,
    )


def _fetched(url: str, limits: Limits) -> Source:
    from crawler.pages.article import file_name  # noqa: PLC0415

    found = apart(lambda: _visited(url, limits), seconds=limits.seconds + _GRACE)
    name = file_name(found.url, found.disposition) or urlsplit(found.url).hostname or ""
    return Source(found.data, name, url=found.url, content_type=found.content_type)


def _visited(url: str, limits: Limits) -> Visited:
    from crawler.unread import Unread  # noqa: PLC0415
    from crawler.visit import visit  # noqa: PLC0415

    try:
        return visit(url, limits)
    except Unread as reason:
        raise Unreadable(f"网址未能打开：{reason.detail}") from reason


def _report(source: Source) -> Report | None:
    try:
        return apart(lambda: read(source))
    except Unreadable:
        return None


def _behind(page: Source, report: Report | None, limits: Limits) -> Iterator[Source]:
    """Yield the files behind a page that can be fetched.

    Raises:
        Unreadable: none of them can, and the page itself has no text of a report.
    """
    from crawler.pages.article import read as read_page  # noqa: PLC0415
    from crawler.pages.encoding import decode  # noqa: PLC0415
    from nianbao.report.reading.attachments import weight  # noqa: PLC0415

    cover = read_page(decode(page.data, page.content_type or ""), page.url or "")
    files = [one for one in cover.attachments if weight(one.name, one.url, cover.title) >= 0]
    failed: list[str] = []
    for attachment in files[:MOST_FOLLOWED]:
        try:
            source = _fetched(attachment.url, limits)
        except Unreadable as error:
            failed.append(f"{attachment.name}（{error}）")
        else:
            yield source
    if failed and not (report and report.sections):
        raise Unreadable(f"网页上没有报告正文，附件未能打开：{failed[0]}")
