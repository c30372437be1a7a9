"""One crawler process: started, watched, and ended from outside when its time is over."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final

import structlog

from crawler.warc import UNKEPT
from nianbao.services import child

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from crawler.manifest import Job

log = structlog.get_logger()

LOOK_SECONDS: Final = 0.2
MARGIN_SECONDS: Final = 60.0
"""How long the process may run over its own limit before it is ended from outside."""
GRACE_SECONDS: Final = 5.0
JOB: Final = "job.json"


def crawl(job: Job, folder: Path, still_ours: Callable[[], bool]) -> None:
    """Run a job into ``folder``. What it wrote is there, however it ended.

    ``still_ours`` is asked all the time, and ends the process when it says no.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / JOB).write_text(job.model_dump_json(), encoding="utf-8")
    with (folder / "crawler.log").open("ab") as output:
        command = [sys.executable, "-m", "crawler", str(folder / JOB), str(folder)]
        process = child.start(command, output=output.fileno())
        log.info("crawler_started", folder=folder.name, pid=process.pid)
        code = _watched(process, job.seconds + MARGIN_SECONDS, still_ours)
    log.info("crawler_ended", folder=folder.name, code=code)
    if code == UNKEPT:  # its own log may be on the same full disk
        log.error("evidence_unkept", folder=folder.name)


def _watched(
    process: subprocess.Popen[bytes], seconds: float, still_ours: Callable[[], bool]
) -> int:
    end = time.monotonic() + seconds
    try:
        while process.poll() is None and time.monotonic() < end and still_ours():
            time.sleep(LOOK_SECONDS)
    finally:
        code = child.stop(process, grace_seconds=GRACE_SECONDS)
    return code
