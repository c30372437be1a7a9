"""The crawler leaves the listed hosts for nobody, and never enters a private network.

``HostGuard`` stands before every request, redirects included; ``PublicOnly``
stands between the name and the connection, so that what was checked is what is
connected to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from twisted.internet.interfaces import (
    IAddress,
    IHostnameResolver,
    IHostResolution,
    IResolutionReceiver,
)
from zope.interface import implementer  # type: ignore[import-untyped]  # ships no types

from crawler.hosts import is_public, listed, literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy import Request
    from scrapy.crawler import Crawler

UNKNOWN = "::"  # an address without a host is refused as the unspecified one is


class ForeignHost(IgnoreRequest):
    """An address outside the portal's list; the argument is its host."""


class PrivateAddress(IgnoreRequest):
    """A host that is, or resolves to, an address of a private network; the argument is the host."""


class HostGuard:
    """Downloader middleware: refuses what is not listed, before anything else sees the request."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it as Scrapy asks."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise ForeignHost or PrivateAddress; say nothing otherwise."""
        spider: Any = self._crawler.spider
        host = urlsplit(request.url).hostname or ""
        if not listed(request.url, spider.portal.hosts):
            raise ForeignHost(host)
        address = literal(host)
        private = address is not None and not is_public(address)
        if not spider.run.job.allow_private_hosts and (private or host in spider.run.private):
            raise PrivateAddress(host)


@implementer(IHostnameResolver)
class PublicOnly:
    """A resolver that passes on public addresses only and remembers the hosts that had others."""

    def __init__(self, resolver: Any, private: set[str]) -> None:  # noqa: ANN401 - zope methods name no self, which mypy cannot follow
        self._resolver = resolver
        self._private = private

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: ANN401, N803 - Twisted's name
        hostName: str,  # noqa: N803 - Twisted's name
        portNumber: int = 0,  # noqa: N803 - Twisted's name
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803 - Twisted's name
        transportSemantics: str = "TCP",  # noqa: N803 - Twisted's name
    ) -> IHostResolution:
        """Resolve as the resolver behind does, without its private addresses."""
        receiver = _Sieve(resolutionReceiver, hostName, self._private)
        resolution: IHostResolution = self._resolver.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution


@implementer(IResolutionReceiver)
class _Sieve:
    def __init__(self, receiver: Any, host: str, private: set[str]) -> None:  # noqa: ANN401 - zope methods name no self, which mypy cannot follow
        self._receiver = receiver
        self._host = host
        self._private = private

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802 - Twisted's name
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802 - Twisted's name
        if is_public(str(getattr(address, "host", UNKNOWN))):
            self._receiver.addressResolved(address)
        else:
            self._private.add(self._host)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's name
        self._receiver.resolutionComplete()
