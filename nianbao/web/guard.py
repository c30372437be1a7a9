"""What holds for every response, errors too: security headers, and no API for strangers.

It stands outside the application, so that not even a failure inside gets by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from starlette.types import ASGIApp, Receive, Scope, Send

OPENAPI: Final = "/api/openapi.json"
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


class Guard:
    """Wraps the application. The API's description is public, the rest of it is not."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer strangers at the API, pass everything else on; add the headers to all."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        inner = _refusal() if _is_closed(scope["path"]) else self.app
        await inner(scope, receive, _with_headers(send))


def _is_closed(path: str) -> bool:
    return path != OPENAPI and (path == "/api" or path.startswith("/api/"))


def _refusal() -> ASGIApp:
    headers = {"WWW-Authenticate": "Bearer"}
    return JSONResponse({"detail": "请先登录或使用访问令牌"}, status_code=401, headers=headers)


def _with_headers(send: Send) -> Send:
    async def sent(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HEADERS)
        await send(message)

    return sent
