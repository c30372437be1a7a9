"""A bare Scrapy spider: downloads the requests of a file, with Scrapy's own settings, and no more.

Run with ``python -m bench.bare FILE``; it says, as JSON, how many answers came.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Response


class BareSpider(Spider):
    """Asks for every address once."""

    name = "bare"
    asked: list[dict[str, Any]]
    answers = 0

    async def start(self) -> AsyncIterator[Request]:
        """Yield the requests."""
        for one in self.asked:
            yield Request(
                one["url"], method=one["method"], body=one["body"], headers=one["headers"]
            )

    def parse(self, response: Response) -> None:  # noqa: ARG002 - counted, not read
        """Count an answer."""
        self.answers += 1


def main(arguments: list[str]) -> None:
    """Download the requests of the file."""
    logging.disable(logging.CRITICAL)
    asked = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    process = CrawlerProcess(
        {
            "LOG_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "REDIRECT_ENABLED": False,
            "RETRY_ENABLED": False,
            "HTTPERROR_ALLOW_ALL": True,
            "CONCURRENT_REQUESTS": 16,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "DOWNLOAD_DELAY": 0,
            "LOG_INSTALL_ROOT_HANDLER": False,
        }
    )
    crawler = process.create_crawler(BareSpider)
    process.crawl(crawler, asked=asked)
    process.start()
    sys.stdout.write(json.dumps({"answers": crawler.stats.get_value("response_received_count", 0)}))


if __name__ == "__main__":
    main(sys.argv[1:])
