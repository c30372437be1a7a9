"""What we archive can be opened with others' tools: pywb indexes and replays it.

pywb lives in an environment of its own, since it pins libraries that are older than ours.
"""

from __future__ import annotations

import hashlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from nianbao.clock import parse
from nianbao.services import child
from storage.queries.documents import version as version_of
from storage.retention.compaction import Order, compact
from tests.tasks.conftest import migrated, stack, yard

__all__ = ["migrated", "stack", "yard"]  # fixtures

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".venv-pywb" / "bin"


@pytest.fixture(scope="session")
def pywb():
    """The folder of pywb's programs; made here if no earlier run has made it."""
    made = subprocess.run(
        ["make", "--silent", ".venv-pywb/.ready", f"PYTHON={sys.executable}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return TOOLS


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def collection(yard, pywb, tmp_path):
    """The WARC files of a crawl, rewritten ten years later, and of one that only confirmed."""
    yard.site.inner = replace(yard.site.inner)
    for at in ("2026-02-01 09:00", "2026-02-20 09:00", "2026-02-21 00:05"):
        yard.at(at)
        yard.work_off(yard.house())
    later, after_the_first = parse("2036-03-01 09:00"), parse("2026-02-10 09:00")
    order = Order(later, "王某", "已满保存期限", after_the_first)
    assert compact(yard.database, yard.house().archive, order).files == 1
    files = sorted(yard.settings.archive_dir.rglob("*.warc.gz"))
    assert [".c1.warc.gz" in path.name for path in files] == [True, False]
    manager = pywb / "wb-manager"
    subprocess.run([manager, "init", "kept"], cwd=tmp_path, check=True, capture_output=True)
    subprocess.run([manager, "add", "kept", *files], cwd=tmp_path, check=True, capture_output=True)
    return tmp_path


@pytest.fixture
def replayed(collection, pywb):
    """Return a function that asks the replay server for an address as it was archived."""
    port = free_port()
    with (collection / "wayback.log").open("wb") as log:
        server = subprocess.Popen(
            [pywb / "wayback", "-b", "127.0.0.1", "-p", str(port)],
            cwd=collection,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    end = time.monotonic() + 60

    def ask(url):
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/kept/id_/{url}") as answer:
                    return answer.read()
            except urllib.error.HTTPError:
                raise
            except OSError:
                assert time.monotonic() < end, (collection / "wayback.log").read_text()
                time.sleep(0.2)

    yield ask
    child.kill(server)


def test_every_report_that_we_keep_is_replayed_byte_for_byte(yard, replayed):
    count = yard.counts()["versions"]
    assert count >= 6
    with yard.database.read() as session:
        versions = [version_of(session, number) for number in range(1, count + 1)]
    for version in versions:
        data = replayed(version.url)
        assert hashlib.sha256(data).hexdigest() == version.place.sha256
        assert data == yard.house().archive.payload(version.place)
