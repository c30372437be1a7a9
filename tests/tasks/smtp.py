"""A real SMTP server on loopback that fails as it is told to, by recipient."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager

from aiosmtpd.smtp import SMTP

SLOW_SECONDS = 0.3


class Scripted:
    """Remembers what it took as pairs of address and bytes; ``fault`` says how it fails."""

    def __init__(self):
        self.taken: list[tuple[str, bytes]] = []

    def fault(self, address: str) -> str:
        """Return how to fail for this recipient now, "" for not at all."""
        return ""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        envelope.fault = self.fault(address)
        if envelope.fault == "drop before DATA":
            server.transport.abort()
        if envelope.fault == "550":
            return "550 no such mailbox"
        if envelope.fault == "451":
            return "451 greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        (address,) = envelope.rcpt_tos
        if envelope.fault == "421":
            return "421 too busy"
        if envelope.fault == "slow":
            await asyncio.sleep(SLOW_SECONDS)
        self.taken.append((address, envelope.original_content))
        if envelope.fault == "drop after DATA":
            server.transport.abort()
        if envelope.fault == "drop after 250":
            await server.push("250 OK")
            server.transport.abort()
        return "250 OK"


@contextmanager
def listening(server: Scripted):
    """Serve on a free port of loopback; yield the address."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def begin():
        return await loop.create_server(lambda: SMTP(server, loop=loop), "127.0.0.1", 0)

    async def end():
        door.close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    door = asyncio.run_coroutine_threadsafe(begin(), loop).result(10)
    try:
        yield f"smtp://127.0.0.1:{door.sockets[0].getsockname()[1]}"
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
