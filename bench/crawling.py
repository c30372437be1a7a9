"""What our crawler costs beside a bare Scrapy spider, on a fleet of virtual portals.

Both download the same pages from the same harbour, batch after batch in turns, so
that a busy machine slows both alike; the bare one only downloads. Processor time is
that of the crawling processes alone, from their start; memory is the largest that one
of them held. Then the fleet is crawled twice more, a day and four days later. What
was found is compared with what is true. Run with ``python -m bench.crawling``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from warcio.archiveiterator import ArchiveIterator

from bench.patrol import patrol
from nianbao import logs
from nianbao.settings import Settings
from tasks.crawl import crawl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.patrol import Patrol

MOMENTS: Final = ("2026-02-01T09:00", "2026-02-02T09:00", "2026-02-05T09:00")
_SHOWN: Final = 20  # faults that are printed
_LOOK_SECONDS: Final = 0.05


@dataclass(slots=True)
class Cost:
    """What processes took: processor seconds, the largest memory in MB, and requests."""

    seconds: float = 0.0
    megabytes: float = 0.0
    requests: int = 0

    @property
    def each(self) -> float:
        """Processor milliseconds for a request."""
        return 1000 * self.seconds / max(self.requests, 1)


@contextmanager
def children(cost: Cost) -> Iterator[None]:
    """Add to the cost what the crawling children of this process take in the block."""
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(cost, done), daemon=True)
    before = os.times()
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
        after = os.times()
        cost.seconds += after.children_user + after.children_system
        cost.seconds -= before.children_user + before.children_system


def _watch(cost: Cost, done: threading.Event) -> None:
    while not done.wait(_LOOK_SECONDS):
        for pid in _children():
            cost.megabytes = max(cost.megabytes, _peak(pid))


def _children() -> list[int]:
    paths = Path("/proc/self/task").glob("*/children")
    return [int(pid) for path in paths for pid in path.read_text().split()]


def _peak(pid: int) -> float:
    """Return the most memory that a crawling process has held, in MB."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:  # it has just ended
        return 0.0
    if b"bench.bare" not in words and b"\0crawler\0" not in words:
        return 0.0
    return next((int(x.split()[1]) / 1024 for x in status.splitlines() if "VmHWM" in x), 0.0)


def _asked(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield what a crawl asked for, as its archive has it."""
    for path in folder.rglob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type == "request":
                    yield {
                        "url": record.rec_headers.get_header("WARC-Target-URI"),
                        "method": record.http_headers.protocol,
                        "body": record.content_stream().read().decode(),
                        "headers": {
                            name: value
                            for name, value in record.http_headers.headers
                            if name.lower() in {"content-type", "referer", "x-requested-with"}
                        },
                    }


def _bare(batch: int, folder: Path, scratch: Path, cost: Cost) -> None:
    asked = list(_asked(folder))
    file = scratch / f"asked-{batch}.json"
    file.write_text(json.dumps(asked), encoding="utf-8")
    with children(cost):
        subprocess.run([sys.executable, "-m", "bench.bare", str(file)], check=True, stdout=-3)
    cost.requests += len(asked)


def _first(watch: Patrol, scratch: Path) -> tuple[Cost, Cost]:
    """Crawl everything once, and let the bare spider follow batch by batch."""
    ours, bare = Cost(), Cost()
    archive = watch.house.settings.archive_dir
    seen: set[Path] = set()
    for number, batch in enumerate(watch.queue("first")):
        with children(ours):
            crawl(watch.house, *batch)
        manifests = set(archive.rglob("manifest.jsonl"))
        for manifest in manifests - seen:
            before = bare.requests
            _bare(number, manifest.parent, scratch, bare)
            ours.requests += bare.requests - before
        seen = manifests
    return ours, bare


def _report(watch: Patrol, slot: str) -> int:
    faults = watch.faults(slot)
    called, true = watch.missing()
    print(f"  differences from the truth: {len(faults)}", *faults[:_SHOWN], sep="\n    ")
    print(f"  duties that would be missing: {len(called)}, wrongly {len(called - true)}")
    return len(faults) + len(called - true)


def main() -> int:
    """Run the comparison and print it; 1 if anything found differs from what is true."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--portals", type=int, default=200)
    parser.add_argument("--reports", type=int, default=3000)
    usual: int = Settings.model_fields["crawl_portals_per_batch"].default
    parser.add_argument("--batch", type=int, default=usual, help="portals in one process")
    chosen = parser.parse_args()
    logs.configure()
    wrong = 0
    with (
        tempfile.TemporaryDirectory() as name,
        patrol(Path(name), chosen.portals, chosen.reports, MOMENTS[0], chosen.batch) as watch,
    ):
        began = time.monotonic()
        ours, bare = _first(watch, Path(name))
        print(f"first crawl: {ours.requests} requests, {time.monotonic() - began:.0f} s")
        for words, cost in (("ours", ours), ("bare", bare)):
            print(f"  {words}: {cost.each:.2f} ms a request, {cost.megabytes:.0f} MB")
        ratios = (ours.each / bare.each, ours.megabytes / bare.megabytes)
        print(f"  processor time {ratios[0]:.2f} times, memory {ratios[1]:.2f} times", flush=True)
        wrong += _report(watch, "first")
        for slot, moment in zip(("second", "third"), MOMENTS[1:], strict=True):
            watch.at(moment)
            before = watch.requests().total()
            watch.crawl(slot)
            asked = watch.requests().total() - before
            share = asked / ours.requests
            print(f"{slot} crawl: {asked} requests, {share:.1%} of the first", flush=True)
            wrong += _report(watch, slot)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
