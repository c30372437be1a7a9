"""The manifest as it is written: one line for each fact, in the system's hands at once."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from crawler.manifest import MANIFEST, ColumnOutcome, End, line

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from pydantic import BaseModel

    from crawler.warc import WarcFile


class Ledger:
    """Appends entries to a folder's manifest. An earlier run's entries stay where they are."""

    def __init__(self, folder: Path, warc: WarcFile) -> None:
        self._warc = warc
        self._file = _opened(folder / MANIFEST)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # what could not be written has been said already
            self._file.close()

    def add(self, entry: BaseModel) -> None:
        """Write one entry; an outcome is on the disk, evidence first, before this returns.

        Raises:
            crawler.warc.Unkept: it, or evidence before it, could not be written.
        """
        lasting = isinstance(entry, ColumnOutcome | End)
        if lasting:
            self._warc.sync()
        with self._warc.keeping():
            self._file.write(line(entry))
            self._file.flush()
            if lasting:
                os.fsync(self._file.fileno())


def _opened(path: Path) -> BinaryIO:
    """Open for appending; the cut line of a killed run goes, since it can never be read."""
    file = path.open("a+b")
    file.seek(0)
    whole = file.read().rfind(b"\n") + 1
    file.truncate(whole)
    file.seek(whole)
    return file
