"""Notes on the disk for one compaction, so that its memory does not grow with the archive."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLES: Final = """
CREATE TABLE place (folder, warc, offset, kind, last, PRIMARY KEY (folder, warc, offset))
    WITHOUT ROWID;
CREATE TABLE reference (folder, warc, source, id, PRIMARY KEY (folder, warc, source, id))
    WITHOUT ROWID;
CREATE TABLE content (sha256 PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE confirmed (folder, url, kind, PRIMARY KEY (folder, url, kind)) WITHOUT ROWID;
CREATE TABLE trouble (folder, host, PRIMARY KEY (folder, host)) WITHOUT ROWID;
CREATE TABLE address (url PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE span (column_id, since, until);
CREATE INDEX span_of ON span (column_id);
CREATE TABLE latest (column_id PRIMARY KEY, at) WITHOUT ROWID;
CREATE TABLE file (folder, name, kind, PRIMARY KEY (folder, name)) WITHOUT ROWID;
CREATE TABLE going (folder, name, offset, kind, url, at, length, PRIMARY KEY (folder, name, offset))
    WITHOUT ROWID;
CREATE TABLE refers (url, at, PRIMARY KEY (url, at)) WITHOUT ROWID;
"""


@contextmanager
def scratch() -> Iterator[sqlite3.Connection]:
    """Yield an empty database of notes that is gone afterwards."""
    with TemporaryDirectory(prefix="nianbao-compact-") as folder:
        notes = sqlite3.connect(f"{folder}/notes.sqlite3", isolation_level=None)
        try:
            notes.execute("PRAGMA journal_mode=OFF")
            notes.execute("PRAGMA synchronous=OFF")
            notes.executescript(_TABLES)
            notes.execute("BEGIN")
            yield notes
        finally:
            notes.close()
