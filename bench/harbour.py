"""The process that serves a fleet: one port, one address of loopback for every portal.

Run with ``python -m bench.harbour PORTALS REPORTS CLOCK``, the clock being a
setting of ``nianbao.clock``. It says ``ready PORT`` once it listens.
"""

from __future__ import annotations

import asyncio
import json
import resource
import socket
import sys
from collections import Counter
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from bench.fleet import fleet
from nianbao.clock import Clock
from nianbao.demo.portals.site import Request, Response

if TYPE_CHECKING:
    from bench.fleet import Portal
    from nianbao.demo.portals.site import Site

COUNTS: Final = "/counts"  # on 127.0.0.1: how many requests every address has had
_SITES: Final = 256  # sites that are kept made up
_LONGEST: Final = 65_536
_BACKLOG: Final = 64


class Harbour:
    """The portals by address, and what was asked of each."""

    def __init__(self, portals: tuple[Portal, ...], clock: Clock) -> None:
        self.portals = {portal.host: portal for portal in portals}
        self.clock = clock
        self.asked: Counter[str] = Counter()
        self.site = lru_cache(_SITES)(self._site)

    def _site(self, host: str) -> Site:
        return self.portals[host].site()

    def answer(self, host: str, request: Request) -> Response:
        """Return what the portal at an address says."""
        portal = self.portals.get(host)
        if portal is None:
            return Response(json.dumps(self.asked).encode(), "application/json")
        self.asked[host] += 1
        return self.site(host).answer(request, self.clock.now())

    def seconds(self, host: str) -> float:
        """Return how long the portal takes for an answer."""
        return self.portals[host].seconds if host in self.portals else 0.0


class _Berth(asyncio.Protocol):
    """One connection: as much of HTTP as a crawler speaks."""

    def __init__(self, harbour: Harbour) -> None:
        self._harbour = harbour
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._host = transport.get_extra_info("sockname")[0]

    def data_received(self, data: bytes) -> None:
        self._data += data
        head, found, rest = self._data.partition(b"\r\n\r\n")
        if not found:
            return
        lines = head.decode("latin-1").split("\r\n")
        length = _length(lines)
        if len(rest) < length:
            return
        self._data = b""
        method, target, _ = lines[0].split(" ", 2)
        delay = self._harbour.seconds(self._host)
        form = rest[:length].decode("utf-8", "replace")
        asyncio.get_running_loop().call_later(delay, self._reply, method, target, form)

    def _reply(self, method: str, target: str, form: str) -> None:
        if self._transport.is_closing():
            return
        parts = urlsplit(target)
        fields = dict(parse_qsl(parts.query, keep_blank_values=True) + parse_qsl(form))
        response = self._harbour.answer(self._host, Request(unquote(parts.path), fields, form))
        self._transport.write(_head(response) + (response.body if method != "HEAD" else b""))


def _length(lines: list[str]) -> int:
    found = (line.partition(":")[2] for line in lines if line.lower().startswith("content-length:"))
    return min(int(next(found, "0")), _LONGEST)


def _head(response: Response) -> bytes:
    lines = (
        f"HTTP/1.1 {response.status} {_phrase(response.status)}",
        f"Content-Type: {response.content_type}",
        f"Content-Length: {len(response.body)}",
        *(f"{name}: {value}" for name, value in response.headers),
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:  # the walls' own
        return "Wall"


def bound(host: str, port: int) -> socket.socket:
    """Return a listening socket on an address of loopback.

    Raises:
        OSError: the port is taken there.
    """
    if not host.startswith("127."):
        raise ValueError(f"{host} is not loopback")
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.bind((host, port))
    found.listen(_BACKLOG)
    found.setblocking(False)  # noqa: FBT003 - the name is the library's
    return found


async def serve(portals: tuple[Portal, ...], clock: Clock) -> None:
    """Serve until the process is ended."""
    harbour = Harbour(portals, clock)
    loop = asyncio.get_running_loop()
    first = bound("127.0.0.1", 0)
    port = first.getsockname()[1]
    for one in (first, *(bound(portal.host, port) for portal in portals if portal.listens)):
        await loop.create_server(lambda: _Berth(harbour), sock=one)
    sys.stdout.write(f"ready {port}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)  # its end is ours: no fleet outlives its run


def main(arguments: list[str]) -> None:
    """Serve the fleet that the arguments name."""
    portals, reports, clock = arguments
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(serve(fleet(int(portals), int(reports)), Clock(clock)))


if __name__ == "__main__":
    main(sys.argv[1:])
