"""Sites served over HTTP on loopback, each on an address and a free port of its own."""

from __future__ import annotations

import socket
import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from nianbao.demo.portals.site import Request, Response

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from nianbao.clock import Clock
    from nianbao.demo.portals.site import Site

LONGEST_FORM = 65_536  # bytes of a posted form that are read
_SEEN = 10_000  # requests that a server remembers


@dataclass(frozen=True, slots=True)
class Visit:
    """One request as a server saw it."""

    at: datetime
    method: str
    target: str
    agent: str
    status: int


@dataclass(slots=True)
class Served:
    """A running site: where it answers, and whom it has answered."""

    host: str
    port: int
    visits: deque[Visit] = field(default_factory=lambda: deque(maxlen=_SEEN))

    @property
    def netloc(self) -> str:
        """Host and port, as an allow-list names them."""
        return f"{self.host}:{self.port}"

    def url(self, path: str) -> str:
        """Return the address of a path on this site."""
        return f"http://{self.netloc}{path}"


@contextmanager
def served(site: Site, clock: Clock, number: int = 1) -> Iterator[Served]:
    """Serve ``site`` on 127.0.0.``number`` and a free port until the block ends.

    Where only 127.0.0.1 is loopback, it is served there.
    """
    server = _bound(number)
    running = Served(server.server_address[0], server.server_address[1])
    server.site, server.clock, server.running = site, clock, running
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def refused(number: int = 1) -> Iterator[Served]:
    """Reserve an address where nobody listens: connections are refused until the block ends."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as reserved:
        try:
            reserved.bind((f"127.0.0.{number}", 0))
        except OSError:
            reserved.bind(("127.0.0.1", 0))
        host, port = reserved.getsockname()
        yield Served(host, port)


class _Server(ThreadingHTTPServer):
    """A server that knows its site; threads of open connections do not hold the process."""

    daemon_threads = True
    site: Site
    clock: Clock
    running: Served
    server_address: tuple[str, int]


def _bound(number: int) -> _Server:
    try:
        return _Server((f"127.0.0.{number}", 0), _Handler)
    except OSError:
        return _Server(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    """Turns HTTP into a site's question and its answer into HTTP."""

    server: _Server
    server_version = "SamplePortal"
    sys_version = ""

    def do_GET(self) -> None:
        self._serve("")

    def do_HEAD(self) -> None:
        self._serve("", silent=True)

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), LONGEST_FORM)
        self._serve(self.rfile.read(length).decode("utf-8", "replace"))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing: visits are remembered instead."""

    def _serve(self, form: str, *, silent: bool = False) -> None:
        parts = urlsplit(self.path)
        fields = dict(parse_qsl(parts.query, keep_blank_values=True) + parse_qsl(form))
        now = self.server.clock.now()
        response = self.server.site.answer(Request(unquote(parts.path), fields, form), now)
        self._remember(now, response)
        self._send(response, silent=silent)

    def _remember(self, now: datetime, response: Response) -> None:
        agent = self.headers.get("User-Agent", "")
        visit = Visit(now, self.command, self.path, agent, response.status)
        self.server.running.visits.append(visit)

    def _send(self, response: Response, *, silent: bool) -> None:
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(len(response.body)))
        for name, value in response.headers:
            self.send_header(name, value)
        self.end_headers()
        if not silent:
            self.wfile.write(response.body)
