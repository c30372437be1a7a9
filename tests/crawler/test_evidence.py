"""What a crawler leaves can be read by anyone with warcio, and survives the process."""

from __future__ import annotations

import gzip
import hashlib
import json
import resource
import signal
import subprocess
import sys
import time

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from crawler.manifest import MANIFEST, Capture, ColumnOutcome, Failed, Fetched, Listed, read
from crawler.warc import UNKEPT
from storage.tears import mend

COLUMN = "/zfxxgk/zfxxgknb/"


def rows(count):
    return [
        (f"./202601/t20260120_{n}.html", f"青禾市第{n}局2025年政府信息公开年度报告", "2026-01-20")
        for n in range(1, count + 1)
    ]


def portal_with(web, count=3, wait=0.0):
    portal = web.site()
    portal.pages[COLUMN] = web.trs_list(*rows(count))
    for href, title, _ in rows(count):
        portal.pages[COLUMN + href[2:]] = web.reply(web.article(title), wait=wait)
    return portal


def payload(folder, capture: Capture) -> bytes:
    with (folder / capture.warc).open("rb") as file:
        file.seek(capture.offset)
        record = next(iter(ArchiveIterator(file)))
        assert record.rec_type == "response"
        assert record.rec_headers.get_header("WARC-Target-URI") == capture.url
        return record.content_stream().read()


def captures(folder):
    for entry in read(folder):
        if isinstance(entry, Fetched):
            yield entry.capture
        elif isinstance(entry, ColumnOutcome):
            yield from entry.pages


def test_every_capture_opens_at_its_offset_with_its_digest(web):
    portal = portal_with(web)
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    found = list(captures(seen.folder))
    assert len(found) == 4
    for capture in found:
        body = payload(seen.folder, capture)
        assert hashlib.sha256(body).hexdigest() == capture.sha256
        assert (len(body), capture.status) == (capture.length, 200)


def test_the_file_is_standard_and_holds_requests_robots_and_hops(web):
    portal = portal_with(web, 1)
    portal.pages[COLUMN + rows(1)[0][0][2:]] = web.reply(
        status=302, headers={"Location": "/p.html"}
    )
    portal.pages["/p.html"] = web.article()
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    (path,) = seen.folder.glob("*.warc.gz")
    with path.open("rb") as file:
        records = [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"))
            for record in ArchiveIterator(file, check_digests="raise")
            if record.content_stream().read() is not None
        ]
    assert records[0][0] == "warcinfo"
    answered = [url.removeprefix(portal.url) for kind, url in records if kind == "response"]
    assert answered == ["/robots.txt", COLUMN, COLUMN + rows(1)[0][0][2:], "/p.html"]
    assert sum(kind == "request" for kind, _ in records) == 4
    checker = Checker.__new__(Checker)
    checker.verbose, checker.exit_value = False, 0
    checker.process_one(str(path))
    assert checker.exit_value == 0


def test_a_compressed_answer_is_kept_decoded(web):
    portal = portal_with(web, 1)
    page = web.article()
    portal.pages[COLUMN + rows(1)[0][0][2:]] = web.reply(
        gzip.compress(page.encode()), headers={"Content-Encoding": "gzip"}
    )
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert payload(seen.folder, seen.fetched[0].capture) == page.encode()


def test_the_time_of_evidence_is_the_injected_clocks(web):
    portal = portal_with(web, 1)
    seen = web.crawl(web.row(portal, COLUMN, "trs"), now="2026-02-01T08:30:00+08:00")
    assert {entry.at.isoformat() for entry in seen.of(Listed)} == {"2026-02-01T08:30:00+08:00"}
    (path,) = seen.folder.glob("*.warc.gz")
    with path.open("rb") as file:
        file.seek(seen.fetched[0].capture.offset)
        record = next(iter(ArchiveIterator(file)))
        assert record.rec_headers.get_header("WARC-Date") == "2026-02-01T00:30:00Z"


def wait_for(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.01)


def fetched_so_far(folder):
    return [entry for entry in read(folder) if isinstance(entry, Fetched)]


