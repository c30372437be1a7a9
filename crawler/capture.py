"""Downloader middleware: every answer goes into the WARC file before anybody reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from crawler.warc import Exchange

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response

    from crawler.manifest import Capture

CAPTURE = "capture"  # under this name the Capture rides in the request's meta
KNOWN = "known"  # under this one the capture of what the address answered before
UNCHANGED = 304


class Captures:
    """Stands behind decompression and before redirects, so that each hop is kept, decoded."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it as Scrapy asks."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the exchange and note in the request where it is kept."""
        spider: Any = self._crawler.spider
        exchange = Exchange(
            url=response.url,
            method=request.method,
            asked=_pairs(request.headers),
            form=request.body,
            status=response.status,
            answered=_pairs(response.headers),
            body=response.body,
            at=spider.run.clock.now(),
        )
        before: Capture | None = request.meta.get(KNOWN)
        if before is not None and response.status == UNCHANGED:
            request.meta[CAPTURE] = spider.run.warc.revisit(exchange, before)
        else:
            request.meta[CAPTURE] = spider.run.warc.write(exchange)
        return response


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    )
