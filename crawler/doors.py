"""The way out, made when it is first gone: most portals never need the one for encryption."""

from __future__ import annotations

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler


class Door(HTTP11DownloadHandler):
    """Scrapy's own handler of HTTP, whose trust store is not loaded for a scheme never used."""

    lazy = True
