"""Scrapy's settings for one portal, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from scrapy.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.manifest import Job, PortalRow


class OwnSettings(Settings):
    """Settings made for one crawler and handed to nobody else."""

    def copy(self) -> Self:
        """Return these very settings: Scrapy's deep copy costs as much as three pages."""
        return self


def scrapy_settings(
    job: Job, portal: PortalRow, browser: Mapping[str, Any] | None = None
) -> OwnSettings:
    """Return the settings under which one portal is crawled; call it anew for each crawler.

    ``browser`` are those of crawler.browser, for a portal whose pages are to be drawn.
    """
    chosen = _chosen(job, portal)
    if browser:
        rendering = {"crawler.browser.Rendering": 90}  # behind HostGuard
        middlewares = chosen["DOWNLOADER_MIDDLEWARES"] | rendering
        chosen |= {**browser, "DOWNLOADER_MIDDLEWARES": middlewares}
    return OwnSettings(chosen)


def _chosen(job: Job, portal: PortalRow) -> dict[str, Any]:
    delay = job.delay_seconds if portal.delay_seconds is None else portal.delay_seconds
    doors = _DOORS | ({"DOWNLOAD_HANDLERS": _OLD_HANDLERS} if portal.old_tls else {})
    return doors | _MANNERS | {
        "USER_AGENT": job.user_agent,
        # The product's name alone is what robots.txt addresses.
        "ROBOTSTXT_USER_AGENT": job.user_agent.split("/", 1)[0].split(" ", 1)[0],
        "ROBOTSTXT_OBEY": False,  # crawler.robots does, with its delay, and once a day
        "ROBOTS_CONSENT": bool(portal.robots_consent),
        "DOWNLOAD_DELAY": delay,
        "AUTOTHROTTLE_START_DELAY": delay,
        "DOWNLOAD_TIMEOUT": job.timeout_seconds,
        "DOWNLOAD_MAXSIZE": job.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
    }  # fmt: skip


_HANDLERS: dict[str, str | None] = {
    "http": "crawler.doors.Door",
    "https": "crawler.doors.Door",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
_OLD_HANDLERS = _HANDLERS | {"https": "crawler.old_tls.OldTlsHandler"}

_DOORS: dict[str, Any] = {
    # Both open a local port that runs Python for whoever connects.
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    # Off by default in Scrapy; evidence from an unproven server is worth nothing.
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    # Behind a proxy we could not see which address is connected to.
    "HTTPPROXY_ENABLED": False,
    # Only the two schemes of the web: a list page must not lead to a file of ours.
    "DOWNLOAD_HANDLERS": _HANDLERS,
    # What stands between spider and server is what is named here: what Scrapy would add is
    # imported for every process, an HTTP server among it, even where it is switched off. Left
    # out are its robots.txt, offsite and retry, for which there are ours.
    "DOWNLOADER_MIDDLEWARES_BASE": {},
    "DOWNLOADER_MIDDLEWARES": {
        "crawler.guard.HostGuard": 20,  # before robots.txt is asked of anyone
        "crawler.robots.RobotsGuard": 100,
        "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
        "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
        "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
        "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": 580,
        "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
        "crawler.capture.Captures": 620,  # sees what decompression gives, before redirects
        "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 650,
        "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": 700,
        "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
    },
}

_MANNERS: dict[str, Any] = {
    "AUTOTHROTTLE_ENABLED": True,
    "AUTOTHROTTLE_MAX_DELAY": 60.0,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "CONCURRENT_REQUESTS": 4,
    "REDIRECT_MAX_TIMES": 5,
    "METAREFRESH_MAXDELAY": 10,
    # A plain jar for the length of the run: some portals send 302 to themselves with a cookie.
    "COOKIES_ENABLED": True,
    "HTTPCACHE_ENABLED": False,
    # Requests are made in line, and no spider yields any that these could stand before.
    "SPIDER_MIDDLEWARES_BASE": {},
    "DEFAULT_REQUEST_HEADERS": {
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "zh-CN,zh;q=0.9",
        "Accept-Encoding": "gzip, deflate",
    },
    # A body cut short is no page: it must not be read as a short list.
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "LOG_ENABLED": False,  # events go through structlog
    "EXTENSIONS_BASE": {},
    "EXTENSIONS": {"scrapy.extensions.throttle.AutoThrottle": 0},
}
