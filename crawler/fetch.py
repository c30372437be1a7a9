"""Fetching with patience: an answer that can be read, or the reason why there is none."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode, urlsplit

import structlog
from OpenSSL import SSL
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http.request import NO_CALLBACK
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed

from crawler.breaker import Breaker
from crawler.capture import CAPTURE, KNOWN, UNCHANGED
from crawler.guard import ForeignHost, PrivateAddress
from crawler.manifest import Capture  # noqa: TC001 - a value of this module carries it
from crawler.pace import LONGEST_RETRY_AFTER
from crawler.pages import encoding, wall
from crawler.pages.listing import Ask
from crawler.robots import Forbidden, RobotsUnread, Walled
from crawler.unread import Blocked, BrokenOff, Disallowed, Down, LayoutChanged, Lost, Unread
from crawler.warc import payload

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.run import Run

log = structlog.get_logger()

_TOO_MANY = 429
PASSING = frozenset({408, 500, 502, 503, 504, 522, 524})  # answers that may be better next time
_SERVER_ERROR = 500
_OK = 200
_NOT_THERE = frozenset({404, 410})
LONGEST_PAGE = 2_000_000  # characters; the largest page of the samples has 96 thousand
_LONGEST_PAUSE = 60.0  # seconds between two attempts
_DOCUMENTS = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"{\\rtf", b"7z\xbc\xaf")
_MARKUP = ("html", "xml", "text/plain", "json", "javascript")

# What went wrong on the way, in the words the office reads; the first class that fits counts.
_BROKEN: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, "域名无法解析"),
    (DownloadConnectionRefusedError, "服务器拒绝连接"),
    (DownloadTimeoutError, "服务器超时未响应"),
    (ResponseDataLossError, "传输中断，内容不完整"),
    (DownloadFailedError, "连接中断或加密握手失败"),
    (ConnectionClosed, "连接中断"),
    (ConnectError, "无法建立连接"),
    (UnsupportedURLSchemeError, "地址格式不受支持"),
    (OSError, "无法建立连接"),
    (ValueError, "地址格式有误"),
)
_BREAKS = tuple(kind for kind, _ in _BROKEN)


@dataclass(frozen=True, slots=True)
class Answer:
    """A response that can be read.

    ``html`` is empty for documents, and of a page that is longer it holds the
    first ``LONGEST_PAGE`` characters; the whole is in the capture.
    """

    url: str
    status: int
    body: bytes
    content_type: str
    disposition: str
    capture: Capture
    html: str
    retry_after: float | None = None  # seconds for which the server wants to be left alone

    @property
    def is_page(self) -> bool:
        """Whether this is a page rather than a document."""
        return bool(self.html)


class Fetcher:
    """Fetches for one portal, one request at a time."""

    _pause: ClassVar[float] = 2.0  # times the delay, doubled at each attempt

    def __init__(
        self, crawler: Crawler, run: Run, delay: float, known: Mapping[str, Capture]
    ) -> None:
        self._crawler = crawler
        self._run = run
        self._job = run.job
        self._delay = delay
        self._known = known  # by the address as asked
        self._dead: set[str] = set()  # hosts that did not answer: tried once more, not thrice

    async def get(self, ask: Ask) -> Answer:
        """Return what an address answers, following one jump page to a listed host.

        Raises:
            Unread: with the outcome, the reason in Chinese and, if there was an
                answer at all, where it is kept.
        """
        breaker = self._run.breakers.setdefault(urlsplit(ask.url).hostname or "", Breaker())
        breaker.check()
        try:
            answer = await self._followed(ask)
        except Unread as reason:
            breaker.failed(reason, for_good=reason.leave_alone)
            raise
        breaker.opened()
        return answer

    async def _followed(self, ask: Ask) -> Answer:
        answer = await self._patiently(ask)
        target = wall.jump(answer.html, answer.url) if answer.status == _OK else None
        if target:
            answer = await self._patiently(Ask(target, referer=answer.url))
        _refuse(answer, ask.url)
        return answer

    async def _patiently(self, ask: Ask) -> Answer:
        host = urlsplit(ask.url).netloc
        attempts = 1 if host in self._dead else 1 + self._job.retries
        for attempt in range(1, attempts + 1):
            last = attempt == attempts
            pause = min(self._delay * self._pause**attempt, _LONGEST_PAUSE)
            try:
                answer = await self._once(ask)
            except BrokenOff:
                raise
            except Down:
                if last:
                    self._dead.add(host)
                    raise
            else:
                if last or not _may_pass(answer):
                    return answer
                pause = max(pause, answer.retry_after or 0.0)
            await asyncio.sleep(pause)
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def _once(self, ask: Ask) -> Answer:
        """Ask whether what is known has changed, if anything is; take it from the archive if not.

        Only the very address that answered before may confirm it: behind a redirect
        another page could. What the archive does not hold any more is asked for anew.
        """
        before = self._before(ask)
        response = await self._download(ask, before)
        if before is None or response.status != UNCHANGED:
            return _answer(response)
        data = payload(Path(self._job.archive), before)
        if data is None or response.url != before.url:
            return _answer(await self._download(ask, None))
        return _kept(response.meta[CAPTURE], data)

    def _before(self, ask: Ask) -> Capture | None:
        found = None if ask.form or ask.json else self._known.get(ask.url)
        if found is None or not (found.etag or found.last_modified):
            return None
        return found if found.url == ask.url and self._job.archive else None

    async def _download(self, ask: Ask, before: Capture | None) -> Response:
        engine: Any = self._crawler.engine
        try:
            request = _request(ask, before)
            response: Response = await engine.download_async(request)
        except IgnoreRequest as reason:
            raise _ignored(reason) from reason
        except DownloadCancelledError as reason:
            raise _too_large(self._job.max_bytes) from reason
        except _BREAKS as reason:
            log.info("fetch_failed", url=ask.url, error=type(reason).__name__)
            if (host := urlsplit(ask.url).hostname or "") in self._run.private:
                raise _private(host) from reason
            raise Down(_words(reason)) from reason
        return response


def _may_pass(answer: Answer) -> bool:
    """Tell whether the same request may succeed soon; a server that names a time is believed."""
    if answer.retry_after is None:
        return answer.status in PASSING
    return answer.retry_after <= LONGEST_RETRY_AFTER and answer.status in {*PASSING, _TOO_MANY}


def _conditions(before: Capture | None) -> dict[str, str]:
    said = {
        "If-None-Match": before.etag if before else "",
        "If-Modified-Since": before.last_modified if before else "",
    }
    return {name: value for name, value in said.items() if value}


def _request(ask: Ask, before: Capture | None) -> Request:
    headers = {"Referer": ask.referer} if ask.referer else {}
    if ask.ajax:
        headers["X-Requested-With"] = "XMLHttpRequest"
    if not ask.form and not ask.json:
        return Request(
            ask.url,
            headers=headers | _conditions(before),
            meta={KNOWN: before} if before else {},
            callback=NO_CALLBACK,
            dont_filter=True,
        )
    kind = "application/json" if ask.json else "application/x-www-form-urlencoded"
    headers["Content-Type"] = f"{kind}; charset=UTF-8"
    return Request(
        ask.url,
        method="POST",
        headers=headers,
        body=ask.json or urlencode(ask.form),
        callback=NO_CALLBACK,
        dont_filter=True,
    )


def _answer(response: Response) -> Answer:
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return Answer(
        url=response.url,
        status=response.status,
        body=response.body,
        content_type=content_type,
        disposition=_text(response.headers.get("Content-Disposition") or b""),
        capture=response.meta[CAPTURE],
        html=_html(response.body, content_type),
        retry_after=_seconds(response.headers.get("Retry-After")),
    )


def _kept(capture: Capture, data: bytes) -> Answer:
    """Return an earlier answer that the server has just confirmed."""
    return Answer(
        url=capture.url,
        status=capture.status,
        body=data,
        content_type=capture.content_type,
        disposition="",
        capture=capture,
        html=_html(data, capture.content_type),
    )


def _html(body: bytes, content_type: str) -> str:
    is_page = _looks_like_a_page(body, content_type)
    return encoding.decode(body, content_type)[:LONGEST_PAGE] if is_page else ""


def _seconds(header: bytes | None) -> float | None:
    """Return the seconds that a Retry-After names, as a number or as a date; None if neither."""
    text = (header or b"").decode("latin-1").strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _looks_like_a_page(body: bytes, content_type: str) -> bool:
    if body.startswith(_DOCUMENTS):
        return False
    kind = content_type.lower()
    return any(word in kind for word in _MARKUP) or b"<" in body[:1000]


def _text(header: bytes) -> str:
    """Return a header as text: portals put file names there in UTF-8 or in GBK."""
    return encoding.decode(header)


def _refuse(answer: Answer, asked: str) -> None:
    """Raise what an answer means if it is not the page that was asked for."""
    reason = _refusal(answer, asked)
    if reason is not None:
        reason.status, reason.capture = answer.status, answer.capture
        if (answer.retry_after or 0.0) > LONGEST_RETRY_AFTER:
            reason.leave_alone = True
            reason.detail += "，网站要求稍后再访问"
        raise reason


def _refusal(answer: Answer, asked: str) -> Unread | None:
    status = answer.status
    if walled := wall.reason(status, answer.html):
        return Blocked(walled)
    if status >= _SERVER_ERROR:
        return Down(f"服务器出错（{status}）")
    if status != _OK:
        kind = Lost if status in _NOT_THERE else LayoutChanged
        return kind(f"地址返回 {status}")
    if not answer.body.strip():
        return Down("返回内容为空")
    return _wrong_page(answer, asked)


def _wrong_page(answer: Answer, asked: str) -> LayoutChanged | None:
    words = wall.lost(answer.html)
    if words:
        return Lost(f"返回的是出错页面（{words}）")
    if _is_home(answer.url) and not _is_home(asked):
        return LayoutChanged("地址跳转到网站首页")
    return None


def _is_home(url: str) -> bool:
    path = urlsplit(url).path.strip("/").lower()
    return path in {"", "index.html", "index.htm", "index.shtml", "index.jsp", "default.aspx"}


def _ignored(reason: IgnoreRequest) -> Unread:
    if isinstance(reason, ForeignHost):
        return LayoutChanged(f"地址指向或跳转到未登记的网站 {reason}")
    if isinstance(reason, PrivateAddress):
        return _private(str(reason))
    if isinstance(reason, Forbidden):
        return Disallowed("网站 robots.txt 不允许访问")
    text = str(reason)
    if isinstance(reason, Walled | RobotsUnread):
        return Blocked(text) if isinstance(reason, Walled) else Down(text)
    if "DOWNLOAD_MAXSIZE" in text:
        return BrokenOff("内容解压后超过大小上限")
    return BrokenOff("跳转次数过多" if "redirect" in text else "请求被放弃")


def _private(host: str) -> BrokenOff:
    return BrokenOff(f"{host} 指向内部网络地址，已拒绝连接")


def _causes(reason: BaseException | None, depth: int = 5) -> Iterator[BaseException]:
    """Yield an error with what it came from: Python's chain, and Twisted's lists of failures."""
    if reason is None or not depth:
        return
    yield reason
    for failure in getattr(reason, "reasons", None) or ():
        yield from _causes(failure.value, depth - 1)
    yield from _causes(reason.__cause__, depth - 1)


def _is_about_the_certificate(reason: BaseException) -> bool:
    told = isinstance(reason, SSL.Error) and "certificate verify failed" in str(reason)
    return told or isinstance(reason, VerificationError)


def _too_large(limit: int) -> BrokenOff:
    return BrokenOff(f"内容超过大小上限（{limit} 字节）")


def _words(reason: BaseException) -> str:
    if any(_is_about_the_certificate(cause) for cause in _causes(reason)):
        return "网站安全证书无法验证"
    return next(words for kind, words in _BROKEN if isinstance(reason, kind))
