"""One address that a person names: fetched from any public host, once, within bounds.

The crawler proper asks listed portals only. Here the name is resolved first, each
address is checked, and the connection goes to the very address that was checked,
at every redirect anew, so that no name leads into a private network.
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import (
    DecodeError,
    HTTPError,
    LocationParseError,
    NewConnectionError,
    ProtocolError,
    SSLError,
)
from urllib3.exceptions import (
    TimeoutError as TimedOut,
)
from urllib3.util import Timeout, parse_url

from crawler.hosts import is_public, listed
from crawler.pages import encoding, wall
from crawler.unread import Blocked, BrokenOff, Down, LayoutChanged

if TYPE_CHECKING:
    from urllib3.response import BaseHTTPResponse
    from urllib3.util import Url

    from crawler.unread import Unread

MOST_REDIRECTS: Final = 5
_CHUNK: Final = 65_536
_HEAD: Final = 200_000  # bytes of a page in which a wall or an error page shows itself
_PORTS: Final = {"http": 80, "https": 443}
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_SERVER_ERROR, _OK = 500, 200
_DOCUMENTS: Final = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"{\\rtf", b"7z\xbc\xaf")
_BROKEN: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (NewConnectionError, "无法建立连接"),
    (TimedOut, "服务器超时未响应"),
    (SSLError, "加密握手失败或安全证书无法验证"),
    (DecodeError, "传输的内容无法解压"),
    (ProtocolError, "传输中断，内容不完整"),
    (HTTPError, "连接中断"),
    (OSError, "无法建立连接"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one visit may take; ``seconds`` is for all its redirects together."""

    user_agent: str
    max_bytes: int = 30_000_000
    seconds: float = 60.0
    answer_seconds: float = 20.0  # without a byte from the server
    allow_private: bool = False
    hosts: tuple[str, ...] | None = None  # only these, at every redirect; None: any public host


@dataclass(frozen=True, slots=True)
class Hop:
    """One request and its answer. Headers are as sent and received, the body is decoded."""

    url: str
    asked: tuple[tuple[str, str], ...]
    status: int
    answered: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Visited:
    """What an address answered, decoded from HTTP; ``url`` is the address after redirects.

    ``hops`` are all that was asked on the way, the answer itself the last of them.
    """

    url: str
    data: bytes
    content_type: str
    disposition: str
    hops: tuple[Hop, ...] = ()


def visit(url: str, limits: Limits) -> Visited:
    """Return what an address answers.

    Raises:
        Unread: it cannot be read, or must not be asked; ``detail`` says why (Chinese).
    """
    end = time.monotonic() + limits.seconds
    hops: list[Hop] = []
    for _ in range(MOST_REDIRECTS + 1):
        if limits.hosts is not None and not listed(url, limits.hosts):
            raise LayoutChanged(f"地址指向或跳转到未登记的网站 {urlsplit(url).hostname or ''}")
        answer, target = _asked(url, limits, end)
        hops.append(answer.hop(url))
        if target is None:
            _refuse(answer)
            return answer.visited(url, tuple(hops))
        url = urljoin(url, target)
    raise BrokenOff("跳转次数过多")


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    data: bytes
    content_type: str
    disposition: str
    asked: tuple[tuple[str, str], ...]
    answered: tuple[tuple[str, str], ...]

    def hop(self, url: str) -> Hop:
        return Hop(url, self.asked, self.status, self.answered, self.data)

    def visited(self, url: str, hops: tuple[Hop, ...]) -> Visited:
        return Visited(url, self.data, self.content_type, self.disposition, hops)


def _asked(url: str, limits: Limits, end: float) -> tuple[_Answer, str | None]:
    """Ask once; return the answer and where it sends us on, if it does."""
    parts = _parsed(url)
    address = _address(parts, limits)
    headers = _headers(parts, limits)
    try:
        with _pool(parts, address, limits, end) as pool:
            response = pool.urlopen(
                "GET",
                parts.request_uri,
                headers=headers,
                redirect=False,
                retries=False,
                preload_content=False,
            )
            try:
                return _taken(response, headers, limits, end)
            finally:
                response.close()
    except tuple(kind for kind, _ in _BROKEN) as error:
        raise Down(next(words for kind, words in _BROKEN if isinstance(error, kind))) from error


