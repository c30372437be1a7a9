"""Encryption as servers of old speak it, for portals that a person has opted in.

Weak keys, TLS 1.0 and 1.1, and renegotiation of old are accepted. Who the server
is stays checked: its certificate must be valid and its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from twisted.internet.interfaces import IAcceptableCiphers, ICipher
from twisted.internet.ssl import TLSVersion, optionsForClientTLS
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]  # ships no types

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

OP_LEGACY_SERVER_CONNECT: Final = 0x4


@implementer(ICipher)
@dataclass(frozen=True, slots=True)
class _Word:
    """A word of OpenSSL's cipher string; Twisted takes it for a cipher's name."""

    fullName: str  # noqa: N815 - Twisted's name


@implementer(IAcceptableCiphers)
class _Old:
    def selectCiphers(self, availableCiphers: object) -> tuple[_Word, ...]:  # noqa: ARG002, N802, N803 - Twisted's names
        """Return what an old server may offer; nothing without encryption or identity."""
        return tuple(map(_Word, ("DEFAULT", "!aNULL", "!eNULL", "@SECLEVEL=0")))


@implementer(IPolicyForHTTPS)
class OldTls:
    """What a connection to an old server is opened with."""

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: ANN401, ARG002, N802 - Twisted's names
        """Return the maker of verified connections to a host."""
        creator: Any = optionsForClientTLS(
            hostname=hostname.decode("ascii"),
            extraCertificateOptions={
                "acceptableCiphers": _Old(),
                "insecurelyLowerMinimumTo": TLSVersion.TLSv1_0,
            },
        )
        # Twisted names no option for it; Scrapy reaches for the context in the same way.
        creator._createConnection.__self__.getContext().set_options(OP_LEGACY_SERVER_CONNECT)  # noqa: SLF001
        return creator


class OldTlsHandler(HTTP11DownloadHandler):
    """Scrapy's handler for https with that policy."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._contextFactory = OldTls()  # type: ignore[assignment]  # implements it, zope's way
