"""The evidence of one run: a WARC file whose every record is on disk before it is spoken of."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from datetime import UTC
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Self

from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

import nianbao
from crawler.manifest import Capture

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from typing import BinaryIO

# The record keeps the payload as decoded from HTTP, so these no longer describe it.
_OF_THE_TRANSFER = frozenset({"content-encoding", "transfer-encoding", "content-length"})


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer. ``body`` is decoded; headers are as sent and received."""

    url: str
    method: str
    asked: tuple[tuple[str, str], ...]
    form: bytes
    status: int
    answered: tuple[tuple[str, str], ...]
    body: bytes
    at: datetime


class _Writer(WARCWriter):  # type: ignore[misc]  # warcio ships no types
    @staticmethod
    def _create_digester() -> Digester:
        return Digester("sha256")


class WarcFile:
    """A WARC file that is only ever appended to, one for each run of a process."""

    def __init__(self, folder: Path, run: str, now: datetime) -> None:
        """Open a file with a name not used before, so that nothing there is overwritten."""
        self._now = now
        self.path, self._file = _new_file(folder, re.sub(r"[^\w.-]+", "-", run), now)
        self._writer = _Writer(self._file, gzip=True)
        self._writer.write_record(self._about())
        self._file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, exchange: Exchange) -> Capture:
        """Write request and response, hand them to the system, and say where the response is."""
        offset = self._file.tell()
        moment = exchange.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        response = self._writer.create_warc_record(
            exchange.url,
            "response",
            payload=BytesIO(exchange.body),
            length=len(exchange.body),
            http_headers=_response_headers(exchange),
            warc_headers_dict={"WARC-Date": moment},
        )
        self._writer.write_request_response_pair(self._request(exchange, moment), response)
        self._file.flush()
        return Capture(
            url=exchange.url,
            sha256=hashlib.sha256(exchange.body).hexdigest(),
            warc=self.path.name,
            offset=offset,
            status=exchange.status,
            content_type=_header(exchange.answered, "content-type"),
            length=len(exchange.body),
            at=exchange.at,
        )

    def sync(self) -> None:
        """Have the system put everything on the disk itself."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Put everything on disk and close."""
        if not self._file.closed:
            self.sync()
            self._file.close()

    def _about(self) -> object:
        about = {
            "software": f"nianbao/{nianbao.__version__}",
            "format": "WARC File Format 1.0",
            "description": "payloads as decoded from HTTP transfer; digests are SHA-256",
        }
        return self._writer.create_warcinfo_record(self.path.name, about)

    def _request(self, exchange: Exchange, moment: str) -> object:
        path = re.sub(r"^https?://[^/?]*", "", exchange.url) or "/"
        line = f"{exchange.method} {path if path.startswith('/') else '/' + path} HTTP/1.1"
        return self._writer.create_warc_record(
            exchange.url,
            "request",
            payload=BytesIO(exchange.form),
            length=len(exchange.form),
            http_headers=StatusAndHeaders(line, list(exchange.asked), is_http_request=True),
            warc_headers_dict={"WARC-Date": moment},
        )


def _response_headers(exchange: Exchange) -> StatusAndHeaders:
    kept = [pair for pair in exchange.answered if pair[0].lower() not in _OF_THE_TRANSFER]
    kept.append(("Content-Length", str(len(exchange.body))))
    return StatusAndHeaders(
        f"{exchange.status} {_phrase(exchange.status)}".strip(), kept, protocol="HTTP/1.1"
    )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:  # 468, 521: the walls' own
        return ""


def _header(pairs: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for key, value in pairs if key.lower() == name), "")


def _new_file(folder: Path, run: str, now: datetime) -> tuple[Path, BinaryIO]:
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for number in range(10_000):
        path = folder / f"{run}-{stamp}-{number:04d}.warc.gz"
        try:
            return path, path.open("xb")
        except FileExistsError:
            continue
    raise FileExistsError(f"{folder}: ten thousand files of one second")
