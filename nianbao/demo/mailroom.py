"""A real SMTP server on loopback that keeps every mail as it came in."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Final, TypeVar

from aiosmtpd.smtp import SMTP

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator
    from pathlib import Path

    from aiosmtpd.smtp import Envelope, Session

MOST_BYTES: Final = 33_554_432
LONGEST_SECONDS: Final = 10.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mailroom:
    """Where mails are handed in, and where they lie."""

    url: str
    folder: Path


class _Keeper:
    """Keeps each mail in a file of its own, numbered as they came."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1 + len(list(folder.glob("*.eml"))))

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - the library's name
        content = envelope.original_content or b""
        (self._folder / f"{next(self._numbers):03d}.eml").write_bytes(content)
        return "250 OK"


@contextmanager
def open_mailroom(folder: Path) -> Iterator[Mailroom]:
    """Take mails on a free port of 127.0.0.1 until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    keeper = _Keeper(folder)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = _within(loop, _listening(keeper))
    try:
        port = server.sockets[0].getsockname()[1]
        yield Mailroom(f"smtp://127.0.0.1:{port}", folder)
    finally:
        _within(loop, _closed(server))
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _within(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run_coroutine_threadsafe(work, loop).result(timeout=LONGEST_SECONDS)


async def _listening(keeper: _Keeper) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    return await loop.create_server(
        lambda: SMTP(keeper, data_size_limit=MOST_BYTES, hostname="localhost", loop=loop),
        "127.0.0.1",
        0,
    )


async def _closed(server: asyncio.Server) -> None:
    """Close the door and end what is still being said."""
    server.close()
    talking = asyncio.all_tasks() - {asyncio.current_task()}
    for task in talking:
        task.cancel()
    await asyncio.gather(*talking, return_exceptions=True)
