"""The evidence of one run: a WARC file whose every record is on disk before it is spoken of."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import re
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Self

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

import nianbao
from crawler.manifest import Capture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from typing import BinaryIO

UNKEPT = 74  # the exit status of a process whose evidence could not be written
LONGEST_VALIDATOR = 500  # characters of an ETag or a Last-Modified that are kept
NOT_MODIFIED = "http://netpreserve.org/warc/1.0/revisit/server-not-modified"
_COMPRESSION = 6  # of zlib; 9 takes half as long again for one byte in a hundred
# The record keeps the payload as decoded from HTTP, so these no longer describe it.
_OF_THE_TRANSFER = frozenset({"content-encoding", "transfer-encoding", "content-length"})


class Unkept(Exception):  # noqa: N818 - named for the state it leaves
    """The disk takes no more evidence: it is full, or broken.

    No error of a portal, so no ``OSError`` either, which on the way to one means "not there".
    """


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
    """Compresses each record in one go, less hard than warcio, which does it piece by piece."""

    def _write_warc_record(self, out: BinaryIO, record: object) -> None:
        plain = BytesIO()
        super()._write_warc_record(plain, record)
        member = zlib.compressobj(_COMPRESSION, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        out.write(member.compress(plain.getbuffer()) + member.flush())

    @staticmethod
    def _create_digester() -> Digester:
        return Digester("sha256")


class WarcFile:
    """A WARC file that is only ever appended to, one for each run of a process.

    It is locked while it is open: nobody takes the record that is being written for a torn one.
    Once a record could not be written whole nothing is added any more, so that only the
    file's end is torn; every method raises ``Unkept`` from then on.
    """

    def __init__(self, folder: Path, run: str, now: datetime) -> None:
        """Open a file with a name not used before, so that nothing there is overwritten."""
        self._now = now
        self._broken = ""
        with self.keeping():
            self.path, self._file = _new_file(folder, re.sub(r"[^\w.-]+", "-", run), now)
        with suppress(OSError):  # Not every network drive has locks; this one only guards the end.
            fcntl.flock(self._file, fcntl.LOCK_EX)
        self._writer = _Writer(self._file, gzip=False)  # it does so itself
        with self.keeping():
            self._writer.write_record(self._about())
            self._file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_broken(self) -> bool:
        """Whether something could not be written: nothing more will be."""
        return bool(self._broken)

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Do what must be on the disk before anything more is told, or raise ``Unkept``."""
        if self._broken:
            raise Unkept(self._broken)
        try:
            yield
        except OSError as error:
            self._broken = str(error)
            raise Unkept(self._broken) from error

    def write(self, exchange: Exchange) -> Capture:
        """Write request and response, hand them to the system, and say where the response is."""
        offset = self._file.tell()
        moment = _moment(exchange.at)
        response = self._writer.create_warc_record(
            exchange.url,
            "response",
            payload=BytesIO(exchange.body),
            length=len(exchange.body),
            http_headers=_response_headers(exchange),
            warc_headers_dict={"WARC-Date": moment},
        )
        with self.keeping():
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
            etag=_header(exchange.answered, "etag")[:LONGEST_VALIDATOR],
            last_modified=_header(exchange.answered, "last-modified")[:LONGEST_VALIDATOR],
        )

    def keep(self, url: str, data: bytes, content_type: str, at: datetime) -> Capture:
        """Write what a person handed in as a resource record; there was no request (status 0)."""
        offset = self._file.tell()
        record = self._writer.create_warc_record(
            url,
            "resource",
            payload=BytesIO(data),
            length=len(data),
            warc_content_type=content_type or "application/octet-stream",
            warc_headers_dict={"WARC-Date": _moment(at)},
        )
        with self.keeping():
            self._writer.write_record(record)
            self._file.flush()
        return Capture(
            url=url,
            sha256=hashlib.sha256(data).hexdigest(),
            warc=self.path.name,
            offset=offset,
            status=0,
            content_type=content_type,
            length=len(data),
            at=at,
        )

    def revisit(self, exchange: Exchange, before: Capture) -> Capture:
        """Write that a server confirmed an earlier answer (304), and return that, confirmed now."""
        moment = _moment(exchange.at)
        record = self._writer.create_revisit_record(
            exchange.url,
            f"sha256:{_base32(before.sha256)}",
            before.url,
            _moment(before.at),
            http_headers=_response_headers(exchange),
            warc_headers_dict={"WARC-Date": moment},
        )
        record.rec_headers.replace_header("WARC-Profile", NOT_MODIFIED)
        with self.keeping():
            self._writer.write_request_response_pair(self._request(exchange, moment), record)
            self._file.flush()
        return before.model_copy(update={"at": exchange.at})

    def sync(self) -> None:
        """Have the system put everything on the disk itself."""
        with self.keeping():
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Put everything on disk and close."""
        if self._file.closed:
            return
        try:
            self.sync()
        finally:
            with suppress(OSError):  # what could not be written is tried once more, in vain
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


def payload(root: Path, capture: Capture) -> bytes | None:
    """Return the bytes of an earlier capture below the archive's root, checked; None without.

    What is damaged or gone is simply asked for again.
    """
    folder = root / capture.folder
    path = folder / capture.warc
    if not capture.folder or path.name != capture.warc or not _inside(root, folder):
        return None
    try:
        with path.open("rb") as file:
            file.seek(capture.offset)
            stream = next(iter(ArchiveIterator(file))).content_stream()
            data: bytes = stream.read(capture.length + 1)
    except (OSError, ArchiveLoadFailed, StopIteration, ValueError):
        return None
    return data if hashlib.sha256(data).hexdigest() == capture.sha256 else None


def _inside(root: Path, folder: Path) -> bool:
    return folder.resolve().is_relative_to(root.resolve())


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _base32(sha256: str) -> str:
    """Return a digest as WARC files write it."""
    return base64.b32encode(bytes.fromhex(sha256)).decode()


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
