"""The web application: what strangers may see of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from redis import Redis
from starlette.concurrency import run_in_threadpool

import nianbao
from nianbao.web import acknowledge, front, health, subscription, unsubscribe
from nianbao.web.guard import OPENAPI, Guard

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from nianbao.settings import Settings
    from storage.database import Database

BROKER_SECONDS = 3.0


def make_app(settings: Settings, database: Database) -> ASGIApp:
    """Return the application; it starts without a database, and says so at /health."""
    app = FastAPI(
        title="年报核查",
        version=nianbao.__version__,
        openapi_url=OPENAPI,
        docs_url=None,
        redoc_url=None,
    )
    broker = Redis.from_url(
        settings.redis_url,
        socket_timeout=BROKER_SECONDS,
        socket_connect_timeout=BROKER_SECONDS,
    )

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    def front_page() -> HTMLResponse:
        return HTMLResponse(front.page())

    @app.api_route("/style.css", methods=["GET", "HEAD"], include_in_schema=False)
    def style() -> Response:
        return Response(front.STYLE, media_type="text/css")

    @app.api_route("/health", methods=["GET", "HEAD"], include_in_schema=False)
    def health_page() -> JSONResponse:
        return _health(broker, settings, database)

    @app.api_route("/unsubscribe", methods=["GET", "HEAD"], include_in_schema=False)
    def ask_unsubscribe(recipient: str = "", token: str = "") -> HTMLResponse:
        return unsubscribe.asked(settings, recipient, token)

    @app.post("/unsubscribe", include_in_schema=False)
    def do_unsubscribe(recipient: str = "", token: str = "") -> HTMLResponse:
        return unsubscribe.done(settings, database, recipient, token)

    @app.api_route("/subscription", methods=["GET", "HEAD"], include_in_schema=False)
    def show_subscription(recipient: str = "", token: str = "") -> HTMLResponse:
        return subscription.shown(settings, database, recipient, token)

    @app.post("/subscription", include_in_schema=False)
    async def change_subscription(
        request: Request, recipient: str = "", token: str = ""
    ) -> HTMLResponse:
        form = await _form(request)
        return await run_in_threadpool(
            subscription.changed, settings, database, recipient, token, form
        )

    @app.api_route("/acknowledge", methods=["GET", "HEAD"], include_in_schema=False)
    def show_mail(recipient: str = "", period: str = "", token: str = "") -> HTMLResponse:
        return acknowledge.shown(settings, database, recipient, period, token)

    @app.post("/acknowledge", include_in_schema=False)
    def sign_for_mail(recipient: str = "", period: str = "", token: str = "") -> HTMLResponse:
        return acknowledge.signed(settings, database, recipient, period, token)

    return Guard(app)


async def _form(request: Request) -> bytes:
    """Return a form's bytes; one that is longer than any of ours is no form."""
    read = b""
    async for part in request.stream():
        read += part
        if len(read) > subscription.LONGEST_FORM:
            return b""
    return read


def _health(broker: Redis, settings: Settings, database: Database) -> JSONResponse:
    parts = [health.tables(database), health.asked("broker", broker.ping)]
    if not parts[1].trouble:
        parts += health.workers(broker, settings.tick_seconds)
    parts.append(health.disk(settings.data_dir))
    troubles = {part.name: part.trouble for part in parts if part.trouble}
    body = {"ok": not troubles, "troubles": troubles, "parts": [part.name for part in parts]}
    return JSONResponse(body, status_code=503 if troubles else 200)
