"""Archived pages printed as PDF by Chromium, with the network and all scripts switched off.

The page is handed out by a server on loopback that knows nothing else, under a policy
that runs no script and lets nothing in: a page from the web must reach neither our
files nor our network.
"""

from __future__ import annotations

import os
import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import structlog

from nianbao.services import child

if TYPE_CHECKING:
    from collections.abc import Iterator

log = structlog.get_logger()

SECONDS: Final = 60.0
"""So long one page may take."""
MAX_PAGE_BYTES: Final = 5_000_000
MAX_PDF_BYTES: Final = 50_000_000
_HTML: Final = ("text/html", "application/xhtml+xml")
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"
)
_PAPER: Final = b"<style>@page{size:A4}</style>"
"""Added behind a page: Chromium knows no other way to print on the paper that offices file."""
_FLAGS: Final = (
    *("--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-extensions", "--disable-background-networking", "--disable-sync"),
    "--no-pdf-header-footer",
    # Whatever is not our own page goes to a proxy that does not exist.
    *("--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", "--disable-quic"),
    "--proxy-server=socks5://127.0.0.1:9",
)


def is_printable(content_type: str, data: bytes) -> bool:
    """Whether a record is a page that can be printed."""
    kind = content_type.partition(";")[0].strip().lower()
    looks = data[:2000].lstrip().lower().startswith((b"<!doctype html", b"<html"))
    return len(data) <= MAX_PAGE_BYTES and (kind in _HTML or (not kind and looks))


def print_page(browser: str, data: bytes, content_type: str) -> bytes | None:
    """Return a page's print as PDF; None if Chromium does not make one in time."""
    with (
        TemporaryDirectory(prefix="nianbao-print-") as folder,
        _handed_out(_on_paper(data, content_type), content_type) as at,
    ):
        target = Path(folder) / "page.pdf"
        command = [
            browser,
            *_FLAGS,
            *(("--no-sandbox",) if os.geteuid() == 0 else ()),  # it refuses root otherwise
            f"--proxy-bypass-list=<-loopback>;{at}",
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={target}",
            f"http://{at}/",
        ]
        _run(command, Path(folder))
        if not target.is_file() or not 0 < target.stat().st_size <= MAX_PDF_BYTES:
            log.warning("page_not_printed", length=len(data))
            return None
        return target.read_bytes()


def _on_paper(data: bytes, content_type: str) -> bytes:
    """Return a page that asks for our paper; where that would not be understood, as it is."""
    is_xml = "xhtml" in content_type.lower() or data[:100].lstrip().startswith(b"<?xml")
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff")) or "utf-16" in content_type.lower()
    return data if is_xml or is_wide else data + _PAPER


def _run(command: list[str], folder: Path) -> None:
    """Run Chromium for a while, then end it with everything that it has started."""
    process = child.start(
        command, folder=folder, environment={"HOME": str(folder)}, output=subprocess.DEVNULL
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        log.warning("print_timed_out", seconds=SECONDS)
    finally:
        child.kill(process)


def _header(content_type: str) -> str:
    """Return a type as a header may hold it."""
    plain = "".join(letter for letter in content_type if " " <= letter <= "~")
    return plain[:200] or "text/html"


@contextmanager
def _handed_out(data: bytes, content_type: str) -> Iterator[str]:
    """Hand out one page at an address of our own (127.0.0.1:port), and nothing else."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Security-Policy", _POLICY)
            self.send_header("Content-Length", str(len(data) if found else 0))
            self.end_headers()
            if found:
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing on standard error."""

    server = HTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