def test_a_killed_process_leaves_all_that_it_had_seen(web):
    portal = portal_with(web, 20, wait=0.05)
    running = web.start(web.row(portal, COLUMN, "trs"))
    wait_for(lambda: len(fetched_so_far(web.folder)) >= 3)
    running.send_signal(signal.SIGKILL)
    seen = web.finish(running)
    assert (seen.status, seen.ended, seen.of(ColumnOutcome)) == (-9, False, [])
    assert len(seen.titles) == 20
    assert 3 <= len(seen.fetched) < 20
    for capture in captures(seen.folder):
        assert hashlib.sha256(payload(seen.folder, capture)).hexdigest() == capture.sha256


def test_a_run_after_a_kill_adds_to_the_folder_and_destroys_nothing(web):
    portal = portal_with(web, 6, wait=0.05)
    running = web.start(web.row(portal, COLUMN, "trs"))
    wait_for(lambda: len(fetched_so_far(web.folder)) >= 2)
    running.send_signal(signal.SIGKILL)
    killed = web.finish(running)
    before = killed.entries
    with (web.folder / MANIFEST).open("ab") as file:
        file.write(b'{"kind": "listed", "portal": "qin')  # the line that was being written
    old = {path.name: path.read_bytes() for path in web.folder.glob("*.warc.gz")}
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert seen.entries[: len(before)] == before
    assert (seen.ended, seen.outcome.outcome) == (True, "ok")
    assert {name: (web.folder / name).read_bytes() for name in old} == old
    assert len(list(web.folder.glob("*.warc.gz"))) == 2
    for capture in captures(seen.folder):
        assert hashlib.sha256(payload(seen.folder, capture)).hexdigest() == capture.sha256


def test_of_what_a_full_disk_cannot_keep_nothing_is_told_of_the_portal(web):
    portal, next_one = portal_with(web, 20, wait=0.05), portal_with(web)
    rows_of = (web.row(portal, COLUMN, "trs"), web.row(next_one, COLUMN, "trs", slug="next"))
    running = web.start(*rows_of)
    wait_for(lambda: len(fetched_so_far(web.folder)) >= 3)
    (path,) = web.folder.glob("*.warc.gz")
    full = path.stat().st_size + 300  # the manifest is smaller: its lines could still be written
    resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (full, full))
    seen = web.finish(running)
    assert (seen.status, seen.ended, "evidence_unkept" in seen.log) == (UNKEPT, False, True)
    assert (seen.of(Failed), seen.of(ColumnOutcome)) == ([], [])
    assert 3 <= len(seen.fetched) < 20
    assert (len(portal.asked) < 20, next_one.asked) == (True, [])
    mend(web.folder, {})
    for capture in captures(seen.folder):
        assert hashlib.sha256(payload(seen.folder, capture)).hexdigest() == capture.sha256
    with path.open("rb") as file:
        assert sum(1 for _ in ArchiveIterator(file, check_digests="raise")) > 4


def test_sigterm_closes_tidily_without_an_outcome(web):
    portal = portal_with(web, 40, wait=0.05)
    running = web.start(web.row(portal, COLUMN, "trs"))
    wait_for(lambda: len(fetched_so_far(web.folder)) >= 2)
    running.send_signal(signal.SIGTERM)
    seen = web.finish(running)
    assert (seen.status, seen.ended, seen.of(ColumnOutcome)) == (143, False, [])
    (path,) = seen.folder.glob("*.warc.gz")
    with path.open("rb") as file:
        assert sum(1 for _ in ArchiveIterator(file, check_digests="raise")) > 4


def test_a_run_that_ended_says_so_and_counts_its_requests(web):
    portal = portal_with(web, 3)
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    end = seen.entries[-1]
    assert (end.kind, end.requests) == ("end", 5)  # robots.txt, the list, three reports
    assert seen.status == 0


@pytest.mark.parametrize("text", ["", "{", '{"run": "x"}'])
def test_a_job_that_cannot_be_read_is_refused_plainly(tmp_path, text):
    job = tmp_path / "job.json"
    job.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "crawler", str(job), str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 64
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_manifest_lines_are_plain_json(web):
    seen = web.crawl(web.row(portal_with(web, 1), COLUMN, "trs"))
    kinds = [json.loads(line)["kind"] for line in (seen.folder / MANIFEST).read_text().splitlines()]
    assert kinds == ["robots", "listed", "fetched", "outcome", "end"]