def _taken(
    response: BaseHTTPResponse, asked: dict[str, str], limits: Limits, end: float
) -> tuple[_Answer, str | None]:
    target = response.headers.get("Location") if response.status in _REDIRECTS else None
    answer = _Answer(
        response.status,
        b"" if target else _body(response, limits, end),
        response.headers.get("Content-Type", ""),
        encoding.decode(
            response.headers.get("Content-Disposition", "").encode("latin-1", "replace")
        ),
        tuple(asked.items()),
        tuple(response.headers.items()),
    )
    return answer, target


def _parsed(url: str) -> Url:
    try:
        parts = parse_url(url)
    except LocationParseError as error:
        raise LayoutChanged("网址格式有误") from error
    if parts.scheme not in _PORTS:
        raise BrokenOff(f"只能打开 http、https 网址，不能打开 {parts.scheme or '其他'} 地址")
    if not parts.host or parts.auth is not None:
        raise LayoutChanged("网址格式有误")
    return parts


def _address(parts: Url, limits: Limits) -> str:
    """Return the one address to connect to.

    Raises:
        BrokenOff: the name leads to a private, loopback or link-local address.
        Down: the name leads nowhere.
    """
    host = (parts.host or "").strip("[]")
    try:
        found = socket.getaddrinfo(host, _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Down("域名无法解析") from error
    addresses = [str(entry[4][0]) for entry in found]
    allowed = [a for a in addresses if limits.allow_private or is_public(a)]
    if not allowed:
        raise BrokenOff(f"{host} 指向内部网络地址，已拒绝连接")
    return allowed[0]


def _port(parts: Url) -> int:
    return parts.port or _PORTS[parts.scheme or "http"]


def _pool(parts: Url, address: str, limits: Limits, end: float) -> urllib3.HTTPConnectionPool:
    left = max(0.1, min(limits.answer_seconds, end - time.monotonic()))
    timeout = Timeout(connect=left, read=left)
    if parts.scheme == "http":
        return urllib3.HTTPConnectionPool(address, _port(parts), timeout=timeout)
    return urllib3.HTTPSConnectionPool(
        address,
        _port(parts),
        timeout=timeout,
        server_hostname=parts.host,
        assert_hostname=parts.host,
        cert_reqs="CERT_REQUIRED",
    )


def _headers(parts: Url, limits: Limits) -> dict[str, str]:
    return {
        "Host": parts.netloc or "",
        "User-Agent": limits.user_agent,
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "zh-CN,zh;q=0.9",
        "Accept-Encoding": "gzip, deflate",
    }


def _body(response: BaseHTTPResponse, limits: Limits, end: float) -> bytes:
    """Read to the end, never more than is allowed, however slowly it comes."""
    parts: list[bytes] = []
    size = 0
    while part := response.read1(_CHUNK, decode_content=True):
        parts.append(part)
        size += len(part)
        if size > limits.max_bytes:
            raise BrokenOff(f"内容超过大小上限（{limits.max_bytes} 字节）")
        if time.monotonic() > end:
            raise Down(f"{limits.seconds:.0f}秒内未能传完")
    return b"".join(parts)


def _refuse(answer: _Answer) -> None:
    """Raise what an answer means if it is not what was asked for."""
    reason = _refusal(answer)
    if reason is not None:
        reason.status = answer.status
        raise reason


def _refusal(answer: _Answer) -> Unread | None:
    is_file = answer.data.startswith(_DOCUMENTS)
    page = "" if is_file else encoding.decode(answer.data[:_HEAD], answer.content_type)
    if walled := wall.reason(answer.status, page):
        return Blocked(walled)
    if answer.status >= _SERVER_ERROR:
        return Down(f"服务器出错（{answer.status}）")
    if answer.status != _OK:
        return LayoutChanged(f"地址返回 {answer.status}")
    if not answer.data.strip():
        return Down("返回内容为空")
    if words := wall.lost(page):
        return LayoutChanged(f"返回的是出错页面（{words}）")
    return Blocked(shell) if (shell := wall.shell(page)) else None
