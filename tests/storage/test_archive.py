from __future__ import annotations

import hashlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage.archive import Altered, Archive, sync
from storage.evidence import Place
from tests.storage.moments import NOON


class Writer(WARCWriter):
    """Buffers in memory: the library leaves its temporary files to the garbage collector."""

    _create_temp_file = staticmethod(BytesIO)


PAGES = {
    "http://127.0.0.1/a.html": b"<html>\xe5\xb9\xb4\xe6\x8a\xa5</html>",
    "http://127.0.0.1/b.pdf": bytes(range(256)) * 4000,
    "http://127.0.0.1/empty": b"",
}


@pytest.fixture
def archive(tmp_path) -> Archive:
    return Archive(tmp_path / "evidence")


@pytest.fixture
def places(archive) -> dict[str, Place]:
    folder = archive.new_folder("batch-1", NOON)
    path = archive.file(folder, "crawl-00000.warc.gz")
    found = {}
    with path.open("wb") as file:
        writer = Writer(file, gzip=True)
        for url, body in PAGES.items():
            offset = file.tell()
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], "HTTP/1.1")
            record = writer.create_warc_record(
                url, "response", payload=BytesIO(body), http_headers=headers
            )
            writer.write_record(record)
            digest = hashlib.sha256(body).hexdigest()
            found[url] = Place(folder, path.name, offset, digest, len(body))
    return found


def test_each_record_is_read_by_its_offset(archive, places):
    assert {url: archive.payload(place) for url, place in places.items()} == PAGES


def test_folders_are_kept_by_month_below_the_root(archive, places):
    assert {place.folder for place in places.values()} == {"2027/02/batch-1"}
    assert (archive.root / "2027" / "02" / "batch-1" / "crawl-00000.warc.gz").is_file()


def test_altered_evidence_is_named_by_file_and_offset(archive, places):
    place = places["http://127.0.0.1/a.html"]
    with pytest.raises(Altered, match=rf"不一致：.*crawl-00000\.warc\.gz，偏移{place.offset}："):
        archive.payload(replace(place, sha256="0" * 64))


def test_a_cut_file_is_altered_evidence_and_no_traceback_of_a_library(archive, places):
    place = places["http://127.0.0.1/b.pdf"]
    path = archive.file(place.folder, place.warc)
    path.write_bytes(path.read_bytes()[: place.offset + 300])
    with pytest.raises(Altered, match=r"crawl-00000\.warc\.gz"):
        archive.payload(place)


def test_a_byte_changed_on_the_disk_is_noticed(archive, places):
    place = places["http://127.0.0.1/a.html"]
    path = archive.file(place.folder, place.warc)
    data = bytearray(path.read_bytes())
    data[place.offset + 150] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(Altered):
        archive.payload(place)


@pytest.mark.parametrize(
    "change",
    [{"offset": 10**9}, {"offset": 7}, {"offset": -1}, {"warc": "other.warc.gz"}, {"length": -1}],
    ids=str,
)
def test_a_place_where_nothing_was_kept_is_altered_evidence(archive, places, change):
    with pytest.raises(Altered):
        archive.payload(replace(places["http://127.0.0.1/a.html"], **change))


def test_a_record_longer_than_it_was_kept_is_not_read_to_its_end(archive, places):
    place = places["http://127.0.0.1/b.pdf"]
    with pytest.raises(Altered, match="不一致"):
        archive.payload(replace(place, length=10))


@pytest.mark.parametrize(
    "folder",
    ["..", "../other", "2027/../..", "/etc", "2027//x", "", "2027/02/a\\b", ".hidden", "a/b/c/d/e"],
)
def test_no_folder_leads_out_of_the_archive(archive, folder):
    with pytest.raises(ValueError, match="no folder"):
        archive.path(folder)


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/b", "", ".", "..", "x\0y", "x\n"])
def test_no_file_name_leads_out_of_its_folder(archive, places, name):
    with pytest.raises(ValueError, match="no file"):
        archive.file("2027/02/batch-1", name)


def test_a_link_does_not_lead_out_either(archive, places, tmp_path):
    (tmp_path / "secret").mkdir()
    (archive.root / "2027" / "03").symlink_to(tmp_path / "secret")
    with pytest.raises(ValueError, match="leads out"):
        archive.path("2027/03")


def test_a_compressed_answer_is_compared_as_decoded(archive):
    import gzip  # noqa: PLC0415

    body = "政府信息公开年报".encode() * 5000
    folder = archive.new_folder("batch-2", NOON)
    path = archive.file(folder, "x.warc.gz")
    with path.open("wb") as file:
        headers = StatusAndHeaders("200 OK", [("Content-Encoding", "gzip")], "HTTP/1.1")
        writer = Writer(file, gzip=True)
        writer.write_record(
            writer.create_warc_record(
                "http://127.0.0.1/",
                "response",
                payload=BytesIO(gzip.compress(body)),
                http_headers=headers,
            )
        )
    place = Place(folder, "x.warc.gz", 0, hashlib.sha256(body).hexdigest(), len(body))
    assert archive.payload(place) == body


def test_a_drive_that_cannot_write_down_its_folders_keeps_evidence_all_the_same(tmp_path):
    sync(tmp_path)
    sync(Path("/proc"))  # like a network drive: no folder of it can be put on a disk
    with pytest.raises(OSError, match="Invalid argument"):
        sync(Path("/proc/self/status"))  # of a file nobody may look away
