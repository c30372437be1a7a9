"""The way out for portals whose lists a script draws: Chromium, inside the same fences.

Needs the optional extra ``browser``. The browser resolves no name by itself: each
listed host is bound to an address that was checked beforehand, every other name
leads nowhere, and what a page asks for beyond the list is refused once more as a
request. What is archived is the page as drawn, and says so.
"""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

from playwright.async_api import Error as BrowserError
from playwright.async_api import TimeoutError as BrowserTimeout
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawler.hosts import is_public, listed, literal, names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.async_api import Page, Route
    from playwright.async_api import Request as PageRequest
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.manifest import Job, PortalRow

RENDERED: Final = "X-Nianbao-Rendered"
"""The header in the archive that marks a page as drawn by a browser."""
MOST_REQUESTS: Final = 300
"""What one page may ask for: styles, scripts, data."""
QUIET_SECONDS: Final = 15.0
"""So long a page may go on asking; then it is taken as it stands."""
MOST_MOVES: Final = 12
"""So often a page and its frames may be loaded; a wall that reloads itself would never end."""
_INLINE: Final = ("data:", "blob:", "about:")
_FILES: Final = (".pdf", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".zip", ".rar", ".txt")


def browser_settings(job: Job, portal: PortalRow, rules: str) -> dict[str, Any]:
    """Return the settings that take one portal's pages through Chromium; see ``pinned``."""
    return {
        "DOWNLOAD_HANDLERS": {
            "http": "crawler.browser.Chromium",
            "https": "crawler.browser.Chromium",
            "file": None,
            "data": None,
            "ftp": None,
            "s3": None,
        },
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": job.timeout_seconds * 1000,
        "PLAYWRIGHT_MAX_CONTEXTS": 1,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": job.chromium,
            "chromium_sandbox": os.geteuid() != 0,  # it refuses to be started by root otherwise
            "args": [f"--host-resolver-rules={rules}", "--disable-quic", "--no-first-run"],
        },
        "BROWSER_HOSTS": list(portal.hosts),
    }


async def pinned(portal: PortalRow, *, allow_private: bool) -> str:
    """Return Chromium's rules that bind each listed name to an address found fit to ask.

    A name that leads nowhere, or only into a private network, is left unbound: then
    it leads nowhere for the browser too.
    """
    loop = asyncio.get_running_loop()
    bound = [
        await loop.run_in_executor(None, _rule, name, allow_private)
        for name in sorted(names(portal.hosts))
    ]
    return ", ".join((*filter(None, bound), "MAP * ~NOTFOUND"))


def _rule(name: str, allow_private: bool) -> str:  # noqa: FBT001 - handed on by an executor
    address = literal(name)
    found = [address] if address else _addresses(name)
    fit = next((one for one in found if allow_private or is_public(one)), None)
    if fit is None:
        return ""
    return f"EXCLUDE {fit}" if address else f"MAP {name} {_bracketed(fit)}, EXCLUDE {fit}"


def _addresses(name: str) -> list[str]:
    try:
        return [str(entry[4][0]) for entry in socket.getaddrinfo(name, None)]
    except (OSError, UnicodeError):
        return []


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


class Chromium(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # ships no types
    """Downloads marked requests through the browser and all others as ever."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._hosts: list[str] = crawler.settings.getlist("BROWSER_HOSTS")
        self._most = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._seconds = crawler.settings.getfloat("DOWNLOAD_TIMEOUT") + QUIET_SECONDS
        self._asked = 0
        self.abort_request = self._refused

    def _refused(self, request: PageRequest) -> bool:
        """Whether what a page asks for must not be fetched."""
        self._asked += 1
        if request.url.startswith(_INLINE):
            return False
        return self._asked > MOST_REQUESTS or not listed(request.url, self._hosts)

    async def download_request(self, request: Request) -> Response:
        """Return the page as it is drawn; what goes wrong is told as for any other request."""
        if not request.meta.get("playwright"):
            plain: Response = await super().download_request(request)
            return plain
        self._asked = 0
        try:
            async with asyncio.timeout(self._seconds):
                response: Response = await super().download_request(request)
        except (BrowserTimeout, TimeoutError) as error:
            raise DownloadTimeoutError(request.url) from error
        except BrowserError as error:
            raise _told(error) from error
        if len(response.body) > self._most:
            raise DownloadCancelledError(f"{request.url}: DOWNLOAD_MAXSIZE")
        response.headers[RENDERED] = "chromium"
        request.meta["download_latency"] -= sum(each.result for each in _waits(request))
        return response


def _told(error: BrowserError) -> Exception:
    kinds = {
        "ERR_NAME_NOT_RESOLVED": CannotResolveHostError,
        "ERR_CONNECTION_REFUSED": DownloadConnectionRefusedError,
        "ERR_TIMED_OUT": DownloadTimeoutError,
    }
    said = error.message.partition("\n")[0]
    kind = next((kind for name, kind in kinds.items() if name in said), DownloadFailedError)
    return kind(said)


class Rendering:
    """Downloader middleware: marks what is a page for the browser; files and POSTs are not."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:  # noqa: ARG003 - Scrapy's signature
        """Build it as Scrapy asks."""
        return cls()

    def process_request(self, request: Request) -> None:
        """Mark a request; say nothing."""
        path = urlsplit(request.url).path.lower()
        if request.method != "GET" or path.endswith((*_FILES, "/robots.txt")):
            return
        request.meta.update(
            _MARK,
            playwright_page_init_callback=_held,
            playwright_page_methods=[PageMethod(_settled)],
        )


_MARK: Final[Mapping[str, Any]] = {
    "playwright": True,
    "playwright_context": "default",
    "playwright_context_kwargs": {"service_workers": "block", "accept_downloads": True},
}


def _waits(request: Request) -> list[PageMethod]:
    waits: list[PageMethod] = request.meta["playwright_page_methods"]
    return waits


async def _settled(page: Page) -> float:
    """Wait until a page asks for nothing more; return the seconds, which are not the server's.

    One that never rests is taken as it stands.
    """
    began = monotonic()
    with suppress(BrowserTimeout):
        await page.wait_for_load_state("networkidle", timeout=QUIET_SECONDS * 1000)
    return monotonic() - began


async def _held(page: Page, _: Request) -> None:
    """Load a page without its scripts once it has been loaded so often: then it stands still."""
    moves = 0

    async def pass_on(route: Route) -> None:
        nonlocal moves
        moves += route.request.is_navigation_request()
        if moves == MOST_MOVES and route.request.is_navigation_request():
            browser = await page.context.new_cdp_session(page)
            await browser.send("Emulation.setScriptExecutionDisabled", {"value": True})
        await route.fallback()

    await page.route("**", pass_on)
