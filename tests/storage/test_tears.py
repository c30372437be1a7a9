"""A WARC file whose writer was killed can be read to its end once its torn record is cut off."""

from __future__ import annotations

import gzip
import random
from datetime import UTC, datetime

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.warc import Exchange, WarcFile
from storage.tears import mend

RECORDS = 5  # about the file, and two exchanges of a question and an answer
TEARS = 80


def exchange(number):
    noise = random.Random(number).randbytes(3000)
    return Exchange(f"http://a.example/{number}", "GET", (), b"", 200, (), noise, datetime.now(UTC))


@pytest.fixture
def warc(tmp_path):
    with WarcFile(tmp_path, "run-1-1", datetime(2027, 2, 1, tzinfo=UTC)) as file:
        file.write(exchange(1))
        file.write(exchange(2))
    return file.path


def records(path):
    """Return the bodies of a file's records, each read to its end."""
    with path.open("rb") as file:
        return [record.content_stream().read() for record in ArchiveIterator(file)]


def ends(path):
    """Return where each record of a file ends."""
    with path.open("rb") as file:
        reader = ArchiveIterator(file)
        starts = [reader.get_record_offset() for _ in reader]
    return [*starts[1:], path.stat().st_size]


def test_wherever_a_file_is_torn_its_whole_records_are_read_and_nothing_else(warc):
    data, bodies, edges = warc.read_bytes(), records(warc), ends(warc)
    assert len(bodies) == RECORDS
    tears = random.Random(6).sample(range(len(data)), TEARS)
    for at in [*tears, *edges, *(edge + n for edge in edges[:-1] for n in (1, 2, 11))]:
        warc.write_bytes(data[:at])
        whole = sum(edge <= at for edge in edges)
        left = max([edge for edge in edges if edge <= at], default=0)
        assert mend(warc.parent, {}) == ({warc.name: at - left} if at > left else {})
        assert records(warc) == bodies[:whole]


def test_a_file_that_is_being_written_is_left_alone(tmp_path):
    with WarcFile(tmp_path, "run-1-1", datetime(2027, 2, 1, tzinfo=UTC)) as file:
        file.write(exchange(1))
        with file.path.open("ab") as other:
            other.write(gzip.compress(bytes(100))[:16])
        assert mend(tmp_path, {}) == {}
    assert mend(tmp_path, {}) == {file.path.name: 16}


def test_what_is_sealed_is_never_cut(warc):
    size = warc.stat().st_size - 100
    warc.write_bytes(warc.read_bytes()[:size])
    assert mend(warc.parent, {warc.name: size - 5}) == {}
    assert warc.stat().st_size == size


def test_a_damaged_file_is_left_as_it_is_for_its_later_records_can_still_be_read(warc):
    data = bytearray(warc.read_bytes())
    data[ends(warc)[1] + 40] ^= 0xFF
    warc.write_bytes(data)
    assert mend(warc.parent, {}) == {}
    assert warc.read_bytes() == data


def test_a_folder_that_was_never_made_has_nothing_to_mend(tmp_path):
    assert mend(tmp_path / "none", {}) == {}
