"""Whether the archive's verification keeps up and stays small: ten gigabytes, then one flipped bit.

``python -m bench.verification [--gigabytes 10]`` writes an archive of that size (seeded
pages that hardly compress; every file is a copy of one of a few, in a folder of its
own), seals and chains it, verifies it prints the memory held,
then flips one bit and verifies again. Needs as much room on the disk; all is removed.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import shutil
import sys
import tempfile
import time
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import insert
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from nianbao.clock import SHANGHAI
from storage.archive import Archive
from storage.database import Database
from storage.rows import ColumnRow, DocumentRow, PortalRow, VersionRow
from storage.sealing import link_up, measure, seal
from storage.verification import verify

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.verification import Verified

PATTERNS = 8
RECORDS_A_FILE = 400
RECORD_BYTES = 64_000
NOW = datetime(2026, 2, 1, 9, tzinfo=SHANGHAI)


def main(arguments: list[str]) -> int:
    """Print a line for each step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=10.0)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive, database = Archive(folder / "evidence"), Database(f"sqlite:///{folder / 'b.db'}")
        database.migrate()
        files = _fill(archive, database, asked.gigabytes * 1e9)
        print(f"{files} files sealed and chained; {_held():.0f} MB at most so far")
        _verified(database, archive)
        path = sorted(archive.root.rglob("*.warc.gz"))[files // 2]
        _flip(path)
        named = {fault.file for fault in _verified(database, archive).faults}
        is_found = named == {path.relative_to(archive.root).as_posix()}
        print("the file with the flipped bit is named, and no other" if is_found else "NOT FOUND")
        database.dispose()
    return 0 if is_found else 1


def _flip(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        (byte,) = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))


def _fill(archive: Archive, database: Database, size: float) -> int:
    """Write the archive and what the database knows of it; return the number of files."""
    patterns = [_pattern(archive.root.parent, number) for number in range(PATTERNS)]
    with database.write() as session:
        column_id = _column(session)
    files, written = 0, 0
    while written < size:
        path, places = patterns[files % PATTERNS]
        day = NOW + timedelta(days=files // 20)
        folder = archive.new_folder(f"run-{files}", day)
        shutil.copyfile(path, archive.file(folder, path.name))
        with database.write() as session:
            _insert(session, column_id, folder, path.name, places)
            seal(session, measure(archive, folder), day)
            link_up(session, archive, day)
        files, written = files + 1, written + path.stat().st_size
    return files


def _pattern(folder: Path, number: int) -> tuple[Path, list[tuple[int, str]]]:
    """Write one file; return it with the offset and digest of each record."""
    random, path = Random(number), folder / f"crawl-{number}.warc.gz"
    places = []
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for record in range(RECORDS_A_FILE):
            body = random.randbytes(RECORD_BYTES)
            places.append((file.tell(), hashlib.sha256(body).hexdigest()))
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], "HTTP/1.1")
            url = f"http://a.example/{record}"
            made = writer.create_warc_record(
                url, "response", payload=BytesIO(body), length=len(body), http_headers=headers
            )
            writer.write_record(made)
    return path, places


def _column(session: Session) -> int:
    portal = PortalRow(slug="a", family="trs", start="http://a.example/", hosts=["a.example"])
    session.add(portal)
    session.flush()
    column = ColumnRow(portal_id=portal.id, url="http://a.example/", name="a")
    session.add(column)
    session.flush()
    return column.id


def _insert(
    session: Session, column_id: int, folder: str, name: str, places: list[tuple[int, str]]
) -> None:
    url = f"http://a.example/{folder}"
    document = DocumentRow(column_id=column_id, url=url, title="", first_seen=NOW, last_seen=NOW)
    session.add(document)
    session.flush()
    rows = [
        {
            "document_id": document.id,
            "folder": folder,
            "warc": name,
            "offset": offset,
            "sha256": digest,
            "length": RECORD_BYTES,
            "status": 200,
            "content_type": "text/html",
            "url": url,
            "first_seen": NOW,
            "last_seen": NOW,
        }
        for offset, digest in places
    ]
    session.execute(insert(VersionRow), rows)


def _verified(database: Database, archive: Archive) -> Verified:
    began = time.monotonic()
    with database.read() as session:
        found = verify(session, archive)
    print(
        f"verified {found.files} files, {found.size / 1e9:.1f} GB, {found.records} records,"
        f" {found.links} links in {time.monotonic() - began:.0f} s;"
        f" {len(found.faults)} faults; {_held():.0f} MB at most so far"
    )
    return found


def _held() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
