"""Our own commands in processes that need not import everything anew.

A process that starts from nothing imports for half a second and more before its first line
of work, and most tests are not about that. Here the standard library's fork server
imports once for each pytest process; every command is then a fork of it: a process with
a pid, an environment, streams, signals and an exit status of its own, run as ``python -m``
would run it. How a command starts from nothing is shown where that matters
(tests/cli/test_commands.py, tests/cli/test_up.py, tests/cli/test_demo.py, tests/tasks).
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

ROOT = Path(__file__).resolve().parents[1]
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        "crawler.process",
        # What Scrapy imports by name, once it crawls. None of them installs the reactor.
        "crawler.doors",
        "crawler.old_tls",
        "scrapy.core.downloader",
        "scrapy.downloadermiddlewares.cookies",
        "scrapy.downloadermiddlewares.defaultheaders",
        "scrapy.downloadermiddlewares.downloadtimeout",
        "scrapy.downloadermiddlewares.httpcompression",
        "scrapy.downloadermiddlewares.redirect",
        "scrapy.downloadermiddlewares.stats",
        "scrapy.downloadermiddlewares.useragent",
        "scrapy.extensions.throttle",
        "scrapy.logformatter",
        "scrapy.pqueues",
        "scrapy.squeues",
        "scrapy.statscollectors",
        "nianbao.cli",
        *(
            f"nianbao.cli.{path.stem}"
            for path in sorted((ROOT / "nianbao" / "cli").glob("[a-z]*.py"))
        ),
    ]
)


@dataclass(frozen=True)
class Forked:
    """A running command, with what the tests use of ``subprocess.Popen``."""

    process: BaseProcess
    command: tuple[str, ...]
    output: Path
    errors: Path

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    def poll(self) -> int | None:
        return self.process.exitcode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.process.kill()

    def wait(self, seconds: float) -> subprocess.CompletedProcess[str]:
        """Return how the command ended, and kill it if it has not by then."""
        self.process.join(seconds)
        if self.poll() is None:
            self.kill()
            self.process.join()
            raise subprocess.TimeoutExpired(self.command, seconds, *map(_text, self._streams()))
        said, complained = self._streams()
        code = self.poll()
        assert code is not None
        return subprocess.CompletedProcess(self.command, code, _text(said), _text(complained))

    def _streams(self) -> tuple[bytes, bytes]:
        return self.output.read_bytes(), self.errors.read_bytes()


def fork(
    module: str,
    *arguments: str,
    folder: Path,
    environment: dict[str, str],
    output: Path,
    errors: Path,
) -> Forked:
    """Run ``python -m module arguments`` in a folder; two files take what it prints.

    Both may be the same file.
    """
    output.write_bytes(b"")
    errors.write_bytes(b"")
    command = (module, *arguments)
    process = FORKS.Process(target=_run, args=(command, folder, environment, output, errors))
    process.start()
    return Forked(process, command, output, errors)


def crawling(job: Path, folder: Path, log: Path) -> Forked:
    """Run ``python -m crawler`` on a job into a folder."""
    return fork(
        "crawler",
        str(job),
        str(folder),
        folder=ROOT,
        environment=dict(os.environ),
        output=log,
        errors=log,
    )


def _run(
    command: tuple[str, ...], folder: Path, environment: dict[str, str], output: Path, errors: Path
) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    _print_into(output, 1)
    _print_into(errors, 2)
    sys.stdout = sys.__stdout__ = _printing(sys.__stdout__, buffering=-1)
    sys.stderr = sys.__stderr__ = _printing(sys.__stderr__, buffering=1)
    sys.argv = list(command)
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)


def _printing(stream: TextIO, buffering: int) -> TextIO:
    """Return a stream like the fork server's own, with nothing in its buffer."""
    return open(
        stream.fileno(),
        "w",
        buffering,
        encoding=stream.encoding,
        errors=stream.errors,
        closefd=False,
    )


def _print_into(file: Path, number: int) -> None:
    opened = os.open(file, os.O_WRONLY | os.O_APPEND)
    os.dup2(opened, number)
    os.close(opened)


def _text(printed: bytes) -> str:
    return printed.decode("utf-8").replace("\r\n", "\n")
