"""The evidence on the disk: WARC files and manifests, one folder for each crawl.

Names come from rows and manifests, and a manifest comes out of a process that
reads the web: every name is checked before it becomes a path.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from storage.retention.tombstones import BadTombstone, moved

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from storage.evidence import Place

MAX_PAYLOAD_BYTES: Final = 256_000_000
"""No record is read further than this."""
_RECORD_SLACK: Final = 1_000_000
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_MAX_DEPTH: Final = 4


class Altered(Exception):  # noqa: N818 - named for what was found
    """The evidence is not what was kept: a file is missing, cut or changed. Names its place."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive below ``root`` (settings.archive_dir). Making it touches nothing."""

    root: Path

    def new_folder(self, job: str, at: datetime) -> str:
        """Make the folder of a job and return its name below the root (``2027/01/<job>``).

        Raises:
            ValueError: the job's name is no plain name.
        """
        folder = f"{at:%Y}/{at:%m}/{job}"
        self.path(folder).mkdir(parents=True, exist_ok=True)
        return folder

    def path(self, folder: str) -> Path:
        """Return where a job's folder is.

        Raises:
            ValueError: the name leads, or might lead, out of the archive.
        """
        parts = folder.split("/")
        if len(parts) > _MAX_DEPTH or not all(map(_NAME.fullmatch, parts)):
            raise ValueError(f"no folder of the archive: {folder!r}")
        return self._inside(self.root.joinpath(*parts))

    def file(self, folder: str, name: str) -> Path:
        """Return where a file of a job's folder is.

        Raises:
            ValueError: as ``path``.
        """
        if not _NAME.fullmatch(name):
            raise ValueError(f"no file of the archive: {name!r}")
        return self._inside(self.path(folder) / name)

    def is_place(self, folder: str, name: str) -> bool:
        """Whether a file of ours may lie there. What a person or a system put beside it is not."""
        try:
            self.file(folder, name)
        except ValueError:
            return False
        return True

    def settle(self, folder: str) -> None:
        """Have the system put a job's files on the disk, and that they are there.

        A row that names a record must not outlive it when the power goes.

        Raises:
            ValueError: as ``path``.
        """
        place = self.path(folder)
        for path in place.iterdir() if place.is_dir() else ():
            if path.is_file() and self.is_place(folder, path.name):
                sync(path)
        for path in (place, *place.parents):
            if path.is_dir() and path.is_relative_to(self.root):
                sync(path)

    def _inside(self, path: Path) -> Path:
        # A link inside the archive must not lead out of it either.
        if not path.resolve().is_relative_to(self.root.resolve()):
            raise ValueError(f"leads out of the archive: {path}")
        return path

    def payload(self, place: Place) -> bytes:
        """Return the bytes of one record, as decoded from HTTP, checked against their SHA-256.

        A file that was rewritten since the place was looked up is followed to the new one.

        Raises:
            Altered: they are not what was kept; the message names file and offset.
            ValueError: the place is none in the archive.
        """
        path = self.file(place.folder, place.warc)
        where = f"{place.folder}/{place.warc}，偏移{place.offset}"
        try:
            data = _record(path, place)
        except FileNotFoundError as error:
            if (there := self._moved(place)) is not None:
                return self.payload(there)
            raise Altered(f"存证无法读取：{where}：{error}") from error
        except (OSError, ArchiveLoadFailed, EOFError, ValueError) as error:
            raise Altered(f"存证无法读取：{where}：{error}") from error
        found = hashlib.sha256(data).hexdigest()
        if found != place.sha256:
            raise Altered(f"存证与采集时不一致：{where}：应为{place.sha256}，现为{found}")
        return data

    def _moved(self, place: Place) -> Place | None:
        """Return where a record is now; each step leads to a later file, so this ends."""
        stem = place.warc.partition(".c")[0].removesuffix(".warc.gz")
        if not any(self.path(place.folder).glob(f"{stem}.c*.warc.gz")):
            return None
        try:
            return moved(self, place)
        except BadTombstone:
            return None


def sync(path: Path) -> None:
    """Have the system put a file on the disk, or write down which files a folder holds.

    Not every network drive can do the latter; what such a drive keeps it answers for itself.
    """
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP} or not path.is_dir():
            raise
    finally:
        os.close(opened)


def _record(path: Path, place: Place) -> bytes:
    if place.offset < 0 or not 0 <= place.length <= MAX_PAYLOAD_BYTES:
        raise ValueError("位置或长度不合理")
    # Compressed or not, a record is little longer than its payload: a few bytes in a
    # thousand, and its headers.
    bound = place.length + place.length // 100 + _RECORD_SLACK
    with path.open("rb") as file:
        file.seek(place.offset)
        member = BytesIO(file.read(bound))
    # What the library cannot unpack it tells the terminal; we compare digests instead.
    with redirect_stderr(StringIO()):
        for record in ArchiveIterator(member):
            data: bytes = record.content_stream().read(place.length + 1)
            return data
    raise EOFError("此处没有记录")
